"""What the command line would say of the open book as it stands, and what of it can be put right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import xlwings

from ..app.repair import suggestions
from ..app.validate import validate
from ..findings import Finding
from ..forms.inputs import Input
from ..forms.table import Table
from ..repairs.suggesting import Repair
from ..rules.checking import Checked
from .choices import choice_of
from .copies import Copy, copy_of
from .desk import Desk
from .hosts import host_of


@dataclass(frozen=True, slots=True)
class BookVerdict:
    """`shown`: the path under which the report knows the open book; `repairs` lie in it and keep what it says."""

    checked: Checked
    shown: str
    repairs: tuple[Repair, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """Those on the open book."""
        return [finding for file in self.checked.report.files if file.path == self.shown for finding in file.findings]

    @property
    def file(self) -> Input | None:
        """The open book as it was read."""
        return next((file for file in self.checked.inputs.files if file.path == self.shown), None)

    def table_of(self, finding: Finding) -> Table | None:
        """The table that a finding speaks of."""
        tables = self.file.tables if self.file is not None else ()
        return next((table for table in tables if table.sheet == finding.sheet), None)

    def only(self, kept: dict[str, list[Finding]], repairs: list[Repair]) -> BookVerdict:
        """The same with these findings (by path) and repairs only."""
        files = tuple(replace(file, findings=tuple(kept.get(file.path, ()))) for file in self.checked.report.files)
        checked = replace(self.checked, report=replace(self.checked.report, files=files))
        return BookVerdict(checked, self.shown, tuple(repairs))


def look(book: xlwings.Book, desk: Desk, *, whole: bool = False) -> BookVerdict:
    """The verdict with its repairs, nothing shown. `whole`: on its folder with it.

    Raises Question where only a person knows which notice applies.
    """
    choice = choice_of(book.fullname)
    wanted = desk.answers.get("notice") or choice.notice
    attachment = choice.attachment if wanted == choice.notice else ""
    with copy_of(book) as copy:
        paths = (str(copy.home()),) if whole else ()
        # The set holds other attachments, too.
        request = copy.request(paths, notice=wanted, attachment="" if whole else attachment)
        checked = validate(request, desk.progress)
        open_to = open_notices(checked, copy)
        if open_to and not wanted:
            chosen = desk.choose("notice", "几个通知用同一种表，请选择这份材料属于哪一个：", open_to)
            checked = validate(copy.request(paths, notice=chosen), desk.progress)
        shown = _shown(book, checked)
        repairs = tuple(one for one in suggestions(checked, copy.stand_ins) if one.path == shown)
    return BookVerdict(checked, shown, repairs)


def verdict(book: xlwings.Book, desk: Desk | None = None, *, whole: bool = False) -> Checked:
    """What the command line says of the same content."""
    return look(book, desk or Desk(), whole=whole).checked


def open_notices(checked: Checked, copy: Copy) -> list[str]:
    """Notices that the open book could belong to, where its content does not tell."""
    for file in checked.inputs.files:
        if file.path == copy.shown:
            return sorted({notice for candidates in file.undecided.values() for notice in candidates})
    return []


def _shown(book: xlwings.Book, checked: Checked) -> str:
    path = host_of(book).path(book)
    names = [file.path for file in checked.report.files]
    if path is not None:
        return next((name for name in names if Path(name) == path), str(path))
    return names[0] if names else book.name
