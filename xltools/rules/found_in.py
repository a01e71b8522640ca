"""A name of one attachment that must stand in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period, squeeze
from ..notice.model import Window
from .base import NO_LIST, Home, ListName, Reach, Rule, View, title_place
from .lists import entries, parts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FoundIn(Rule):
    """What one attachment names stands in another of the same application.

    Why
        Software bought in the window belongs to the investment detail; a system that a scenario runs on, to the list
        of systems.
    Declared as
        kind = "found-in", source, column, target, target_column; reference (a list whose aliases are one name: MES is
        制造执行系统), split (several names in a cell), contains (a name within the other is enough), only_listed (names
        that the list does not have are left alone), needs (only rows where this column is filled), window and date
        (only rows whose date lies wholly inside). At the notice.
    Passes over
        Applications without the target, blanks, values in doubt.
    """

    kind: ClassVar[str] = "found-in"
    reach: ClassVar[Reach] = Reach.SUBMISSION
    source: str
    column: str
    target: str
    target_column: str
    reference: ListName = NO_LIST
    split: bool = False
    contains: bool = False
    only_listed: bool = False
    needs: str = ""
    window: str = ""
    date: str = ""

    def check_submission(self, views: Sequence[View]) -> Iterator[Finding]:
        targets = [view for view in views if view.table.attachment.key == self.target]
        if not any(view.table.has(self.target_column) for view in targets):
            return
        there = self._names_there(targets)
        for view in views:
            if view.table.attachment.key == self.source:
                yield from self._missing(view, there, targets[0])

    def _names_there(self, targets: Sequence[View]) -> set[str]:
        """Every name of the target, with all its other names."""
        there: set[str] = set()
        for view in targets:
            for value in view.table.columns.get(self.target_column, ()):
                if isinstance(value, str):
                    there.add(squeeze(value))
        return there.union(*(names_of(self.reference, name) for name in there)) if there else there

    def _missing(self, view: View, there: set[str], target: View) -> Iterator[Finding]:
        table = view.table
        values = table.columns.get(self.column)
        if values is None:
            return
        window = next((window for window in table.notice.windows if window.key == self.window), None)
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, str) or not view.sound(index, self.column) or not self._asked(view, index, window):
                continue
            names = parts(value) if self.split else [value]
            missing = [name for name in names if not self._found(squeeze(name), there)]
            if missing:
                said = "、".join(missing)
                other = target.table
                yield self.found(
                    view,
                    index,
                    self.column,
                    value=said,
                    expected=f"在{self.target}中列出",
                    message=f"“{said}”在{self.target}“{other.heading(self.target_column)}”中没有找到",
                    fix=f"请补入{self.target}，或统一名称。",
                    related=[title_place(target)],
                )

    def _asked(self, view: View, index: int, window: Window | None) -> bool:
        columns = view.table.columns
        if self.needs and (self.needs not in columns or columns[self.needs][index] is None):
            return False
        if window is None:
            return True
        when = columns[self.date][index] if self.date in columns else None
        return isinstance(when, Period) and window.start <= when.start and when.end <= window.end

    def _found(self, name: str, there: set[str]) -> bool:
        """One of its names stands there; a name the list does not know is left alone where only listed ones count."""
        known = names_of(self.reference, name)
        if not known and self.only_listed:
            return True
        mine = known | {name}
        if mine & there:
            return True
        return self.contains and any(_within(one, other) or _within(other, one) for one in mine for other in there)

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        known = {form.key: form for form in home.notice.attachments}
        for option, form, key in (
            ("column", self.source, self.column),
            ("target_column", self.target, self.target_column),
            ("needs", self.source, self.needs),
            ("date", self.source, self.date),
        ):
            if key and (form not in known or not known[form].has(key)):
                yield option, f"没有栏目 {form}.{key}"
        if self.window and self.window not in {window.key for window in home.notice.windows}:
            yield "window", f"没有窗口 {self.window}"


@lru_cache(maxsize=4096)
def names_of(reference: str, name: str) -> frozenset[str]:
    """All names, squeezed, of the list's entry that `name` (squeezed) is one of; empty where the list has none."""
    item = entries(reference).get(name) if reference else None
    return frozenset(squeeze(text) for text in (item.value, *item.aliases)) if item is not None else frozenset()


def _within(short: str, long: str) -> bool:
    """`short` stands in `long` as a word of its own: MES in 示例MES系统, but OA not in LOAD."""
    start = long.find(short)
    if start < 0 or len(short) < 2:
        return False
    if not short.isascii():
        return True
    around = long[start - 1 : start] + long[start + len(short) : start + len(short) + 1]
    return not any(character.isascii() and character.isalnum() for character in around)
