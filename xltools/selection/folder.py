"""The selection's folder as an office keeps it: 遴选/2-现场核验/发出, …/收回, and the record at its top.

Whatever we wrote there may have been opened, filled or annotated since: it is replaced in silence only where its cells are
still ours; else the old file stays beside the new one under a dated name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..errors import InputRefused
from ..files.atomic import write_atomically
from ..files.names import safe_name
from ..files.sources import source_sha256
from ..findings import Finding, Severity
from ..formats.opening import open_book
from ..notice.load import load_notice
from ..notice.model import Notice, SelectionSpec, SelectionStep
from .model import ReturnedSheet, SelectionStanding, SheetTaken, StepState
from .record import Record, read_record
from .returned import read_returned, stamp_in
from .sealing import is_untouched
from .sheet import StepSheet
from .standing import expected_sheet, steps_of
from .workbook import write_step_sheet

OVERVIEW: Final = "遴选情况.xlsx"
_OUT, _BACK = "发出", "收回"


def selection_spec(notice: Notice) -> SelectionSpec:
    """Raises InputRefused where the pack has none."""
    if notice.selection is None:
        said = f"通知包“{notice.id}”没有写遴选办法（notice.toml 的 [selection]），不能遴选。"
        raise InputRefused("unsupported", said, notice=notice.id)
    return notice.selection


@dataclass(frozen=True, slots=True)
class SelectionFolder:
    """Where things lie. Paths in the record are relative to `path`, with /."""

    path: Path
    spec: SelectionSpec

    def step(self, step: SelectionStep) -> Path:
        return self.path / safe_name(f"{self.spec.steps.index(step) + 1}-{step.name}")

    def issued(self, sheet: StepSheet) -> Path:
        return self.step(self.spec.step(sheet.step)) / _OUT / safe_name(sheet.file_name, ".xlsx")

    def kept(self, sheet: StepSheet, ending: str, round_: int) -> Path:
        """Where a returned workbook is kept; earlier rounds stay."""
        name = sheet.file_name + (f"-第{round_}次" if round_ > 1 else "")
        return self.step(self.spec.step(sheet.step)) / _BACK / safe_name(name, ending)

    def said(self, path: Path) -> str:
        return path.relative_to(self.path).as_posix()


def selection_of(folder: Path, record: Record) -> SelectionStanding:
    """The selection as it stands. Raises InputRefused, NoticeError."""
    notice = load_notice(record.opened.notice)
    spec = selection_spec(notice)

    def stored(sheet: StepSheet) -> ReturnedSheet | None:
        taken = record.taken(sheet.step, sheet.expert)
        return read_kept(folder, taken, sheet) if taken is not None else None

    return SelectionStanding(
        folder=str(folder),
        notice=notice,
        spec=spec,
        opened=record.opened,
        decisions=record.decisions,
        steps=steps_of(notice, record.opened, record.decisions, stored),
        faults=(*record.faults, *_rollup_faults(folder, record)),
    )


def read_selection(folder: Path) -> SelectionStanding:
    return selection_of(folder, read_record(folder))


def _rollup_faults(folder: Path, record: Record) -> Iterable[str]:
    """The roll-up may lie elsewhere by now; changed, its rows no longer prove what was recorded of them."""
    if source_sha256(folder / record.opened.rollup) not in ("", record.opened.sha256):
        yield f"汇总表“{record.opened.rollup}”在开始遴选后改动过；遴选仍按开始时的内容进行"


def read_kept(folder: Path, taken: SheetTaken, sheet: StepSheet) -> ReturnedSheet:
    """A kept workbook read anew. What happened to it since is a finding: nothing of it counts then."""
    try:
        book = open_book(folder / taken.path, shown=taken.path)
    except InputRefused as refused:
        return _no_use(taken, refused.message)
    stamp = stamp_in(book)
    if book.sha256 != taken.sha256 or stamp is None:
        return _no_use(taken, f"“{taken.path}”收回后被改动过。")
    return read_returned(book, stamp, sheet)


def _no_use(taken: SheetTaken, message: str) -> ReturnedSheet:
    finding = Finding(
        rule="select.kept", severity=Severity.ERROR, message=message, kind="select",
        fix="请找回收回时的原件放回原处，或用 xltools select collect --replace 重新收一次。",
    )  # fmt: skip
    return ReturnedSheet(step=taken.step, expert=taken.expert, path=taken.path, findings=(finding,))


def wanted_sheets(selection: SelectionStanding) -> list[StepSheet]:
    """The workbooks that are to be out now: of every open step, for those whose own has not come or does not count."""
    return [
        expected_sheet(selection.notice, selection.opened, selection.decisions, step, expert)
        for step in selection.steps
        if step.state is StepState.OPEN
        for expert in step.missing
    ]


# --- what we write ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file of ours: whether it is new, and where an edited earlier one was kept."""

    path: Path
    changed: bool
    backup: Path | None = None


def write_out(path: Path, data: bytes) -> FileWritten:
    """Put a workbook of ours in place; an earlier one that somebody worked in is kept. Raises OutputFault."""
    same = path.is_file() and path.read_bytes() == data
    if same:
        return FileWritten(path, changed=False)
    return FileWritten(path, changed=True, backup=write_atomically(path, data, force=True, may_replace=is_untouched))


def issue(folder: SelectionFolder, sheets: Iterable[StepSheet]) -> list[FileWritten]:
    """The experts' workbooks, written where they are sent from."""
    return [write_out(folder.issued(sheet), write_step_sheet(sheet)) for sheet in sheets]
