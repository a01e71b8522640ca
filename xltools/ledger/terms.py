"""The terms on which money is counted. The pack's parameters are read here and nowhere else, by ledger and rules alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ..errors import UsageError
from ..notice.model import Basis, LedgerSpec, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Which date and which amount decide, in which days, against which floor (元)."""

    spec: LedgerSpec
    basis: Basis
    start: date
    end: date
    floor: Decimal
    by_payment: frozenset[str]
    """Categories whose rows count by their payment where there is no invoice."""

    def on(self, basis: Basis) -> Terms:
        """The same window and floor on another basis."""
        return replace(self, basis=basis)


def basis_of(spec: LedgerSpec, date_basis: str, tax_basis: str) -> Basis:
    """The declared basis of that pair; `tax_basis` may be empty. Raises UsageError naming what there is."""
    for basis in spec.bases:
        if basis.date == date_basis and tax_basis in ("", basis.tax):
            return basis
    known = "；".join(f"--date {basis.date} --tax {basis.tax}" for basis in spec.bases)
    raise UsageError("no_basis", f"没有“{date_basis}／{tax_basis}”这种口径。可用的口径：{known}。")


def terms_of(
    notice: Notice,
    *,
    date_basis: str = "",
    tax_basis: str = "",
    start: date | None = None,
    end: date | None = None,
) -> Terms:
    """The notice's terms, or those asked for. Raises UsageError: `no_ledger`, `no_basis`, `bad_window`."""
    spec = notice.ledger
    if spec is None:
        raise UsageError("no_ledger", f"通知“{notice.title}”没有投资窗口，不能核算投资。")
    declared = notice.window(spec.window)
    inside = timedelta(0 if notice.parameter("window_ends_included", True) else 1)
    first, last = start or declared.start + inside, end or declared.end - inside
    if first > last:
        raise UsageError("bad_window", f"窗口起始日 {first} 晚于截止日 {last}，请调换 --from 与 --to。")
    default_date = str(notice.parameter("date_basis", spec.bases[0].date))
    chosen_date = date_basis or default_date
    default_tax = str(notice.parameter("tax_basis", "")) if chosen_date == default_date else ""
    by_payment = notice.parameter("rd_evidence", "payment") == "payment"
    return Terms(
        spec=spec,
        basis=basis_of(spec, chosen_date, tax_basis or default_tax),
        start=first,
        end=last,
        floor=spec.floor,
        by_payment=frozenset(spec.fallback_categories) if by_payment and spec.fallback_date else frozenset(),
    )
