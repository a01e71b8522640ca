"""How inputs are to be read, and what the request's words bind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import NoticeError, UsageError
from ..formats.grid import Book, column_number
from ..notice.load import load_all, load_notice
from ..notice.model import Attachment, Notice
from .bindings import remembered, signature
from .headingnames import column_names, heading_name


class Memory:
    """Files read before, by their path and content. Kept as bytes: whoever gets a file may change it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, bytes]] = {}
        self.read = 0
        """How many files had to be read."""

    def get(self, shown: str, sha256: str, attachment: str) -> bytes | None:
        known, data = self._kept.get((shown, attachment), ("", b""))
        return data if sha256 and known == sha256 else None

    def put(self, shown: str, sha256: str, attachment: str, data: bytes) -> None:
        self.read += 1
        self._kept[shown, attachment] = (sha256, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How inputs are to be read; the same for every command."""

    paths: tuple[str, ...]
    notice: str = ""
    attachment: str = ""
    password: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns bound by hand: name or key -> letters."""
    skip_hidden: bool = False
    """Leave out hidden rows and columns instead of reading them as data."""
    skip_struck: bool = False
    """Leave out rows that are struck out."""
    memory: Memory | None = None
    """What was read before, where one process reads the same folders again and again."""
    without: str = ""
    """A folder that is passed over: our own output among the inputs."""
    within: str = ""
    """A folder whose place on this machine is nobody's business: messages name its files from it on."""
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Absolute path -> file to read in its place: the saved copy of a book that is open with unsaved edits."""


def notices_for(request: Request) -> list[Notice]:
    """The notices to recognise by: the named one, else all. A wrong name is wrong usage."""
    if not request.notice:
        return load_all()
    try:
        notice = load_notice(request.notice)
    except NoticeError as fault:
        if fault.code == "unknown_notice":
            raise UsageError(fault.code, fault.message) from fault
        raise
    if request.attachment:
        try:
            notice.attachment(request.attachment)
        except KeyError:
            known = "、".join(f"{a.key}（{a.role.value}）" for a in notice.attachments)
            raise UsageError(
                "unknown_attachment", f"通知“{notice.id}”没有附件“{request.attachment}”。现有：{known}。"
            ) from None
    return [notice]


def columns_by_hand(request: Request, notices: Sequence[Notice], book: Book) -> dict[str, dict[str, int]]:
    """Columns bound by hand, per attachment: from `--map`, else what was remembered for this layout."""
    made: dict[str, dict[str, int]] = {}
    for notice in notices:
        for form in notice.attachments:
            if request.attachment and request.attachment not in (form.key, form.role.value, form.title):
                continue
            asked = dict(request.columns) or _sound(remembered(notice.id, form.key, signature(book)))
            bound = bound_columns(form, asked)
            if bound:
                made[form.key] = bound
    if request.columns and not made:
        unknown = "、".join(request.columns)
        raise UsageError(
            "unknown_column", f"--map 中的列名“{unknown}”不属于任何附件。请写附件的列名，如 --map 含税金额=F。"
        )
    return made


def bound_columns(form: Attachment, asked: Mapping[str, str]) -> dict[str, int]:
    """Column key -> sheet column, of the names that the form has."""
    return {key: _number(letters) for name, letters in asked.items() if (key := _key_of(form, name))}


def _sound(remembered: Mapping[str, str]) -> dict[str, str]:
    """Bindings from a file that people may edit: what names no column is forgotten."""
    return {name: letters for name, letters in remembered.items() if letters.isascii() and letters.isalpha()}


def _key_of(form: Attachment, name: str) -> str:
    if form.has(name):
        return name
    return column_names(form).get(heading_name(name)[0], "")


def _number(letters: str) -> int:
    try:
        number = column_number(letters.strip())
    except ValueError:
        number = 0
    if not 1 <= number <= 16384:
        raise UsageError("bad_column", f"--map 中的“{letters}”不是列标。请写字母，如 --map 含税金额=F。")
    return number
