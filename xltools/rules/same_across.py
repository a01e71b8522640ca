"""The same figure in two attachments of an application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from .base import Home, Reach, Rule, View
from .sides import Side, side, side_fault


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SameAcross(Rule):
    """A figure of one attachment equals that of another.

    Why
        The total on the form is what the district reads, the detail is what the auditor adds up.
    Declared as
        kind = "same-across", left, right, tolerance (元, or the figure's own unit; default 0). At the notice. References:
        `附件1.invest_total` (field of a form), `附件2.row.network_rate.after` (printed row and column),
        `附件6.ledger.counted`, `.undecided` or a category (the investment window on the pack's first basis).
        Half of the last decimal place shown is always allowed.
    Passes over
        Figures that are not handed in, blank, in doubt, or stand in two files; differences that rows still undecided
        could make up.
    """

    kind: ClassVar[str] = "same-across"
    reach: ClassVar[Reach] = Reach.SUBMISSION
    left: str
    right: str
    tolerance: Decimal = Decimal(0)

    def check_submission(self, views: Sequence[View]) -> Iterator[Finding]:
        handed = {view.table.attachment.key for view in views}
        # A ledger is not added up for an application that has nothing to compare it with.
        if any(reference.partition(".")[0] not in handed for reference in (self.left, self.right)):
            return
        left = side(self.left, views)
        right = side(self.right, views) if left is not None else None
        if left is not None and right is not None and not self._equal(left, right):
            yield self._difference(left, right)

    def _equal(self, left: Side, right: Side) -> bool:
        slack = max(self.tolerance, left.rounding, right.rounding)
        apart = left.value - right.value
        # Rows whose date is still open may bring the smaller sum up to the other.
        return -left.open - slack <= apart <= right.open + slack

    def _difference(self, left: Side, right: Side) -> Finding:
        apart = left.shown(abs(left.value - right.value))
        return self.at(
            left.view,
            (left.place.cell,),
            column=left.column,
            value=left.shown(),
            expected=right.shown(),
            message=f"{left.name}为 {left.shown()}，{right.name}为 {right.shown()}，相差 {apart}",
            fix="请核对两处，改成一致。",
            related=[right.place],
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        for option, reference in (("left", self.left), ("right", self.right)):
            fault = side_fault(reference, home.notice)
            if fault:
                yield option, fault
