"""Names of an official list, by edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ..findings import Finding, Severity
from ..forms.values import squeeze
from ..notice.reference import reference
from .base import ColumnKey, ListName, Rule, View
from .lists import entries, parts


class Unknown(StrEnum):
    """What is said of a name that no edition has."""

    WARN = "warn"
    INFO = "info"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Member(Rule):
    """A name stands in the reference list of this notice's edition.

    Why
        Scenario names change from year to year; last year's name is taken for an unknown one.
    Declared as
        kind = "member", column, reference (a list in workbooks/reference), editions = [lists of other years],
        unknown = "warn", "info" or "ignore" for names in none of them, split = true where a cell holds several names.
    Passes over
        Blanks. A name of another edition is told its present name where the list knows it.
    """

    kind: ClassVar[str] = "member"
    column: ColumnKey
    reference: ListName
    editions: tuple[ListName, ...] = ()
    unknown: Unknown = Unknown.WARN
    split: bool = False

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column, ())
        for index in view.rows(self.spec) if values else ():
            value = values[index]
            if not isinstance(value, str) or not view.sound(index, self.column):
                continue
            for name in parts(value) if self.split else [value]:
                if squeeze(name) not in entries(self.reference):
                    yield from self._stranger(view, index, name)

    def _stranger(self, view: View, index: int, name: str) -> Iterator[Finding]:
        title = reference(self.reference).title
        for edition in self.editions:
            item = entries(edition).get(squeeze(name))
            if item is None:
                continue
            present = item.facts.get("now") or item.facts.get("formerly")
            then = f"，本届为“{present}”" if present else "，本届没有这个名称"
            yield self.found(
                view,
                index,
                self.column,
                expected=str(present or title),
                message=f"“{name}”是{reference(edition).title}的名称{then}",
                fix=f"请改为“{present}”。" if present else f"请改用“{title}”中的名称。",
            )
            return
        if self.unknown is not Unknown.IGNORE:
            yield self.found(
                view,
                index,
                self.column,
                expected=title,
                message=f"“{name}”不在“{title}”中",
                fix="请核对名称。",
                severity=Severity.INFO if self.unknown is Unknown.INFO else None,
            )
