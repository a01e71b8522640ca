"""Long codes that Excel has stored as numbers and cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Unreadable
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DigitsLost(Rule):
    """A long code stored as a number: Excel keeps 15 digits, the rest is gone.

    Why
        A 20-digit invoice number typed into a number cell becomes …00000 without a warning, and matches no invoice.
    Declared as
        `type = "code"` on a column (always checked), or kind = "digits-lost", columns.
    Passes over
        Codes stored as text.
    """

    kind: ClassVar[str] = "digits-lost"
    stage: ClassVar[int] = 1
    casts_doubt: ClassVar[bool] = True
    columns: tuple[ColumnKey, ...]

    def check(self, view: View) -> Iterator[Finding]:
        for key in self.columns:
            for index, value in enumerate(view.table.columns.get(key, ())):
                if type(value) is Unreadable and value.code == "digits_lost":
                    yield self.found(
                        view,
                        index,
                        key,
                        value=value.raw,
                        expected="以文本保存的完整号码",
                        message=f"“{view.table.heading(key)}”以数字保存，15 位以后的数字已经丢失",
                        fix="请先把单元格格式设为“文本”，再按原件重新录入完整号码。",
                    )
