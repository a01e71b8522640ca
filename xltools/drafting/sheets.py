"""One sheet of an office's blank as an attachment: a table, a list of printed rows, or a form; or why it is none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from ..formats.grid import Area, Book, Grid, SheetState, Value
from ..forms.headingnames import heading_name
from ..forms.headings import Header
from ..forms.labelplaces import table_width
from ..forms.labels import sheet_unit
from ..forms.rowkinds import RowKind
from ..forms.rows import RowJudge
from ..forms.sorting import sort_rows
from ..forms.values import UNITS, is_blank, plain, squeeze
from ..notice.model import (
    Attachment,
    Choice,
    Column,
    ColumnType,
    FixedRow,
    Label,
    Provenance,
    Role,
    Shape,
)
from .columntypes import ColumnKind, is_rank, kind_of, longest_allowed, of_values, required_by_mark, unit_in
from .heading import HeadingBlock, heading_of
from .labelled import FormField, fields_of, reads_as_form

_INLINE = re.compile(r"([^\s:：（(]{2,16})\s*+(?:[（(][^（）()]*+[)）]\s*+)?[:：]")
_UNIT_LABELS: Final = ("单位", "金额单位", "计量单位")
_LOOKUP_NAMES: Final = re.compile(r"字典|下拉|选项|数据源|参照|代码表|枚举|^(?:list|dict|data|lookup)", re.I)
_SINGLE_VALUES: Final = re.compile(r"单价|价格|单位成本|单耗")
_USUAL: Final = (
    (re.compile("开票|发票"), ColumnType.DATE, "invoice_date"),
    (re.compile("付款|支付"), ColumnType.DATE, "pay_date"),
    (re.compile("合同|签订"), ColumnType.DATE, "contract_date"),
    (re.compile("项目名称$"), ColumnType.TEXT, "project"),
    (re.compile("(?:企业|单位)名称$"), ColumnType.TEXT, "enterprise"),
)
"""Keys that packs use for what is headed in many ways."""
_FEWEST_PRINTED: Final = 3
BASIS: Final = "（条款）"
"""Where the notice must be cited; `notices check` finds what is left of it."""
NO_NUMBERS = (ColumnType.TEXT, ColumnType.CODE, ColumnType.CHOICE)

Dropdowns = Sequence[tuple[Area, list[str]]]


class Passed(NamedTuple):
    """A sheet that is no attachment, and why."""

    sheet: str
    why: str


@dataclass(slots=True)
class Drafted:
    """One sheet as an attachment. `filled`: the sheet holds somebody's rows, it is no blank."""

    attachment: Attachment
    grid: Grid
    filled: bool = False
    said: list[str] = field(default_factory=list)
    """What a person should look at."""


def keyed(attachment: Attachment, key: str, blank: str = "") -> Attachment:
    """The attachment under its number, with the office's own blank where it is kept."""
    return replace(attachment, key=key, blank=blank)


def draft_sheet(book: Book, grid: Grid, lists: Dropdowns, known: Mapping[str, Column]) -> Drafted | Passed:
    """The sheet as an attachment without a key of its own yet. `known`: columns of shipped packs by heading."""
    if not grid.rows:
        return Passed(grid.name, "空的工作表")
    if _LOOKUP_NAMES.search(grid.name) or _is_one_column(grid):
        return Passed(grid.name, "是一张清单（下拉选项），不是填报的表；需要时放进 reference/，用 values_from 引用")
    if grid.state is not SheetState.VISIBLE:
        return Passed(grid.name, "隐藏的工作表，没有起草")
    heading = heading_of(grid)
    fields = fields_of(grid)
    if reads_as_form(heading, fields):
        made = _form(book, grid, fields, lists, known)
        if heading is not None:
            first = "、".join("".join(texts) for _, texts in heading.stacks[:3])
            made.said.append(f"表中还有一张小表（第 {heading.first_row} 行：{first} …），没有起草")
        return made
    if heading is None:
        return Passed(grid.name, "没有找到表头，也没有成对的栏目和填写处，不是填报的表")
    return _table(book, grid, heading, lists, known)


def _is_one_column(grid: Grid) -> bool:
    texts = [row for row in grid.rows.values() if len(row.columns) == 1 and isinstance(row.values[0], str)]
    short = [row for row in texts if len(str(row.values[0])) <= 30 and not re.search("[。：:]", str(row.values[0]))]
    return table_width(grid) == 1 and len(short) == len(grid.rows) >= _FEWEST_PRINTED


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(book: Book, grid: Grid, heading: HeadingBlock, lists: Dropdowns, known: Mapping[str, Column]) -> Drafted:
    above = [*grid.preamble, *(v for r, _, v in grid.cells() if r < heading.first_row and isinstance(v, str))]
    unit = sheet_unit(grid, heading.first_row)
    plan = _Plan(grid, heading, unit[0] if unit else "", lists, known)
    columns = plan.columns()
    draft = Attachment(
        key="", title=_title(above) or grid.name, role=Role.FORM, layout=Provenance.FOUND, sheet=grid.name,
        unit=unit[0] if unit else "", columns=columns, word=book.format == "docx", basis=BASIS,
        landscape=sum(column.width for column in columns) > 90,
    )  # fmt: skip
    found = sort_rows(draft, grid, plan.header(columns))
    draft = replace(draft, columns=plan.told_by_rows(columns, found.records))
    notes, signatures = _furniture(grid, [left.row for left in found.left_out if left.kind is RowKind.NOTE],
                                   [left.row for left in found.left_out if left.kind is RowKind.SIGNATURE])  # fmt: skip
    kinds = {left.kind for left in found.left_out}
    labels = _labels([*above, *signatures])
    draft = replace(
        draft, notes=tuple(notes), signatures=tuple(signatures), labels=labels, submitter=_submitter(labels),
        subtotals=RowKind.SUBTOTAL in kinds, total=RowKind.TOTAL in kinds,
    )  # fmt: skip
    draft, filled = _with_printed_rows(draft, grid, plan, found.records)
    return Drafted(_with_role(draft), grid, filled)


class _Plan:
    """The columns below one heading."""

    def __init__(
        self, grid: Grid, heading: HeadingBlock, unit: str, lists: Dropdowns, known: Mapping[str, Column]
    ) -> None:
        self.grid, self.heading, self.unit, self.lists, self.known = grid, heading, unit, lists, known
        self.places = [column for column, _ in heading.stacks]
        self.unsaid: set[int] = set()
        """Columns whose headings do not tell what they hold."""
        self._untold: frozenset[int] = frozenset()
        self._below = self._unit_row()

    def header(self, columns: Sequence[Column]) -> Header:
        """The heading as readers see it."""
        stacks = dict(self.heading.stacks)
        return Header(
            self.heading.first_row, self.heading.last_row,
            {column.key: place for column, place in zip(columns, self.places, strict=True)}, stacks=stacks,
        )  # fmt: skip

    def columns(self) -> tuple[Column, ...]:
        taken: set[str] = set()
        made = [self._column(place, texts, taken) for place, texts in self.heading.stacks]
        self._untold = frozenset(self.unsaid)
        return tuple(self._as_siblings(column, place, made) for column, place in zip(made, self.places, strict=True))

    def _as_siblings(self, column: Column, place: int, made: Sequence[Column]) -> Column:
        """自筹 beside 银行贷款 below one group is money too."""
        if place not in self.unsaid or not column.group:
            return column
        told = [
            one
            for one, at in zip(made, self.places, strict=True)
            if one.path[:-1] == column.path[:-1] and at not in self._untold
        ]
        if not told or any(one.type is not ColumnType.AMOUNT for one in told):
            return column
        beside = told
        self.unsaid.discard(place)
        return replace(column, type=beside[0].type, unit=beside[0].unit, sum=beside[0].sum)

    def _unit_row(self) -> dict[int, str]:
        """The units that a row of units right below the heading names."""
        judge = RowJudge(dict.fromkeys(self.places, ""))
        for number in (self.heading.last_row + 1, self.heading.last_row + 2):
            row = self.grid.rows.get(number)
            if row is not None and judge.kind(row, fresh=True) is RowKind.UNIT:
                return {
                    c: squeeze(v).strip("()")
                    for c, v in zip(row.columns, row.values, strict=True)
                    if isinstance(v, str)
                }
        return {}

    def _column(self, place: int, texts: tuple[str, ...], taken: set[str]) -> Column:
        path = heading_path(texts)
        options = next((o for area, o in self.lists if area.first_column <= place <= area.last_column), [])
        kind = kind_of(path, self.unit, self._below.get(place, ""))
        if not kind.said and not options:
            self.unsaid.add(place)
        model = self.known.get(heading_name("".join(path))[0]) or self.known.get(heading_name(path[-1])[0])
        key = _key(path, model, kind, taken, f"c{place}")
        return column_of(key, path, kind, options)

    def told_by_rows(self, columns: Sequence[Column], rows: Sequence[int]) -> tuple[Column, ...]:
        """Columns whose heading says nothing are what stands below it."""
        return tuple(
            replace(column, type=found)
            if place in self.unsaid and (found := of_values(self._values(rows, place))) is not None
            else column
            for place, column in zip(self.places, columns, strict=True)
        )

    def _values(self, rows: Sequence[int], place: int) -> list[Value]:
        return [value for row in rows if (value := self.grid.value(row, place)) is not None]


def heading_path(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The heading's texts on one line each; a unit that stands in a row of its own is put behind the name above it."""
    path = tuple(" ".join(text.split()) for text in texts)
    if len(path) > 1 and squeeze(path[-1]).strip("()") in UNITS and unit_in(path[-1]):
        return (*path[:-2], f"{path[-2]}（{squeeze(path[-1]).strip('()')}）")
    return path


def _key(path: tuple[str, ...], model: Column | None, kind: ColumnKind, taken: set[str], own: str) -> str:
    key = own
    if is_rank(path[-1]):
        key = "rank"
    elif heading_name(path[-1])[0] == "序号":
        key = "seq"
    elif model is not None and _alike(model.type, kind.type):
        key = model.key
    else:
        key = next(
            (usual for pattern, type_, usual in _USUAL if type_ is kind.type and pattern.search("".join(path))), own
        )
    if key in taken:
        key = next(
            one for one in (own, *(f"{own}_{number}" for number in range(2, len(taken) + 3))) if one not in taken
        )
    taken.add(key)
    return key


def _alike(first: ColumnType, second: ColumnType) -> bool:
    return first is second or {first, second} <= set(NO_NUMBERS)


def column_of(key: str, path: tuple[str, ...], kind: ColumnKind, options: Sequence[str], cell: str = "") -> Column:
    """The column of a pack that a heading speaks of."""
    yes_no = not options and squeeze(heading_name(path[-1])[0]).startswith("是否") and kind.type is ColumnType.TEXT
    values = tuple(Choice(value=option) for option in options) or (
        (Choice(value="是"), Choice(value="否")) if yes_no else ()
    )
    summed = kind.type is ColumnType.AMOUNT and not _SINGLE_VALUES.search("".join(path))
    return Column(
        key=key,
        heading=path[-1],
        group=path[0] if len(path) > 1 else "",
        subgroups=path[1:-1],
        type=ColumnType.CHOICE if values else kind.type,
        closed=not yes_no,
        format="" if values else kind.format,
        unit=kind.unit,
        values=values,
        required=required_by_mark(path),
        max_length=longest_allowed(path[-1]) if kind.type is ColumnType.TEXT else None,
        sum=summed and not cell,
        width=_width(path[-1], kind.type),
        cell=cell,
    )


def _width(heading: str, kind: ColumnType) -> float:
    if kind in (ColumnType.TEXT, ColumnType.CHOICE):
        return 18 if len(heading) > 6 or re.search("名称|内容|说明|地址", heading) else 12
    return 20 if "信用代码" in heading else 8 if heading == "序号" else 12


# --- printed rows ----------------------------------------------------------------------------------------------------


def _with_printed_rows(draft: Attachment, grid: Grid, plan: _Plan, rows: Sequence[int]) -> tuple[Attachment, bool]:
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


def _furniture(grid: Grid, notes: Sequence[int], signatures: Sequence[int]) -> tuple[list[str], list[str]]:
    def texts(rows: Sequence[int]) -> list[str]:
        return [v.strip() for row in rows for v in grid.rows[row].values if isinstance(v, str)]

    said = [text for text in texts(notes) if squeeze(text).rstrip(":") not in ("填表说明", "填报说明", "说明", "注")]
    return said, [plain(text).rstrip(":") for text in texts(signatures)]


def _title(above: Sequence[str]) -> str:
    """The longest line above the table that is no label and no number of an attachment."""
    lines = [
        squeeze(text)
        for text in above
        if ":" not in plain(text) and len(text) <= 60 and not re.fullmatch(r"附[件表].{0,6}", squeeze(text))
    ]
    return max(lines, key=lambda line: (bool(re.search(r"[表书单]$|[表书单]\(", line)), len(line)), default="")


def _labels(texts: Sequence[str]) -> tuple[Label, ...]:
    """Labels around the table; the first that names an office or enterprise says who hands the form in."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _INLINE.finditer(plain(text)):
            said = match[0].rstrip(":").strip()
            if (
                match[1] not in _UNIT_LABELS
                and not re.match(r"填[表报写]?说明|注|备注|说明|\d", said)
                and len(text) <= 80
            ):
                found.setdefault(said)
    made: list[Label] = []
    for number, said in enumerate(found, start=1):
        keys = {label.key for label in made}
        if "submitter" not in keys and re.search(r"企业|单位|主体|部门|机构", said) and not re.search("人|电话", said):
            made.append(Label(key="submitter", text=said))
        elif re.search(r"日期|时间", said) and "date" not in keys:
            made.append(Label(key="date", text=said, type=ColumnType.DATE))
        else:
            made.append(Label(key=f"label{number}", text=said))
    return tuple(made)


def _submitter(labels: Sequence[Label]) -> str:
    return "submitter" if any(label.key == "submitter" for label in labels) else ""


# --- forms -----------------------------------------------------------------------------------------------------------


def _form(
    book: Book, grid: Grid, fields: Sequence[FormField], lists: Dropdowns, known: Mapping[str, Column]
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
        key = _key(one.path, model, kind, taken, f"f{number}")
        columns.append(column_of(key, one.path, kind, options, cell=one.cell))
    inside = {(one.row, one.column) for one in fields}
    texts = [v for r, c, v in grid.cells() if isinstance(v, str) and (r, c) not in inside]
    labels = _labels(texts)
    submitter = next(
        (c.key for c in columns if re.search(r"企业名称|单位名称|申报单位|申报企业", c.heading)), _submitter(labels)
    )
    signed = [plain(text) for text in texts if re.search(r"盖章|公章|签字|签章", text) and len(text) <= 60]
    draft = Attachment(
        key="", title=_title(above) or grid.name, role=Role.FORM, layout=Provenance.FOUND, sheet=grid.name,
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
    summary = role is Role.SUMMARY
    return replace(draft, role=role, order=rank if summary else "", key_columns=tuple(named) if summary else ())


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
