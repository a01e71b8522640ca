"""Native charts from openpyxl, moved into a workbook of ours with the drawing that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .opc import parts_of
from .patching import WorkbookPatch

_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_MOST_BARS = 40


def add_charts(
    book: WorkbookPatch, sheet: str, areas: Mapping[str, tuple[int, int]], row: int, *, from_zero: bool = True
) -> None:
    """Bars of the enterprises (计入, 待定) and of the categories, below the tables, at `row`.

    `from_zero`: no sum is negative, so the axis begins at 0.
    """
    from openpyxl import Workbook

    scratch = Workbook()
    page: Any = scratch.active  # the stubs allow a chart sheet here
    page.title = sheet
    top, bottom = areas["enterprises"]
    column = "A"
    if bottom >= top:
        page.add_chart(
            _bars(page, "各企业计入与待定投资（万元）", (top, min(bottom, top + _MOST_BARS - 1)), (3, 4), from_zero),
            f"A{row}",
        )
        column = "E"
    top, bottom = areas["categories"]
    if bottom >= top:
        page.add_chart(_bars(page, "按类别的计入投资（万元）", (top, bottom), (3, 3), from_zero), f"{column}{row}")
    _move(book, sheet, parts_of(scratch))


def _bars(page: Any, title: str, rows: tuple[int, int], columns: tuple[int, int], from_zero: bool) -> Any:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.layout import Layout, ManualLayout

    chart = BarChart()
    chart.type = "bar"
    chart.grouping = "stacked"
    chart.overlap = 100
    chart.gapWidth = 60
    chart.title = _title(title)
    for column, colour in zip(range(columns[0], columns[1] + 1), ("2F6DB5", "F0B429"), strict=False):
        chart.add_data(Reference(page, min_col=column, min_row=rows[0] - 1, max_row=rows[1]), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(Reference(page, min_col=2, min_row=rows[0], max_row=rows[1]))
    chart.y_axis.numFmt = "#,##0"
    if from_zero:
        chart.y_axis.scaling.min = 0
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"  # the first enterprise on top, and the amounts still below
    chart.y_axis.crosses = "max"
    chart.legend.position = "b"
    chart.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.3, y=0.17, w=0.66, h=0.6))
    size: Any = chart  # the stubs give whole centimetres only
    size.width, size.height = 16.5, max(7.0, min(24.0, 4.5 + 0.8 * (rows[1] - rows[0] + 1)))
    return chart


def _title(text: str) -> Any:
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

    look = CharacterProperties(sz=1200, b=True)
    run = RegularTextRun(rPr=look, t=text)
    rich = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])])
    return Title(tx=Text(rich=rich), overlay=False)


def _move(book: WorkbookPatch, sheet: str, parts: Mapping[str, bytes]) -> None:
    """Drawing and charts keep their names: the book has none of its own."""
    drawing = "xl/drawings/drawing1.xml"
    if drawing not in parts:
        return
    for name, data in parts.items():
        if name.startswith(("xl/charts/", "xl/drawings/")):
            book.package.parts[name] = data
            if name.endswith(".xml"):
                book.package.declare(name, _DRAWING_TYPE if name == drawing else _CHART_TYPE)
    relation = book.package.relate(book.part_of(sheet), "drawing", drawing)
    patch = book.sheet(sheet)
    patch.set_child("drawing", f'<{patch.prefix}drawing {patch.relationship_prefix()}:id="{relation}"/>')
