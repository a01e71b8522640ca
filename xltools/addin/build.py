"""`xltools addin build`: macros/xltools.xlam from its sources, the same bytes every time, on any machine.

The package is pyOpenVBA's blank add-in, captured from Excel. Its project gets our modules instead of the empty one; the
compiled cache is cut down to the header that makes Excel compile afresh ([MS-OVBA] 2.3.4.1), so no stale code can run;
the ribbon is added; every part is written anew with a fixed time and order.
"""

from __future__ import annotations

import importlib
import re
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from ..errors import OutputFault
from ..notice.places import data_folder

FILE: Final = "xltools.xlam"
RIBBON: Final = "customUI14.xml"
MODULES: Final = ("XlTools.bas", "XlToolsCall.bas")
DOCUMENT: Final = "ThisWorkbook.bas"
"""The body of the workbook's own module: only there Excel tells of events without a class module."""

PINNED: Final = "6.5.0"
"""The pyOpenVBA the committed file was built with; another one may write other bytes."""

COMPILE_AFRESH: Final = bytes.fromhex("CC61FFFF000000")
_RIBBON_PART: Final = "customUI/customUI14.xml"
_RIBBON_RELATION: Final = (
    '<Relationship Id="rIdXlTools" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    f'Target="{_RIBBON_PART}"/></Relationships>'
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CREATOR: Final = (
    "<dc:title>附表工具</dc:title><dc:description>智能制造申报材料的校验、投资核算、汇总与公文</dc:description>"
    "<dc:creator>xltools</dc:creator>"
).encode()
_TITLES: Final = (
    ("docProps/core.xml", rb"<dc:creator>[^<]*</dc:creator>", _CREATOR),
    (
        "docProps/core.xml",
        rb"<cp:lastModifiedBy>[^<]*</cp:lastModifiedBy>",
        b"<cp:lastModifiedBy>xltools</cp:lastModifiedBy>",
    ),
    ("docProps/core.xml", rb"(<dcterms:(\w+)[^>]*>)[^<]*(</dcterms:\w+>)", rb"\g<1>2025-01-01T00:00:00Z\g<3>"),
)
"""The blank's own author and dates are replaced; Excel's list of add-ins shows the title."""


def sources(folder: Path | None = None) -> dict[str, str]:
    """Module name -> source with Excel's line ends. Raises OutputFault for a source that is not ASCII."""
    folder = folder or data_folder("macros")
    made = {}
    for name in (*MODULES, DOCUMENT):
        text = (folder / name).read_text(encoding="utf-8")
        if not text.isascii():
            line = next(n for n, row in enumerate(text.splitlines(), start=1) if not row.isascii())
            raise OutputFault(
                "not_ascii", f"{name} 第 {line} 行有非 ASCII 字符：VBA 会把它变成问号。请改写成 \\uXXXX。"
            )
        made[Path(name).stem] = "\r\n".join(text.splitlines()) + "\r\n"
    return made


def callbacks(folder: Path | None = None) -> list[str]:
    """Every onAction of the ribbon, each once, in order: ``XlTools.BtnValidate`` …"""
    ribbon = ElementTree.fromstring(((folder or data_folder("macros")) / RIBBON).read_bytes())
    return list(dict.fromkeys(element.attrib["onAction"] for element in ribbon.iter() if "onAction" in element.attrib))


def package(folder: Path | None = None) -> bytes:
    """The add-in as bytes."""
    folder = folder or data_folder("macros")
    try:
        pyopenvba: Any = importlib.import_module("pyopenvba")
    except ImportError as error:
        raise OutputFault(
            "no_pyopenvba", f"生成加载项需要 pyOpenVBA。请先运行：pip install pyOpenVBA=={PINNED}"
        ) from error
    with tempfile.TemporaryDirectory(prefix="xltools-") as scratch:
        blank = Path(scratch) / FILE
        with pyopenvba.ExcelFile.create_new(blank) as book:
            project = book.vba_project()
            written = sources(folder)
            book.set_module(Path(DOCUMENT).stem, written.pop(Path(DOCUMENT).stem))
            for name, source in written.items():
                project.add_module(name, source)
            project.delete_module("Module1")
            book.save()
        with zipfile.ZipFile(blank) as made:
            parts = {name: made.read(name) for name in made.namelist()}
    parts["xl/vbaProject.bin"] = _compiled_afresh(parts["xl/vbaProject.bin"])
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", _RIBBON_RELATION.encode())
    parts[_RIBBON_PART] = (folder / RIBBON).read_bytes()
    for name, pattern, text in _TITLES:
        if name in parts:
            parts[name] = re.sub(pattern, text, parts[name])
    return _zipped(parts)


def _compiled_afresh(project: bytes) -> bytes:
    cfb: Any = importlib.import_module("pyopenvba.cfb")
    container = cfb.CFB.from_bytes(project)
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", COMPILE_AFRESH)
    return bytes(container.to_bytes())


def _zipped(parts: dict[str, bytes]) -> bytes:
    """A package with fixed times; [Content_Types].xml first, as readers expect, the rest by name.

    Stored, not deflated: compressed bytes differ from one zlib to the next, and the file is small.
    """
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            entry.external_attr = 0
            made.writestr(entry, parts[name])
    return stream.getvalue()


def build_addin(out: Path | None = None) -> Path:
    """Write the add-in (default: beside its sources, where the committed one lies); the path written."""
    from ..files.atomic import write_atomically

    path = out or data_folder("macros") / FILE
    if path.is_dir():
        path = path / FILE
    write_atomically(path, package(), may_replace=lambda _old: True)
    return path


def differs(out: Path | None = None) -> str:
    """Why a built add-in is not what the sources give; empty where it is."""
    path = out or data_folder("macros") / FILE
    if not path.is_file():
        return f"没有 {path}"
    old, new = path.read_bytes(), package()
    if old == new:
        return ""
    return f"{path.name} 与源文件不一致（{zlib.crc32(old):08x} ≠ {zlib.crc32(new):08x}），请运行 xltools addin build。"
