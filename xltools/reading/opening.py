"""The door of the reading room: a path becomes a `Book`, or is refused with a code and what to do.

What a file holds is judged by its content, never by its name; a name that says otherwise is a warning.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xltools.reading.grid import Book, Grid, ReadWarning
from xltools.reading.intake import Intake, take
from xltools.reading.limits import DEFAULT_LIMITS, Budget, Limits
from xltools.reading.refusals import Refusal
from xltools.reading.walking import Source, walk

if TYPE_CHECKING:
    from xltools.reading.zipfolder import ZipFolder

__all__ = ["DEFAULT_LIMITS", "Limits", "Source", "open_book", "open_member", "walk"]

_EXTENSIONS: Final = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx", ".xlsb": "xlsb", ".ods": "ods", ".xls": "xls",
    ".xlt": "xls", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".html": "html", ".htm": "html", ".zip": "zip",
}  # fmt: skip
"""What the name promises. .et holds BIFF or OOXML, so it promises nothing."""

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
            return read_intake(intake, shown, password, limits)
    except Refusal as refusal:
        raise refusal.named(shown) from None
    except MemoryError:
        raise Refusal("too_big", "内存不足以读取此文件").named(shown) from None


def open_member(
    folder: ZipFolder, member: str, *, shown: str, password: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Book:
    """Read one table inside a .zip folder. Raises `errors.InputRefused`."""
    try:
        book = read_intake(folder.take(member), shown, password, limits)
    except Refusal as refusal:
        raise refusal.named(shown) from None
    except MemoryError:
        raise Refusal("too_big", "内存不足以读取此文件").named(shown) from None
    book.member = member.replace("\0", "/")
    return book


def read_intake(intake: Intake, shown: str, password: str | None, limits: Limits) -> Book:
    """The book an intake holds. Raises `Refusal`."""
    format_, grids, warnings, date1904 = _contents(intake, password, limits)
    intake.verify()
    extension = Path(intake.name).suffix.casefold()
    promised = _EXTENSIONS.get(extension)
    if promised is not None and promised != format_:
        warnings.append(ReadWarning("ext_mismatch", "", (), {"extension": extension, "content": format_}))
    return Book(shown, intake.sha256, format_, grids, warnings, date1904)


def _contents(intake: Intake, password: str | None, limits: Limits) -> Contents:
    from xltools.reading.compound import SIGNATURE

    head = intake.head
    budget = Budget(limits)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _from_zip(intake, budget)
    if head.startswith(SIGNATURE):
        return _from_compound(intake, budget)
    raise Refusal("not_a_workbook", "文件内容不是工作簿")


def _from_zip(intake: Intake, budget: Budget) -> Contents:
    from xltools.reading.package import Package

    package = Package(intake.file, budget)
    main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), None)
    if main is None:
        main = next((part for part in ("xl/workbook.xml", "word/document.xml") if part in package), None)
    if main is None:
        if "[Content_Types].xml" in package:
            raise Refusal("missing_part", "缺少主文档部件")
        raise Refusal("not_a_workbook", "这是普通压缩包，里面没有工作簿内容")
    if main not in package:
        raise Refusal("missing_part", f"缺少主文档部件 {main}")
    root = package.root(main)
    if root == "document":
        from xltools.reading.wordtable import read_document

        return "docx", *read_document(package, main), False
    if root == "workbook":
        from xltools.reading.ooxml import read_workbook

        return "xlsx", *read_workbook(package, main)
    raise Refusal("not_a_workbook", "这不是工作簿或 Word 文档")


def _from_compound(intake: Intake, budget: Budget) -> Contents:
    from xltools.reading.compound import Compound, kind_of_compound
    from xltools.reading.legacy import read_biff

    compound = Compound(intake.whole())
    if kind_of_compound(compound) == "encrypted":
        raise Refusal("encrypted", "文件设有打开密码")
    stream = compound.stream("Workbook", "Book") or b""
    grids, warnings, date1904 = read_biff(stream, budget)
    return "xls", grids, warnings, date1904
