"""Exit codes: 0 clean · 1 findings of severity error, or some inputs refused · 2 wrong usage · 3 no input could be read ·
4 output or environment fault · 130 interrupted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import InputRefused, LetterError, UsageError, XltoolsError
from .manner import keeps_log
from .output import complain

if TYPE_CHECKING:
    from ..app.merge import MergeOutcome
    from ..application.model import PackageReport
    from ..findings import Report
    from ..register.batch import Batch

CLEAN, FOUND, USAGE, UNREADABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130

_NAMES_NOTHING: Final = frozenset({"unknown_notice", "unknown_level"})
"""Codes of a call that names what does not exist, whoever notices it first."""


def fault_code(fault: XltoolsError) -> int:
    """The exit code of a fault that ended the command."""
    if isinstance(fault, UsageError) or fault.code in _NAMES_NOTHING:
        return USAGE
    if isinstance(fault, InputRefused):
        return UNREADABLE
    return FOUND if isinstance(fault, LetterError) else FAULT


def report_code(report: Report) -> int:
    """The exit code of a verdict."""
    if keeps_log():
        from .log import note_files

        note_files(report.files)
    if not report.files:
        complain("没有找到 Excel、Word 或 CSV 文件。请检查路径。")
        return UNREADABLE
    if report.refused == len(report.files):
        return UNREADABLE
    return CLEAN if report.clean else FOUND


def merge_code(outcome: MergeOutcome) -> int:
    """The exit code of a merge."""
    files = outcome.merged.files
    if keeps_log():
        from .log import note_merged

        note_merged(files)
    if not files or all(file.status == "refused" for file in files):
        return UNREADABLE
    return CLEAN if outcome.merged.clean else FOUND


def batch_code(batch: Batch) -> int:
    """The exit code of a look at everything that came in."""
    if keeps_log():
        from .log import note_batch

        note_batch(batch)
    return CLEAN if batch.clean else FOUND


def package_code(report: PackageReport) -> int:
    """The exit code of an application folder."""
    if keeps_log():
        from .log import note_found

        note_found(report.paths, report.findings)
    if not report.files:
        return UNREADABLE
    return CLEAN if report.complete else FOUND
