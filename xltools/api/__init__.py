"""The Python API: what other programs call. A thin face over `app`; its results are typed, and documents, frames and pages."""

from ..errors import InputRefused, LetterError, NoticeError, OutputFault, UsageError, XltoolsError
from ..findings import FileReport, Finding, Severity
from ..ledger import EnterpriseTotal, LedgerRow, Verdict
from ..notice.model import Notice
from ..summary.model import FileReceipt
from .application import PackageResult, ReceiptResult
from .books import check_book, mark_book, total_book, unmark_book
from .calls import inspect, load_notice, merge, notices, pivot, repair, schema, total, trace, validate
from .findings import LetterCheckResult, LetterResult, ValidateResult
from .handin import HandinAddResult, HandinStatusResult, ReceiveResult
from .ledger import PivotResult, TotalResult
from .papers import check_letter, handin_add, handin_status, letter, package, receive, verify_receipt
from .result import Result
from .summary import InspectResult, MergeResult, RepairResult, TraceResult

__all__ = [
    "EnterpriseTotal",
    "FileReceipt",
    "FileReport",
    "Finding",
    "HandinAddResult",
    "HandinStatusResult",
    "InputRefused",
    "InspectResult",
    "LedgerRow",
    "LetterCheckResult",
    "LetterError",
    "LetterResult",
    "MergeResult",
    "Notice",
    "NoticeError",
    "OutputFault",
    "PackageResult",
    "PivotResult",
    "ReceiptResult",
    "ReceiveResult",
    "RepairResult",
    "Result",
    "Severity",
    "TotalResult",
    "TraceResult",
    "UsageError",
    "ValidateResult",
    "Verdict",
    "XltoolsError",
    "check_book",
    "check_letter",
    "handin_add",
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
    "total",
    "total_book",
    "trace",
    "unmark_book",
    "validate",
    "verify_receipt",
]
