"""Membership in a register of earlier awards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar

from ..findings import Finding, Severity
from ..forms.values import squeeze
from ..notice.model import AwardRegister, Notice
from ..notice.reference import register_rows
from .base import ColumnKey, Home, Reach, Rule, View, place


class Outcome(StrEnum):
    """What being listed means."""

    BARRED = "barred"
    MUST_BE_LISTED = "must-be-listed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Registered(Rule):
    """A name is, or is not, in a register of earlier awards.

    Why
        Holders of a title do not apply again; a higher grade asks for the lower one first.
    Declared as
        kind = "register", register, column, outcome = "barred" (listed = finding) or "must-be-listed".
    Passes over
        Blanks. Names match whole, never by likeness. While a register is incomplete, an unlisted name is undecided:
        said once per run as information.
    """

    kind: ClassVar[str] = "register"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 3
    register: str
    column: ColumnKey
    outcome: Outcome = Outcome.BARRED

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        register = find_register(view.table.notice, self.register)
        if values is None or register is None:
            return
        names = register_names(view.table.notice, register)
        for index in view.rows(self.spec):
            if not isinstance(values[index], str):
                continue
            listed = names.get(squeeze(values[index]))
            if listed is not None and self.outcome is Outcome.BARRED:
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected="未获过该称号",
                    message=f"“{values[index]}”已在“{register.title}”名单中（{listed}）",
                    fix="原则上不再推荐；确有特殊情况的请附说明。",
                )
            elif listed is None and self.outcome is Outcome.MUST_BE_LISTED and register.complete:
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=f"在“{register.title}”名单中",
                    message=f"“{values[index]}”不在“{register.title}”名单中",
                    fix="请核对企业名称，或改报其他级别。",
                )

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        register = find_register(views[0].table.notice, self.register) if views else None
        if register is None or register.complete:
            return
        names = register_names(views[0].table.notice, register)
        rows = [
            (view, index)
            for view in views
            if (values := view.table.columns.get(self.column)) is not None
            for index in view.rows(self.spec)
            if isinstance(values[index], str) and squeeze(values[index]) not in names
        ]
        if rows:
            said = f"“{register.title}”名单不完整，{len(rows)} 家企业无法判定是否在列"
            yield undecided(self, rows, self.column, said, "请人工核对官方名单。")

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if find_register(home.notice, self.register) is None:
            yield "register", f"没有名单 {self.register}"


def undecided(rule: Rule, rows: Sequence[tuple[View, int]], key: str, message: str, fix: str) -> Finding:
    """What nobody can decide, said once for all that was handed in: at the first table, the others beside it."""
    first = rows[0][0]
    return rule.at(
        first,
        tuple(view.table.cell(index, key) for view, index in rows if view is first),
        column=first.table.heading(key),
        message=message,
        fix=fix,
        severity=Severity.INFO,
        related=[place(view, index, key) for view, index in rows if view is not first],
    )


def find_register(notice: Notice, key: str) -> AwardRegister | None:
    """The notice's register of that key."""
    return next((register for register in notice.registers if register.key == key), None)


def register_names(notice: Notice, register: AwardRegister) -> dict[str, str]:
    """Squeezed company name -> what it holds (project, year, or the register's title)."""
    return _names(notice.folder, register.files, register.title)


@lru_cache(maxsize=64)
def _names(folder: str, files: tuple[str, ...], title: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for file in files:
        for row in register_rows(folder, file):
            what = "，".join(part for part in (row.get("year", ""), row.get("project", "")) if part) or title
            names.setdefault(squeeze(row.get("company", "")), what)
    names.pop("", None)
    return names
