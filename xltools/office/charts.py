"""Native bar charts, written as parts of our own: they follow the cells when a person changes them.

Only what a bar chart needs of ECMA-376 Part 1, 21.2 (DrawingML charts) and 20.5 (spreadsheet drawings).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ..formats.grid import column_letters
from .patching import WorkbookPatch
from .references import quoted
from .safetext import xml_text

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLACE: Final = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
COLOURS: Final = ("2F6DB5", "F0B429", "4C9F70", "B3565A", "7D6BB0", "8A9BA8")
MOST_BARS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Bars over rows `first` … `last` of a sheet: names in column `names`, one series a column of `values`, whose
    headings stand in the row above. `at` is the (row, column) of the chart's corner, `span` its (rows, columns).
    """

    title: str
    names: int
    values: Sequence[int]
    first: int
    last: int
    at: tuple[int, int]
    span: tuple[int, int] = (18, 4)
    stacked: bool = True
    upright: bool = False
    """Columns instead of bars: for years."""
    from_zero: bool = True
    most: Decimal | None = None
    """Where the scale ends; longer bars are cut there, and the title says so."""

    @property
    def said(self) -> str:
        return self.title if self.most is None else f"{self.title}（有超出图幅的）"


def scale_end(lengths: Iterable[Decimal]) -> Decimal | None:
    """Where a chart of money ends, so that one amount typed in 元 under 万元 does not flatten all others; None where the
    longest bar fits."""
    drawn = sorted(length for length in lengths if length > 0)
    usual = [length for length in drawn if length <= drawn[(len(drawn) - 1) // 2] * _FAR]
    return usual[-1] * _ROOM if len(usual) < len(drawn) else None


_FAR: Final = 200
"""Times the middle bar that no enterprise's money is, but a slip of the unit is far beyond."""
_ROOM: Final = Decimal("1.25")


def draw(book: WorkbookPatch, sheet: str, charts: Sequence[BarChart]) -> None:
    """Put the charts on a sheet that has no drawing of its own."""
    if not charts:
        return
    package = book.package
    drawing = package.new_name("xl/drawings/xltools{}.xml")
    package.put(drawing, "")  # the name is taken before the charts take theirs
    anchors = []
    for number, chart in enumerate(charts, start=1):
        part = package.new_name("xl/charts/xltools{}.xml")
        package.put(part, _chart_xml(sheet, chart))
        package.declare(part, _CHART_TYPE)
        anchors.append(_anchor(chart, number, package.relate(drawing, "chart", part)))
    package.put(drawing, f'{_HEAD}<xdr:wsDr xmlns:xdr="{_PLACE}" xmlns:a="{_MAIN}">{"".join(anchors)}</xdr:wsDr>')
    package.declare(drawing, _DRAWING_TYPE)
    relation = package.relate(book.part_of(sheet), "drawing", drawing)
    patch = book.sheet(sheet)
    patch.set_child("drawing", f'<{patch.prefix}drawing {patch.relationship_prefix()}:id="{relation}"/>')


def _anchor(chart: BarChart, number: int, relation: str) -> str:
    (row, column), (rows, columns) = chart.at, chart.span

    def corner(name: str, row: int, column: int) -> str:
        return (
            f"<xdr:{name}><xdr:col>{column - 1}</xdr:col><xdr:colOff>0</xdr:colOff>"
            f"<xdr:row>{row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        )

    return (
        f"<xdr:twoCellAnchor>{corner('from', row, column)}{corner('to', row + rows, column + columns)}"
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number + 1}" name="{xml_text(chart.title)}"/>'
        "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>"
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" xmlns:r="{_OFFICE}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    )


def _chart_xml(sheet: str, chart: BarChart) -> str:
    name = quoted(sheet)
    last = min(chart.last, chart.first + MOST_BARS - 1)
    letters = column_letters(chart.names)
    names = f"{name}!${letters}${chart.first}:${letters}${last}"
    series = "".join(
        _series(number, name, column_letters(column), names, (chart.first, last))
        for number, column in enumerate(chart.values)
    )
    return _chart_space(chart, series)


def chart_alone(chart: BarChart, names: Sequence[str], series: Mapping[str, Sequence[Decimal]]) -> bytes:
    """A chart that carries its figures itself, for a Word document. `series`: heading -> a figure for each name."""
    drawn = "".join(_cached(number, one, names, figures) for number, (one, figures) in enumerate(series.items()))
    return _chart_space(chart, drawn).encode()


def _cached(number: int, heading: str, names: Sequence[str], figures: Sequence[Decimal]) -> str:
    def points(values: Sequence[object]) -> str:
        each = (f'<c:pt idx="{place}"><c:v>{xml_text(str(one))}</c:v></c:pt>' for place, one in enumerate(values))
        return f'<c:ptCount val="{len(values)}"/>{"".join(each)}'

    plain = [format(figure, "f") for figure in figures]
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>A1</c:f><c:strCache>'
        f"{points([heading])}</c:strCache></c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[number % len(COLOURS)]}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f"<c:cat><c:strRef><c:f>A1</c:f><c:strCache>{points(names)}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>A1</c:f><c:numCache><c:formatCode>#,##0</c:formatCode>{points(plain)}</c:numCache>"
        "</c:numRef></c:val></c:ser>"
    )


def _chart_space(chart: BarChart, series: str) -> str:
    # The first name on top, and the figures still below: bars count from the bottom otherwise.
    order, crosses = ("minMax", "autoZero") if chart.upright else ("maxMin", "max")
    least = '<c:min val="0"/>' if chart.from_zero else ""
    most = f'<c:max val="{chart.most:.6g}"/>' if chart.most is not None else ""
    overlap = '<c:overlap val="100"/>' if chart.stacked else ""
    where = ("b", "l") if chart.upright else ("l", "b")
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if len(chart.values) > 1 else ""
    return (
        f'{_HEAD}<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_MAIN}" xmlns:r="{_OFFICE}"><c:roundedCorners val="0"/>'
        f'<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r>'
        f'<a:rPr lang="zh-CN" sz="1200" b="1"/><a:t>{xml_text(chart.said)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{"col" if chart.upright else "bar"}"/>'
        f'<c:grouping val="{"stacked" if chart.stacked else "clustered"}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="60"/>{overlap}<c:axId val="10"/><c:axId val="20"/></c:barChart>'
        f'<c:catAx><c:axId val="10"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{where[0]}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="20"/><c:crosses val="autoZero"/><c:tickLblSkip val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="20"/><c:scaling><c:orientation val="minMax"/>{most}{least}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{where[1]}"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D5DAE1"/>'
        '</a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="#,##0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="10"/>'
        f'<c:crosses val="{crosses}"/></c:valAx></c:plotArea>{legend}<c:plotVisOnly val="1"/>'
        '<c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


def _series(number: int, sheet: str, letters: str, names: str, rows: tuple[int, int]) -> str:
    colour = COLOURS[number % len(COLOURS)]
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx><c:strRef><c:f>{xml_text(sheet)}!${letters}${rows[0] - 1}</c:f></c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f"<c:cat><c:strRef><c:f>{xml_text(names)}</c:f></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{xml_text(sheet)}!${letters}${rows[0]}:${letters}${rows[1]}</c:f></c:numRef></c:val></c:ser>"
    )
