"""Rows of a printed list keep the unit that the notice prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from ..findings import Finding
from ..forms.table import ROW_UNIT
from ..forms.values import plain
from .base import Reach, Rule, View
from .list_rows import row_name

_PERCENT: Final = re.compile("百分(?:比|点|之)?|[%％‰]")
_FACTOR: Final = re.compile("[十百千万亿]")
_MEASURE: Final = re.compile("小时|分钟|[年月周天日时秒元吨克升度米]")
_SAME: Final = {"日": "天", "时": "小时"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowUnit(Rule):
    """In a printed list, a row's unit means what the notice prints: no 万台 for 台/套, no 台/万人 for 台/百人.

    Why
        Who finds it easier writes over the unit and fills in its own figure; whoever adds the rows up reads it in the
        printed one, a hundred or ten thousand times off.
    Declared as
        kind = "row-unit".
    Passes over
        Blanks, other names of the same unit (台 for 台/套, 日 for 天), units that say neither factor nor measure.
    """

    kind: ClassVar[str] = "row-unit"
    stage: ClassVar[int] = 1
    reach: ClassVar[Reach] = Reach.TABLE

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        written = table.columns.get(ROW_UNIT)
        if written is None:
            return
        for fixed in table.attachment.rows:
            printed, index = fixed.cells.get(ROW_UNIT, ""), table.index_of(fixed.key)
            unit = written[index] if index is not None else None
            if index is None or not printed or not isinstance(unit, str) or not _differ(plain(printed), plain(unit)):
                continue
            # A rate or a bound built on the row's number would only say the same once more.
            view.doubt.update((index, key) for key, values in table.columns.items() if isinstance(values[index], Decimal))
            yield self.found(
                view,
                index,
                ROW_UNIT,
                expected=printed,
                message=f"“{row_name(view, index)}”的单位写成了“{unit}”，表上印的是“{printed}”",
                fix=f"请恢复为“{printed}”，数值按它换算。",
            )


def _differ(printed: str, written: str) -> bool:
    if bool(_PERCENT.search(printed)) != bool(_PERCENT.search(written)):
        return True
    if _PERCENT.search(printed):
        return False
    if sorted(_FACTOR.findall(printed)) != sorted(_FACTOR.findall(written)):
        return True
    own, other = _measures(printed), _measures(written)
    return bool(own and other) and own.isdisjoint(other)


def _measures(unit: str) -> set[str]:
    return {_SAME.get(found, found) for found in _MEASURE.findall(unit)}
