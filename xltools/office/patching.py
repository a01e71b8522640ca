"""A workbook that is not ours, changed in place: parts that need no change keep their bytes.

openpyxl would drop text boxes, form buttons, x14 drop-downs, sparklines and DISPIMG pictures on a load and save; here
the package is patched. Our own sheets come in as finished XML.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ..errors import OutputFault
from ..formats.grid import column_letters
from . import strings
from .opc import Part, pack, unpack
from .references import RowShift, quoted, shift_formula
from .safetext import xml_attribute
from .sheetbuild import Link, SheetBuilder
from .sheetxml import SheetXml, split_cell
from .shifting import shift_companions, shift_formulas, shift_sheet
from .strings import StringTable
from .stylesheet import Stylesheet
from .xmlparts import (
    ATTRIBUTES,
    Package,
    append_inside,
    attributes,
    element,
    open_element,
    rels_name,
    root_of,
    with_attribute,
    with_relationship_prefix,
)

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MINIMAL_STYLES: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

_HAS_FORMULA: Final = re.compile(r"<(?:[\w.-]+:)?f[\s>]")


@dataclass(frozen=True, slots=True)
class SheetRef:
    name: str
    part: str
    state: str


class WorkbookPatch:
    """An .xlsx or .xlsm package under change. Raises OutputFault ``bad_template`` for what is no such package."""

    def __init__(self, data: bytes) -> None:
        try:
            self.package = Package(unpack(data))
            self.workbook = self._find_workbook()
            self._text = self.package.text(self.workbook)
        except (KeyError, ValueError, OSError, RuntimeError, StopIteration, zipfile.BadZipFile, zlib.error) as error:
            raise OutputFault(
                "bad_template", "该文件不是可写入的 .xlsx 工作簿，请在 Excel 中另存为 .xlsx 后再用。"
            ) from error
        self._prefix = root_of(self._text)[1]
        self._open: dict[str, SheetXml] = {}
        self._listed: tuple[str, bytes | None] | None = None
        self._parts: dict[str, str] = {}
        """Sheet name -> part, as the workbook says in `_listed`."""
        self._styles: Stylesheet | None = None
        self._styles_part = ""
        self._strings: StringTable | None = None
        self._strings_part = ""

    @property
    def ending(self) -> str:
        """The file name's ending that Excel insists on for this content: .xlsm with macros, else .xlsx."""
        return ".xlsm" if "macroEnabled" in self.package.text("[Content_Types].xml") else ".xlsx"

    def become_workbook(self) -> None:
        """A template package (.xltx, .xltm) becomes an ordinary workbook: Excel goes by the declared type."""
        types = self.package.text("[Content_Types].xml")
        plain = types.replace("spreadsheetml.template.main+xml", "spreadsheetml.sheet.main+xml")
        plain = plain.replace("excel.template.macroEnabled.main+xml", "excel.sheet.macroEnabled.main+xml")
        if plain != types:
            self.package.put("[Content_Types].xml", plain)

    def _find_workbook(self) -> str:
        return next(found.target for found in self.package.relationships("") if found.type == "officeDocument")

    @property
    def sheets(self) -> list[SheetRef]:
        """All sheets in the order of the tabs."""
        parts = {found.id: found.target for found in self.package.relationships(self.workbook)}
        found = []
        for tag in self._sheet_tags():
            values = attributes(tag)
            part = parts.get(next((v for n, v in values.items() if n.endswith(":id")), ""), "")
            if part in self.package.parts:
                found.append(SheetRef(values.get("name", ""), part, values.get("state", "visible")))
        return found

    def _sheet_tags(self) -> list[str]:
        span = element(self._text, f"{self._prefix}sheets")
        inside = open_element(self._text, span)[1] if span else ""
        return [found[0] for found in re.finditer(rf"<{self._prefix}sheet(?=[\s/>]){ATTRIBUTES}>", inside)]

    def part_of(self, sheet: str) -> str:
        """The part of a sheet, by its name. Raises KeyError."""
        listed = (self._text, self.package.parts.get(rels_name(self.workbook)))
        if self._listed != listed:  # of two thousand sheets each is asked for several times
            # Of two sheets of one name the first.
            self._listed, self._parts = listed, {found.name: found.part for found in reversed(self.sheets)}
        return self._parts[sheet]

    def sheet(self, name: str) -> SheetXml:
        """The sheet's XML under change. Raises KeyError."""
        if name not in self._open:
            text = self.package.text(self.part_of(name))
            try:
                self._open[name] = SheetXml(text)
            except ValueError as error:
                raise OutputFault(
                    "bad_template", f"工作表“{name}”的内部结构有误，无法写入。请在 Excel 中另存一份后再用。",
                    sheet=name,
                ) from error
        return self._open[name]

    @property
    def styles(self) -> Stylesheet:
        if self._styles is None:
            found = self.package.related(self.workbook, "styles")
            if found:
                self._styles_part = found[0]
            else:
                self._styles_part = self.package.new_name("xl/styles{}.xml")
                self.package.put(self._styles_part, MINIMAL_STYLES)
                self.package.declare(self._styles_part, _STYLES_TYPE)
                self.package.relate(self.workbook, "styles", self._styles_part)
            self._styles = Stylesheet(self.package.text(self._styles_part))
        return self._styles

    @property
    def strings(self) -> StringTable:
        """The string table, for rows that are written as bytes and sheets that are wholly ours."""
        if self._strings is None:
            found = self.package.related(self.workbook, "sharedStrings")
            self._strings_part = found[0] if found else strings.PART
            if found:
                self._strings = StringTable(self.package.text(self._strings_part))
            else:
                self._strings = StringTable()
                self.package.put(self._strings_part, strings.EMPTY)
                self.package.declare(self._strings_part, strings.CONTENT_TYPE)
                self.package.relate(self.workbook, "sharedStrings", self._strings_part)
        return self._strings

    def make_room(self, sheet: str, at: int, count: int, *, grow: bool = False) -> None:
        """Move the rows from `at` on down by `count`, without a row in between: a `RowRun` fills the gap."""
        self._shift(sheet, RowShift(at, count, grow))

    def remove_rows(self, sheet: str, at: int, count: int) -> None:
        self._shift(sheet, RowShift(at, -count))

    def _shift(self, sheet: str, shift: RowShift) -> None:
        if not shift.count:
            return
        shift_sheet(self.sheet(sheet), sheet, shift)
        shift_companions(self.package, self.part_of(sheet), shift)
        for other in self.sheets:
            text = self.package.text(other.part)
            if other.name != sheet and (_HAS_FORMULA.search(text) or other.name in self._open):
                patch = self.sheet(other.name)
                for row in patch.rows.values():
                    cells = row.cells
                    for column, xml in cells.items():
                        new = shift_formulas(xml, shift, sheet, here=False)
                        if new != xml:
                            cells[column] = new
                            row.touch()
        for part in [name for name in self.package.parts if name.startswith("xl/charts/chart")]:
            old = self.package.text(part)
            new = shift_formulas(old, shift, sheet, here=False)
            if new != old:
                self.package.put(part, new)
        self._shift_names(sheet, shift)
        for part in self.package.related(self.workbook, "calcChain"):
            self.package.remove(part, self.workbook)  # Excel makes it anew

    def _shift_names(self, sheet: str, shift: RowShift) -> None:
        """Print areas, print titles, names."""
        import html

        def moved(found: re.Match[str]) -> str:
            text = html.unescape(found[2])
            return f"{found[1]}{html.escape(shift_formula(text, shift, sheet, here=False), quote=False)}{found[3]}"

        pattern = rf"(<{self._prefix}definedName(?=[\s>]){ATTRIBUTES}>)([^<]*)(</)"
        self._text = re.sub(pattern, moved, self._text)

    def add_sheet(self, name: str, xml: str, state: str = "visible") -> str:
        """Add a finished worksheet part behind the others; its part name. A sheet of that name is replaced."""
        if any(found.name == name for found in self.sheets):
            self.remove_sheet(name)
        part = self.package.new_name("xl/worksheets/xltools{}.xml")
        if self._strings is not None or not self.package.related(self.workbook, "sharedStrings"):
            # Excel wants a table where there are texts; a stranger's is not touched for the sake of a sheet of ours.
            xml = self.strings.share(xml)
        self.package.put(part, xml)
        self.package.declare(part, _SHEET_TYPE)
        relation = self.package.relate(self.workbook, "worksheet", part)
        numbers = [int(attributes(tag).get("sheetId", "0")) for tag in self._sheet_tags()]
        tag = f'<{self._prefix}sheet name="" sheetId="{max(numbers, default=0) + 1}"/>'
        tag = with_attribute(tag, "name", name)
        if state != "visible":
            tag = with_attribute(tag, "state", state)
        prefix = self._relationship_prefix()
        tag = with_attribute(tag, f"{prefix}:id", relation)
        self._text = append_inside(self._text, f"{self._prefix}sheets", tag)
        return part

    def remove_sheet(self, name: str) -> None:
        """Take away a sheet of ours. Names that belong to a sheet by its place are renumbered."""
        tags = self._sheet_tags()
        place, tag = next((n, tag) for n, tag in enumerate(tags) if attributes(tag).get("name") == name)
        part = self.part_of(name)
        self._text = self._text.replace(tag, "", 1)
        self._drop_local_names(place)
        rels = [found.target for found in self.package.relationships(part) if not found.external]
        self.package.remove(part, self.workbook)
        if rels_name(part) in self.package.parts:
            del self.package.parts[rels_name(part)]
        for companion in rels:
            if companion in self.package.parts and not self._used(companion):
                del self.package.parts[companion]
                self.package.undeclare(companion)
        self._open.pop(name, None)

    def _used(self, part: str) -> bool:
        return any(
            part in self.package.related(sheet.part, kind)
            for sheet in self.sheets
            for kind in ("comments", "vmlDrawing")
        )

    def _drop_local_names(self, place: int) -> None:
        def renumbered(found: re.Match[str]) -> str:
            number = int(attributes(found[1]).get("localSheetId", "-1"))
            if number == place:
                return ""
            if number > place:
                return with_attribute(found[1], "localSheetId", str(number - 1)) + found[0][len(found[1]) :]
            return found[0]

        p = self._prefix
        self._text = re.sub(rf"(<{p}definedName(?=[\s>]){ATTRIBUTES}>)[^<]*</{p}definedName>", renumbered, self._text)
        self._text = re.sub(rf"<{p}definedNames>\s*</{p}definedNames>", "", self._text)

    def define_local_name(self, sheet: str, name: str, value: str) -> None:
        """A name that belongs to a sheet (the filter's or the print titles' own)."""
        place = [found.name for found in self.sheets].index(sheet)
        p = self._prefix
        if element(self._text, f"{p}definedNames") is None:
            at = element(self._text, f"{p}calcPr")
            position = at[0] if at else self._end_of_sheets()
            self._text = self._text[:position] + f"<{p}definedNames></{p}definedNames>" + self._text[position:]
        hidden = ' hidden="1"' if "FilterDatabase" in name else ""
        new = f'<{p}definedName name="{name}" localSheetId="{place}"{hidden}>{quoted(sheet)}!{value}</{p}definedName>'
        self._text = append_inside(self._text, f"{p}definedNames", new)

    def has_local_name(self, sheet: str, name: str) -> bool:
        place = str([found.name for found in self.sheets].index(sheet))
        tags = re.findall(rf"<{self._prefix}definedName(?=[\s>]){ATTRIBUTES}>", self._text)
        return any(
            (found := attributes(tag)).get("name") == name and found.get("localSheetId") == place for tag in tags
        )

    def names(self) -> Iterator[tuple[str, str, str]]:
        """Sheet ("" for the whole book), name and formula of each name that people see."""
        listed = [found.name for found in self.sheets]
        pattern = rf"(<{self._prefix}definedName(?=[\s>]){ATTRIBUTES}>)([^<]*)</"
        for tag, text in re.findall(pattern, self._text):
            found = attributes(tag)
            place = int(found.get("localSheetId", "-1"))
            if found.get("hidden") not in ("1", "true"):
                yield listed[place] if 0 <= place < len(listed) else "", found.get("name", ""), text

    def is_protected(self) -> bool:
        """Whether sheets may not be added, taken away or renamed."""
        return re.search(r"<(?:[\w.-]+:)?workbookProtection\s[^<>]*lockStructure=\"(?:1|true)\"", self._text) is not None

    def _end_of_sheets(self) -> int:
        """Behind <sheets>, or behind what may follow it before the names."""
        for name in ("externalReferences", "functionGroups", "sheets"):
            span = element(self._text, f"{self._prefix}{name}")
            if span is not None:
                return span[1]
        raise ValueError("no sheets")

    def _relationship_prefix(self) -> str:
        self._text, prefix = with_relationship_prefix(self._text)
        return prefix

    def add_links(self, sheet: str, links: Iterable[Link]) -> None:
        """Links from cells of a sheet: to files (relative targets), places in them, or places in this book."""
        links = list(links)
        patch = self.sheet(sheet)
        targets = [link.target for link in links if link.target]
        ids = self.package.relate_all(self.part_of(sheet), "hyperlink", targets, external=True) if targets else {}
        p, r = patch.prefix, patch.relationship_prefix() if targets else ""
        tags = []
        for link in links:
            target = f' {r}:id="{ids[link.target]}"' if link.target else ""
            location = f' location="{xml_attribute(link.location)}"' if link.location else ""
            tip = f' tooltip="{xml_attribute(link.tip)}"' if link.tip else ""
            tags.append(f'<{p}hyperlink ref="{link.cell}"{target}{location}{tip}/>')
        if tags:
            patch.add_to_child("hyperlinks", "".join(tags))

    def build(self, name: str, sheet: SheetBuilder, state: str = "visible") -> None:
        """Add a sheet from a builder whose formats come from `self.styles`."""
        self.add_sheet(name, sheet.xml(), state)
        self.add_links(name, sheet.links)
        if sheet.titles:
            self.define_local_name(name, "_xlnm.Print_Titles", f"${sheet.titles[0]}:${sheet.titles[1]}")
        if sheet.print_columns:
            area = f"$A$1:${column_letters(sheet.print_columns)}${sheet.next_row - 1}"
            self.define_local_name(name, "_xlnm.Print_Area", area)
        if sheet.filter:
            first, last = (split_cell(cell) for cell in sheet.filter.split(":"))
            area = f"${column_letters(first[1])}${first[0]}:${column_letters(last[1])}${last[0]}"
            self.define_local_name(name, "_xlnm._FilterDatabase", area)

    def set(self, sheet: str, cell: str, value: object, style: int | None = None) -> None:
        """Set one cell by its address; see `SheetXml.set`."""
        row, column = split_cell(cell)
        self.sheet(sheet).set(row, column, value, style)  # type: ignore[arg-type]  # checked where it is written

    def open_sheets(self) -> dict[str, SheetXml]:
        """Part -> sheet, of the sheets that were taken apart."""
        return {self.part_of(name): patch for name, patch in self._open.items()}

    def save(self) -> bytes:
        """The package with its changes, in its own order; parts that were not touched are the same bytes."""
        parts: dict[str, Part] = {**self._changed()}
        for name, patch in self._open.items():
            if patch.runs:
                parts[self.part_of(name)] = self._streamed(patch)
        if self._strings is not None:
            # Last: which texts there are is known when the sheets are written.
            del parts[self._strings_part]
            parts[self._strings_part] = self._strings.chunks
        return pack(parts, keep_order=True)

    def finished(self) -> dict[str, bytes]:
        """The parts with their changes, of a book whose sheets are all held as text."""
        parts = self._changed()
        if self._strings is not None:
            parts[self._strings_part] = b"".join(self._strings.chunks())
        return parts

    def _changed(self) -> dict[str, bytes]:
        for name, patch in self._open.items():
            if patch.changed and not patch.runs:
                self.package.put(self.part_of(name), patch.text())
        if self._styles is not None and self._styles.text != self.package.text(self._styles_part):
            self.package.put(self._styles_part, self._styles.text)
        if self._text != self.package.text(self.workbook):
            self.package.put(self.workbook, self._text)
        return dict(self.package.parts)

    def _streamed(self, patch: SheetXml) -> Part:
        def chunks() -> Iterator[bytes]:
            for piece in patch.chunks():
                yield self.strings.share(piece).encode() if "inlineStr" in piece else piece.encode()

        return chunks

    def share_strings(self) -> None:
        """Move the texts in the cells of all sheets into the string table: for books that are ours from the beginning."""
        for found in self.sheets:
            if found.name not in self._open:
                self.package.put(found.part, self.strings.share(self.package.text(found.part)))
