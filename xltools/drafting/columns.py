"""The columns of an attachment, drafted from the texts of its heading and what stands below it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..formats.grid import Grid, Value
from ..forms.headingnames import heading_name
from ..forms.headings import Header
from ..forms.rowkinds import RowKind
from ..forms.rows import RowJudge
from ..forms.values import UNITS, squeeze
from ..notice.model import Choice, Column, ColumnType
from .columntypes import ColumnKind, is_rank, kind_of, longest_allowed, of_values, required_by_mark, unit_in
from .drafted import NO_NUMBERS, Dropdowns
from .heading import HeadingBlock

_SINGLE_VALUES: Final = re.compile(r"单价|价格|单位成本|单耗")
_USUAL: Final = (
    (re.compile("开票|发票"), ColumnType.DATE, "invoice_date"),
    (re.compile("付款|支付"), ColumnType.DATE, "pay_date"),
    (re.compile("合同|签订"), ColumnType.DATE, "contract_date"),
    (re.compile("项目名称$"), ColumnType.TEXT, "project"),
    (re.compile("(?:企业|单位)名称$"), ColumnType.TEXT, "enterprise"),
)
"""Keys that packs use for what is headed in many ways."""


class ColumnPlan:
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
        key = key_for(path, model, kind, taken, f"c{place}")
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


def key_for(path: tuple[str, ...], model: Column | None, kind: ColumnKind, taken: set[str], own: str) -> str:
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
