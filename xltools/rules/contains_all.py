"""Names that must all stand in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import squeeze
from ..notice.reference import reference
from .base import NO_LIST, ColumnKey, ListName, Rule, View

_COUNT = re.compile(r"(?:共|覆盖)?(\d+|[一二三四五六七八九十])个?(?:环节|场景|项)?")
_ALL = ("全部", "全覆盖", "所有环节")
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ContainsAll(Rule):
    """A cell names everything that the notice asks for.

    Why
        先进级 covers 生产作业, 生产管理 and 运营管理 at least; one missing link decides.
    Declared as
        kind = "contains-all", column, items, reference (its aliases count as well).
    Passes over
        Blanks; 全部, 全覆盖. A cell that only holds a number (5, 五个环节) is compared with the number of items.
    """

    kind: ClassVar[str] = "contains-all"
    column: ColumnKey
    items: tuple[str, ...]
    reference: ListName = NO_LIST

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        names = self._names()
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, str) or not view.sound(index, self.column):
                continue
            text = squeeze(value)
            count = _COUNT.fullmatch(text)
            if count is not None:
                missing = list(self.items) if _number(count[1]) < len(self.items) else []
            elif any(word in text for word in _ALL):
                continue
            else:
                missing = [item for item, said in names.items() if not any(name in text for name in said)]
            if missing:
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected="、".join(self.items),
                    message=f"“{view.table.heading(self.column)}”缺少 {'、'.join(missing)}"
                    if len(missing) < len(self.items)
                    else f"“{view.table.heading(self.column)}”为“{value}”，要求覆盖 {'、'.join(self.items)}",
                    fix="请补齐；确未覆盖的请改报其他等级或在备注说明。",
                )

    def _names(self) -> dict[str, tuple[str, ...]]:
        """Item -> squeezed texts that stand for it."""
        listed = {item.value: item.aliases for item in reference(self.reference).items} if self.reference else {}
        return {item: tuple(squeeze(text) for text in (item, *listed.get(item, ()))) for item in self.items}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _DIGITS.index(text)
