"""notices try: an archive under a changed pack, and whose verdicts would change and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputRefused, UsageError
from ..files.walking import walk
from ..findings import FileReport, Finding, Severity
from ..forms.inputs import Inputs, Request, read_input
from ..notice.load import NOTICE_FILE, load_folder, load_named
from ..notice.model import Notice
from ..rules.checking import check


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One file whose errors or warnings differ: what a rule on trial finds is a warning until its day. `gone` and `new`:
    the findings of before and after."""

    path: str
    submitter: str
    was_clean: bool
    is_clean: bool
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PackTrial:
    """All files read, and those that change."""

    files: int
    changes: tuple[VerdictChange, ...]


def try_pack(folder: Path, paths: Sequence[str], against: str = "") -> PackTrial:
    """Check the files under the pack in `folder` and under the one in force (`against`: another id or folder).

    Raises InputRefused (no pack, no file), NoticeError (a pack with mistakes), UsageError (nothing to compare with).
    """
    if not (folder / NOTICE_FILE).is_file():
        raise InputRefused(
            "not_found", f"“{folder}”中没有 {NOTICE_FILE}，不是通知包文件夹。请检查路径。", path=str(folder)
        )
    changed = load_folder(folder)
    present = load_named(against or changed.id)
    if Path(present.folder).resolve() == folder.resolve():
        raise UsageError(
            "same_pack",
            f"“{folder}”就是现行的通知包，没有可比的。请先复制一份，在复制的文件夹里改，再试；或用 --against 指明原来的。",
        )
    before, after = _reports(paths, present), _reports(paths, changed)
    changes = tuple(filter(None, (_change(before.get(path), report) for path, report in after.items())))
    return PackTrial(len(after), changes)


def _reports(paths: Sequence[str], notice: Notice) -> dict[str, FileReport]:
    request = Request(paths=tuple(paths))
    files = [read_input(source, request, [notice]) for source in walk(paths)]
    return {report.path: report for report in check(Inputs(files, [notice])).report.files}


def _change(before: FileReport | None, after: FileReport) -> VerdictChange | None:
    old, new = _counting(before), _counting(after)
    gone = tuple(one for key, one in old.items() if key not in new)
    come = tuple(one for key, one in new.items() if key not in old)
    if not gone and not come:
        return None
    return VerdictChange(after.path, after.submitter, _is_clean(old.values()), _is_clean(new.values()), gone, come)


def _counting(report: FileReport | None) -> dict[tuple[str, str, str, str, Severity], Finding]:
    """Errors and warnings by rule, place and what was expected: the same rule with another number is another verdict."""
    found = report.findings if report is not None else ()
    counting = (one for one in found if one.severity in (Severity.ERROR, Severity.WARNING))
    return {(one.rule, one.sheet, one.cell, one.message, one.severity): one for one in counting}


def _is_clean(found: Iterable[Finding]) -> bool:
    return all(one.severity is not Severity.ERROR for one in found)
