"""Amounts in the wrong unit: 元 typed into a 万元 column, 万元 into one in 元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Final

from ..figures import Reference, fault_of, figure_of
from ..findings import Finding, Severity
from ..formats.grid import a1
from ..forms.headingnames import UNIT_WORDS
from ..forms.table import Table
from ..forms.values import UNITS, number_text, plain
from ..ledger.units import Declared, Slip, Surroundings, UnitBounds, slips, understated
from .accounting import accounts_of
from .base import NO_COLUMN, ColumnKey, Home, Rule, View

_SAID: Final = re.compile(
    rf"单位\s*+(?:(?:[:：]|均?为|是)\s*+)?\(?(?:人民币)?({UNIT_WORDS})(?![\w])|[以按]({UNIT_WORDS})为单位"
)
_SCALED: Final = re.compile(r"[0#?][0#?.!\\]{0,60},+(?![0#?])")
"""A comma behind the last digit divides what is shown by a thousand: ``0!.0000,`` shows 元 as 万元."""
_LITERAL: Final = re.compile(r'"[^"]*"|\[[^\[\]]*\]')
_MANY: Final = 3
"""Rows that are still named one by one; a column in 元 throughout is one mistake."""
_TOGETHER: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Magnitude(Rule):
    """An amount that was typed in 元 under a 万元 heading, or in 万元 under 元, told by the signs of ledger/units.py.

    Why
        元 in a 万元 column multiplies the investment by 10,000, and one such row carries any enterprise over the floor;
        the other way round an enterprise far above it seems to miss it.
    Declared as
        kind = "magnitude", columns, whole (the contract's amount), invoice, large and enterprise (bounds in 元: of one
        invoice, from where on a far amount is doubted, of one enterprise in all; assumed), least (元 below which no whole
        column stays), declared (figures of other forms that speak of the same money: 附件1.invest_total), revenue (the enterprise's).
    Passes over
        Blank, zero and unreadable amounts; a purchase that is large beside the others but no unlikely one. One kind of
        sign: a warning; two: the rule's severity. A sheet that names two units and whose amounts are plausible: one
        warning, nothing in doubt.
    """

    kind: ClassVar[str] = "magnitude"
    stage: ClassVar[int] = 1
    casts_doubt: ClassVar[bool] = True
    columns: tuple[ColumnKey, ...]
    whole: ColumnKey = NO_COLUMN
    invoice: Decimal = Decimal(0)
    large: Decimal = Decimal(0)
    enterprise: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    declared: tuple[str, ...] = ()
    revenue: str = ""

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        own = [key for key in self.columns if table.has(key)]
        said = _other_unit(table, own)
        declared = tuple(filter(None, (self._declared(view, reference) for reference in self.declared)))
        revenue = self._declared(view, self.revenue) if self.revenue else None
        found: dict[int, dict[str, Slip]] = {}
        small: dict[int, dict[str, Slip]] = {}
        bounds = UnitBounds(invoice=self.invoice, large=self.large, enterprise=self.enterprise, least=self.least)
        for key in own:
            beside = self._surroundings(table, key, said[0] if said is not None else "")
            beside = replace(beside, declared=declared, revenue=revenue)
            values, unit = table.columns[key], table.units.get(key, "元")
            for slip in slips(values, unit, bounds, beside):
                found.setdefault(slip.index, {})[key] = slip
            for slip in understated(values, unit, bounds, beside):
                small.setdefault(slip.index, {})[key] = slip
        if found:
            yield from self._findings(view, found)
        elif small:
            yield self._too_small(view, small)
        elif said is not None:
            yield self._two_units(view, own[0], *said)

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        for reference in (*self.declared, *((self.revenue,) if self.revenue else ())):
            if fault := fault_of(reference, home.notice):
                yield "declared", fault

    def _declared(self, view: View, reference: str) -> Declared | None:
        """What another form of the application says; what is itself no plausible sum is no evidence."""
        made = figure_of(Reference.of(reference), view.beside, lambda: accounts_of([view]))
        amount = made.number if made is not None else None
        if made is None or amount is None or not self.least * 10 <= amount < self.enterprise:
            return None
        return Declared(amount=amount, words=made.name)

    def _surroundings(self, table: Table, key: str, said: str) -> Surroundings:
        whole = table.columns.get(self.whole, ()) if key != self.whole else ()
        return Surroundings(
            whole=whole,
            whole_heading=table.heading(self.whole) if whole else "",
            formats=_scaled(table, key),
            said=said,
        )

    def _too_small(self, view: View, found: dict[int, dict[str, Slip]]) -> Finding:
        """万元 under 元: one finding, never more than a warning; how much it is stays open."""
        table = view.table
        own = found[min(found)]
        first, slip = next(iter(own.items()))
        unit = table.units.get(first, "元")
        words = _readings(table, first, slip, UNITS[unit] / UNITS["万元"])
        for index, slipped in found.items():
            for key in slipped:
                view.doubt.add((index, key))
                view.why[index, key] = words
                view.understated.add((index, key))
        return self.at(
            view,
            tuple(table.cell(index, key) for index in sorted(found) for key in found[index]),
            column=table.heading(first),
            value=table.text(slip.index, first),
            expected=f"以{unit}为单位的金额",
            message=f"有 {len(found)} 行像是按万元填写，如{words}" if len(found) > 1 else words,
            fix=f"表头的单位是“{unit}”：请换算后填写，或把表头的单位改为“万元”。",
            severity=Severity.WARNING,
        )

    def _findings(self, view: View, found: dict[int, dict[str, Slip]]) -> Iterator[Finding]:
        table = view.table
        if len(found) > _MANY and len(found) * 2 >= len(table):
            for own in found.values():
                self._doubt(view, own)
            yield self._column(view, found)
            return
        for index in sorted(found):
            yield self._row(view, found[index])

    def _row(self, view: View, own: dict[str, Slip]) -> Finding:
        first, slip = next(iter(own.items()))
        keys = [*own, *self._alike(view.table, first, slip.index)]
        return self.found(
            view,
            slip.index,
            *keys,
            expected=f"以{view.table.units.get(first, '元')}为单位的金额",
            message=_readings(view.table, first, slip),
            fix=_fix(view.table.units.get(first, "元"), f"本列单位为“{view.table.units.get(first, '元')}”，请换算后填写。"),
            severity=None if _sure(own) else Severity.WARNING,
        )

    def _alike(self, table: Table, key: str, index: int) -> list[str]:
        """Amounts of the row that are of the same size, itself among them: they slipped with it."""
        value = abs(table.columns[key][index])
        return [
            other
            for other in self.columns
            if table.has(other)
            and isinstance(amount := table.columns[other][index], Decimal)
            and abs(amount) * _TOGETHER >= value
        ]

    def _doubt(self, view: View, own: dict[str, Slip]) -> None:
        first, slip = next(iter(own.items()))
        words = _readings(view.table, first, slip)
        for key in (*own, *self._alike(view.table, first, slip.index)):
            view.doubt.add((slip.index, key))
            view.said.add((slip.index, key))
            view.why[slip.index, key] = words

    def _column(self, view: View, found: dict[int, dict[str, Slip]]) -> Finding:
        """One finding for a column that is in 元 throughout."""
        table = view.table
        own = found[min(found)]
        first, slip = next(iter(own.items()))
        sure = all(_sure(one) for one in found.values())
        unit = table.units.get(first, "元")
        return self.at(
            view,
            tuple(table.cell(index, key) for index in sorted(found) for key in found[index]),
            column=table.heading(first),
            value=table.text(slip.index, first),
            expected=f"以{unit}为单位的金额",
            message=f"有 {len(found)} 行{'大得不像' if unit == '元' else '像是按元填写'}，如{_readings(table, first, slip)}",
            fix=_fix(unit, f"表头的单位是“{unit}”：请换算后填写，或把表头的单位改为“元”。"),
            severity=None if sure else Severity.WARNING,
        )

    def _two_units(self, view: View, key: str, unit: str, cell: str) -> Finding:
        own = view.table.units.get(key, "元")
        return self.at(
            view,
            (cell,),
            column=view.table.heading(key),
            value=unit,
            expected=own,
            message=f"表中写了两种金额单位：“{view.table.heading(key)}”列是“{own}”，{cell} 是“{unit}”；按“{own}”读取",
            fix="请改成一致的单位。",
            severity=Severity.WARNING,
        )


def _sure(own: dict[str, Slip]) -> bool:
    return len({sign for slip in own.values() for sign in slip.signs}) > 1


def _fix(unit: str, converted: str) -> str:
    """元 has no smaller unit to convert from."""
    return "对照发票核对：是否多写了 0，或把已是元的数又乘了一万。" if unit == "元" else converted


def _readings(table: Table, key: str, slip: Slip, factor: Decimal | None = None) -> str:
    """Both readings, and why the other one is likelier. `factor`: of the heading's unit to the unit that was typed."""
    value, unit = table.columns[key][slip.index], table.units.get(key, "元")
    signs = "；".join(slip.signs.values())
    if factor is None and UNITS[unit] == 1:
        return f"“{table.heading(key)}”{number_text(value)} 元（合 {number_text(value / UNITS['万元'])} 万元）大得不像：{signs}"
    factor = UNITS[unit] if factor is None else factor
    typed = next(name for name in ("元", "万元") if UNITS[name] * factor == UNITS[unit])
    shown = number_text(value / UNITS[unit])
    other = number_text(value / UNITS[unit] / factor)
    return f"“{table.heading(key)}”{shown}：按表头是 {shown} {unit}，像是按{typed}填写（合 {other} {unit}）：{signs}"


def _scaled(table: Table, key: str) -> dict[int, str]:
    """Index -> number format, of cells whose format shows a smaller number than is stored."""
    formats = {style: text for style, text in enumerate(table.grid.formats) if _SCALED.search(_LITERAL.sub("", text))}
    if not formats or table.places:
        return {}
    made: dict[int, str] = {}
    column = table.header.columns.get(key, 0)
    for index, number in enumerate(table.rows):
        row = table.grid.rows[number]
        if column in row.columns and (style := row.styles[row.columns.index(column)]) in formats:
            made[index] = formats[style]
    return made


def _other_unit(table: Table, keys: Sequence[str]) -> tuple[str, str] | None:
    """(unit, cell) of a unit said outside the heading that disagrees with the amounts' own."""
    units = {table.units.get(key, "元") for key in keys}
    if len(units) != 1:
        return None
    last = table.rows[-1] if len(table) else table.header.last_row
    aside = {left.row for left in table.left_out}
    for number, row in table.grid.rows.items():
        if table.header.first_row <= number <= last and number not in aside:
            continue
        for column, value in zip(row.columns, row.values, strict=True):
            match = _SAID.search(plain(value)) if isinstance(value, str) and "单位" in value else None
            unit = (match[1] or match[2]) if match is not None else ""
            if unit and unit not in units and "单价" not in str(value):
                return unit, a1(number, column)
    return None
