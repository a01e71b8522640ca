"""Tax at one of the usual rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import ClassVar

from ..figures import decimals
from ..findings import Finding
from ..forms.values import UNITS, number_text
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TaxRate(Rule):
    """Tax divided by the net amount is one of `rates`.

    Why
        An unusual rate points at a mistyped amount that the equality does not show.
    Declared as
        kind = "tax-rate", net, tax, rates (fractions, "0.13").
    Passes over
        Rows with a blank or doubtful amount or whose tax was already questioned, or where rounding could explain the difference.
    """

    kind: ClassVar[str] = "tax-rate"
    stage: ClassVar[int] = 3
    net: ColumnKey
    tax: ColumnKey
    rates: tuple[Decimal, ...]

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        nets, taxes = table.columns.get(self.net), table.columns.get(self.tax)
        if nets is None or taxes is None:
            return
        unit = table.units.get(self.tax, "元")
        factor = UNITS[unit]
        close = max(Decimal("0.06"), factor / 10_000)
        usual = self.rates[0]
        for index in view.rows(self.spec):
            net, tax = nets[index], taxes[index]
            if not isinstance(net, Decimal) or not isinstance(tax, Decimal) or not net:
                continue
            # Most rows stop at the first, most usual rate.
            if -close <= usual * net - tax <= close or any(-close <= rate * net - tax <= close for rate in self.rates):
                continue
            near = tax / net
            closest = min(self.rates, key=partial(_apart, near))
            off = abs(closest * net - tax)
            # Where 含税 = 不含税 + 税额 fails already, an odd rate is the same mistake.
            if (index, self.tax) in view.said or not view.sound(index, self.net, self.tax):
                continue
            if off > 2 * factor * Decimal(10) ** -max(decimals(tax, unit), decimals(net, unit)):
                shown = "、".join(f"{number_text(rate * 100)}%" for rate in self.rates)
                yield self.found(
                    view,
                    index,
                    self.tax,
                    self.net,
                    expected=f"税率为 {shown} 之一",
                    message=f"税额与不含税金额之比为 {near * 100:.2f}%，不是常用税率",
                    fix="请对照发票核对税额与不含税金额。",
                )


def _apart(near: Decimal, rate: Decimal) -> Decimal:
    return abs(rate - near)
