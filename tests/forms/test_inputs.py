"""From files to forms: which notice and attachment a sheet is, what is said of its columns, what binding by hand does."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sheets import xlsx
from summary.forms import form, rows_for, write

from xltools.errors import UsageError
from xltools.findings import Action, ActionKind, Finding, Severity
from xltools.forms.inputs import Input, Inputs, Request, read_inputs
from xltools.notice.load import load_notice
from xltools.reports.advice import advice

HUBEI = load_notice("hubei-2022")
WUHAN = load_notice("wuhan-2025")
MONEY = WUHAN.attachment("附件6")


def read(*paths: Path, **options: object) -> Inputs:
    return read_inputs(Request(paths=tuple(map(str, paths)), **options))  # type: ignore[arg-type]


def one(path: Path, **options: object) -> Input:
    (file,) = read(path, **options).files
    return file


def forms_of(file: Input) -> list[tuple[str, str]]:
    return [(table.notice.id, table.attachment.key) for table in file.tables]


def notes(file: Input) -> dict[str, Finding]:
    return {finding.rule: finding for finding in file.notes}


def summary(path: Path, title: str, submitter: str) -> Path:
    attachment = HUBEI.attachment("附件5")
    return write(
        path, form(attachment, rows_for(attachment, "某", 2, seed=1, category="示范工厂"), submitter, title=title)
    )


def money(*rows: str, head: str = "", above: str = "") -> bytes:
    head = head or (
        "| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 合同编号 | 合同签订日期 | 合同金额 | 发票号码 | 开票日期 | 含税金额 | 税额 | 不含税金额 | 付款日期 | 付款金额 |"
    )
    row = "| 1 | 生产性设备购置 | 机床 | 甲 | HT-1 | 2024-01-01 | 12 | '00000001 | 2024-02-01 | 12 | | | 2024-03-01 | 12 |"
    return xlsx("\n".join((f"| {MONEY.title} |", above or "| 申报企业：武汉示例甲有限公司 |", head, *(rows or (row,)))))


# --- which form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "title", "submitter", "notice"),
    [
        ("hubei-2022", "推荐汇总表", "某单位", "hubei-2022"),
        ("miit-2023", "推荐汇总表", "某单位", "hubei-2022"),
        ("甲", "2022年推荐汇总表", "武汉市江岸区经信局", "hubei-2022"),
    ],
)
def test_the_sheets_own_columns_tell_the_notice_before_its_folder(
    tmp_path: Path, folder: str, title: str, submitter: str, notice: str
) -> None:
    found = forms_of(one(summary(tmp_path / folder / "a.xlsx", title, submitter)))
    assert [key for key, _ in found] == [notice]


def test_another_attachment_than_the_one_asked_for_is_named_and_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "附件6.xlsx", money())
    file = one(path, notice="wuhan-2025", attachment="附件7")
    assert file.tables == []
    said = notes(file)["other-attachment"]
    assert said.severity is Severity.ERROR
    assert "附件6" in said.message
    assert "附件7" in said.message
    assert forms_of(one(path, notice="wuhan-2025", attachment="附件6")) == [("wuhan-2025", "附件6")]
    assert forms_of(one(path, notice="wuhan-2025", attachment="investment")) == [("wuhan-2025", "附件6")]


def test_a_table_of_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", xlsx("| 姓名 | 年龄 |\n| 张三 | 3 |"))
    assert list(notes(one(path))) == ["not-recognised"]
    refused = one(path, notice="wuhan-2025", attachment="附件6")
    assert refused.refusal is not None
    assert refused.refusal[0] == "no_header"
    torn = one(write(tmp_path / "b.xlsx", b"PK\x03\x04 torn"))
    assert torn.refusal is not None
    assert torn.sha256


def test_wrong_names_are_wrong_usage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", money())
    for options, code in (
        ({"notice": "没有"}, "unknown_notice"),
        ({"notice": "wuhan-2025", "attachment": "附件99"}, "unknown_attachment"),
        ({"notice": "wuhan-2025", "columns": {"没有的列": "F"}}, "unknown_column"),
        ({"notice": "wuhan-2025", "columns": {"含税金额": "7"}}, "bad_column"),
        ({"notice": "wuhan-2025", "columns": {"含税金额": "XFE"}}, "bad_column"),
    ):
        with pytest.raises(UsageError) as fault:
            read(path, **options)
        assert fault.value.code == code


# --- what is said of the columns ---------------------------------------------------------------------------------------


def layout(file: Input) -> dict[str, tuple[str, str, str]]:
    return {f.rule: (f.severity.value, f.cell, f.message) for f in file.notes if f.kind == "layout"}


def test_a_form_as_it_should_be_has_no_remark_but_its_unit(tmp_path: Path) -> None:
    said = layout(one(write(tmp_path / "a.xlsx", money()), notice="wuhan-2025"))
    assert said["unit-assumed"] == ("info", "A3", "表中没有写明金额单位，按“万元”读取")
    stated = money(above="| 申报企业：武汉示例甲有限公司 | | 单位：万元 |")
    assert "unit-assumed" not in layout(one(write(tmp_path / "b.xlsx", stated), notice="wuhan-2025"))
    assert not {"unknown-column", "repeated-column"} & set(said)


def test_columns_unknown_doubled_and_missing(tmp_path: Path) -> None:
    head = "| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 自拟栏 | 发票号码 | 开票日期 | 含税金额 | 含税金额 | 申报企业 | 来源文件 |"
    file = one(
        write(
            tmp_path / "a.xlsx",
            money("| 1 | 设备改造 | 机床 | 甲 | 乙 | '00000001 | 2024-02-01 | 12 | 13 |", head=head),
        ),
        notice="wuhan-2025",
    )
    said = layout(file)
    assert said["unknown-column"] == ("info", "E3", "不认识“自拟栏”列，未读取")
    assert [f.cell for f in file.notes if f.rule == "unknown-column"] == ["E3"], (
        "columns of our own summaries are known"
    )
    # Who knows which of two amounts is meant: neither is read, and without it the investment cannot be counted.
    assert said["repeated-column"] == ("error", "H3", "H、I 列都可以读作“含税金额”，分不清哪一列，均未读取")
    assert "gross" not in file.tables[0].columns
    attachment = HUBEI.attachment("附件5")
    needed = next(column for column in attachment.columns if column.required and column.key != attachment.category)
    rows = rows_for(attachment, "江岸区", 1, seed=1, category="示范工厂")
    data = form(attachment, rows, "江岸区")
    path = write(tmp_path / "hubei-2022" / "b.xlsx", data)
    assert "missing-column" not in layout(one(path, notice="hubei-2022"))
    book = openpyxl.load_workbook(path)
    spot = next(cell for cell in book.worksheets[0][3] if cell.value == needed.heading)
    spot.value = "别的"
    book.save(path)
    missing = [f for f in one(path, notice="hubei-2022").notes if f.rule == "missing-column"]
    # The finding stands at the heading that may be it.
    assert [(f.column, f.cell) for f in missing] == [(needed.heading, spot.coordinate)]
    assert missing[0].action == Action(ActionKind.BIND, needed.heading, spot.column_letter)
    assert f"--map {needed.heading}={spot.column_letter}" in advice(missing[0])
    assert "--" not in missing[0].fix


def test_a_column_bound_by_hand_is_read_and_remembered_for_the_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "home"))
    head = "| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 发票号码 | 开票日期 | 总价 | 备注 |"
    row = "| 1 | 设备改造 | 机床 | 甲 | '00000001 | 2024-02-01 | 12 | |"
    path = write(tmp_path / "a.xlsx", money(row, head=head))
    assert "gross" not in one(path, notice="wuhan-2025").tables[0].columns
    bound = one(path, notice="wuhan-2025", columns={"含税金额": "G"})
    assert [str(value) for value in bound.tables[0].columns["gross"]] == ["120000"]
    assert bound.tables[0].header.columns["gross"] == 7
    again = one(write(tmp_path / "b.xlsx", money(row.replace("机床", "铣床"), head=head)), notice="wuhan-2025")
    assert again.tables[0].header.columns["gross"] == 7
    other = one(write(tmp_path / "c.xlsx", money(row, head=head.replace("总价", "总额"))), notice="wuhan-2025")
    assert "gross" not in other.tables[0].columns
