"""One sheet of an office's blank as an attachment: a table, a list of printed rows, or a form; or why it is none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..formats.grid import Book, Grid, SheetState
from ..forms.headingnames import heading_name
from ..forms.labelplaces import table_width
from ..forms.labels import sheet_unit
from ..forms.rowkinds import RowKind
from ..forms.sorting import sort_rows
from ..forms.values import is_blank, plain
from ..notice.model import (
    Attachment,
    Column,
    ColumnType,
    FixedRow,
    Provenance,
    Role,
    Shape,
)
from .columns import ColumnPlan, column_of, key_for
from .columntypes import kind_of
from .drafted import NO_NUMBERS, Drafted, Dropdowns, Passed
from .heading import HeadingBlock, heading_of
from .labelled import FormField, fields_of, reads_as_form
from .smalltables import SmallTable, small_tables
from .surroundings import furniture, labels_of, submitter_of, title_of

_LOOKUP_NAMES: Final = re.compile(r"字典|下拉|选项|数据源|参照|代码表|枚举|^(?:list|dict|data|lookup)", re.I)
_MOST_MERGES: Final = 5000
_FEWEST_PRINTED: Final = 3
WITHIN_THE_ONE_BEFORE: Final = "·"
"""A small table's form has no number yet."""
BASIS: Final = "（条款）"
"""Where the notice must be cited; `notices check` finds what is left of it."""


def draft_sheet(book: Book, grid: Grid, lists: Dropdowns, known: Mapping[str, Column]) -> list[Drafted] | Passed:
    """The sheet as an attachment without a key of its own yet, behind a form the small tables in it. `known`: columns of
    shipped packs by heading."""
    if not grid.rows:
        return Passed(grid.name, "空的工作表")
    if _LOOKUP_NAMES.search(grid.name) or _is_one_column(grid):
        return Passed(grid.name, "是一张清单（下拉选项），不是填报的表；需要时放进 reference/，用 values_from 引用")
    if len(grid.merges) > _MOST_MERGES:
        return Passed(grid.name, f"合并单元格有 {len(grid.merges)} 处，不像空表，没有起草")
    if grid.state is not SheetState.VISIBLE:
        return Passed(grid.name, "隐藏的工作表，没有起草")
    heading = heading_of(grid)
    fields = fields_of(grid)
    if reads_as_form(heading, fields):
        tables = small_tables(grid, heading, fields)
        captions = {small.section for small in tables}
        outside = [one.out_of(captions) for one in fields if not any(small.holds(one.row) for small in tables)]
        form = _form(book, grid, outside, lists, known, tables)
        return [form, *(_small_table(book, small, form, lists, known) for small in tables)]
    if heading is None:
        return Passed(grid.name, "没有找到表头，也没有成对的栏目和填写处，不是填报的表")
    return [_table(book, grid, heading, lists, known)]


def _small_table(
    book: Book, small: SmallTable, around: Drafted, lists: Dropdowns, known: Mapping[str, Column]
) -> Drafted:
    """The table in a form: what stands below it is the form again."""
    heading = small.heading
    made = _table(book, around.grid, heading, lists, known, small.end)
    first = "、".join("".join(texts) for _, texts in heading.stacks[:3])
    made.attachment = replace(
        made.attachment, title=f"{around.attachment.title}（{small.section or f'{first} …'}）", role=Role.FORM, labels=(),
        submitter="", notes=(), signatures=(), within=WITHIN_THE_ONE_BEFORE,
    )  # fmt: skip
    made.begins = heading.first_row
    return made


def _is_one_column(grid: Grid) -> bool:
    texts = [row for row in grid.rows.values() if len(row.columns) == 1 and isinstance(row.values[0], str)]
    short = [row for row in texts if len(str(row.values[0])) <= 30 and not re.search("[。：:]", str(row.values[0]))]
    return table_width(grid) == 1 and len(short) == len(grid.rows) >= _FEWEST_PRINTED


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(
    book: Book, grid: Grid, heading: HeadingBlock, lists: Dropdowns, known: Mapping[str, Column], end: int = 0
) -> Drafted:
    """`end`: the row in which the form around the table goes on."""
    above = [*grid.preamble, *(v for r, _, v in grid.cells() if r < heading.first_row and isinstance(v, str))]
    unit = sheet_unit(grid, heading.first_row)
    plan = ColumnPlan(grid, heading, unit[0] if unit else "", lists, known)
    columns = plan.columns()
    draft = Attachment(
        key="", title=title_of(above) or grid.name, role=Role.FORM, layout=Provenance.FOUND, sheet=grid.name,
        unit=unit[0] if unit else "", columns=columns, word=book.format == "docx", basis=BASIS,
        landscape=sum(column.width for column in columns) > 90,
    )  # fmt: skip
    keys = {column.key for column in columns}
    # Rows that are numbered in advance (推荐排序 1, 2, 3 …) are the blank's, whoever numbers them.
    numbered = replace(draft, order="rank") if "rank" in keys and "seq" not in keys else draft
    found = sort_rows(numbered, grid, replace(plan.header(columns), end=end))
    draft = replace(draft, columns=plan.told_by_rows(columns, found.records))
    notes, signatures = furniture(grid, [left.row for left in found.left_out if left.kind is RowKind.NOTE],
                                   [left.row for left in found.left_out if left.kind is RowKind.SIGNATURE])  # fmt: skip
    kinds = {left.kind for left in found.left_out}
    labels = labels_of([*above, *signatures])
    draft = replace(
        draft, notes=tuple(notes), signatures=tuple(signatures), labels=labels, submitter=submitter_of(labels),
        subtotals=RowKind.SUBTOTAL in kinds, total=RowKind.TOTAL in kinds,
    )  # fmt: skip
    # 其中：研发费用 among printed indicators is one of them.
    printed = sorted((*found.records, *(part.row for part in found.parts))) if found.records else ()
    draft, filled = _with_printed_rows(draft, grid, plan, printed)
    return Drafted(_with_role(draft), grid, filled, end)


# --- printed rows ----------------------------------------------------------------------------------------------------


def _with_printed_rows(draft: Attachment, grid: Grid, plan: ColumnPlan, rows: Sequence[int]) -> tuple[Attachment, bool]:
    """The rows below the heading: none, what the office printed (a list), or what somebody filled in."""
    if not rows:
        return draft, False
    by_key = {c.key: p for c, p in zip(draft.columns, plan.places, strict=True)}
    merged = _merged_texts(grid)
    printed = {key: [_text(grid, merged, row, place) for row in rows] for key, place in by_key.items()}
    full = [column for column in draft.columns if all(printed[column.key])]
    empty = [column for column in draft.columns if not any(printed[column.key])]
    names = [c for c in full if c.type in NO_NUMBERS and len(set(printed[c.key])) == len(rows)]
    if len(rows) < _FEWEST_PRINTED or not names or not _asks(empty) or _holds_answers(draft, printed):
        return draft, True
    name = max(names, key=lambda column: sum(map(len, printed[column.key])) if _is_name(column) else 0)
    fixed = tuple(
        FixedRow(
            key=f"r{number}", cells={key: texts[number - 1] for key, texts in printed.items() if texts[number - 1]}
        )
        for number in range(1, len(rows) + 1)
    )
    return replace(draft, shape=Shape.LIST, row_key=name.key, rows=fixed), False


def _asks(empty: Sequence[Column]) -> bool:
    """Whether anything beside remarks is left to be filled in."""
    return any(not re.search("备注|说明", column.heading) for column in empty)


def _holds_answers(draft: Attachment, printed: Mapping[str, list[str]]) -> bool:
    """Companies, codes, days and sums of money are never printed by the office."""
    asked = (ColumnType.DATE, ColumnType.AMOUNT, ColumnType.CODE)
    return any(
        any(printed[column.key])
        and (column.format or column.type in asked[:2] or re.search("企业名称|单位名称", column.heading))
        for column in draft.columns
    )


def _is_name(column: Column) -> bool:
    return re.search("说明|公式|解释|要求|备注", column.heading) is None


def _merged_texts(grid: Grid) -> dict[tuple[int, int], str]:
    """一级指标 stands once for the rows it covers."""
    made = {}
    for merge in grid.merges:
        value = grid.value(merge.first_row, merge.first_column)
        if isinstance(value, str) and merge.last_row > merge.first_row:
            for row in range(merge.first_row, merge.last_row + 1):
                made[row, merge.first_column] = value
    return made


def _text(grid: Grid, merged: Mapping[tuple[int, int], str], row: int, column: int) -> str:
    value = grid.value(row, column)
    if value is None:
        return merged.get((row, column), "")
    return "" if is_blank(value) else " ".join(str(value).split())


# --- what stands around ----------------------------------------------------------------------------------------------


# --- forms -----------------------------------------------------------------------------------------------------------


def _form(
    book: Book,
    grid: Grid,
    fields: Sequence[FormField],
    lists: Dropdowns,
    known: Mapping[str, Column],
    tables: Sequence[SmallTable],
) -> Drafted:
    first = min(field.row for field in fields)
    above = [*grid.preamble, *(v for r, _, v in grid.cells() if r < first and isinstance(v, str))]
    unit = sheet_unit(grid, max(grid.rows) + 1)
    taken: set[str] = set()
    columns = []
    for number, one in enumerate(fields, start=1):
        options = list(one.options) or next(
            (o for area, o in lists if area.covers(one.value_row, one.value_column)), []
        )
        kind = kind_of(one.path, unit[0] if unit else "", "")
        model = known.get(heading_name(one.path[-1])[0])
        key = key_for(one.path, model, kind, taken, f"f{number}")
        columns.append(column_of(key, one.path, kind, options, cell=one.cell))
    inside = {(one.row, one.column) for one in fields}
    texts = [
        v
        for r, c, v in grid.cells()
        if isinstance(v, str) and (r, c) not in inside and not any(small.holds(r) for small in tables)
    ]
    labels = labels_of(texts)
    submitter = next(
        (c.key for c in columns if re.search(r"企业名称|单位名称|申报单位|申报企业", c.heading)), submitter_of(labels)
    )
    signed = [plain(text) for text in texts if re.search(r"盖章|公章|签字|签章", text) and len(text) <= 60]
    draft = Attachment(
        key="", title=title_of(above) or grid.name, role=Role.FORM, layout=Provenance.FOUND, sheet=grid.name,
        shape=Shape.FORM, unit=unit[0] if unit else "", columns=tuple(columns), labels=labels, submitter=submitter,
        signatures=tuple(signed), word=book.format == "docx", landscape=False, basis=BASIS,
    )  # fmt: skip
    return Drafted(draft, grid, filled=any(one.filled for one in fields))


# --- roles -----------------------------------------------------------------------------------------------------------


def _with_role(draft: Attachment) -> Attachment:
    role = _role(draft)
    keys = {column.key for column in draft.columns}
    rank = next((c.key for c in draft.columns if c.key == "rank"), "seq" if "seq" in keys else "")
    named = [c.key for c in draft.columns if c.format == "credit-code"][:1]
    named += [c.key for c in draft.columns if re.search(r"(?:项目|场景|工厂|车间|案例|产品)名称", c.heading)][:1]
    if role is not Role.SUMMARY:
        return replace(draft, role=role)
    columns = tuple(replace(c, carried=bool(_PUT_RIGHT.search(c.heading))) for c in draft.columns)
    return replace(draft, role=role, order=rank, key_columns=tuple(named), columns=columns)


_PUT_RIGHT: Final = re.compile("联系人|联系方式|电话|手机|传真|邮箱|邮件|^备注")
"""What offices put right in their summaries without asking back."""


def _role(draft: Attachment) -> Role:
    types = {column.type for column in draft.columns}
    money_by_day = {ColumnType.AMOUNT, ColumnType.DATE} <= types and draft.shape is Shape.TABLE
    bought = any(re.search("发票|合同|付款|设备", "".join(column.path)) for column in draft.columns)
    if draft.shape is Shape.LIST:
        return Role.SCENARIOS if "场景" in draft.title else Role.INDICATORS
    for words, role in (
        ("推荐汇总|汇总表|推荐名单|推荐表", Role.SUMMARY),
        ("投资|投入", Role.INVESTMENT),
        ("软件|信息化系统", Role.SOFTWARE),
    ):
        if re.search(words, draft.title) and (role is not Role.INVESTMENT or money_by_day):
            return role
    if money_by_day and bought and not any(c.format == "credit-code" for c in draft.columns):
        return Role.INVESTMENT
    for words, role in (("装备|设备", Role.EQUIPMENT), ("场景", Role.SCENARIOS), ("指标", Role.INDICATORS)):
        if re.search(words, draft.title):
            return role
    return Role.FORM
