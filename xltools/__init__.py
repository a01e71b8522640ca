"""xltools: the paperwork of smart-manufacturing calls without a wrong number.

The names of `__all__` are the Python API (docs/编程接口.md). They are loaded when first asked for: the command line, and
whoever wants one room only, pays nothing for them.
"""

# ruff: noqa: F405 - ruff does not follow the star; a test holds both lists together
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import *  # noqa: F403 - exactly what `__all__` names, for type checkers and editors

__version__ = "0.1.0"

__all__ = [
    "EnterpriseTotal",
    "FileReceipt",
    "FileReport",
    "Finding",
    "HandinAddResult",
    "HandinDiffResult",
    "HandinStatusResult",
    "InputRefused",
    "InspectResult",
    "LedgerRow",
    "LetterCheckResult",
    "LetterError",
    "LetterResult",
    "MergeResult",
    "Notice",
    "NoticeCheckResult",
    "NoticeError",
    "NoticeTrialResult",
    "OutputFault",
    "PackageResult",
    "PivotResult",
    "ReceiptResult",
    "ReceiveResult",
    "RepairResult",
    "Result",
    "SelectResult",
    "SelectShowResult",
    "Severity",
    "TotalResult",
    "TraceResult",
    "UsageError",
    "ValidateResult",
    "Verdict",
    "XltoolsError",
    "__version__",
    "check_book",
    "check_letter",
    "check_notice",
    "handin_add",
    "handin_diff",
    "handin_status",
    "inspect",
    "letter",
    "load_notice",
    "mark_book",
    "merge",
    "notices",
    "package",
    "pivot",
    "receive",
    "repair",
    "schema",
    "select_announce",
    "select_collect",
    "select_decide",
    "select_rank",
    "select_show",
    "select_start",
    "total",
    "total_book",
    "trace",
    "try_notice",
    "unmark_book",
    "validate",
    "verify_receipt",
]


if not TYPE_CHECKING:  # a checker that sees it takes every name for one of ours

    def __getattr__(name: str) -> object:
        # Asked for rooms too, each time one is imported: those are none of ours.
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(".api", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
