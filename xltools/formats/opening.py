"""The door of the reading room: a path becomes a `Book`, or is refused with a code and what to do.

What a file holds is judged by its content, never by its name; a name that says otherwise is a warning.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..files.intake import Intake, from_bytes, take
from ..files.limits import DEFAULT_LIMITS, Budget, Limits
from ..files.refusals import Refusal
from ..files.walking import Source
from ..files.zipfolder import Members
from .grid import Book, Grid, ReadWarning

if TYPE_CHECKING:
    from .compound import Compound
    from .container import Container

_PROMISES: Final = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx", ".xlsb": "xlsb", ".ods": "ods", ".ots": "ods", ".fods": "ods",
    ".xls": "xls", ".xlt": "xls", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx", ".csv": "csv",
    ".tsv": "csv", ".txt": "csv", ".html": "html", ".htm": "html", ".xml": "xml", ".doc": "doc", ".wps": "doc",
    ".zip": "zip",
}  # fmt: skip
"""What the name promises. .et holds BIFF or OOXML, so it promises nothing."""
_TEXT_NAMES: Final = frozenset({".csv", ".tsv"})
_STRANGERS: Final = (
    (b"%PDF", "这是 PDF 文件"),
    (b"\x89PNG", "这是图片"),
    (b"\xff\xd8\xff", "这是图片"),
    (b"GIF8", "这是图片"),
    (b"BM", "这是图片"),
    (b"MZ", "这是 Windows 程序"),
    (b"\x7fELF", "这是程序"),
)
_ARCHIVES: Final = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ", "XZ"),
)
_FOREIGN: Final = (
    (b"{\\rtf", "RTF 文档"),
    (b"ID;", "SYLK 表格"),
    (b"TABLE\r\n0,1", "DIF 表格"),
    (b"TABLE\n0,1", "DIF 表格"),
)
_BIFF_BEGINS: Final = (b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")

Contents = tuple[str, list[Grid], list[ReadWarning], bool]
"""Format, grids, the book's warnings, 1904 date system."""


def open_book(
    path: str | Path, *, shown: str | None = None, password: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Book:
    """Read one file. `shown` is the path as the user named it, for messages and `Book.path`.

    Raises `errors.InputRefused` with one of the refusal codes; its message names the file and says what to do.
    """
    shown = str(path) if shown is None else shown
    try:
        intake = take(Path(path), limits)
        with intake.file:
            return _read(intake, shown, password, limits)
    except Refusal as refusal:
        raise refusal.named(shown) from None
    except MemoryError:
        raise Refusal("too_big", "内存不足以读取此文件").named(shown) from None


def open_bytes(data: bytes, *, shown: str, password: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Read a book that is in memory (an output before it is written). Raises `errors.InputRefused`."""
    try:
        return _read(from_bytes(Path(shown).name, data), shown, password, limits)
    except Refusal as refusal:
        raise refusal.named(shown) from None


def open_member(
    folder: Members, member: str, *, shown: str, password: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Book:
    """Read one table inside a .zip folder. Raises `errors.InputRefused`."""
    try:
        book = _read(folder.take(member), shown, password, limits)
    except Refusal as refusal:
        raise refusal.named(shown) from None
    except MemoryError:
        raise Refusal("too_big", "内存不足以读取此文件").named(shown) from None
    book.member = member.replace("\0", "/")
    return book


def open_source(source: Source, *, password: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Read one input that walking found. Raises `errors.InputRefused`."""
    called = source.called or source.shown
    if source.refusal is not None:
        raise source.refusal.named(called)
    if source.data is not None:
        book = open_bytes(source.data, shown=called, password=password, limits=limits)
        book.member = source.member.replace("\0", "/")
    elif source.folder is not None:
        book = open_member(source.folder, source.member, shown=called, password=password, limits=limits)
    else:
        book = open_book(source.path, shown=called, password=password, limits=limits)
    book.path, book.called = source.shown, source.called
    return book


def _read(intake: Intake, shown: str, password: str | None, limits: Limits) -> Book:
    """The book an intake holds. Raises `Refusal`."""
    format_, grids, warnings, date1904 = _contents(intake, password, Budget(limits))
    intake.verify()
    extension = _extension(intake)
    promised = _PROMISES.get(extension)
    if promised is not None and promised != format_:
        warnings.append(ReadWarning("ext_mismatch", "", (), {"extension": extension, "content": format_}))
    return Book(shown, intake.sha256, format_, grids, warnings, date1904)


def _extension(intake: Intake) -> str:
    return os.path.splitext(intake.name)[1].casefold()


def _contents(intake: Intake, password: str | None, budget: Budget) -> Contents:
    from .compound import SIGNATURE

    head = intake.head
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _from_zip(intake, budget)
    if head.startswith(SIGNATURE):
        return _from_compound(intake, password, budget)
    if head.startswith(_BIFF_BEGINS):
        from .legacy import read_biff

        return "xls", *read_biff(intake.whole(), budget)
    for begins, what in _STRANGERS:
        if head.startswith(begins):
            raise Refusal("not_a_workbook", what)
    for begins, what in _ARCHIVES:
        if head.startswith(begins):
            raise Refusal("unsupported", f"不支持 {what} 压缩包", "请解压后把文件夹交给本工具，或改用 .zip 压缩")
    for begins, what in _FOREIGN:
        if head.startswith(begins):
            raise Refusal("unsupported", f"这是 {what}")
    return _from_text(intake, budget)


# -- packages ----------------------------------------------------------------------------------------------------------


def _from_zip(intake: Intake, budget: Budget) -> Contents:
    from .container import Container

    package = Container(intake.file, budget)
    if "content.xml" in package and "[Content_Types].xml" not in package:
        return _from_opendocument(package)
    main = _main_part(package)
    if main.casefold().endswith(".bin"):
        from .xlsb import read_binary_workbook

        return "xlsb", *read_binary_workbook(package, main)
    root = package.root(main)
    if root == "document":
        from .wordtable import read_document

        return "docx", *read_document(package, main), False
    if root == "workbook":
        from .ooxml import read_workbook

        return "xlsx", *read_workbook(package, main)
    if not root:
        raise Refusal("corrupt", f"部件 {main} 的 XML 已损坏")
    raise Refusal("not_a_workbook", "这不是工作簿或 Word 文档")


def _main_part(package: Container) -> str:
    """Where the package says its document is. Raises `Refusal`: `missing_part`, `not_a_workbook`."""
    kinds = package.relations("")
    main = next((part for kind, part in kinds.values() if kind == "officeDocument"), None)
    if main is None:
        usual = ("xl/workbook.xml", "xl/workbook.bin", "word/document.xml")
        main = next((part for part in usual if part in package), None)
    if main is None:
        if "[Content_Types].xml" in package:
            raise Refusal("missing_part", "缺少主文档部件")
        raise Refusal("not_a_workbook", "这是普通压缩包，里面没有工作簿内容")
    if main not in package:
        raise Refusal("missing_part", f"缺少主文档部件 {main}")
    return main


def _from_opendocument(package: Container) -> Contents:
    from .opendocument import read_spreadsheet

    kind = package.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in package else ""
    if "opendocument.text" in kind:
        raise Refusal("unsupported", "这是 OpenDocument 文字文档", "请另存为 .docx")
    if kind and "opendocument.spreadsheet" not in kind:
        raise Refusal("not_a_workbook", "这不是工作簿或 Word 文档")
    return "ods", *read_spreadsheet(package), False


# -- compound files ----------------------------------------------------------------------------------------------------


def _from_compound(intake: Intake, password: str | None, budget: Budget) -> Contents:
    from .compound import Compound, kind_of_compound

    data = intake.whole()
    compound = Compound(data)
    if kind_of_compound(compound) == "encrypted":
        from .locked import unlock

        plain = from_bytes(intake.name, unlock(data, password, compound))
        if not plain.head.startswith(b"PK"):
            raise Refusal("corrupt", "解密后的内容不是工作簿")
        return _from_zip(plain, budget)
    return _from_biff(data, compound, password, budget)


def _from_biff(data: bytes, compound: Compound, password: str | None, budget: Budget) -> Contents:
    from .biff import is_encrypted
    from .legacy import read_biff

    stream = compound.stream("Workbook", "Book") or b""
    if is_encrypted(stream):
        from .compound import Compound
        from .locked import unlock

        stream = Compound(unlock(data, password, compound)).stream("Workbook", "Book") or b""
    grids, warnings, date1904 = read_biff(stream, budget)
    if any(name.casefold() in ("_vba_project_cur", "_vba_project") for name in compound.names):
        warnings.append(ReadWarning("macros", "", (), {"kind": "VBA"}))
    return "xls", grids, warnings, date1904


# -- texts -------------------------------------------------------------------------------------------------------------


def _from_text(intake: Intake, budget: Budget) -> Contents:
    from .delimited import decode, looks_like_table, read_delimited
    from .hypertext import is_hypertext, read_hypertext
    from .opendocument import is_flat_spreadsheet, read_flat_spreadsheet
    from .spreadsheetml import is_spreadsheetml, read_spreadsheetml

    head, extension = intake.head, _extension(intake)
    name = os.path.splitext(intake.name)[0][:31]
    if is_spreadsheetml(head):
        return "xml", read_spreadsheetml(intake.whole(), budget), [], False
    if is_flat_spreadsheet(head):
        return "ods", read_flat_spreadsheet(intake.whole(), budget), [], False
    if is_hypertext(head):
        return "html", *read_hypertext(intake.whole(), name, budget), False
    if head.lstrip()[:13].lower() == b"mime-version:":
        raise Refusal("unsupported", "这是单个文件网页（MHTML）")
    if extension in _TEXT_NAMES:
        return "csv", [read_delimited(decode(intake.whole()), name, budget)], [], False
    try:
        text = decode(intake.whole())
    except Refusal as refusal:
        if refusal.code != "encoding":
            raise
        raise Refusal("not_a_workbook", "文件内容不是工作簿") from None
    if not text.strip():
        raise Refusal("empty_file", "文件里没有内容")
    if looks_like_table(text):
        return "csv", [read_delimited(text, name, budget)], [], False
    raise Refusal("not_a_workbook", "文件内容不是工作簿")
