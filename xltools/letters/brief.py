"""一页简报 as a Word document: figures, three native charts, what is open, and where every figure stands."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ..office.charts import BarChart, chart_alone, scale_end
from ..office.safetext import xml_text
from ..summary.brief import Brief
from ..summary.tallies import Statistic
from .typesetting.fonts import font_profile
from .typesetting.package import add_font_table, clean_document, document_bytes
from .typesetting.styles import font_table

if TYPE_CHECKING:
    from docx.document import Document

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_EMU = 36000
"""English metric units a millimetre."""
_IN_A_ROW = 4
"""Figures beside each other."""


def brief_docx(brief: Brief) -> bytes:
    """One sheet of A4. The same brief gives the same bytes."""
    document = clean_document()
    add_font_table(document, font_table(font_profile("gb2312")))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(15)
    _line(document, brief.title, "方正小标宋简体", 18, centred=True, after=6)
    _figures(document, brief)
    _charts(document, brief.charts)
    _line(document, "尚待办理", "黑体", 12, before=4)
    for text in brief.open_points or ("没有待办事项。",):
        _line(document, f"· {text}", "仿宋_GB2312", 11)
    _line(document, f"数据来源：{brief.made_of}。数字出处：{'；'.join(brief.sources)}。", "仿宋_GB2312", 8, before=4)
    return document_bytes(document)


def _line(
    document: Any, text: str, face: str, size: float, *, centred: bool = False, before: float = 0, after: float = 2
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, face, size)


def _run(paragraph: Any, text: str, face: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _figures(document: Document, brief: Brief) -> None:
    """Figures in boxes, four a row."""
    figures = brief.figures[: 2 * _IN_A_ROW]
    rows = -(-len(figures) // _IN_A_ROW)
    table = document.add_table(rows=rows, cols=_IN_A_ROW)
    for number, figure in enumerate(figures):
        cell = table.cell(number // _IN_A_ROW, number % _IN_A_ROW)
        first = cell.paragraphs[0]
        first.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(first, figure.value, "黑体", 16)
        _run(first, f" {figure.unit}", "仿宋_GB2312", 10)
        second = cell.add_paragraph()
        second.alignment = WD_ALIGN_PARAGRAPH.CENTER
        second.paragraph_format.space_after = Pt(4)
        _run(second, figure.label, "仿宋_GB2312", 10)


def _charts(document: Document, charts: tuple[Statistic, ...]) -> None:
    """Charts below each other, the first over the whole width, two beside each other below it."""
    for number, one in enumerate(charts):
        whole = number == 0 or len(charts) == 2
        if whole or number == 1:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
        width, height = (168, whole_height(len(one.lines))) if whole else (83, 66)
        _chart(document, paragraph, number + 1, one, (width * _EMU, height * _EMU))


def whole_height(bars: int) -> int:
    """Millimetres of the chart over the whole width: below 6 mm a bar every second name would be left out; at most what
    leaves the rest its place on the page.
    """
    return max(68, min(20 + 6 * bars, 110))


def _chart(document: Document, paragraph: Any, number: int, one: Statistic, size: tuple[int, int]) -> None:
    names = [name for name, _ in one.lines]
    series = {heading: [figures[place] for _, figures in one.lines] for place, heading in enumerate(one.headings[1:])}
    chart = BarChart(
        title=one.title,
        names=1,
        values=range(2, len(one.headings) + 1),
        first=1,
        last=len(names),
        at=(1, 1),
        upright=one.headings[0] == "年份",
        most=scale_end(sum(figures, Decimal(0)) for _, figures in one.lines) if one.money else None,
    )
    part = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        _CHART_TYPE,
        chart_alone(chart, names, series),
        document.part.package,
    )
    relation = document.part.relate_to(part, _CHART_RELATION)
    paragraph.add_run()._element.append(parse_xml(_inline(number, one.title, relation, size)))


def _inline(number: int, title: str, relation: str, size: tuple[int, int]) -> str:
    return (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{size[0]}" cy="{size[1]}"/>'
        f'<wp:docPr id="{number}" name="{xml_text(title)}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
