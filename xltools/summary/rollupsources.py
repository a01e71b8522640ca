"""Where a roll-up takes a value from: `Column.source`, read off one enterprise's forms.

附件1.project            a form's field          附件6.ledger.counted    the investment window (undecided, meets_floor)
附件6.enterprise         who hands the form in   附件2.sum.self_score    a column's sum      附件7.rows    its rows
findings.errors          mistakes found          office                  the district
a|b                      the first that exists
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..findings import Severity
from ..formats.grid import a1
from ..forms.table import Table
from ..forms.values import Unreadable
from ..notice.model import Column, Shape
from ..rules.checking import Checked

FLOOR_WORDS: Mapping[bool | None, str] = {True: "是", False: "否", None: "待定"}


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the cell (or cells) it was read from; no table where it is no cell's."""

    value: Any
    text: str
    table: Table | None = None
    cell: str = ""


@dataclass(slots=True)
class Forms:
    """One enterprise's forms, the district they belong to, and what the checks found in them."""

    checked: Checked
    tables: Sequence[Table]
    district: str
    paths: frozenset[str]

    def value(self, column: Column) -> Found | None:
        """What the column's source says; None where no form says it."""
        for source in column.source.split("|"):
            found = self._one(source.strip())
            if found is not None:
                return found
        return None

    def of(self, key: str) -> list[Table]:
        return [table for table in self.tables if table.attachment.key == key]

    def _one(self, source: str) -> Found | None:
        if source == "office":
            return Found(self.district, self.district) if self.district else None
        key, _, rest = source.partition(".")
        if key == "findings":
            return self._findings(rest)
        tables = self.of(key)
        if not tables:
            return None
        what, _, name = rest.partition(".")
        if what == "ledger":
            return self._ledger(tables, name)
        if what == "sum":
            return _sum(tables[0], name)
        if rest == "rows":
            count = len(tables[0])
            return Found(count, str(count), tables[0], _span(tables[0], next(iter(tables[0].header.columns), "")))
        return _field(tables[0], rest)

    def _findings(self, which: str) -> Found:
        severity = Severity.ERROR if which == "errors" else Severity.WARNING
        count = sum(file.count(severity) for file in self.checked.report.files if file.path in self.paths)
        return Found(count, str(count))

    def _ledger(self, tables: Sequence[Table], what: str) -> Found | None:
        notice = tables[0].notice
        if notice.ledger is None:
            return None
        accounts = self.checked.accounts(notice)
        account = accounts.of(tables[0])
        key = next((key for key, one in accounts.accounts.items() if one is account), "")
        made = accounts.tallies(accounts.terms).get(key)
        if made is None:
            return None
        cell = _span(tables[0], accounts.terms.basis.amount_column)
        if what == "meets_floor":
            word = FLOOR_WORDS[made.meets(accounts.terms.floor)]
            return Found(word, word, tables[0], cell)
        amount = made.undecided if what == "undecided" else made.counted
        return Found(amount, format(amount, "f"), tables[0], cell)


def _field(table: Table, key: str) -> Found | None:
    """A form's field, else who hands the form in."""
    if table.attachment.shape is Shape.FORM and table.has(key) and len(table):
        value = table.columns[key][0]
        if value is None:
            return None
        return Found(None if isinstance(value, Unreadable) else value, table.text(0, key), table, table.cell(0, key))
    if key == table.attachment.submitter and table.submitter:
        field = table.fields.get(key)
        place = a1(field.row, field.column) if field is not None and field.row and field.column else ""
        return Found(table.submitter, table.submitter, table, place)
    return None


def _sum(table: Table, key: str) -> Found | None:
    numbers = [value for value in table.columns.get(key, ()) if isinstance(value, (int, Decimal))]
    if not numbers:
        return None
    total = sum((Decimal(number) for number in numbers), Decimal(0))
    return Found(total, format(total, "f"), table, _span(table, key))


def _span(table: Table, key: str) -> str:
    """The cells of a column, first to last."""
    if not len(table) or not table.has(key):
        return ""
    first, last = table.cell(0, key), table.cell(len(table) - 1, key)
    return first if first == last else f"{first}:{last}"


def sources_of(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Attachments that the columns draw on, alternatives together: (附件1,), (附件2, 附件4)."""
    made: dict[tuple[str, ...], None] = {}
    for column in columns:
        keys = tuple(
            dict.fromkeys(
                key
                for source in column.source.split("|")
                if (key := source.strip().partition(".")[0]) not in ("", "office", "findings")
            )
        )
        if keys:
            made.setdefault(keys)
    # 附件1|附件6 for the name is no wish for both: what stands alone elsewhere is asked for there.
    alone = {keys[0] for keys in made if len(keys) == 1}
    return [keys for keys in made if len(keys) == 1 or not alone.issuperset(keys)]
