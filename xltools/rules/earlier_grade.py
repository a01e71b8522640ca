"""The grade that a factory has to hold already, as the table says it, then as the register does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from ..findings import Finding
from ..forms.values import squeeze
from .base import ColumnKey, Home, Reach, Rule, View
from .register import find_register, register_names, undecided
from .unwanted_words import parts_of

_YEAR: Final = re.compile(r"20\d\d")
_BATCH: Final = re.compile(r"第?([一二三四五六七八九1-9])批|(首)批")
_DIGITS: Final = {"首": "一", **{str(number): sign for number, sign in enumerate("一二三四五六七八九", 1)}}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class EarlierGrade(Rule):
    """已获评等级 names the lower grade that the notice asks for, of a year and batch that it accepts.

    Why
        The ladder has no short cut: 领航 needs 卓越, 卓越 needs 先进, and of a listed batch.
    Declared as
        kind = "earlier-grade", column (已获评等级), grade (its word), accepted ("2024", "2025第一批"; none: of any year),
        name (the company's column), register.
    Passes over
        Rows whose text names the grade in time, and names that the register lists. A blank, or a grade without its year or
        its batch, is undecided while the register is not complete: said once per run as information.
    """

    kind: ClassVar[str] = "earlier-grade"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 3
    column: ColumnKey
    grade: str
    accepted: tuple[str, ...] = ()
    name: ColumnKey
    register: str

    def check(self, view: View) -> Iterator[Finding]:
        complete = self._complete(view)
        yield from (self._lacking(view, index) for index, said in self._judged(view) if said is False or complete)

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        rows = [
            (view, index)
            for view in views
            if not self._complete(view)
            for index, said in self._judged(view)
            if said is None
        ]
        if rows:
            key = self.column if rows[0][0].table.has(self.column) else self.name
            message = f"没有写明是否已获评{self._asked()}，名单又不完整，{len(rows)} 家企业无法判定"
            yield undecided(self, rows, key, message, "请写明已获评的等级、年度和批次，或人工核对官方名单。")

    def _complete(self, view: View) -> bool:
        register = find_register(view.table.notice, self.register)
        return register is not None and register.complete

    def _judged(self, view: View) -> Iterator[tuple[int, bool | None]]:
        """(index, whether the row says that it holds the grade) of the rows that do not surely hold it."""
        table = view.table
        register = find_register(table.notice, self.register)
        listed = register_names(table.notice, register) if register is not None else {}
        for index in view.rows(self.spec):
            name = table.text(index, self.name)
            if name and squeeze(name) not in listed:
                said = self._holds(table.text(index, self.column))
                if not said:
                    yield index, said

    def _holds(self, text: str) -> bool | None:
        """Whether the text names the grade in time; None where it says nothing, or no year."""
        parts = parts_of(text)
        if not parts:
            return None
        named = [part for part in parts if self.grade in part and not part.startswith(("未", "无", "没有"))]
        if not named:
            return False
        if not self.accepted or any(self._in_time(part) for part in named):
            return True
        return None if any(self._leaves_open(part) for part in named) else False

    def _leaves_open(self, part: str) -> bool:
        """No year, or a year of which only one batch is accepted, without its batch."""
        years = set(_YEAR.findall(part))
        return not years or (not _BATCH.search(part) and any(one[:4] in years and one[4:] for one in self.accepted))

    def _in_time(self, part: str) -> bool:
        years = set(_YEAR.findall(part))
        batches = {_DIGITS.get(sign, sign) for found in _BATCH.finditer(part) if (sign := found[1] or found[2])}
        for accepted in self.accepted:
            year, batch = accepted[:4], accepted[4:]
            if year in years and (not batch or batch.strip("第批") in batches):
                return True
        return False

    def _asked(self) -> str:
        when = "、".join(f"{one[:4]}年{one[4:]}" for one in self.accepted)
        return f"{when}{'的' if when else ''}{self.grade}级"

    def _lacking(self, view: View, index: int) -> Finding:
        heading, said = view.table.heading(self.column), view.table.text(index, self.column)
        key = self.column if view.table.has(self.column) else self.name
        return self.found(
            view,
            index,
            key,
            self.name,
            expected=self._asked(),
            message=f"“{heading}”写的是“{said or '空白'}”，要求已获评{self._asked()}",
            fix="请核对已获评的等级、年度和批次；不具备的改报其他等级。",
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if find_register(home.notice, self.register) is None:
            yield "register", f"没有名单 {self.register}"
