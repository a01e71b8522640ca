"""OOXML packages whose bytes depend on their content only.

Every entry carries the DOS epoch as its time, entries stand in one order and are deflated at one level, and the
properties hold no clock. So the same input gives the same file, on any day and in any time zone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, cast
from xml.sax.saxutils import escape

from ..files.limits import DEFAULT_LIMITS, MB, Budget
from ..files.records import Malformed
from ..files.refusals import Refusal
from ..files.zips import look_over

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

APPLICATION = "xltools"
"""`docProps/app.xml` of what we wrote; Excel, WPS and LibreOffice put their own name there when a person saves."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_FIRST = ("[Content_Types].xml", "_rels/.rels", "mimetype")
_CORE_DATE = "2000-01-01T00:00:00Z"

Cached = Mapping[str, Mapping[str, "Decimal | int | str"]]
"""Sheet name -> cell -> result of the formula in it."""


Part: TypeAlias = "bytes | Callable[[], Iterable[bytes]]"
"""A part's bytes, or what makes them piece by piece."""


def pack(parts: Mapping[str, Part], *, keep_order: bool = False) -> bytes:
    """Zip `parts`, deterministically. `keep_order` leaves the order of a package that is not ours."""
    names = list(parts) if keep_order else sorted(parts, key=lambda name: (_rank(name), name))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name in names:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            part = parts[name]
            if isinstance(part, bytes):
                package.writestr(info, part, compresslevel=_LEVEL)
                continue
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # zipfile's only way to it for a stream
            with package.open(info, "w") as stream:
                for piece in part():
                    stream.write(piece)
    return buffer.getvalue()


_MOST_UNPACKED = 768 * MB


def unpack(data: bytes) -> dict[str, bytes]:
    """Parts by name, in the order of the package. Raises Malformed for a bomb, zipfile's own for what is no package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        try:
            look_over(package.infolist(), Budget(DEFAULT_LIMITS))
        except Refusal as refusal:
            raise Malformed(refusal.what) from None
        if sum(info.file_size for info in package.infolist()) > _MOST_UNPACKED:
            raise Malformed("too large")
        return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}


def unpacked_size(data: bytes) -> int:
    """Bytes of all parts as the directory declares them (zipfile unpacks no more); 0 for what is no package."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return sum(info.file_size for info in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


class _Collector:
    """Takes openpyxl's parts where a zip file would: zipfile refuses to work while the clock stands before 1980."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def writestr(self, name: str, data: str | bytes) -> None:
        self.parts[name] = data.encode() if isinstance(data, str) else data

    def write(self, path: str, name: str) -> None:
        with open(path, "rb") as file:
            self.parts[name] = file.read()

    def namelist(self) -> list[str]:
        return list(self.parts)

    def close(self) -> None:
        pass


def parts_of(book: Workbook) -> dict[str, bytes]:
    """The parts that openpyxl makes of a workbook."""
    from openpyxl.writer.excel import ExcelWriter

    collector = _Collector()
    ExcelWriter(book, cast("zipfile.ZipFile", collector)).save()
    return collector.parts


def seal(parts: dict[str, bytes], cached: Cached | None = None) -> bytes:
    """A package from openpyxl's parts made deterministic, with `cached` results put beside its formulas."""
    if "docProps/core.xml" in parts:
        parts["docProps/core.xml"] = _core(parts["docProps/core.xml"])
    if "docProps/app.xml" in parts:
        parts["docProps/app.xml"] = app_properties()
    _tidy(parts)
    if cached:
        sheets = sheet_parts(parts)
        for sheet, values in cached.items():
            parts[sheets[sheet]] = _with_results(parts[sheets[sheet]], values)
    return pack(parts)


def _tidy(parts: dict[str, bytes]) -> None:
    """What openpyxl leaves to Excel's good will: fonts' children in its own order, texts in the cells themselves."""
    from .strings import CONTENT_TYPE, EMPTY, PART, StringTable
    from .stylesheet import in_font_order
    from .xmlparts import Package

    parts["xl/styles.xml"] = in_font_order(parts["xl/styles.xml"].decode()).encode()
    table = StringTable(parts[PART].decode() if PART in parts else EMPTY)
    for name in sheet_parts(parts).values():
        parts[name] = table.share(parts[name].decode()).encode()
    if PART not in parts:
        package = Package(parts)
        package.declare(PART, CONTENT_TYPE)
        package.relate("xl/workbook.xml", "sharedStrings", PART)
        parts |= package.parts
    parts[PART] = b"".join(table.chunks())


def app_properties() -> bytes:
    """`docProps/app.xml` of a file of ours."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{space}">'
        f"<Application>{APPLICATION}</Application></Properties>"
    ).encode()


def untouched(data: bytes) -> bool:
    """True for a workbook or document that this program wrote and nobody has saved since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.read("docProps/app.xml") == app_properties()
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return False


def saved_by(data: bytes) -> str:
    """The program that saved a workbook last, as it says itself; empty where nothing is said."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found = re.search(rb"<Application>([^<]*)<", package.read("docProps/app.xml"))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return ""
    return found[1].decode("utf-8", "replace") if found else ""


def _core(xml: bytes) -> bytes:
    """Fixed dates and author."""
    xml = re.sub(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*", rb"\g<1>" + _CORE_DATE.encode(), xml)
    return re.sub(rb"(<dc:creator\b[^>]*>)[^<]*", rb"\g<1>" + APPLICATION.encode(), xml)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name -> part, of a workbook written by openpyxl."""
    import html

    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in re.findall(r"<Relationship\b[^>]*>", parts["xl/_rels/workbook.xml.rels"].decode())
    }
    found = {}
    for tag in re.findall(r"<sheet\b[^>]*>", parts["xl/workbook.xml"].decode()):
        target = targets[_attribute(tag, "r:id")]
        found[html.unescape(_attribute(tag, "name"))] = target[1:] if target.startswith("/") else f"xl/{target}"
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


_FORMULA = re.compile(
    r'<c r="([A-Z]+[0-9]+)"((?:\s(?!t=)[a-z]+="[^"]*")*)(?:\st="[a-z]+")?>(<f>[^<]*</f>)<v\s*(?:/>|></v>)</c>'
)


def _with_results(xml: bytes, values: Mapping[str, Decimal | int | str]) -> bytes:
    """Put results beside formulas. A formula without one stays as it is."""

    def result(found: re.Match[str]) -> str:
        cell, attributes, formula = found.groups()
        value = values.get(cell)
        if value is None:
            return found[0]
        kind = ' t="str"' if isinstance(value, str) else ""
        text = escape(value) if isinstance(value, str) else format(value, "f") if isinstance(value, Decimal) else value
        return f'<c r="{cell}"{attributes}{kind}>{formula}<v>{text}</v></c>'

    return _FORMULA.sub(result, xml.decode()).encode()
