"""Contracts, their invoices and their payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from ..findings import Finding
from ..ledger.invoices import core_name
from .base import NO_COLUMN, ColumnKey, Reach, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ContractSums(Rule):
    """A contract's invoices are in all not more than its amount, its payments not more than its invoices.

    Why
        More invoiced than agreed, more paid than invoiced: one of the three is wrong, or stands for something else.
    Declared as
        kind = "contract-sums", contract, seller, part, whole, invoice, tolerance (元). `part` and `whole` are each the
        contract's amount, the invoices' or the payments': columns of the row. The contract's amount is named in `once`:
        it stands on each row of the contract and is taken once.
    Passes over
        Contracts in which an amount of these columns is in doubt or cannot be read; payments of a contract without any
        invoice. A row without a contract number is a contract of its own. An invoice in two rows adds once.
    """

    kind: ClassVar[str] = "contract-sums"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 3
    contract: ColumnKey
    seller: ColumnKey
    part: ColumnKey
    whole: ColumnKey
    once: ColumnKey = NO_COLUMN
    invoice: ColumnKey
    tolerance: Decimal = Decimal(0)

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        parts, wholes = table.columns.get(self.part), table.columns.get(self.whole)
        if parts is None or wholes is None:
            return
        for rows in self._contracts(view):
            if len(rows) == 1 and _within(parts[rows[0]], wholes[rows[0]]):
                continue
            if not all(view.sound(index, self.part, self.whole) for index in rows):
                continue
            if not any(isinstance(wholes[index], Decimal) for index in rows):
                continue
            part, whole = self._sum(view, rows, self.part), self._sum(view, rows, self.whole)
            if part - whole > self.tolerance and (whole or self.whole != self.once):
                yield self._over(view, rows, part, whole)

    def _contracts(self, view: View) -> Iterator[Sequence[int]]:
        """The rows of each contract, in order of arrival."""
        nothing: list[Any] = [None] * len(view.table)
        numbers = view.table.columns.get(self.contract, nothing)
        rows = view.rows(self.spec)
        # Nearly every contract is one row: only of the others are the rows kept, and their sellers read.
        known: set[str] = set()
        repeated: set[str] = set()
        for number in map(numbers.__getitem__, rows):
            if isinstance(number, str):
                (repeated if number in known else known).add(number)
        shared: dict[tuple[str, str, str], list[int]] = {}
        for index in rows if repeated else ():
            if numbers[index] in repeated:
                shared.setdefault(self._parties(view, index, numbers[index]), []).append(index)
        for index in rows:
            if numbers[index] not in repeated:
                yield (index,)
            elif (group := shared[self._parties(view, index, numbers[index])])[0] == index:
                yield group

    def _parties(self, view: View, index: int, number: str) -> tuple[str, str, str]:
        """What makes two rows one contract: buyer, number, seller."""
        table = view.table
        seller = table.columns[self.seller][index] if self.seller in table.columns else None
        owner = table.owners[index] if table.owners is not None else ""
        return owner, number, core_name(seller) if isinstance(seller, str) else ""

    def _sum(self, view: View, rows: Sequence[int], key: str) -> Decimal:
        """The amounts of a contract's rows: each invoice once, the contract's own amount once."""
        values, numbers = view.table.columns[key], view.table.columns.get(self.invoice)
        amounts = [(index, values[index]) for index in rows if isinstance(values[index], Decimal)]
        if key == self.once:
            return sum({amount for _, amount in amounts}, Decimal(0))
        seen: set[tuple[str, Decimal]] = set()
        total = Decimal(0)
        for index, amount in amounts:
            number = numbers[index] if numbers is not None else None
            if isinstance(number, str) and (number, amount) in seen:
                continue
            if isinstance(number, str):
                seen.add((number, amount))
            total += amount
        return total

    def _over(self, view: View, rows: Sequence[int], part: Decimal, whole: Decimal) -> Finding:
        table = view.table
        unit = table.units.get(self.part, "元")
        names = table.heading(self.part), table.heading(self.whole)
        number = table.text(rows[0], self.contract)
        first = f"合同 {number} 的" if number else "本行的"
        values = table.columns[self.part]
        own = [index for index in rows if isinstance(values[index], Decimal)]
        return self.found(
            view,
            own[-1],
            self.part,
            self.whole,
            expected=f"“{names[0]}”合计不大于“{names[1]}”{in_unit(whole, unit)}",
            message=f"{first}“{names[0]}”合计 {in_unit(part, unit)}，大于“{names[1]}”{in_unit(whole, unit)}，"
            f"相差 {in_unit(part - whole, unit)}",
            fix="请核对；有补充协议的请在备注说明。",
        )


def _within(part: Any, whole: Any) -> bool:
    """The usual contract: one row, and its part is not larger."""
    return part is None or (type(part) is Decimal and type(whole) is Decimal and part <= whole)
