"""Rows of one table that must stand in another, or in a register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Severity
from ..forms.values import squeeze
from ..notice.model import AwardRegister
from .base import Home, Reach, Rule, View, identity
from .register import find_register, register_names


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ListedIn(Rule):
    """Each row of a table stands in another table handed in with it, or in a register.

    Why
        先进级 presupposes 基础级: who is neither in this batch's list nor in the register has skipped a step.
    Declared as
        kind = "listed-in", source, column (compared with the same column of `attachment`), name (column of the company's
        name, compared with the register), attachment, register. At the notice.
    Passes over
        Blanks and values in doubt. Where the attachment was not handed in and the register is incomplete, nothing can be
        said: once per table as information.
    """

    kind: ClassVar[str] = "listed-in"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    source: str
    column: str
    name: str
    attachment: str
    register: str

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        sources = [view for view in views if view.table.attachment.key == self.source]
        if not sources:
            return
        notice = sources[0].table.notice
        listing = [view.table for view in views if view.table.attachment.key == self.attachment]
        there = {
            identity(value) for table in listing for value in table.columns.get(self.column, ()) if value is not None
        }
        register = find_register(notice, self.register)
        named = register_names(notice, register) if register is not None else {}
        for view in sources:
            missing = self._missing(view, there, named)
            if not missing:
                continue
            if listing or (register is not None and register.complete):
                yield from (self._unlisted(view, index, register) for index in missing)
            else:
                yield self._undecided(view, missing, register)

    def _missing(self, view: View, there: set[str], named: dict[str, str]) -> list[int]:
        columns = view.table.columns
        values = columns.get(self.column)
        names = columns.get(self.name)
        if values is None:
            return []
        return [
            index
            for index in view.rows(self.spec)
            if values[index] is not None
            and identity(values[index]) not in there
            and not (names is not None and isinstance(names[index], str) and squeeze(names[index]) in named)
            and view.sound(index, self.column)
        ]

    def _unlisted(self, view: View, index: int, register: AwardRegister | None) -> Finding:
        who = view.table.text(index, self.name) or view.table.text(index, self.column)
        places = f"{self.attachment}" + (f"或“{register.title}”" if register is not None else "")
        return self.found(
            view,
            index,
            self.name if view.table.has(self.name) else self.column,
            self.column,
            expected=f"在{places}中",
            message=f"“{who}”不在{places}中",
            fix=f"请核对；确已具备的请补入{self.attachment}。",
        )

    def _undecided(self, view: View, indices: Sequence[int], register: AwardRegister | None) -> Finding:
        title = f"“{register.title}”不完整" if register is not None else "没有名单"
        return self.at(
            view,
            tuple(view.table.cell(index, self.name) for index in indices),
            column=view.table.heading(self.name),
            message=f"没有交来{self.attachment}，{title}，{len(indices)} 家企业无法判定是否在列",
            fix="请一并交来，或人工核对名单。",
            severity=Severity.INFO,
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        known = {form.key: form for form in home.notice.attachments}
        for option, form, key in (
            ("column", self.source, self.column),
            ("name", self.source, self.name),
            ("attachment", self.attachment, self.column),
        ):
            if form not in known or not known[form].has(key):
                yield option, f"没有栏目 {form}.{key}"
        if find_register(home.notice, self.register) is None:
            yield "register", f"没有名单 {self.register}"
