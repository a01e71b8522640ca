"""The Python API: what other programs call. A thin face over `app`; its results are typed, and documents, frames and pages."""

from ..errors import InputRefused, LetterError, NoticeError, OutputFault, UsageError, XltoolsError
from ..findings import FileReport, Finding, Severity
from ..ledger import EnterpriseTotal, LedgerRow, Verdict
from ..notice.model import Notice
from ..summary.model import FileReceipt
from .application import PackageResult, ReceiptResult
from .books import check_book, mark_book, total_book, unmark_book
from .calls import inspect, merge, pivot, repair, schema, total, trace, validate
from .findings import LetterCheckResult, LetterResult, ValidateResult
from .handin import HandinAddResult, HandinDiffResult, HandinStatusResult, ReceiveResult
from .ledger import PivotResult, TotalResult
from .notices import NoticeCheckResult, NoticeTrialResult, check_notice, load_notice, notices, try_notice
from .papers import check_letter, handin_add, handin_diff, handin_status, letter, package, receive, verify_receipt
from .result import Result
from .selection import (
    SelectResult,
    SelectShowResult,
    select_announce,
    select_collect,
    select_decide,
    select_rank,
    select_show,
    select_start,
)
from .summary import InspectResult, MergeResult, RepairResult, TraceResult

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
