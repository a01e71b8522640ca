"""A worksheet part as rows and cells that can be set; what is not set keeps its bytes.

Cells that we write hold text (inline, so that the shared strings stay as they are), numbers, or formulas of our own
with their results. Text from strangers is always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol, TypeAlias

from ..formats.grid import column_letters, column_number
from .safetext import xml_text
from .xmlparts import ATTRIBUTES, Piece, attributes, children, element, open_element, root_of, with_attribute

_LONGEST_TEXT: Final = 32767
_DAY_ZERO = date(1899, 12, 30)
_PARTS_OF_CELL = re.compile(r"([A-Za-z]+)([0-9]+)\Z")

ORDER: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
"""The schema's order of a worksheet's children."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours (never from input) and its result."""

    text: str
    result: Decimal | int | str


CellValue: TypeAlias = "str | Decimal | int | bool | date | datetime | Formula | None"


def split_cell(address: str) -> tuple[int, int]:
    """A1 -> (row, column)."""
    found = _PARTS_OF_CELL.match(address.replace("$", ""))
    if found is None:
        raise ValueError(address)
    return int(found[2]), column_number(found[1])


def cell_xml(prefix: str, row: int, column: int, value: CellValue, style: int) -> str:
    """One cell. Text longer than Excel allows is cut (Excel calls the file damaged otherwise)."""
    p = prefix
    head = f'<{p}c r="{column_letters(column)}{row}"' + (f' s="{style}"' if style else "")
    if value is None or value == "":
        return f"{head}/>"
    if isinstance(value, str):
        text = xml_text(value[:_LONGEST_TEXT])
        return f'{head} t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'
    if isinstance(value, bool):
        return f'{head} t="b"><{p}v>{int(value)}</{p}v></{p}c>'
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.result, str) else ""
        return f"{head}{kind}><{p}f>{xml_text(value.text)}</{p}f><{p}v>{number_xml(value.result)}</{p}v></{p}c>"
    return f"{head}><{p}v>{number_xml(value)}</{p}v></{p}c>"


def number_xml(value: Decimal | int | date | datetime | str) -> str:
    """A number or a day (Excel counts days from 1899-12-30) as a cell holds it; text escaped."""
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        days = (value.date() - _DAY_ZERO).days
        return str(days) if not seconds else format(Decimal(days) + Decimal(seconds) / 86400, ".10f")
    if isinstance(value, date):
        return str((value - _DAY_ZERO).days)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_ROW_NUMBER = re.compile(r"\sr\s*=\s*[\"']([0-9]+)")
_ROW_TAG = re.compile(rf"<((?:[\w.-]+:)?)row(?=[\s/>]){ATTRIBUTES}>")


class SheetRow:
    """One row; it is taken apart only when one of its cells is wanted."""

    __slots__ = ("_cells", "_prefix", "_tag", "number", "raw", "was")

    def __init__(self, number: int, raw: str, *, new: bool = False) -> None:
        self.number = number
        self.raw: str | None = raw
        """As it stood in the file, with the blanks before it; None once it is changed."""
        self.was: str | None = None
        """What `raw` was before the change; None for a row that is new."""
        self._tag = ""
        self._prefix = ""
        self._cells: dict[int, str] | None = None
        if new:
            self._part()
            self.raw = None

    def _part(self) -> None:
        """Take the row apart into its start tag and its cells."""
        raw = self.raw
        assert raw is not None
        found = _ROW_TAG.search(raw)
        assert found is not None
        self._prefix = found[1]
        if found[0].endswith("/>"):
            self._tag, body = found[0][:-2].rstrip() + ">", ""
        else:
            self._tag, body = found[0], raw[found.end() : raw.rindex("</")]
        self._cells = dict(_split_cells(body, self._prefix))

    @property
    def tag(self) -> str:
        if self._cells is None:
            self._part()
        return self._tag

    @tag.setter
    def tag(self, tag: str) -> None:
        self.touch()
        self._tag = tag

    def touch(self) -> None:
        """It differs from the file from now on."""
        if self.raw is not None:
            if self._cells is None:
                self._part()
            self.was, self.raw = self.raw, None

    @property
    def cells(self) -> dict[int, str]:
        """Column -> the cell's XML, in the order of the file. `touch` the row before changing it."""
        if self._cells is None:
            self._part()
            assert self._cells is not None
        return self._cells

    def xml(self) -> str:
        if self.raw is not None:
            return self.raw
        cells = self.cells
        return f"{self._tag}{''.join(cells[column] for column in sorted(cells))}</{self._prefix}row>"


_USUAL_CELL = re.compile(r'<(?:[\w.-]{1,40}:)?c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d{1,9})")?[ />]')
"""A cell's tag as office programs write it; others are taken apart attribute by attribute."""


def _split_cells(body: str, prefix: str) -> Iterator[tuple[int, str]]:
    at, column = 0, 0
    while (span := element(body, f"{prefix}c", at)) is not None:
        xml = body[span[0] : span[1]]
        if usual := _USUAL_CELL.match(xml):
            column = column_number(usual[1])
        else:
            found = attributes(xml[: xml.index(">") + 1])
            column = split_cell(found["r"])[1] if "r" in found else column + 1
        yield column, xml
        at = span[1]


class RowStream(Protocol):
    """Rows below each other that are made while the part is written."""

    def chunks(self) -> Iterator[str]: ...


class SheetXml:
    """A worksheet part under change."""

    def __init__(self, text: str) -> None:
        self._root, self.prefix = root_of(text)
        span = element(text, f"{self.prefix}sheetData")
        if span is None:
            raise ValueError("no sheetData")
        self.before, self.after = text[: span[0]], text[span[1] :]
        self._sides = (self.before, self.after)
        self._data_tag, inside, self._data_end = open_element(text, span)
        self._closed = text[span[0] : span[1]] if not inside else ""
        self.rows: dict[int, SheetRow] = {}
        self._tail = ""
        for row in self._split_rows(inside):
            if row.number in self.rows:
                raise ValueError(f"row {row.number} twice")
            self.rows[row.number] = row
        self.runs: dict[int, RowStream] = {}
        """First sheet row -> rows that are made while the part is written; `rows` holds none of them."""
        self._count = len(self.rows)
        self._in_order = list(self.rows) == sorted(self.rows)

    def _split_rows(self, inside: str) -> Iterator[SheetRow]:
        close = f"</{self.prefix}row"
        at, number = 0, 0
        while (found := _ROW_TAG.search(inside, at)) is not None:
            tag = found[0]
            given = _ROW_NUMBER.search(tag)
            number = int(given[1]) if given else number + 1
            start, at = at, found.end()
            if not tag.endswith("/>"):
                at = inside.index(">", inside.index(close, at)) + 1
            yield SheetRow(number, inside[start:at])
        self._tail = inside[at:]

    @property
    def changed(self) -> bool:
        return (
            (self.before, self.after) != self._sides
            or len(self.rows) != self._count
            or any(row.raw is None for row in self.rows.values())
            or bool(self.runs)
        )

    def text(self) -> str:
        """The part; the very text it was made from when nothing was changed."""
        return "".join(self.chunks())

    def chunks(self) -> Iterator[str]:
        """The part piece by piece, runs of rows made on the way."""
        changed = self.runs or any(row.raw is None for row in self.rows.values())
        numbers = sorted([*self.rows, *self.runs]) if changed else list(self.rows)
        if not numbers and self._closed:
            yield f"{self.before}{self._closed}{self.after}"
            return
        yield self.before + self._data_tag
        for number in numbers:
            if number in self.runs:
                yield from self.runs[number].chunks()
            else:
                yield self.rows[number].xml()
        yield f"{self._tail}{self._data_end}{self.after}"

    def way_back(self) -> tuple[dict[int, str | None], str | None, str | None] | None:
        """What it takes to undo the changes: rows as they were (None: not there), the text before and after the rows
        where it differs. None where the file had its rows out of order, which is not kept.
        """
        if not self._in_order or self._closed:
            return None
        rows = {number: row.was for number, row in self.rows.items() if row.raw is None}
        before, after = self._sides
        return rows, before if before != self.before else None, after if after != self.after else None

    def row(self, number: int) -> SheetRow:
        """Row `number`, made if it is not there."""
        row = self.rows.get(number)
        if row is None:
            raw = f'<{self.prefix}row r="{number}"></{self.prefix}row>'
            row = self.rows[number] = SheetRow(number, raw, new=True)
        return row

    def style(self, row: int, column: int) -> int:
        """The format's number of a cell; where there is no cell, its row's."""
        found = self.rows.get(row)
        if found is None:
            return 0
        xml = found.cells.get(column)
        if xml is None:
            return int(attributes(found.tag).get("s", "0"))
        if (usual := _USUAL_CELL.match(xml)) and usual[2]:
            return int(usual[2])
        return int(attributes(xml[: xml.index(">") + 1]).get("s", "0"))

    def set(self, row: int, column: int, value: CellValue, style: int | None = None) -> None:
        """Set one cell. Without `style` it keeps the format it had."""
        number = self.style(row, column) if style is None else style
        found = self.row(row)
        found.touch()
        cells = found.cells
        cells[column] = cell_xml(self.prefix, row, column, value, number)
        if "spans" in found.tag:
            found.tag = with_attribute(found.tag, "spans", None)

    def restyle(self, row: int, column: int, style: int) -> None:
        """Another format for a cell, its content as it is."""
        cells = self.row(row).cells
        self.row(row).touch()
        xml = cells.get(column)
        if xml is None:
            self.set(row, column, None, style)
            return
        end = xml.index(">") + 1
        cells[column] = with_attribute(xml[:end], "s", str(style) if style else None) + xml[end:]

    def set_width(self, column: int, width: float, *, hidden: bool = False) -> None:
        """Width of one column; a run of columns that holds it is cut up."""
        p = self.prefix
        kept = []
        for tag in re.findall(rf"<{p}col(?=[\s/>]){ATTRIBUTES}>", self.child("cols") or ""):
            found = attributes(tag)
            first, last = int(found.get("min", "1")), int(found.get("max", "1"))
            for low, high in ((first, min(last, column - 1)), (max(first, column + 1), last)):
                if low <= high:
                    kept.append((low, with_attribute(with_attribute(tag, "min", str(low)), "max", str(high))))
        secret = ' hidden="1"' if hidden else ""
        kept.append((column, f'<{p}col min="{column}" max="{column}" width="{width:g}" customWidth="1"{secret}/>'))
        self.set_child("cols", f"<{p}cols>{''.join(tag for _, tag in sorted(kept))}</{p}cols>")

    def widths(self) -> dict[int, float]:
        """Widths by column, where the sheet gives them."""
        found = {}
        for tag in re.findall(rf"<{self.prefix}col(?=[\s/>]){ATTRIBUTES}>", self.child("cols") or ""):
            values = attributes(tag)
            first, last = int(values.get("min", "1")), int(values.get("max", "1"))
            for column in range(first, min(last, first + 200) + 1):
                found[column] = float(values.get("width", "9"))
        return found

    def surroundings(self) -> Iterator[tuple[str, str]]:
        """Local name and XML of every child other than sheetData."""
        for side in (self.before[self._head :], self.after):
            for piece in children(side):
                yield piece.name, side[piece.start : piece.end]

    def child(self, name: str) -> str | None:
        """The XML of a child other than sheetData, by local name."""
        for side, start in ((self.before, self._head), (self.after, 0)):
            for piece in children(side[start:]):
                if piece.name == name:
                    return side[start + piece.start : start + piece.end]
        return None

    def set_child(self, name: str, xml: str) -> None:
        """Replace a child, or put it where the schema wants it; "" takes it away."""
        first = ORDER.index(name) < ORDER.index("sheetData")
        start = self._head if first else 0
        side = self.before[start:] if first else self.after
        at = len(side) if first else side.rindex("</")
        end = at
        for piece in children(side):
            if piece.name == name:
                at, end = piece.start, piece.end
                break
            if _rank(piece, side) > ORDER.index(name):
                at = end = piece.start
                break
        side = side[:at] + xml + side[end:]
        if first:
            self.before = self.before[:start] + side
        else:
            self.after = side

    @property
    def _head(self) -> int:
        """Where the children begin in `before`: behind the root's start tag."""
        return self.before.index(self._root) + len(self._root)

    def add_to_child(self, name: str, xml: str) -> None:
        """Append to a list child (mergeCells, hyperlinks …), keeping its count."""
        old = self.child(name) or f"<{self.prefix}{name}></{self.prefix}{name}>"
        tag, inside, end = open_element(old, (0, len(old)))
        if "count" in attributes(tag) or name in ("mergeCells", "dataValidations"):
            added = len(re.findall(r"<[\w:]+(?=[\s/>])", xml)) if name == "mergeCells" else 1
            tag = with_attribute(tag, "count", str(int(attributes(tag).get("count", "0") or 0) + added))
        self.set_child(name, f"{tag}{inside}{xml}{end}")

    def merges(self) -> list[str]:
        """Merged areas, in the order of the file."""
        tags = re.findall(rf"<{self.prefix}mergeCell(?=[\s/>]){ATTRIBUTES}>", self.child("mergeCells") or "")
        return [attributes(tag)["ref"] for tag in tags]

    def set_merges(self, areas: Sequence[str]) -> None:
        p = self.prefix
        cells = "".join(f'<{p}mergeCell ref="{area}"/>' for area in areas)
        self.set_child("mergeCells", f'<{p}mergeCells count="{len(areas)}">{cells}</{p}mergeCells>' if areas else "")

    def merge(self, area: str) -> None:
        self.add_to_child("mergeCells", f'<{self.prefix}mergeCell ref="{area}"/>')

    def relationship_prefix(self) -> str:
        """The prefix of the relationships namespace; declared on the root if it is not yet."""
        found = re.search(
            r'xmlns:([\w.-]+)\s*=\s*["\']http[^"\']*officeDocument/(?:2006/)?relationships["\']', self._root
        )
        if found:
            return found[1]
        strict = "purl.oclc.org" in self._root
        space = (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
            if strict
            else "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        )
        new = with_attribute(self._root, "xmlns:r", space)
        self.before = self.before.replace(self._root, new, 1)
        self._root = new
        return "r"


def _rank(piece: Piece, side: str) -> int:
    """The place of a child in the schema's order; a choice between versions stands for what it holds."""
    if piece.name in ORDER:
        return ORDER.index(piece.name)
    inner = re.findall(r"<(?:[\w.-]+:)?([\w.-]+)", side[piece.start : piece.end])
    return next((ORDER.index(name) for name in inner if name in ORDER), 0)
