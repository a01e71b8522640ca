"""Where an address lies, as its words say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from ..findings import Finding
from ..forms.values import squeeze
from ..notice.reference import reference
from .base import ColumnKey, ListName, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LocatedIn(Rule):
    """An address names no place outside the one that the notice asks for.

    Why
        A project outside the city is no project of the city's call.
    Declared as
        kind = "located-in", column, places (words of the place), own and others (reference lists of places inside and
        outside).
    Passes over
        Blanks and addresses that name no place at all; addresses that name a place inside (武汉市…黄石路). A short name
        (黄石) counts only at the beginning: elsewhere it may be a street.
    """

    kind: ClassVar[str] = "located-in"
    stage: ClassVar[int] = 2
    column: ColumnKey
    places: tuple[str, ...]
    own: tuple[ListName, ...] = ()
    others: tuple[ListName, ...] = ()

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            if isinstance(value, str) and (outside := self._outside(squeeze(value))):
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=f"在{self.places[0]}",
                    message=f"“{view.table.heading(self.column)}”“{value[:40]}”在{outside}，不在{self.places[0]}",
                    fix="请核对地点。",
                )

    def _outside(self, address: str) -> str:
        inside = (*self.places, *(name for part in self.own for name, _ in _names(part)))
        if any(name in address for name in inside):
            return ""
        found = [
            (name, item)
            for part in self.others
            for name, item in _names(part)
            if (name == item and name in address) or address.startswith(name)
        ]
        return max(found, key=lambda pair: address.find(pair[0]))[1] if found else ""


@lru_cache(maxsize=32)
def _names(list_name: str) -> tuple[tuple[str, str], ...]:
    """(squeezed name, official name) of every place of a list, under all its names."""
    return tuple(
        (squeeze(text), item.value) for item in reference(list_name).items for text in (item.value, *item.aliases)
    )
