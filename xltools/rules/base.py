"""What a rule is: a frozen dataclass that knows its kind, its options, and how to look at a table.

One kind per file. A rule of a known kind is one table in a pack; a new kind is a file here and a line in kinds.py.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Final, NamedTuple, NewType

from ..findings import Finding, Place, Severity
from ..formats.grid import a1
from ..forms.table import Table
from ..forms.values import UNITS, Unreadable, number_text, squeeze
from ..ledger import Accounts
from ..notice.model import Attachment, Notice, RuleSpec

ColumnKey = NewType("ColumnKey", str)
"""A rule option that names a column of the form; binding checks that it exists."""

NO_COLUMN: Final = ColumnKey("")

ListName = NewType("ListName", str)
"""A rule option that names a list in workbooks/reference; the check of a pack finds out whether there is one."""

NO_LIST: Final = ListName("")


class Home(NamedTuple):
    """Where a rule is declared: its notice, and its attachment (None for a rule of the notice itself)."""

    notice: Notice
    attachment: Attachment | None


class Reach(StrEnum):
    """How far a rule looks: one row, one table, one submission's files, all files handed in together."""

    ROW = "row"
    TABLE = "table"
    SUBMISSION = "submission"
    BATCH = "batch"


@dataclass(slots=True, eq=False)
class View:
    """A table under examination, with what earlier rules cast doubt on.

    `doubt` holds (index, key) of cells whose value itself is in question (unreadable, not in the list, wrong by a
    factor): rules that build on such a value pass over it, so that one mistake gives one finding.
    """

    table: Table
    doubt: set[tuple[int, str]] = field(default_factory=set)
    why: dict[tuple[int, str], str] = field(default_factory=dict)
    """(index, key) -> what was said of a cell in doubt: the ledger gives it as its reason."""
    understated: set[tuple[int, str]] = field(default_factory=set)
    """(index, key) of amounts in doubt that may be far more than they say."""
    beside: Sequence[Table] = ()
    """The tables of the same application, this one among them."""
    open: dict[int, str] = field(default_factory=dict)
    """Index -> why the row may not count as investment, whatever its amount."""
    accounts: Callable[[], Accounts] | None = None
    """The ledger over everything handed in together, worked out when first asked for."""
    blank: set[tuple[int, str]] = field(default_factory=set)
    """(index, key) of cells already said to be missing."""
    said: set[tuple[int, str]] = field(default_factory=set)
    """(index, key) of every cell that a finding speaks of: a rule that would only echo it passes over."""
    blank_form: bool = False
    """An untouched blank: no rule has anything to say of it."""
    _picked: dict[int, Sequence[int]] = field(default_factory=dict)

    def rows(self, spec: RuleSpec) -> Sequence[int]:
        """Indices of the rows to which the rule's `when` applies."""
        if not spec.when:
            return range(len(self.table))
        found = self._picked.get(id(spec))
        if found is None:
            found = self._picked[id(spec)] = self._pick(spec)
        return found

    def _pick(self, spec: RuleSpec) -> Sequence[int]:
        found: Sequence[int] = range(len(self.table))
        for key, accepted in spec.when.items():
            column = self.table.columns.get(key)
            if column is None:
                return ()
            found = array("I", [index for index in found if column[index] in accepted])
        return found

    def sound(self, index: int, *keys: str) -> bool:
        """True where nothing speaks against the cells' values: readable and not in doubt."""
        for key in keys:
            column = self.table.columns.get(key)
            if column is None or isinstance(column[index], Unreadable) or (index, key) in self.doubt:
                return False
        return True

    def doubted(self, key: str, first: int, last: int) -> bool:
        """True where a value of the column in rows `first` … `last - 1` is in doubt."""
        return any(key == other and first <= index < last for index, other in self.doubt)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Rule:
    """Base of all kinds. `spec` carries id, severity, basis and texts; the options are the subclass's fields.

    `stage` orders the checks (cells, rows, sums, sets); `casts_doubt` marks kinds whose findings question the value.
    """

    kind: ClassVar[str]
    reach: ClassVar[Reach] = Reach.ROW
    stage: ClassVar[int] = 2
    casts_doubt: ClassVar[bool] = False

    spec: RuleSpec

    def check(self, view: View) -> Iterator[Finding]:  # noqa: ARG002 - overridden by every kind that looks at one table
        """Findings of scope row and table."""
        return iter(())

    def check_submission(self, views: Sequence[View]) -> Iterator[Finding]:  # noqa: ARG002 - as above
        """Findings of scope submission: over all tables of one enterprise, in order of arrival."""
        return iter(())

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:  # noqa: ARG002 - overridden by kinds of reach batch
        """Findings of scope batch, in order of arrival: over all tables of the rule's attachment, or, for a rule of
        the notice itself, over all tables of the notice."""
        return iter(())

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:  # noqa: ARG002 - as above
        """(option, what is wrong) where an option points to what the pack or the shared lists do not have."""
        return iter(())

    def found(
        self,
        view: View,
        index: int,
        *keys: str,
        message: str,
        expected: str = "",
        fix: str = "",
        value: str | None = None,
        related: Iterable[Place] = (),
        severity: Severity | None = None,
    ) -> Finding:
        """A finding at the cells `keys` of data row `index`; the first is the one to correct."""
        table = view.table
        view.said.update((index, key) for key in keys)
        if self.casts_doubt:
            view.doubt.update((index, key) for key in keys)
            view.why.update(((index, key), message) for key in keys)
        shown = table.text(index, keys[0]) if value is None else value
        return Finding(
            rule=self.spec.id,
            severity=severity or Severity(self.spec.severity.value),
            sheet=table.sheet,
            cells=tuple(dict.fromkeys(table.cell(index, key) for key in keys if table.has(key)))
            or (table.cell(index, keys[0]),),
            related=tuple(related),
            column=table.heading(keys[0]),
            value=shown,
            expected=expected,
            message=self.spec.message.format(value=shown, expected=expected, cell=table.cell(index, keys[0]))
            if self.spec.message
            else message,
            fix=self.spec.fix or fix,
            basis=self.spec.basis,
            kind=self.kind,
            path=table.path,
        )

    def at(
        self,
        view: View,
        cells: tuple[str, ...],
        *,
        message: str,
        column: str = "",
        value: str = "",
        expected: str = "",
        fix: str = "",
        severity: Severity | None = None,
        related: Iterable[Place] = (),
    ) -> Finding:
        """A finding at cells that are no data cells (a total, a label, the whole sheet)."""
        return Finding(
            rule=self.spec.id,
            severity=severity or Severity(self.spec.severity.value),
            sheet=view.table.sheet,
            cells=cells,
            related=tuple(related),
            column=column,
            value=value,
            expected=expected,
            message=self.spec.message.format(value=value, expected=expected, cell=cells[0] if cells else "")
            if self.spec.message
            else message,
            fix=self.spec.fix or fix,
            basis=self.spec.basis,
            kind=self.kind,
            path=view.table.path,
        )


def place(view: View, index: int, key: str) -> Place:
    """A data cell as a Place, for `related`."""
    return Place(view.table.path, view.table.sheet, view.table.cell(index, key))


def title_place(view: View) -> Place:
    """Where a form says what it is: its first filled cell, for findings that speak of the whole form."""
    grid = view.table.grid
    number = next(iter(grid.rows), 1)
    row = grid.rows.get(number)
    return Place(view.table.path, view.table.sheet, a1(number, row.columns[0] if row else 1))


def identity(value: Any) -> str:
    """What two values are compared by: squeezed text."""
    return squeeze(value) if isinstance(value, str) else str(value)


def in_unit(amount: Decimal, unit: str) -> str:
    """An amount in 元 as text in `unit`: 6780027 -> 678.0027 万元."""
    factor = UNITS.get(unit, Decimal(1))
    return f"{number_text(amount / factor)} {unit}" if unit else number_text(amount)
