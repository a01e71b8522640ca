"""A relation worked out on one application's tables: both sides with their cells, in one unit of money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from ..forms.table import Table
from ..forms.values import UNITS, Unreadable
from ..notice.model import ColumnType
from .language import Constant, Named, Relation, Term
from .places import Where

ZERO: Final = Decimal(0)


class NotSaid(Exception):
    """A figure that is missing, in doubt or divides by zero: the relation says nothing then."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure was read. `cell` may be a span: E7:E12."""

    table: Table
    cell: str


@dataclass(slots=True)
class RelationSide:
    """One side of a comparison."""

    value: Decimal
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class BrokenRelation:
    """A claim that does not hold."""

    left: RelationSide
    right: RelationSide
    unit: str

    @property
    def apart(self) -> Decimal:
        return abs(self.left.value - self.right.value)


Sound = Callable[[Table, int, str], bool]
"""Whether nothing speaks against a cell: (table, index, column)."""


@dataclass(slots=True)
class Working:
    """The tables by attachment, and where each name of a relation lies."""

    tables: Mapping[str, Table]
    places: Mapping[Named, Where]
    sound: Sound
    row: int = -1
    """Row by row: the index in the table of `home`."""
    home: str = ""
    blank: bool = True
    """No figure that was asked for has been filled in."""
    unit: str = ""
    """The unit of the first amount: constants without a unit are meant in it."""
    percent: bool = False
    """Any of its columns is a percentage."""
    _cells: list[Cell] = field(default_factory=list)
    _told: bool = False

    def outcome(self, relation: Relation, tolerance: Decimal) -> BrokenRelation | None:
        """What is wrong; None where the relation holds, does not apply or cannot be told."""
        claim = relation.claim
        try:
            for condition in relation.conditions:
                if not _holds(condition.sign, self._value(condition.left), self._value(condition.right), ZERO):
                    return None
            self.blank = True
            if _holds(claim.sign, self._value(claim.left), self._value(claim.right), tolerance) or self.blank:
                return None
            # The cells are asked for only where something is wrong: hundreds of relations hold on a form.
            self._told = True
            return BrokenRelation(self._side(claim.left), self._side(claim.right), self.unit)
        except NotSaid:
            return None

    def _in_percent(self, relation_percent: bool) -> bool:
        """Whether any printed row of the relation counts in %; asked only where a constant says %."""
        return relation_percent or any(self._row_unit(where) == "%" for where in self.places.values() if where.row)

    def _row_unit(self, where: Where) -> str:
        table = self.tables[where.attachment]
        index = self._index(where, table)
        return table.row_unit(index) if index is not None and table.attachment.rows else ""

    def _side(self, term: Term) -> RelationSide:
        self._cells = []
        value = self._value(term)
        return RelationSide(value, list({(id(cell.table), cell.cell): cell for cell in self._cells}.values()))

    def _value(self, term: Term) -> Decimal:
        if isinstance(term, Constant):
            return self._constant(term)
        if isinstance(term, Named):
            return self._figure(self.places[term])
        return _worked(term.sign, [self._value(operand) for operand in term.operands])

    def _constant(self, term: Constant) -> Decimal:
        if term.factor:
            return term.value * term.factor / UNITS.get(self.unit, Decimal(1))
        return term.value / 100 if term.percent and not self._in_percent(self.percent) else term.value

    def _figure(self, where: Where) -> Decimal:
        table = self.tables[where.attachment]
        if not table.has(where.column):
            raise NotSaid
        if where.row:
            index = self._index(where, table)
            if index is None:
                raise NotSaid
            return self._cell(table, index, where.column)
        if where.attachment == self.home and self.row >= 0:
            return self._cell(table, self.row, where.column)
        return self._sum(table, where.column)

    def _index(self, where: Where, table: Table) -> int | None:
        return table.index_by_code(where.code, where.row) if where.code else table.index_of(where.row)

    def _cell(self, table: Table, index: int, column: str) -> Decimal:
        if self._told:
            self._cells.append(Cell(table, table.cell(index, column)))
        value = table.columns[column][index]
        if value is None:
            return ZERO
        return self._number(table, index, column, value)

    def _number(self, table: Table, index: int, column: str, value: object) -> Decimal:
        if (
            isinstance(value, Unreadable)
            or not isinstance(value, (int, Decimal))
            or not self.sound(table, index, column)
        ):
            raise NotSaid
        self.blank = False
        kind = table.attachment.column(column).type
        if kind is ColumnType.AMOUNT:
            return Decimal(value) / UNITS.get(self.unit, Decimal(1))
        return Decimal(value) * 100 if kind is ColumnType.PERCENT else Decimal(value)

    def _sum(self, table: Table, column: str) -> Decimal:
        if not len(table):
            raise NotSaid
        if self._told:
            first, last = table.cell(0, column), table.cell(len(table) - 1, column)
            self._cells.append(Cell(table, first if first == last else f"{first}:{last}"))
        values = enumerate(table.columns[column])
        return sum((self._number(table, i, column, value) for i, value in values if value is not None), ZERO)


def _worked(sign: str, values: list[Decimal]) -> Decimal:
    try:
        return _WORK[sign](values)
    except (InvalidOperation, ZeroDivisionError):
        raise NotSaid from None


_WORK: Final[Mapping[str, Callable[[list[Decimal]], Decimal]]] = {
    "+": lambda v: v[0] + v[1],
    "-": lambda v: v[0] - v[1],
    "*": lambda v: v[0] * v[1],
    "/": lambda v: v[0] / v[1],
    "abs": lambda v: abs(v[0]),
    "max": max,
    "min": min,
}
_HOLDS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "=": lambda apart, slack: abs(apart) <= slack,
    "!=": lambda apart, slack: abs(apart) > slack,
    ">": lambda apart, slack: apart > -slack,
    ">=": lambda apart, slack: apart >= -slack,
    "<": lambda apart, slack: apart < slack,
    "<=": lambda apart, slack: apart <= slack,
}


def _holds(sign: str, left: Decimal, right: Decimal, tolerance: Decimal) -> bool:
    return _HOLDS[sign](left - right, tolerance)
