"""The page's Python side: called from the worker inside the browser, and from tests outside it.

A face like the others: it hands the files to `app` and puts into words what comes back. Everything it returns is text,
because text crosses from Python to JavaScript without surprises; what is to be saved is a file whose path it returns.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .. import words
from ..answers.explanations import Explanation
from ..app.total import ledger_of
from ..app.validate import validate, with_rows
from ..errors import UsageError
from ..files.tables import is_table
from ..findings import Report
from ..forms.inputs import Progress, Request
from ..ledger import Ledger
from ..notice.load import load_all
from ..reports.advice import Face, advice
from ..reports.json import ledger_json, report_json
from ..rules.checking import Checked
from . import explaining
from .shown import Lines, ledger_shown, passed_over, report_shown, summary_shown

if TYPE_CHECKING:
    from ..repairs.suggesting import Repair
    from .checklist import Checklist

# What is asked for after the verdict (checklist, repairs, saving) is imported then: the browser compiles every module anew
# at each start, and the page is to be ready soon.

OUT: Final = "/out"
"""Where files to be saved are written, in the browser's memory."""

Document = dict[str, Any]
_T = TypeVar("_T")

FOLDER: Final = "/files"
"""Where the worker puts the files: a folder in the browser's memory, gone with the page."""


@dataclass(slots=True)
class _Desk:
    """What was checked last: the page asks for more about it, and saves it."""

    checked: Checked
    names: tuple[str, ...]
    notice: str
    ledger: Ledger | None = None
    lines: Lines = field(default_factory=Lines)
    explanations: list[Explanation] = field(default_factory=list)
    checklists: list[Checklist] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    @property
    def report(self) -> Report:
        """With what was typed beside the reminders."""
        return explaining.explained(self.checked.report, self.explanations)


_desks: list[_Desk] = []
"""None or one."""


def start() -> str:
    """The Python that runs. Everything a check needs is imported by now."""
    return ".".join(map(str, sys.version_info[:3]))


def read_packs() -> None:
    """While somebody chooses files: the first check needs every pack."""
    load_all()


def clear() -> None:
    """Forget all files, and leave their folder."""
    os.chdir("/")
    _desks.clear()


def check(
    names: str, notice: str = "", folder: str = FOLDER, progress: Progress | None = None, explanations: str = "[]"
) -> str:
    """The verdict on what lies in `folder`: `validate` and `total` as the command line says them, and `shown`.

    `names` is a JSON list: the files and folders to check, relative to `folder`, as they are to be named.
    A file chosen by itself that is no table is a paper of the application, as it is in a folder: only the list of
    materials looks at it. `explanations`: what was typed beside reminders so far, as `explain` returned it.
    """
    os.chdir(folder)
    chosen = tuple(json.loads(names))
    paths = tuple(name for name in chosen if is_table(name) or name.casefold().endswith(".zip") or os.path.isdir(name))
    _desks.clear()  # before the next is made: two at once would need twice the memory
    desk = _Desk(validate(Request(paths=paths, notice=notice), progress), chosen, notice)
    desk.explanations = explaining.loaded(explanations)
    _desks.append(desk)
    desk.ledger, note = _ledger(desk.checked)
    shown = report_shown(with_rows(replace(desk.checked, report=reworded(desk.report))), desk.checked, desk.lines)
    return _dumps(
        {
            "validate": report_json(desk.checked.report),
            "total": ledger_json(desk.ledger) if desk.ledger is not None else None,
            "shown": {
                **shown,
                "total": ledger_shown(desk.ledger) if desk.ledger is not None else None,
                "total_note": note,
                "passed_over": passed_over(chosen, desk.checked),
            },
        }
    )


def explain(line: str, text: str) -> str:
    """What somebody typed beside a line of the last verdict: all explanations, and what they change."""
    desk = _desk()
    path, group = desk.lines.found[line]
    file = next(file for file in desk.checked.report.files if file.path == path)
    desk.explanations = explaining.typed(desk.explanations, file, group, text.strip())
    return _dumps({"explanations": explaining.dumped(desk.explanations), **summary_shown(desk.report)})


def checklist() -> str:
    """The list of materials of what was checked, folder by folder."""
    from .checklist import checklist_shown, checklists

    desk = _desk()
    desk.checklists = checklists(desk.names, desk.notice)
    return _dumps([checklist_shown(one) for one in desk.checklists])


def suggest() -> str:
    """What can be put right in what was checked without changing what it says."""
    from ..app.repair import suggestions

    desk = _desk()
    desk.repairs = list(suggestions(desk.checked))
    return _dumps(
        [
            {
                "path": one.path, "sheet": one.sheet, "cell": one.cell, "column": one.column,
                "before": one.before, "after": one.after, "kind": words.REPAIR[one.kind.value],
            }
            for one in desk.repairs
        ]
    )  # fmt: skip


def repair(accepted: str, out: str = OUT) -> str:
    """Copies with the accepted suggestions (a JSON list of their numbers) done."""
    from . import saving

    desk = _desk()
    outcome, path = saving.save_repaired(desk.checked, [desk.repairs[number] for number in json.loads(accepted)], out)
    return _dumps({"path": path, "repairs": len(outcome.repairs), "copies": len(outcome.written)})


def save(what: str, number: int = 0, out: str = OUT) -> str:
    """The path of a file made anew; empty where there is nothing to save. `number`: which checklist."""
    from . import saving

    desk = _desk()
    savers: Mapping[str, Callable[[], str]] = {
        "report": lambda: saving.save_report(
            with_rows(replace(desk.checked, report=reworded(desk.report))), "html", out
        ),
        "findings": lambda: saving.save_report(reworded(desk.report), "xlsx", out),
        "ledger": lambda: saving.save_ledger(_there(desk.ledger), "xlsx", out),
        "ledger-page": lambda: saving.save_ledger(_there(desk.ledger), "html", out),
        "marked": lambda: saving.save_marked(desk.checked, desk.report, out),
        "checklist": lambda: saving.save_checklist(_there(desk.checklists[number].report), out),
        "receipt": lambda: saving.save_receipt(_there(desk.checklists[number].report), out),
    }
    return savers[what]()


def _desk() -> _Desk:
    assert _desks, "nothing was checked"
    return _desks[0]


def _there(one: _T | None) -> _T:
    assert one is not None
    return one


def reworded(report: Report) -> Report:
    """The report with advice that can be followed on the page."""
    files = tuple(
        replace(
            file,
            findings=tuple(replace(f, fix=advice(f, Face.PAGE), action=None) if f.action else f for f in file.findings),
        )
        for file in report.files
    )
    return replace(report, files=files)


def _ledger(checked: Checked) -> tuple[Ledger | None, str]:
    """The ledger where an investment table was handed in; else why there is none, in words for the page."""
    if not any(
        table.notice.ledger and table.notice.ledger.attachment == table.attachment.key
        for table in checked.inputs.tables
    ):
        return None, ""
    with suppress(UsageError):
        return ledger_of(checked), ""
    return None, "投资明细分属几个通知，请在“通知”一栏选定一个后再核算投资。"


def _dumps(document: Document | list[Document]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)
