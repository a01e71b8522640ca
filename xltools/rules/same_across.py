"""The same figure in two attachments of an application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..figures import WINDOW, Figure, Reference, fault_of, figure_of
from ..findings import Finding, Place
from ..forms.values import UNITS, number_text
from .accounting import accounts_of
from .base import Home, Reach, Rule, View, in_unit


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
        left = _sound(self.left, views)
        right = _sound(self.right, views) if left is not None else None
        if left is None or right is None or left.number is None or right.number is None:
            return
        apart = left.number - right.number
        slack = max(self.tolerance, left.rounding, right.rounding)
        # Rows whose date is still open may bring the smaller sum up to the other.
        if not -left.open - slack <= apart <= right.open + slack:
            yield self._difference(left, right, apart, views)

    def _difference(self, left: Figure, right: Figure, apart: Decimal, views: Sequence[View]) -> Finding:
        one, other = _shown(left, left.number), _shown(right, right.number)
        return self.at(
            next(view for view in views if view.table is left.table),
            (left.cell,),
            column=left.column,
            value=one,
            expected=other,
            message=f"{left.name}为 {one}，{right.name}为 {other}，相差 {_shown(left, abs(apart))}",
            fix="请核对两处，改成一致。",
            related=[Place(right.table.path, right.table.sheet, right.cell)],
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        for option, reference in (("left", self.left), ("right", self.right)):
            fault = fault_of(reference, home.notice)
            if fault:
                yield option, fault


def _sound(text: str, views: Sequence[View]) -> Figure | None:
    """The figure that a reference names; None where it is blank, in doubt, or stands in two files."""
    reference = Reference.of(text)
    own = [view for view in views if view.table.attachment.key == reference.attachment]
    window = reference.what == WINDOW
    if len(own) > 1 and not window:
        return None
    made = figure_of(reference, [view.table for view in own], lambda: accounts_of(own))
    if made is None or not made.certain:
        return None
    column = reference.column or reference.name
    index = (own[0].table.index_of(reference.name) or 0) if reference.column else 0
    return made if window or own[0].sound(index, column) else None


def _shown(figure: Figure, number: Decimal | None) -> str:
    """A number as the figure's own unit shows it."""
    assert number is not None
    if figure.unit in UNITS:
        return in_unit(number, figure.unit)
    return f"{number_text(number)}{'' if figure.unit == '%' else ' '}{figure.unit}".strip()
