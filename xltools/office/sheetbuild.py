"""Sheets of our own, written row by row into a workbook whose formats they add to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..formats.grid import a1, column_letters
from . import textwidth
from .rowstream import Cells
from .safetext import xml_attribute, xml_text
from .sheetxml import CellValue, cell_xml
from .strings import StringTable
from .stylesheet import Look, Stylesheet

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

TITLE: Final = Look(face="方正小标宋简体", size=18, horizontal="center")
SECTION: Final = Look(face="黑体", size=12, horizontal="left")
HEADING: Final = Look(face="黑体", size=11, horizontal="center", boxed=True, fill="E7ECF4")
BODY: Final = Look(face="仿宋_GB2312", size=11, horizontal="left", boxed=True)
CENTRED: Final = Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True)
AMOUNT: Final = Look(face="仿宋_GB2312", size=11, horizontal="right", boxed=True, number_format="#,##0.00####")
TOTAL: Final = Look(face="黑体", size=11, horizontal="center", boxed=True)
TOTAL_AMOUNT: Final = Look(face="黑体", size=11, horizontal="right", boxed=True, number_format="#,##0.00####")
PLAIN: Final = Look(face="仿宋_GB2312", size=11, horizontal="left")
LINK: Final = Look(face="仿宋_GB2312", size=11, horizontal="left", boxed=True, colour="0563C1", underline=True)
TEXT: Final = Look(number_format="@", horizontal="left", wrap=False)
GOOD: Final = Look(face="黑体", size=12, horizontal="left", colour="1E7B34")
BAD: Final = Look(face="黑体", size=12, horizontal="left", colour="C00000")
SEVERITY_FILL: Final = {"error": "FFC9C4", "warning": "FFE9B0", "info": "D6E6F7"}

_LINE_POINTS = 15.5
_LEAST_POINTS = 20.0
_MOST_POINTS = 400.0


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a cell: to `target` (a relative path as text, "" for this book) and a place in it."""

    cell: str
    target: str = ""
    location: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class InputCheck:
    """What a spreadsheet program lets people type into an area: a number within bounds, or one of some words."""

    area: str
    title: str
    message: str
    low: str = ""
    high: str = ""
    words: tuple[str, ...] = ()

    def xml(self) -> str:
        said = xml_attribute(self.message)
        what = (
            f'type="list"><formula1>{xml_text(chr(34) + ",".join(self.words) + chr(34))}</formula1>'
            if self.words
            else f'type="decimal" operator="between"><formula1>{self.low}</formula1><formula2>{self.high}</formula2>'
        )
        return (
            f'<dataValidation sqref="{self.area}" allowBlank="1" showInputMessage="1" showErrorMessage="1" '
            f'errorTitle="{xml_attribute(self.title)}" error="{said}" promptTitle="{xml_attribute(self.title)}" '
            f'prompt="{said}" {what}</dataValidation>'
        )


@dataclass(slots=True)
class SheetBuilder:
    """One sheet in the making. Rows are appended; the next row's number is `next_row`."""

    styles: Stylesheet
    widths: Sequence[float]
    landscape: bool = True
    links: list[Link] = field(default_factory=list)
    next_row: int = 1
    freeze: int = 0
    """First rows that stay on the screen, and on every page as print titles when `titles` is set."""
    titles: tuple[int, int] | None = None
    filter: str = ""
    print_columns: int = 0
    """Only the first columns are printed (0: all): what stands behind them is for the screen."""
    pages_high: int = 0
    """Pages onto which it is shrunk to be printed; 0: as many as it takes."""
    breaks: list[int] = field(default_factory=list)
    """Rows with which a new page begins."""
    hidden_columns: frozenset[int] = frozenset()
    protected: bool = False
    """Only cells whose look is `unlocked` can be typed into; no password, so that an office is never locked out."""
    checks: list[InputCheck] = field(default_factory=list)
    _rows: list[str] = field(default_factory=list)
    _merges: list[str] = field(default_factory=list)
    _numbers: dict[Look, int] = field(default_factory=dict)

    def style(self, look: Look) -> int:
        number = self._numbers.get(look)
        if number is None:
            number = self._numbers[look] = self.styles.derive(0, look)
        return number

    def row(
        self, values: Iterable[CellValue], looks: Look | Sequence[Look], *, height: float = 0, stretch: bool = False
    ) -> int:
        """Append a row; its number. One look for all cells, or one each. Rows grow with their text.

        `stretch`: the last cell reaches to the right edge of the sheet.
        """
        number = self.next_row
        values = list(values)
        room = dict(enumerate(self.widths))
        if stretch and len(values) < len(self.widths):
            end = len(values) - 1
            room[end] = sum(self.widths[end:])
            self._merges.append(f"{a1(number, end + 1)}:{a1(number, len(self.widths))}")
            last = looks if isinstance(looks, Look) else looks[end]
            looks = [
                *([looks] * len(values) if isinstance(looks, Look) else looks),
                *[last] * (len(self.widths) - len(values)),
            ]
            values += [None] * (len(self.widths) - len(values))
        cells = []
        lines = 1
        for place, value in enumerate(values):
            look = looks if isinstance(looks, Look) else looks[place]
            cells.append(cell_xml("", number, place + 1, value, self.style(look)))
            if isinstance(value, str) and look.wrap and place in room:
                lines = max(lines, textwidth.lines_needed(value, room[place]))
        points = height or min(_MOST_POINTS, max(_LEAST_POINTS, lines * _LINE_POINTS + 4))
        self._rows.append(f'<row r="{number}" ht="{points:g}" customHeight="1">{"".join(cells)}</row>')
        self.next_row += 1
        return number

    def banner(self, text: str, look: Look, *, height: float = 0) -> int:
        """A text over all columns."""
        last = self.print_columns or len(self.widths)
        lines = textwidth.lines_needed(text, sum(self.widths[:last]), look.size or 11)
        points = max(height or _LEAST_POINTS, lines * (look.size or 11) * 1.4 + 6)
        number = self.row([text, *[None] * (last - 1)], look, height=points)
        if last > 1:
            self._merges.append(f"A{number}:{column_letters(last)}{number}")
        return number

    def gap(self) -> None:
        self.next_row += 1

    def link(self, column: int, target: str = "", location: str = "", tip: str = "") -> None:
        """Link a cell of the row appended last."""
        self.links.append(Link(a1(self.next_row - 1, column), target, location, tip))

    def xml(self) -> str:
        """The part, without links to files: those need relationships (`WorkbookPatch.add_links`)."""
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width:g}" customWidth="1"{" hidden=" + chr(34) + "1" + chr(34) if n in self.hidden_columns else ""}/>'
            for n, width in enumerate(self.widths, start=1)
        )
        pane = ""
        if self.freeze:
            pane = f'<pane ySplit="{self.freeze}" topLeftCell="A{self.freeze + 1}" activePane="bottomLeft" state="frozen"/>'
        merges = "".join(f'<mergeCell ref="{area}"/>' for area in self._merges)
        orientation = "landscape" if self.landscape else "portrait"
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONSHIPS}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
            f"<sheetData>{''.join(self._rows)}</sheetData>"
            + (
                '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
                if self.protected
                else ""
            )
            + (f'<autoFilter ref="{xml_attribute(self.filter)}"/>' if self.filter else "")
            + (f'<mergeCells count="{len(self._merges)}">{merges}</mergeCells>' if merges else "")
            + self._checks_xml()
            + '<printOptions horizontalCentered="1"/>'
            '<pageMargins left="0.59" right="0.59" top="0.75" bottom="0.75" header="0.4" footer="0.4"/>'
            f'<pageSetup paperSize="9" orientation="{orientation}" fitToWidth="1" fitToHeight="{self.pages_high}"/>'
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>"
            + self._breaks_xml()
            + "</worksheet>"
        )

    def _checks_xml(self) -> str:
        if not self.checks:
            return ""
        each = "".join(check.xml() for check in self.checks)
        return f'<dataValidations count="{len(self.checks)}">{each}</dataValidations>'

    def _breaks_xml(self) -> str:
        if not self.breaks:
            return ""
        each = "".join(f'<brk id="{row - 1}" max="16383" man="1"/>' for row in self.breaks)
        return f'<rowBreaks count="{len(self.breaks)}" manualBreakCount="{len(self.breaks)}">{each}</rowBreaks>'


def hidden_rows_xml(rows: Iterable[Sequence[str]], strings: StringTable | None = None) -> str:
    """A sheet of texts for machines (lineage, marks): no formats, no widths. `strings` takes the texts where given."""
    made = []
    for number, texts in enumerate(rows, start=1):
        if strings is None:
            cells = "".join(cell_xml("", number, place, text, 0) for place, text in enumerate(texts, start=1))
        else:
            shared = Cells(strings)
            cells = "".join(f'<c r="{a1(number, place)}{shared[text]}' for place, text in enumerate(texts, start=1))
        made.append(f'<row r="{number}">{cells}</row>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(made)}</sheetData></worksheet>'
    )
