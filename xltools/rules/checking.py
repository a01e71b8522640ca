"""Everything that was handed in, checked: table by table, application by application, and across all files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from .. import __version__
from ..findings import FileReport, Finding, Report, SheetReport
from ..forms.inputs import Input, Inputs
from ..forms.noticed import typed_as_text, without_echoes
from ..forms.recognise import own_sheets
from ..forms.table import Table
from ..ledger import Accounts
from ..notice.model import Notice, Parameter
from ..notice.parameters import assumed_for
from . import View, by_notice, check_batch, check_submission, check_table, submissions
from .accounting import accounts_of, ledger_over, not_added
from .versions import Versions

Progress = Callable[[int, int, str], None]
"""Called with (done, all, what)."""


@dataclass(slots=True)
class Checked:
    """The report, with the inputs and the views it was made from (the ledger and the merge respect their doubts)."""

    report: Report
    inputs: Inputs
    views: list[View]

    def accounts(self, notice: Notice) -> Accounts:
        """The ledger over everything that was handed in under the notice: the one that the rules asked, too."""
        own = [view for view in self.views if view.table.notice is notice]
        return accounts_of(own) if own else Accounts((), notice)

    def let_go(self) -> None:
        """Part the views from the ledger that asks them: nobody else holds the sheets then, and their memory is free."""
        for view in self.views:
            view.accounts = None


def check(inputs: Inputs, progress: Progress | None = None, *, one_submission: bool = False) -> Checked:
    """Check what was read. `one_submission`: all files are one enterprise's application, whatever names they bear."""
    views: list[View] = []
    found: dict[str, list[Finding]] = {file.path: list(file.notes) for file in inputs.files}
    beside = _applications(inputs.tables, together=one_submission)
    for number, file in enumerate(inputs.files, start=1):
        for table in file.tables:
            findings, view = check_table(table, beside.get(id(table), ()))
            views.append(view)
            found[file.path].extend(findings)
        found[file.path].extend(typed_as_text(file.tables, found[file.path]))
        if progress is not None:
            progress(number, len(inputs.files), file.path)
    for notice in {view.table.notice.id: view.table.notice for view in views}.values():
        ledger = ledger_over(views, notice, together=one_submission)
        for view in views:
            if view.table.notice is notice:
                view.accounts = ledger
    for finding in (*check_submission(views, together=one_submission), *check_batch(views)):
        found[finding.path].append(finding)
    aside = frozenset().union(*(not_added(group) for group in by_notice(views).values()))
    files = tuple(
        _file_report(file, without_echoes([one for one in found[file.path] if not _said_twice(one, aside)]))
        for file in inputs.files
    )
    used: dict[Notice, set[str]] = {}
    for table in inputs.tables:
        used.setdefault(table.notice, set()).add(table.attachment.key)
    open_to = [(notice, parameter) for notice, keys in used.items() for parameter in assumed_for(notice, keys)]
    return Checked(Report(files, __version__, in_words(open_to), tuple(inputs.beside)), inputs, views)


def _applications(tables: Sequence[Table], *, together: bool) -> dict[int, Sequence[Table]]:
    """id of a table -> the tables of its application, of all that stand beside another."""
    made: dict[int, Sequence[Table]] = {}
    views = [View(table) for table in tables]
    for group in by_notice(views).values() if len(tables) > 1 else ():
        for application in [group] if together else submissions(group):
            own = [view.table for view in application]
            made.update((id(table), own) for table in own)
    return made


def _said_twice(finding: Finding, aside: Collection[tuple[str, str]]) -> bool:
    return (finding.path, finding.sheet) in aside and finding.kind != Versions.kind


def in_words(assumed: Iterable[tuple[Notice, Parameter]]) -> tuple[tuple[str, str], ...]:
    """(notice and title, value) of what the notices leave open."""
    return tuple((f"{notice.id}：{one.title or one.key}", one.said) for notice, one in assumed)


def _file_report(file: Input, findings: list[Finding]) -> FileReport:
    book = file.book
    if book is None or file.refusal is not None:
        return FileReport(file.path, file.sha256, None, None, "refused", file.refusal)
    by_sheet = {table.sheet: table for table in reversed(file.tables)}  # of a form with a small table in it: the form
    ours = own_sheets(book)
    sheets = tuple(
        SheetReport(
            name=grid.name,
            state=grid.state.value,
            used_range=grid.used_range,
            cells=grid.cell_count,
            rows=len(by_sheet[grid.name]) if grid.name in by_sheet else 0,
            notice=by_sheet[grid.name].notice.id if grid.name in by_sheet else None,
            attachment=by_sheet[grid.name].attachment.key if grid.name in by_sheet else None,
            left_out=len(by_sheet[grid.name].left_out) if grid.name in by_sheet else 0,
        )
        for grid in book.grids
        if grid.name not in ours
    )
    first = file.tables[0] if file.tables else None
    return FileReport(
        path=file.path,
        sha256=book.sha256,
        notice=first.notice.id if first is not None else None,
        attachment=first.attachment.key if first is not None else None,
        status="read",
        sheets=sheets,
        findings=tuple(_in_order(findings)),
        submitter=first.submitter if first is not None else "",
    )


_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Errors first, then as found (rule by rule, row by row)."""
    return sorted(findings, key=lambda finding: _SEVERITY_ORDER[finding.severity.value])
