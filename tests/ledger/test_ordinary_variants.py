"""What an ordinary clerk does slightly differently: other words of the same slips, and near misses that stay clean."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.total import total
from xltools.findings import Severity
from xltools.forms.inputs import Request
from xltools.ledger import Ledger

NOTED = HEAD.replace("| 付款金额 |", "| 付款金额 | 备注 |")
WAN = 10_000


def number(n: int) -> str:
    return f"'2444200000001234567{n}"


def ledger(folder: Path, *rows: str, head: str = HEAD) -> Ledger:
    """A sound row of 3,000 万元 and what follows it."""
    first = row(1, "2024-05-01", "3000", invoice=number(1)) + (" |" if head is NOTED else "")
    (folder / "附件6.xlsx").write_bytes(xlsx(head + "\n".join((first, *rows))))
    return total(Request(paths=(str(folder),), notice="wuhan-2025"))[0]


def warned(made: Ledger) -> set[str]:
    return {one.rule for one in made.findings if one.severity is not Severity.INFO}


@pytest.mark.parametrize("said", ["待开票", "未开票", "后补", "暂估", "无票", "收据", "见附件", "发票在途", "暂无发票"])
def test_a_word_in_place_of_the_number_is_no_invoice(tmp_path: Path, said: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", "2500", invoice=said), row(3, "2024-05-01", "100", invoice=said))
    assert (made.counted, made.undecided, made.meets_floor) == (3000 * WAN, 2600 * WAN, None)
    assert {one.reason for one in made.rows[1:]} == {"没有发票号码"}


@pytest.mark.parametrize("said", ["12345678", "No.12345678", "№12345678", "12345678、12345679", "1234 5678"])
def test_a_number_in_any_dress_is_an_invoice(tmp_path: Path, said: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", "2500", invoice=f"'{said}"))
    assert (made.counted, made.meets_floor) == (5500 * WAN, True)


@pytest.mark.parametrize("said", ["12345", "00012345", "No.00012345"])
def test_a_number_that_lost_its_zeros_is_the_same_invoice(tmp_path: Path, said: str) -> None:
    made = ledger(
        tmp_path, row(2, "2024-05-01", "2000", invoice="'00012345"), row(3, "2024-05-01", "500", invoice=said)
    )
    assert (made.counted, made.undecided) == (5000 * WAN, 500 * WAN)
    assert "同一张发票" in made.rows[2].reason


@pytest.mark.parametrize(
    "said", ["红字发票", "红冲", "冲红", "退货红票", "负数发票", "已作废", "该发票已红冲", "作 废", "不计入", "与第1行重复"]
)
def test_a_red_or_void_invoice_with_a_positive_amount_is_open(tmp_path: Path, said: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", "2500", invoice=number(2)) + f" {said} |", head=NOTED)
    assert (made.counted, made.undecided, made.meets_floor) == (3000 * WAN, 2500 * WAN, None)
    assert warned(made) == {"void-invoice"}


@pytest.mark.parametrize(
    "said", ["原票作废，重开后的发票", "未红冲", "红外测温", "废料处理", "合同以美元计价，发票为人民币", "重复定位精度0.01mm"]
)
def test_other_remarks_are_left_alone(tmp_path: Path, said: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", "2500", invoice=number(2)) + f" {said} |", head=NOTED)
    assert (made.counted, warned(made)) == (5500 * WAN, set())


@pytest.mark.parametrize("said", ["€2500", "2500欧元", "US$2500", "HK$2500", "2500 EUR", "GBP 2500"])
def test_foreign_money_is_never_read_as_wan(tmp_path: Path, said: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", said, invoice=number(2), price="2500"))
    assert (made.counted, made.meets_floor) == (3000 * WAN, None)


@pytest.mark.parametrize(
    "said",
    [
        "合  计", "总  计", "小  计：", "本表合计", "设备购置小计", "合计（万元）", "TOTAL:", "合 计 金 额", "累计完成投资", "Σ", "合计数", "总合计",
        "共计", "本项小计", "一、小计", "设备类合计", "以上合计", "合计（1-2）", "全部合计", "汇总", "合计:5500", "投资总额", "费用总额",
    ],
)  # fmt: skip
def test_a_sum_in_any_words_is_no_purchase(tmp_path: Path, said: str) -> None:
    made = ledger(
        tmp_path,
        row(2, "2024-05-01", "2500", invoice=number(2)),
        f"| {said} | | | | | | 5500 | | | 5500 | | | | 5500 |",
    )
    assert (made.counted, made.undecided, len(made.rows)) == (Decimal(5500 * WAN), 0, 2)


@pytest.mark.parametrize(
    "name", ["计量泵", "汇总控制柜", "总装线", "小计量装置", "额定功率测试台", "统计分析系统", "页岩破碎机"]
)
def test_a_purchase_that_sounds_like_a_sum_is_one(tmp_path: Path, name: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", "2500", invoice=number(2), name=name))
    assert (made.counted, len(made.rows)) == (5500 * WAN, 2)


@pytest.mark.parametrize(
    "said", ["同 上", "同上。", "同上行", "－〃－", "〃", "″", "如上", "（同上）", "同 前", "——〃——", "同上 "]
)
def test_the_same_as_above_in_any_dress(tmp_path: Path, said: str) -> None:
    made = ledger(tmp_path, row(2, "2024-05-01", "2500", invoice=number(2), category=said, seller=said))
    assert (made.counted, made.meets_floor) == (5500 * WAN, True)
