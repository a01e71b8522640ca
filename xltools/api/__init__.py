"""The Python API: what other programs call. A thin face over `app`; its results are typed, and documents, frames and pages."""

from ..errors import InputRefused, LetterError, NoticeError, OutputFault, UsageError, XltoolsError
from ..findings import FileReport, Finding, Severity
from ..ledger import EnterpriseTotal, LedgerRow, Verdict
from ..notice.model import Notice
from ..summary.model import FileReceipt
from .books import check_book, mark_book, total_book, unmark_book
from .calls import (
    check_letter,
    inspect,
    letter,
    load_notice,
    merge,
    notices,
    package,
    pivot,
    receive,
    schema,
    total,
    trace,
    validate,
)
from .result import Result
from .results import (
    InspectResult,
    LetterCheckResult,
    LetterResult,
    MergeResult,
    PackageResult,
    PivotResult,
    ReceiveResult,
    TotalResult,
    TraceResult,
    ValidateResult,
)

__all__ = [
    "EnterpriseTotal",
    "FileReceipt",
    "FileReport",
    "Finding",
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
    "ReceiveResult",
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
    "inspect",
    "letter",
    "load_notice",
    "mark_book",
    "merge",
    "notices",
    "package",
    "pivot",
    "receive",
    "schema",
    "total",
    "total_book",
    "trace",
    "unmark_book",
    "validate",
]
