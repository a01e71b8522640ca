"""A column that follows from another by a reference list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import squeeze
from .base import ColumnKey, ListName, Rule, View
from .lists import entries


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ListedFact(Rule):
    """What the reference list says of a name stands beside it in the other column.

    Why
        A scenario filed under the wrong 环节 counts for a link that the factory does not cover.
    Declared as
        kind = "listed-fact", column, reference, fact (a key of the list's entries), other (the column that holds it).
    Passes over
        Names that the list does not have, and rows where `other` is blank.
    """

    kind: ClassVar[str] = "listed-fact"
    column: ColumnKey
    reference: ListName
    fact: str
    other: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        names, said = table.columns.get(self.column), table.columns.get(self.other)
        if names is None or said is None:
            return
        for index in view.rows(self.spec):
            name, value = names[index], said[index]
            if not isinstance(name, str) or not isinstance(value, str):
                continue
            item = entries(self.reference).get(squeeze(name))
            right = str(item.facts.get(self.fact, "")) if item is not None else ""
            if right and squeeze(value) != squeeze(right) and view.sound(index, self.column, self.other):
                yield self.found(
                    view,
                    index,
                    self.other,
                    self.column,
                    expected=right,
                    message=f"“{name}”属于“{right}”，这里写作“{value}”",
                    fix=f"请把“{table.heading(self.other)}”改为“{right}”。",
                )
