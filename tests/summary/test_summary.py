"""The summary holds every row in the official layout, leads back to its sources, and stays itself when edited."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office.foreign import table_book
from office.merges import investment, summary, summary_row, write_summary

from xltools.blanks.word import render_blank_word
from xltools.errors import InputRefused, OutputFault
from xltools.notice.model import Attachment, Column, ColumnType, Label, Provenance, Role
from xltools.office.links import link_target, place_in, relative_path
from xltools.office.opc import unpack, untouched
from xltools.summary.lineage import Lineage, read_lineage
from xltools.summary.model import Merged
from xltools.summary.row import Rows
from xltools.summary.word import write_summary_word


def load(data: bytes, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says that it drops what we keep
        return openpyxl.load_workbook(io.BytesIO(data), **options)


def edited(data: bytes, change: Any) -> bytes:
    """As if a person had changed and saved it."""
    book = load(data)
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_rows_stand_in_their_blocks_numbered_anew() -> None:
    data = write_summary(summary(5))
    assert data == write_summary(summary(5))
    assert untouched(data)
    sheet = load(data).worksheets[0]
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=5, max_row=9)]
    assert [row[:2] for row in rows] == [
        [1, "优秀场景"],
        [2, "优秀场景"],
        [1, "示范工厂"],
        [2, "示范工厂"],
        [3, "示范工厂"],
    ]
    assert sheet["A10"].value == "填表说明："


def test_sources_are_linked_relative_to_the_summary() -> None:
    sheet = load(write_summary(summary(5))).worksheets[0]
    assert [sheet.cell(4, column).value for column in (13, 14, 15, 16)] == ["来源单位", "来源文件", "来源位置", "提示"]
    assert sheet["N5"].value == "../收件/江汉区 推荐#汇总表.xlsx"
    assert sheet["N5"].hyperlink.target == "../收件/江汉区%20推荐%23汇总表.xlsx"
    assert sheet["N5"].hyperlink.location == "'推荐汇总表'!A5"
    assert sheet["N6"].hyperlink.location is None  # a Word file has no cells to go to
    assert sheet.print_area.endswith("$A$1:$L$11")
    assert sheet.column_dimensions["Q"].hidden


def test_amounts_are_shown_in_the_sheets_unit_and_sums_carry_results() -> None:
    data = write_summary(investment())
    formulas, values = load(data).worksheets[0], load(data, data_only=True).worksheets[0]
    assert values["L7"].value == 113.000005
    assert values["L14"].value == "约120"
    assert values["H8"].value == "2024年3月"
    assert formulas["Q8"].data_type != "f"
    assert formulas["Q8"].value.startswith("=HYPERLINK")
    total = next(row for row in formulas.iter_rows() if row[0].value == "合计")[0].row
    assert formulas.cell(total, 12).value == "=SUM(L9,L12,L15,L18)"
    assert values.cell(total, 12).value == pytest.approx(115.000015)
    assert values["A16"].value == "（类别未识别）"
    assert [values.cell(4, column).value for column in range(18, 23)] == [
        "申报企业",
        "所在区",
        "来源单位",
        "来源文件",
        "来源位置",
    ]


@pytest.mark.libreoffice
def test_formulas_give_what_was_written_beside_them(tmp_path: Path, soffice: Any) -> None:
    path = tmp_path / "summary.xlsx"
    path.write_bytes(write_summary(investment()))
    again = load(soffice(path, "xlsx", tmp_path / "out").read_bytes(), data_only=True).worksheets[0]
    ours, formulas = load(path.read_bytes(), data_only=True).worksheets[0], load(path.read_bytes()).worksheets[0]
    cells = [cell.coordinate for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(cells) == 20
    for cell in cells:
        assert again[cell].value == pytest.approx(ours[cell].value)


def test_the_receipt_tells_what_came_and_what_stayed_out() -> None:
    sheet = load(write_summary(summary(5)))["汇总回执"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    said = "\n".join(texts)
    assert "读入 6 行 = 汇总 5 行 + 未计入 1 行" in said
    assert "汉阳区、武昌区" in said
    assert "文件已损坏，请重新导出。" in said
    assert "只有序号，没有内容" in said


def test_lineage_comes_back_from_the_output_alone() -> None:
    found = read_lineage(write_summary(summary(5)))
    assert (found.notice, found.attachment, found.level) == ("sample-2025", "附件5", "city")
    assert [row.row for row in found.rows] == [5, 6, 7, 8, 9]
    assert not any(row.changed for row in found.rows)
    row, column = found.at("I6") or (None, "")
    assert row is not None
    assert column == "links"
    assert row.hops[-1].path.endswith("硚口区 推荐#汇总表.docx")
    assert row.cells["links"] == "I6"
    assert found.address(row, "company") == "C6"
    assert json.loads(found.facts["receipt"])["rows_in"] == 6


def test_sorted_and_edited_rows_are_still_found() -> None:
    def change(sheet: Any) -> None:
        first = [cell.value for cell in sheet[5]]
        for column, cell in enumerate(sheet[8]):
            sheet.cell(5, column + 1).value = cell.value
            sheet.cell(8, column + 1).value = first[column]
        sheet["C6"] = "改过的名称"
        sheet.delete_rows(9)
        sheet.insert_cols(1)
        sheet.insert_rows(1)
        sheet.insert_rows(9)
        for column in range(2, 8):
            sheet.cell(9, column).value = "手工加的"

    data = edited(write_summary(summary(5)), change)
    assert not untouched(data)
    found = read_lineage(data)
    assert found.columns["company"] == 4
    assert [row.row for row in found.rows] == [10, 7, 8, 6, None]
    assert [row.changed for row in found.rows] == [(), ("company",), (), (), ()]
    assert found.rows[1].present["company"] == "改过的名称"
    assert found.added == (9,)


def test_a_workbook_without_lineage_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(table_book())
    with pytest.raises(InputRefused) as caught:
        read_lineage(path)
    assert caught.value.code == "no_lineage"


TEMPLATE_FORM = Attachment(
    key="附件4",
    title="推荐汇总表",
    role=Role.SUMMARY,
    layout=Provenance.FOUND,
    columns=(
        Column(key="seq", heading="序号", type=ColumnType.INTEGER),
        Column(key="company", heading="申报主体"),
        Column(key="code", heading="统一社会信用代码", type=ColumnType.CODE),
        Column(key="links", heading="覆盖环节数", type=ColumnType.INTEGER, sum=True),
        Column(key="remark", heading="备注"),
    ),
    labels=(Label(key="submitter", text="推荐单位（盖章）"),),
    submitter="submitter",
    order="seq",
)


def templated(count: int) -> Merged:
    from dataclasses import replace

    merged = summary(count)
    rows = Rows.of(summary_row(n, "江岸区", "", "武汉示例甲股份有限公司") for n in range(1, count + 1))
    return replace(merged, attachment=TEMPLATE_FORM, rows=rows, submitter="示例市经信局")


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_offices_own_template_is_filled_and_keeps_the_rest(count: int) -> None:
    template = table_book()
    data = write_summary(templated(count), template=template)
    assert data == write_summary(templated(count), template=template)
    sheet = load(data).worksheets[0]
    total = 5 + count
    assert [sheet.cell(row, 1).value for row in range(5, total + 1)] == [*range(1, count + 1), "合计"]
    assert sheet.cell(total, 4).value == f"=SUM(D5:D{total - 1})"
    assert sheet["A2"].value == "推荐单位（盖章）：示例市经信局"
    assert sheet.cell(total + 1, 1).value.startswith("填表说明")
    before, after = unpack(template), unpack(data)
    kept = [name for name in before if before[name] == after[name]]
    assert {"xl/vbaProject.bin", "xl/cellimages.xml", "xl/media/image1.png", "xl/theme/theme1.xml"} <= set(kept)
    found = read_lineage(data)
    assert [row.row for row in found.rows] == list(range(5, total))


def test_a_template_without_the_table_is_refused() -> None:
    from dataclasses import replace

    other = replace(TEMPLATE_FORM, columns=(Column(key="x", heading="别的"), Column(key="y", heading="东西")))
    with pytest.raises(OutputFault) as caught:
        write_summary(replace(templated(1), attachment=other), template=table_book())
    assert caught.value.code == "bad_template"


def lineages() -> dict[str, bytes]:
    blank = render_blank_word(summary().notice, summary().attachment)
    return {"own": write_summary_word(summary(5)), "template": write_summary_word(summary(5), blank)}


@pytest.mark.parametrize("kind", ["own", "template"])
def test_word_summaries_hold_rows_and_lineage(kind: str) -> None:
    import docx

    data = lineages()[kind]
    assert data == lineages()[kind]
    document = docx.Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[:2] for row in rows[1:]] == [
        ["1", "优秀场景"],
        ["2", "优秀场景"],
        ["1", "示范工厂"],
        ["2", "示范工厂"],
        ["3", "示范工厂"],
    ]
    found = read_lineage(data)
    assert [row.row for row in found.rows] == [2, 3, 4, 5, 6]
    assert not any(row.changed for row in found.rows)


def test_a_word_row_that_was_moved_and_edited_is_found() -> None:
    import docx

    document = docx.Document(io.BytesIO(write_summary_word(summary(5))))
    table = document.tables[0]
    table.rows[1]._tr.getparent().append(table.rows[1]._tr)
    table.rows[1].cells[2].paragraphs[0].runs[0].text = "改过的名称"
    buffer = io.BytesIO()
    document.save(buffer)
    found: Lineage = read_lineage(buffer.getvalue())
    assert [row.row for row in found.rows] == [6, 2, 3, 4, 5]
    assert [row.changed for row in found.rows] == [(), ("company",), (), (), ()]


def test_link_targets_escape_what_means_something() -> None:
    assert link_target("a b#c%d?e.xlsx") == "a%20b%23c%25d%3Fe.xlsx"
    assert link_target("../收件/甲.xlsx") == "../收件/甲.xlsx"
    assert link_target("C:/收件/甲.xlsx").startswith("file:///C")
    assert relative_path("/a/b/c.xlsx", Path("/a/d")) == "../b/c.xlsx"
    assert place_in("x.xls", "It's", "A7") == "'It''s'!A7"
    assert place_in("x.docx", "表1", "A7") == ""


def test_merged_cells_among_the_rows_of_a_template_hide_nothing() -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("B5:B6")
        sheet.merge_cells("C6:D6")

    data = write_summary(templated(3), template=edited(table_book(), change))
    sheet = load(data).worksheets[0]
    assert not [str(area) for area in sheet.merged_cells.ranges if str(area)[0] in "BC"]
    assert [sheet.cell(row, 2).value for row in range(5, 8)] == ["武汉示例甲股份有限公司"] * 3


@pytest.mark.libreoffice
def test_a_template_saved_by_libreoffice_is_filled(tmp_path: Path, soffice: Any) -> None:
    from office.samples import INVESTMENT, NOTICE

    from xltools.blanks.workbook import render_blank

    path = tmp_path / "模板.xlsx"
    path.write_bytes(render_blank(NOTICE, INVESTMENT))
    template = soffice(path, "xlsx", tmp_path / "out").read_bytes()
    data = write_summary(investment(), template=template)
    found = read_lineage(data)
    assert [row.row for row in found.rows] == [7, 8, 14, 15]
    sheet = load(data, data_only=True).worksheets[0]
    assert sheet["L17"].value == pytest.approx(115.000015)
    assert sheet["A16"].value == "小计"


def test_lineage_is_read_without_the_library_that_wrote_it(tmp_path: Path) -> None:
    import subprocess
    import sys

    for name, data in (("a.xlsx", write_summary(summary(3))), ("b.docx", write_summary_word(summary(3)))):
        path = tmp_path / name
        path.write_bytes(data)
        code = (
            "import sys\nfrom xltools.summary.lineage import read_lineage\n"
            "print(len(read_lineage(sys.argv[1]).rows), 'openpyxl' in sys.modules)"
        )
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, cwd=root
        )
        assert done.stdout.split() == ["3", "False"]


LABELS = (
    Label(key="submitter", text="推荐单位（盖章）", aliases=("推荐部门",)),
    Label(key="date", text="填报日期", type=ColumnType.DATE),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推荐单位（盖章）：", "推荐单位（盖章）：示例局"),
        ("推 荐 单 位(公章): 旧名", "推 荐 单 位(公章):示例局"),
        ("推荐部门：旧名  填报日期：2022年1月1日", "推荐部门：示例局    填报日期：2022年1月1日"),
        ("填报日期：2022年1月1日", None),
    ],
)
def test_a_label_takes_its_value_beside_others(text: str, expected: str | None) -> None:
    from xltools.summary.labels import with_value

    assert with_value(text, LABELS, "submitter", "示例局") == expected


def test_a_word_template_says_who_hands_in() -> None:
    from dataclasses import replace

    import docx

    merged = replace(summary(3), submitter="示例市经济和信息化局")
    blank = render_blank_word(merged.notice, merged.attachment)
    document = docx.Document(io.BytesIO(write_summary_word(merged, blank)))
    line = next(paragraph.text for paragraph in document.paragraphs if "推荐单位" in paragraph.text)
    assert line.startswith("推荐单位（盖章）：示例市经济和信息化局")
    assert line.rstrip().endswith("填报日期：    年  月  日")
