"""One credit code for one enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Severity
from .base import ColumnKey, Reach, Rule, View, identity, place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OneCode(Rule):
    """Rows of one credit code name one enterprise, rows of one name have one credit code, in all files handed in together.

    Why
        A code copied from the row above makes one enterprise of two; a code with a slip makes two of one, and every
        count of enterprises is wrong by one.
    Declared as
        kind = "one-code", name, code (columns). One code beside two names is of the rule's severity; one name beside two
        codes is only told: two enterprises may bear one name.
    Passes over
        Rows in which either is blank, unreadable or in doubt, or whose code is no code. The later row is named, the earlier one is `related`.
    """

    kind: ClassVar[str] = "one-code"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    name: ColumnKey
    code: ColumnKey

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        by_code: dict[str, tuple[str, View, int]] = {}
        by_name: dict[str, tuple[str, View, int]] = {}
        for view in views:
            names, codes = (view.table.columns.get(key) for key in (self.name, self.code))
            if names is None or codes is None:
                continue
            for index in view.rows(self.spec):
                if names[index] is None or codes[index] is None or (index, self.code) in view.said:
                    continue
                if not view.sound(index, self.name, self.code):
                    continue
                name, code = identity(names[index]), identity(codes[index])
                named, earlier, at = by_code.setdefault(code, (name, view, index))
                if named != name:
                    yield self._differs(view, index, earlier, at, same=self.code, other=self.name)
                    continue
                coded, earlier, at = by_name.setdefault(name, (code, view, index))
                if coded != code:
                    yield self._differs(view, index, earlier, at, same=self.name, other=self.code, severity=Severity.INFO)

    def _differs(
        self, view: View, index: int, earlier: View, at: int, *, same: str, other: str, severity: Severity | None = None
    ) -> Finding:
        table = view.table
        where = earlier.table.cell(at, other)
        there = where if view is earlier else f"{earlier.table.called} {earlier.table.sheet}!{where}"
        return self.found(
            view,
            index,
            other,
            same,
            expected=earlier.table.text(at, other),
            message=f"“{table.heading(same)}”与 {there} 那一行相同，“{table.heading(other)}”却不同："
            f"“{table.text(index, other)}”、“{earlier.table.text(at, other)}”",
            fix="请对照营业执照核对两行的名称和代码。",
            related=(place(earlier, at, other),),
            severity=severity,
        )
