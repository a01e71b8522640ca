"""The investment window: every row counted, outside, undecided, unreadable, duplicate or excluded, with the reason."""

from .accounts import Account, Accounts, enterprise_of
from .building import build_ledger
from .model import BasisTotal, EnterpriseTotal, Ledger, LedgerRow, Schedule, Verdict
from .terms import Terms, terms_of

__all__ = [
    "Account",
    "Accounts",
    "BasisTotal",
    "EnterpriseTotal",
    "Ledger",
    "LedgerRow",
    "Schedule",
    "Terms",
    "Verdict",
    "build_ledger",
    "enterprise_of",
    "terms_of",
]
