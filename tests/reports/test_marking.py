"""Marks are seen, leave everything else alone, and come off without a trace."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office.foreign import prefixed, table_book
from office.merges import investment, summary, write_summary

from xltools.errors import OutputFault
from xltools.findings import Finding, Severity
from xltools.office.comments import LINE
from xltools.office.opc import pack, unpack
from xltools.reports.marks import MARKS, is_marked, mark, markable, unmark

FINDINGS = (
    Finding(
        rule="required",
        severity=Severity.ERROR,
        sheet="推荐表",
        cells=("B5", "B6"),
        column="申报主体",
        message="推荐表!B5 申报主体没有填写。",
        fix="填写企业全称。",
        basis="示例 §一",
    ),
    Finding(rule="range", severity=Severity.WARNING, sheet="推荐表", cells=("D5",), message="覆盖环节数少于8。"),
    Finding(
        rule="note", severity=Severity.INFO, sheet="推荐表", cells=("A10",), value="=1+1", message="=联系人应为座机"
    ),
    Finding(rule="list", severity=Severity.ERROR, sheet="名单", cells=("A2",), message="名单有误。"),
    Finding(rule="far", severity=Severity.INFO, sheet="推荐表", cells=("Z900",), message="空白处。"),
    Finding(rule="whole", severity=Severity.INFO, message="整份文件的提示。"),
)
BOOKS = {
    "rich": table_book,
    "prefixed": lambda: prefixed(table_book()),
    "summary": lambda: write_summary(summary(5)),
    "investment": lambda: write_summary(investment()),
}


def load(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says that it drops what we keep
        return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("kind", BOOKS)
def test_marks_come_off_part_by_part(kind: str) -> None:
    data = BOOKS[kind]()
    first = load(data).sheetnames[0]
    findings = [replace(f, sheet=first) if f.sheet == "推荐表" else f for f in FINDINGS]
    marked = mark(data, findings)
    assert is_marked(marked)
    assert markable(data)
    assert not is_marked(data)
    assert unpack(marked) != unpack(data)
    assert unpack(unmark(marked)) == unpack(data)
    assert list(unpack(unmark(marked))) == list(unpack(data))
    # Marking again restores nothing, it takes our colours and notes off: the same to look at, not the same bytes.
    again = load(unmark(mark(marked, findings)))
    assert again.sheetnames == load(data).sheetnames
    for sheet in load(data):
        for row in sheet.iter_rows():
            for cell in row:
                other = again[sheet.title][cell.coordinate]
                assert (other.value, other.fill.fgColor.rgb) == (cell.value, cell.fill.fgColor.rgb)


def test_unmarking_what_was_never_marked_changes_nothing() -> None:
    data = table_book()
    assert unmark(data) == data


def test_parts_that_show_no_mark_keep_their_bytes() -> None:
    data = table_book()
    before, after = unpack(data), unpack(mark(data, FINDINGS))
    changed = {name for name in before if before[name] != after[name]}
    allowed = {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "[Content_Types].xml",
    }
    assert changed <= allowed | {name for name in before if name.endswith((".rels", ".vml")) or "comment" in name}
    assert "<x14:sparkline>" in after["xl/worksheets/sheet1.xml"].decode()


def test_cells_are_coloured_and_explained() -> None:
    book = load(mark(table_book(), FINDINGS))
    sheet = book["推荐表"]
    assert book.sheetnames == ["推荐表", "名单", "校验结果", MARKS]
    assert book[MARKS].sheet_state == "veryHidden"
    assert sheet["B5"].fill.fgColor.rgb != "FFFFFFFF"
    assert "怎样改：填写企业全称。" in sheet["B5"].comment.text
    assert sheet["B6"].comment is None
    assert sheet["A10"].comment.text.startswith("请留座机")
    assert LINE in sheet["A10"].comment.text
    results = book["校验结果"]
    texts = [cell.value for row in results.iter_rows() for cell in row]
    assert "=联系人应为座机" in texts
    assert not any(cell.data_type == "f" for row in results.iter_rows() for cell in row)
    assert results.auto_filter.ref is not None
    links = {cell.hyperlink.location for row in results.iter_rows() for cell in row if cell.hyperlink}
    assert "'推荐表'!B5" in links


def test_a_cell_under_a_merged_range_is_marked_where_it_is_seen() -> None:
    finding = Finding(rule="x", severity=Severity.ERROR, sheet="推荐表", cells=("C8",), message="在合并格里。")
    sheet = load(mark(table_book(), [finding]))["推荐表"]
    assert sheet["A8"].comment is not None


def resaved(data: bytes) -> bytes:
    """As if a person had worked on the marked copy and saved it."""
    book = load(data)
    book["推荐表"]["B5"] = "武汉示例甲股份有限公司"
    book["推荐表"]["C5"].comment = openpyxl.comments.Comment("我自己的批注", "企业")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_after_a_save_the_persons_work_stays_and_ours_goes() -> None:
    book = load(unmark(resaved(mark(table_book(), FINDINGS))))
    sheet = book["推荐表"]
    assert book.sheetnames == ["推荐表", "名单"]
    assert sheet["B5"].value == "武汉示例甲股份有限公司"
    assert sheet["B5"].fill.fgColor.rgb == "FFFFFFFF"
    assert sheet["B5"].comment is None
    assert sheet["C5"].comment.text == "我自己的批注"
    assert sheet["A10"].comment.text == "请留座机"
    assert sheet["Z900"].fill.patternType is None


@pytest.mark.libreoffice
def test_after_a_save_in_libreoffice_ours_goes(tmp_path: Path, soffice: Any) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(mark(table_book(), FINDINGS))
    saved = soffice(path, "xlsx", tmp_path / "out").read_bytes()
    assert load(saved)["推荐表"]["B5"].comment is not None
    book = load(unmark(saved))
    assert book.sheetnames == ["推荐表", "名单"]
    assert book["推荐表"]["B5"].comment is None
    assert book["推荐表"]["A10"].comment.text.strip() == "请留座机"


def test_what_cannot_be_marked_is_refused() -> None:
    strict = unpack(table_book())
    strict["xl/workbook.xml"] = strict["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    for data in (b"\xd0\xcf\x11\xe0 old", b"", pack(strict, keep_order=True)):
        assert not markable(data)
        with pytest.raises(OutputFault) as caught:
            mark(data, FINDINGS)
        assert caught.value.code == "bad_template"
