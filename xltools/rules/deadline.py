"""The day on which a form was filled in against the level's deadline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..formats.grid import a1
from ..forms.dates import date_reader
from ..forms.offices import declared_office, level_of_office
from ..forms.values import Period
from ..notice.model import Level
from .base import Home, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Deadline(Rule):
    """The labelled date is not after the deadline of a level.

    Why
        A table dated after the deadline is either late or carries last year's date.
    Declared as
        kind = "deadline", label (a date label), level. A table of an office of another level is held against that level's
        deadline (forms/offices.py).
    Passes over
        Tables without the label or with a date that cannot be read; months and years that may lie before it; levels
        without a deadline.
    """

    kind: ClassVar[str] = "deadline"
    reach: ClassVar[Reach] = Reach.TABLE
    label: str
    level: str

    def check(self, view: View) -> Iterator[Finding]:
        level = self._level(view)
        last = level.deadline if level is not None else None
        field = view.table.fields.get(self.label)
        if last is None or field is None:
            return
        said = labelled_date(view, self.label)
        if said is not None and said.start > last:
            yield self.at(
                view,
                (a1(field.row, field.column),) if field.row and field.column else (),
                value=field.text,
                expected=f"不晚于 {last.isoformat()}",
                message=f"日期 {said} 晚于截止日期 {last.isoformat()}",
                fix="请核对日期；已逾期的先与接收单位联系。",
            )

    def _level(self, view: View) -> Level | None:
        """The level of the office that hands the table in; else the declared one."""
        notice = view.table.notice
        own = level_of_office(notice, declared_office(view.table))
        return own or next((level for level in notice.levels if level.key == self.level), None)

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if self.level not in {level.key for level in home.notice.levels}:
            yield "level", f"没有层级 {self.level}"
        yield from unknown_label(home, self.label)


def labelled_date(view: View, label: str) -> Period | None:
    """The date of a labelled field; None where it is blank or cannot be read."""
    field = view.table.fields.get(label)
    if field is None:
        return None
    stored = field.value if field.value is not None else field.text
    read = date_reader(view.table.book.date1904)(stored)
    return read if isinstance(read, Period) else None


def unknown_label(home: Home, label: str) -> Iterator[tuple[str, str]]:
    """The fault of naming a label that the attachment does not have."""
    if home.attachment is not None and label not in {one.key for one in home.attachment.labels}:
        yield "label", f"没有标签 {label}"
