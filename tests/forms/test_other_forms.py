"""Other forms of the same words: dates, amounts, telephones and headings as people type them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import BUY
from sheets import xlsx

from xltools.app.validate import validate
from xltools.forms.amounts import amount_reader, is_sum
from xltools.forms.dates import date_reader
from xltools.forms.inputs import Request
from xltools.forms.values import Period, Unreadable
from xltools.rules.format import phone_fault

WAN, DAY = amount_reader("万元"), date_reader()


@pytest.mark.parametrize(
    "typed",
    [
        "2024。3。5", "2024—03—05", "2024、3、5", "24年3月5日", "\'24年3月5日", "2024年03月05日（补开）", "2024年3月5日(电子)",
        "2024年3月5日 星期二", "2024/3/5 周二", "2024年3月5日（星期二）", "2024.3.5日", "2024年3月5号", "2024-3-5 00:00:00",
        "2024年3月5日 上午", "2024年3月5日开具", "２０２４年３月５日", "二〇二四年三月五日", "2024 年 3 月 5 日", "2024，3，5", "2024_03_05",
        "2024·3·5", "2024−03−05", "20240305", "45356", "2024年3月5",
    ],
)  # fmt: skip
def test_a_day_in_any_form_is_that_day(typed: str) -> None:
    assert str(DAY(typed)) == "2024-03-05"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2024年3月", "2024-03-01", "2024-03-31"),
        ("2024.03", "2024-03-01", "2024-03-31"),
        ("2024年一季度", "2024-01-01", "2024-03-31"),
        ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2024年上半年", "2024-01-01", "2024-06-30"),
        ("2024年3月上旬", "2024-03-01", "2024-03-10"),
        ("2024年3月至5月", "2024-03-01", "2024-05-31"),
        ("2024/3/5-2024/3/8", "2024-03-05", "2024-03-08"),
    ],
)
def test_what_is_known_of_a_date_is_its_first_and_last_day(typed: str, first: str, last: str) -> None:
    read = DAY(typed)
    assert isinstance(read, Period)
    assert (read.start.isoformat(), read.end.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "typed",
    [
        "24.3.5", "24/3/5", "5/3/2024", "约2024年3月", "2024年3月左右", "2024年3月5日前", "2024年3月5日（预计）", "2024年13月5日", "2024/2/30",
        "2024年3月5日、6日", "不详", "2022年组织申报。", "2024年3月5日/2024年4月6日",
    ],
)  # fmt: skip
def test_a_doubtful_date_stays_doubtful(typed: str) -> None:
    assert isinstance(DAY(typed), Unreadable)


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("壹仟万元", "1000"), ("贰佰万元整", "200"), ("20万5千", "20.5"), ("人民币叁仟贰佰万元整", "3200"), ("三千二百万", "3200"),
        ("叁仟贰佰伍拾陆元柒角捌分", "0.325678"), ("叁仟元零伍分", "0.300005"), ("△36.2", "-36.2"), ("−36.2", "-36.2"), ("－36.2", "-36.2"),
        ("‑36.2", "-36.2"), ("﹣36.2", "-36.2"), ("负36.2", "-36.2"), ("(36.2)", "-36.2"), ("（3,200）", "-3200"), ("8.79E+02", "879"),
        ("3000+2000", "5000"), ("2,000+1,000", "3000"), ("1,234.50万", "1234.5"), ("3，200", "3200"), ("￥3,200.00", "3200"), ("¥-3200", "-3200"),
        ("3200.00元", "0.32"), ("3200万元人民币", "3200"), ("RMB 3200", "3200"), ("0.32亿元", "3200"), ("5百万", "500"), ("３２００", "3200"),
        ("\'3200", "3200"), ("3 200", "3200"),
    ],
)  # fmt: skip
def test_an_amount_in_any_form_is_that_amount(typed: str, wan: str) -> None:
    assert WAN(typed) == Decimal(wan) * 10_000
    assert is_sum(typed) is ("+0" not in typed and "+" in typed)


@pytest.mark.parametrize(
    "typed",
    [
        "约120", "120左右", "2000多", "3200元/台", "3200×2", "1 234,50", "3,200,00", "32OO", "3l00", "300美元", "USD 300", "50%", "1/2", "100-20", "--1",
        "(-1)", "3200+", "十二十万", "20万5", "3200（不含税）", "见合同", "负", "△", "三角",
    ],
)  # fmt: skip
def test_a_doubtful_amount_stays_doubtful(typed: str) -> None:
    assert isinstance(WAN(typed), Unreadable)


@pytest.mark.parametrize(
    "typed",
    [
        "13800000001", "138-0000-0001", "138 0000 0001", "+86 13800000001", "0086-13800000001", "027-88888888", "(027)88888888", "027 88888888",
        "027—88888888", "０２７－８８８８８８８８", "027-88888888-801", "027-88888888转801", "027-88888888（分机801）", "400-800-1234", "0713-8888888",
        "13800000001/027-88888888", "13800000001、13900000002",
    ],
)  # fmt: skip
def test_a_telephone_in_any_form_is_one(typed: str) -> None:
    assert phone_fault(typed) == ""


@pytest.mark.parametrize("typed", ["12345", "1380000000", "138000000012", "88888888", "027-888", "12800000001", "无"])
def test_what_is_no_telephone_is_said(typed: str) -> None:
    assert phone_fault(typed)


# --- headings --------------------------------------------------------------------------------------------------------

FLAT = "| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 合同编号 | 合同金额 | 发票号码 | 开票日期 | 含税金额 | 税额 | 不含税金额 |"
ROW = f"| 1 | {BUY} | 机床 | 示例供应商 | HT-1 | 113 | 24442000000123456781 | 2024-03-05 | 113 | 13 | 100 |"
PLAIN = FLAT.strip("| ").split(" | ")


def written(*names: str, **other: str) -> str:
    """The heading row with some headings in other words."""
    return "| " + " | ".join(other.get(name, name) for name in PLAIN) + " |"


@pytest.mark.parametrize(
    "heading",
    [
        "| " + " | ".join(f"{number}.{name}" for number, name in enumerate(PLAIN, 1)) + " |",
        "| " + " | ".join(f"（{number}）{name}" for number, name in enumerate(PLAIN, 1)) + " |",
        "| " + " | ".join(f"{sign}{name}" for sign, name in zip("①②③④⑤⑥⑦⑧⑨⑩⑪", PLAIN, strict=True)) + " |",
        "| " + " | ".join(f"★{name}" for name in PLAIN) + " |",
        "| " + " | ".join(f"*{name}" for name in PLAIN) + " |",
        "| " + " | ".join(f"{name}※" for name in PLAIN) + " |",
        written(含税金额="价税合计", 不含税金额="金额"),
        written(含税金额="发票金额"),
        written(含税金额="其中：含税金额"),
        written(含税金额="含税金额：万元", 税额="税额（万元）"),
        written(含税金额="含税\\n金额", 开票日期="开票\\n日期"),
        written(含税金额="含 税 金 额"),
        written(发票号码="发票号", 供应商="供货单位"),
        (
            "| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 合同情况 | < | 发票情况 | < | < | < | < |\n"
            "| ^ | ^ | ^ | ^ | 编号 | 金额 | 号码 | 开票日期 | 含税金额 | 税额 | 不含税金额 |"
        ),
        (
            "| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 合同 | < | 发票 | < | 金额 | < | < |\n"
            "| ^ | ^ | ^ | ^ | 编号 | 金额 | 号码 | 日期 | 含税 | 税额 | 不含税 |\n"
            "| ^ | ^ | ^ | ^ | ^ | 万元 | ^ | ^ | 万元 | 万元 | 万元 |"
        ),
    ],
    ids=range(15),
)
def test_a_heading_in_any_form_binds_its_column(tmp_path: Path, heading: str) -> None:
    markdown = f"# 附件6\n| 申报企业：武汉示例甲有限公司 | | | | | | 单位：万元 |\n{heading}\n{ROW}"
    (tmp_path / "附件6.xlsx").write_bytes(xlsx(markdown.replace("24442", "'24442")))
    (table,) = validate(Request(paths=(str(tmp_path),), notice="wuhan-2025")).inputs.tables
    assert {key: table.columns[key][0] for key in ("gross", "tax", "net", "contract_amount")} == {
        "gross": Decimal(1_130_000), "tax": Decimal(130_000), "net": Decimal(1_000_000), "contract_amount": Decimal(1_130_000),
    }  # fmt: skip
    assert table.columns["invoice_no"] == ["24442000000123456781"]
    assert str(table.columns["invoice_date"][0]) == "2024-03-05"
    assert table.columns["seq"] == [1]
    assert table.header.unknown == {}
