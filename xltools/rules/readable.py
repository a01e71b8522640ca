"""A value that can be read as what its column holds (kind `type`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.patterns import Lazy
from ..forms.values import Unreadable
from ..notice.model import ColumnType
from .base import ColumnKey, Rule, View

_EXPECTED = {
    ColumnType.AMOUNT: ("数字金额", "请只填数字（可带单位，如 2000 或 2000万元），不写“约”“见合同”等文字。"),
    ColumnType.NUMBER: ("数字", "请只填数字。"),
    ColumnType.INTEGER: ("整数", "请只填整数。"),
    ColumnType.PERCENT: ("百分比", "请填如 85% 的百分比。"),
    ColumnType.DATE: ("日期", "请填完整日期，如 2024-03-05。"),
    ColumnType.CODE: ("号码", "请按原件填写号码，单元格格式设为“文本”。"),
    ColumnType.TEXT: ("文字", "请改正单元格内容。"),
    ColumnType.CHOICE: ("下拉项", "请从下拉列表中选择。"),
}

_MONTHS = Lazy(r"年[-/.、]?月(?!日|[-/.、])")
"""A heading that asks for no day."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Readable(Rule):
    """A value that can be read as what its column holds.

    Why
        "约120" and "见合同" are no amounts: whoever adds them up takes them for nothing.
    Declared as
        `type` on a column (always checked), or kind = "type", columns.
    Passes over
        Numbers that have lost digits (see digits-lost).
    """

    kind: ClassVar[str] = "type"
    stage: ClassVar[int] = 1
    casts_doubt: ClassVar[bool] = True
    columns: tuple[ColumnKey, ...]

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        for key in self.columns:
            column = table.attachment.column(key)
            expected, fix = _EXPECTED[column.type]
            if column.type is ColumnType.DATE and _MONTHS.search(column.heading):
                fix = "请填年月，如 2024年3月。"
            values = table.columns.get(key, ())
            for index, value in enumerate(values) if Unreadable in set(map(type, values)) else ():
                # What a merged cell holds is said where it stands, not in every row that it covers.
                if type(value) is Unreadable and value.code != "digits_lost" and (index, key) not in table.covered:
                    heading, advice = table.heading(key), fix
                    if value.code in ("error", "no_value"):
                        message, advice = f"“{heading}”读不出：{value.reason}", "请改正公式或直接填入数值。"
                    else:
                        message = f"“{heading}”的“{value.raw}”{value.reason}"
                    yield self.found(view, index, key, value=value.raw, expected=expected, message=message, fix=advice)
