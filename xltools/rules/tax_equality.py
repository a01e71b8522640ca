"""含税 = 不含税 + 税额."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from ..figures import decimals
from ..findings import Finding
from ..forms.values import UNITS
from .base import ColumnKey, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TaxEquality(Rule):
    """The gross amount equals net amount plus tax.

    Why
        Which of the three is right decides what is counted.
    Declared as
        kind = "tax-equality", gross, net, tax, tolerance (元; default 0.01). Three rounded numbers may miss each other
        by one and a half units of the finest decimal place shown in the row.
    Passes over
        Rows in which one of the three is blank or in doubt.
    """

    kind: ClassVar[str] = "tax-equality"
    gross: ColumnKey
    net: ColumnKey
    tax: ColumnKey
    tolerance: Decimal = Decimal("0.01")

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        columns = [table.columns.get(key) for key in (self.gross, self.net, self.tax)]
        if any(column is None for column in columns):
            return
        gross, net, tax = (column for column in columns if column is not None)
        exact = self.tolerance
        for index in view.rows(self.spec):
            whole, part, rest = gross[index], net[index], tax[index]
            try:
                # The usual row: three numbers that agree.
                if -exact <= whole - part - rest <= exact:
                    continue
            except TypeError:
                continue
            if view.sound(index, self.gross, self.net, self.tax) and not self._rounding(view, whole, part, rest):
                unit = table.units.get(self.gross, "元")
                expected = in_unit(part + rest, unit)
                yield self.found(
                    view,
                    index,
                    self.tax,
                    self.gross,
                    self.net,
                    expected=f"含税＝不含税＋税额＝{expected}",
                    message=f"含税 {in_unit(whole, unit)} 与 不含税 {in_unit(part, unit)}＋税额 {in_unit(rest, unit)} 不等，"
                    f"相差 {in_unit(whole - part - rest, unit)}",
                    fix="请对照发票核对三个金额。",
                )

    def _rounding(self, view: View, *amounts: Any) -> bool:
        units = [view.table.units.get(key, "元") for key in (self.gross, self.net, self.tax)]
        places = max(decimals(amount, unit) for amount, unit in zip(amounts, units, strict=True))
        allowed = max(UNITS[unit] for unit in units) * Decimal("1.5") * Decimal(10) ** -places
        return bool(abs(amounts[0] - amounts[1] - amounts[2]) <= allowed)
