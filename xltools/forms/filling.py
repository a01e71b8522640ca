"""Whether anybody filled a form in: rows of its own, nothing at all, or one row that says there is nothing to report."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ..findings import Finding, Severity
from ..notice.model import Shape
from .patterns import Lazy
from .rowkinds import RowKind
from .sorting import LeftOut
from .table import Table
from .values import squeeze, text_of

ZERO_REPORT: Final = "零报送"
BLANK_FORM: Final = "blank-form"
"""Rule of the one finding on an untouched blank."""
RECOGNISED: Final = "recognise"
"""Kind of the findings that say what a file is; where a file is left out of a sum or a summary, they still stand."""
_FEW: Final = 12
"""A blank's worth of rows: in a longer table somebody wrote something."""


class Filling(StrEnum):
    """What a form holds."""

    ROWS = "rows"
    BLANK = "blank"
    """The form as it was handed out (空表)."""
    ZERO = "zero"
    """零报送: the office says that it has nothing to recommend."""


_NOTHING = Lazy(
    r"(?:本(?:区|市|县|省|单位|地区|集团|年度|次|批)|今年)?"
    r"(?:(?:暂|均)?(?:无|没有)|零)(?:符合条件|可推荐|可申报)?(?:的)?(?:推荐|申报|报送|上报|填报)?(?:的)?"
    r"(?:项目|企业|单位|工厂|场景|情况|内容|记录|数据)?[。.!]?"
)
_SIGNS: Final = frozenset({"", "-", "--", "—", "——", "/", "\\", "0", "无"})


def filling_of(table: Table) -> Filling:
    """What the form holds. A row counts where a person wrote more than its number, its block or the printed words."""
    if any(left.why == ZERO_REPORT for left in table.left_out):
        return Filling.ZERO
    given = _given(table)
    keys = [key for key in table.columns if key not in given]
    filled = any(table.columns[key][index] is not None for key in keys for index in range(len(table)))
    return Filling.ROWS if filled else Filling.BLANK


def _given(table: Table) -> set[str]:
    """Columns that the blank itself fills: 序号, the block's category, what the notice prints in fixed rows."""
    form = table.attachment
    printed = {key for row in form.rows for key in row.cells}
    numbers = {column.key for column in form.columns if column.heading == "序号"}
    return {form.order, form.category, form.row_key, *numbers, *printed}


def settle_zero_report(table: Table) -> None:
    """Take the row that says 无 or 零报送 out of the data, where no other row says anything: it is no recommendation.

    A 零报送 over merged cells reads like the heading of a section; so rows left out are looked at as well.
    """
    if table.attachment.shape is not Shape.TABLE or len(table) > _FEW:
        return
    given = {table.header.columns[key] for key in _given(table) & table.header.columns.keys()}
    if not all(_says_nothing(table, row, given) for row in table.rows):
        return
    saying = {row for row in (*table.rows, *(left.row for left in table.left_out)) if _says_zero(table, row, given)}
    if not saying:
        return
    others = [left for left in table.left_out if left.row not in saying]
    zero = [LeftOut(row, RowKind.NOTE, ZERO_REPORT) for row in sorted({*table.rows, *saying})]
    table.left_out[:] = sorted([*others, *zero])
    table.rows = []
    table.columns = {key: [] for key in table.columns}
    table.texts, table.dittos, table.covered = {}, {}, set()


def _said(table: Table, row: int, given: set[int]) -> list[str]:
    """The row's texts, squeezed, but for the columns that the blank fills itself."""
    stored = table.grid.rows[row]
    pairs = ((column, squeeze(text_of(value))) for column, value in zip(stored.columns, stored.values, strict=True))
    return [text for column, text in pairs if column not in given or not text.isdecimal()]


def _says_nothing(table: Table, row: int, given: set[int]) -> bool:
    """Whether a data row holds only signs and words for nothing (its category may stand there)."""
    categories = table.attachment.column(table.attachment.category).values if table.attachment.category else ()
    words = {squeeze(choice.value) for choice in categories}
    texts = [text for text in _said(table, row, given) if text not in words]
    return all(text in _SIGNS or _NOTHING.fullmatch(text) for text in texts)


def _says_zero(table: Table, row: int, given: set[int]) -> bool:
    return _says_nothing(table, row, given) and any(_NOTHING.fullmatch(text) for text in _said(table, row, given))


def filling_finding(table: Table, filling: Filling) -> Finding:
    """What to say of a form that holds no rows."""
    blank = filling is Filling.BLANK
    title = f"{table.attachment.key}《{table.attachment.title}》"
    return Finding(
        rule=BLANK_FORM if blank else "zero-report",
        severity=Severity.ERROR if blank else Severity.INFO,
        sheet=table.sheet,
        message=f"这是{title}的空表，没有填写" if blank else f"{title}是零报送（写明没有推荐或申报的项目）",
        fix="请填写后重新提交；没有可报的，填一行“零报送”。" if blank else "",
        basis=table.attachment.basis,
        kind=RECOGNISED,
        path=table.path,
    )
