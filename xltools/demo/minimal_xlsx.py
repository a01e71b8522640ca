"""The smallest workbook writer that can still write what offices hand in — and what they should not.

It writes OOXML parts with nothing but zipfile, so that samples and tests can hold things that a library refuses to
write or repairs on the way: error cells, formulas never calculated, text under a merge, a lying dimension, strict
namespaces, parts under odd names. Same sheets, same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from ..office import theme


@dataclass(frozen=True, slots=True)
class SampleFormula:
    """A formula and the result stored with it. `result` None: never calculated, the file holds no value."""

    text: str
    result: Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """An error cell, ``Error("#REF!")``."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A number exactly as it shall stand in the file, ``Raw("2.4422000000123459E+19")``."""

    text: str


Cell: TypeAlias = str | int | Decimal | bool | date | SampleFormula | Error | Raw

_BORDERED = ("head", "cell", "figure", "sum", "block")
_LOOKS: Final = ("", "title", "right", "bold", *_BORDERED)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    _MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    _RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


@dataclass(slots=True)
class SampleSheet:
    """One sheet to write. Cells by (row, column), both from 1; looks and number formats are optional."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    looks: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(first row, first column, last row, last column)."""
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = "visible"
    dimension: str = ""
    """What `<dimension>` shall claim; the truth when empty."""

    def put(self, row: int, column: int, value: Cell | None, look: str = "", number_format: str = "") -> None:
        """Set a cell; None sets only its look."""
        if value is not None:
            self.cells[row, column] = value
        if look:
            self.looks[row, column] = look
        if number_format:
            self.formats[row, column] = number_format

    def rows(self, values: Iterable[Sequence[Cell | None]], first_row: int = 1) -> None:
        """Write rows of plain values from column A on."""
        for number, row in enumerate(values, first_row):
            for column, value in enumerate(row, 1):
                self.put(number, column, value)


def letters(column: int) -> str:
    """3 -> C."""
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def serial(day: date, *, date1904: bool = False) -> str:
    """A date as the number that a workbook stores."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    passed = moment - (datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30))
    fraction = Decimal(passed.seconds) / 86400
    return str(passed.days) if not fraction else str(passed.days + fraction)


def workbook(
    sheets: Sequence[SampleSheet],
    *,
    strict: bool = False,
    date1904: bool = False,
    inline: bool = False,
    references: bool = True,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """The file's bytes.

    `strict`: ISO namespaces. `date1904`: dates count from 1904. `inline`: no shared strings. `references` False: cells
    and rows without `r` (position tells the place). `extra`: parts added, or put in the place of ours.
    """
    writer = _Writer(date1904=date1904, inline=inline, references=references)
    parts: dict[str, str | bytes] = {}
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = writer.sheet(sheet)
    count = len(sheets)
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    overrides = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles", "/xl/sharedStrings.xml": "sharedStrings"}
    overrides |= {f"/xl/worksheets/sheet{number}.xml": "worksheet" for number in range(1, count + 1)}
    parts["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{p}" ContentType="{kinds}{k}+xml"/>' for p, k in overrides.items())
        + f'<Override PartName="/xl/{theme.PART}" ContentType="{theme.CONTENT_TYPE}"/></Types>'
    )
    parts["_rels/.rels"] = _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    links = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    links += [("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")]
    links += [("rIdH", "theme", theme.PART)]
    parts["xl/_rels/workbook.xml.rels"] = _relations(links)
    parts["xl/workbook.xml"] = _book(sheets, date1904=date1904)
    parts["xl/styles.xml"] = writer.styles()
    parts["xl/sharedStrings.xml"] = writer.shared_strings()
    parts[f"xl/{theme.PART}"] = theme.THEME
    parts.update(extra or {})
    return package(parts, replace=_STRICT if strict else {})


def package(parts: Mapping[str, str | bytes], replace: Mapping[str, str] | None = None) -> bytes:
    """Zip parts in the given order with fixed timestamps; texts get an XML declaration."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if isinstance(content, str):
                for old, new in (replace or {}).items():
                    content = content.replace(old, new)
                content = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content).encode()
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for key, kind, target in links
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'


def _book(sheets: Sequence[SampleSheet], *, date1904: bool) -> str:
    entries = "".join(
        f"<sheet name={quoteattr(sheet.name)} sheetId="
        f'"{number}"{"" if sheet.state == "visible" else f" state={quoteattr(sheet.state)}"} r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    properties = '<workbookPr date1904="1"/>' if date1904 else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{properties}<sheets>{entries}</sheets></workbook>'


class _Writer:
    """Collects the shared strings and styles while sheets are written."""

    def __init__(self, *, date1904: bool, inline: bool, references: bool) -> None:
        self._date1904, self._inline, self._references = date1904, inline, references
        self._strings: dict[str, int] = {}
        self._styles: dict[tuple[str, str], int] = {("", ""): 0}

    def sheet(self, sheet: SampleSheet) -> str:
        places = sorted(set(sheet.cells) | set(sheet.looks) | set(sheet.formats))
        rows: dict[int, list[int]] = {}
        for row, column in places:
            rows.setdefault(row, []).append(column)
        for row in sheet.hidden_rows:
            rows.setdefault(row, [])
        data = "".join(self._row(sheet, row, rows[row]) for row in sorted(rows))
        dimension = sheet.dimension or _extent(places)
        columns = "".join(
            f'<col min="{c}" max="{c}" width="{sheet.widths.get(c, 9)}" customWidth="1"'
            + (' hidden="1"/>' if c in sheet.hidden_columns else "/>")
            for c in sorted(set(sheet.widths) | sheet.hidden_columns)
        )
        merges = "".join(f'<mergeCell ref="{letters(b)}{a}:{letters(d)}{c}"/>' for a, b, c, d in sheet.merges)
        return (
            f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="{dimension}"/>'
            + (f"<cols>{columns}</cols>" if columns else "")
            + f"<sheetData>{data}</sheetData>"
            + (f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>' if merges else "")
            + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        )

    def _row(self, sheet: SampleSheet, row: int, columns: list[int]) -> str:
        number = f' r="{row}"' if self._references else ""
        look = f' ht="{sheet.heights[row]}" customHeight="1"' if row in sheet.heights else ""
        look += ' hidden="1"' if row in sheet.hidden_rows else ""
        return f"<row{number}{look}>{''.join(self._cell(sheet, row, column) for column in columns)}</row>"

    def _cell(self, sheet: SampleSheet, row: int, column: int) -> str:
        value = sheet.cells.get((row, column))
        number_format = sheet.formats.get((row, column), "yyyy\\-mm\\-dd" if isinstance(value, date) else "")
        key = (sheet.looks.get((row, column), ""), number_format)
        style = self._styles.setdefault(key, len(self._styles))
        kind, content = self._content(value)
        attributes = f' r="{letters(column)}{row}"' if self._references else ""
        attributes += f' s="{style}"' if style else ""
        return f"<c{attributes}{kind}>{content}</c>" if content else f"<c{attributes}/>"

    def _content(self, value: Cell | None) -> tuple[str, str]:
        """(type attribute, inner XML) of a cell."""
        match value:
            case None:
                return "", ""
            case bool():
                return ' t="b"', f"<v>{int(value)}</v>"
            case str():
                return self._text(value)
            case int() | Decimal():
                return "", f"<v>{value}</v>"
            case Raw(text):
                return "", f"<v>{text}</v>"
            case date():
                return "", f"<v>{serial(value, date1904=self._date1904)}</v>"
            case Error(text):
                return ' t="e"', f"<v>{escape(text)}</v>"
            case SampleFormula(text, result):
                stored = "" if result is None else f"<v>{escape(str(result))}</v>"
                return ' t="str"' if isinstance(result, str) else "", f"<f>{escape(text)}</f>{stored}"

    def _text(self, value: str) -> tuple[str, str]:
        body = f'<t xml:space="preserve">{escape(value)}</t>'
        if self._inline:
            return ' t="inlineStr"', f"<is>{body}</is>"
        return ' t="s"', f"<v>{self._strings.setdefault(value, len(self._strings))}</v>"

    def shared_strings(self) -> str:
        body = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._strings)
        return f'<sst xmlns="{_MAIN}" uniqueCount="{len(self._strings)}">{body}</sst>'

    def styles(self) -> str:
        """Fonts, borders and formats for the looks in `_LOOKS`; unknown looks are a mistake of the caller."""
        formats = sorted({number_format for _, number_format in self._styles if number_format})
        codes = {code: 164 + number for number, code in enumerate(formats)}
        numbers = "".join(f'<numFmt numFmtId="{codes[c]}" formatCode={quoteattr(c)}/>' for c in formats)
        records = "".join(_style(look, codes.get(code, 0)) for look, code in self._styles)
        font = '<name val="宋体"/><charset val="134"/>'
        side = "".join(
            f'<{name} style="thin"><color auto="1"/></{name}>' for name in ("left", "right", "top", "bottom")
        )
        return (
            f'<styleSheet xmlns="{_MAIN}">'
            + (f'<numFmts count="{len(formats)}">{numbers}</numFmts>' if formats else "")
            + f'<fonts count="3"><font><sz val="10"/>{font}</font><font><b/><sz val="10"/>{font}</font>'
            f'<font><b/><sz val="16"/>{font}</font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            f'<borders count="2"><border/><border>{side}</border></borders>'
            '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
            f'<cellXfs count="{len(self._styles)}">{records}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def _style(look: str, number_format: int) -> str:
    if look not in _LOOKS:
        raise ValueError(look)
    font = 2 if look == "title" else 1 if look in ("head", "sum", "bold", "block") else 0
    border = 1 if look in _BORDERED else 0
    across = {"title": "center", "head": "center", "right": "right", "figure": "right", "sum": "right"}.get(
        look, "general"
    )
    wrap = ' wrapText="1"' if look in ("head", "cell") else ""
    return (
        f'<xf numFmtId="{number_format}" fontId="{font}" borderId="{border}" applyNumberFormat="1" applyFont="1" '
        f'applyBorder="1" applyAlignment="1"><alignment horizontal="{across}" vertical="center"{wrap}/></xf>'
    )


def _extent(places: Sequence[tuple[int, int]]) -> str:
    if not places:
        return "A1"
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return f"{letters(min(columns))}{min(rows)}:{letters(max(columns))}{max(rows)}"
