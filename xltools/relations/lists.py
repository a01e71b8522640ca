"""The office's list of relations as a table: read from its workbook, and written back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ..findings import Severity
from ..formats.grid import Book, Grid, a1
from ..forms.amounts import read_number
from ..forms.values import Unreadable, squeeze, text_of
from ..notice.model import ListedCheck

HEADINGS: Final = ("编号", "审核关系", "类型", "容差", "说明", "改法", "依据", "逐行的附件")
_COLUMNS: Final[Mapping[str, str]] = {
    "relation": r"审核关系|关系式|审核公式|公式|表达式|逻辑关系",
    "id": r"编号|序号|代码|公式号|关系号",
    "severity": r"类型|性质|级别|强制|软硬",
    "tolerance": r"容差|误差|允许",
    "fix": r"改法|处理",
    "basis": r"依据|条款|来源",
    "rows": r"逐行",
    "message": r"说明|提示|信息|内容|含义|备注",
}
_SOFT: Final = re.compile(r"软|提示|核实|警告|可忽略|非强制|查询|否|提醒|warning")
_SEARCHED: Final = 20
_HARD_WORD, _SOFT_WORD = "硬性", "软性"


@dataclass(frozen=True, slots=True)
class ListedRelation:
    """A row of the list, and where it stands."""

    check: ListedCheck
    cell: str
    fault: str = ""
    """Why the row cannot be taken as it stands."""


def read_list(book: Book) -> list[ListedRelation]:
    """Every relation of the first sheet that has a column of them; none where no sheet has."""
    for grid in book.grids:
        header = _header(grid)
        if header is not None:
            row, columns = header
            return list(_rows(grid, row, columns))
    return []


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for number in list(grid.rows)[:_SEARCHED]:
        row = grid.rows[number]
        texts = {c: squeeze(v) for c, v in zip(row.columns, row.values, strict=True) if isinstance(v, str)}
        columns: dict[str, int] = {}
        for key, pattern in _COLUMNS.items():
            found = next((c for c, t in texts.items() if c not in columns.values() and re.search(pattern, t)), 0)
            if found:
                columns[key] = found
        if "relation" in columns and len(texts) >= 2 and not any("=" in text for text in texts.values()):
            return number, columns
    return None


def _rows(grid: Grid, header: int, columns: Mapping[str, int]) -> Iterator[ListedRelation]:
    for number in grid.rows:
        said = {key: _text(grid, number, column) for key, column in columns.items()}
        if number <= header or not said["relation"]:
            continue
        allowed = said.get("tolerance", "")
        tolerance = read_number(allowed or None)
        unread = f"容差“{allowed}”不是数：请写允许相差多少，单位同表中" if isinstance(tolerance, Unreadable) else ""
        check = ListedCheck(
            id=_ident(said.get("id", ""), number - header),
            relation=said["relation"],
            tolerance=abs(tolerance) if isinstance(tolerance, (int, Decimal)) else Decimal(0),
            severity=Severity.WARNING if _SOFT.search(said.get("severity", "")) else Severity.ERROR,
            message=said.get("message", ""),
            fix=said.get("fix", ""),
            basis=said.get("basis", ""),
            rows=said.get("rows", ""),
        )
        yield ListedRelation(check, f"{grid.name}!{a1(number, columns['relation'])}", unread)


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    return "" if value is None else " ".join(text_of(value).split())


def _ident(said: str, number: int) -> str:
    return f"审核{said}" if said.isdecimal() else said or f"审核{number}"


def listed(checks: Sequence[ListedCheck]) -> Iterator[tuple[str, ...]]:
    """The list's rows under HEADINGS."""
    for check in checks:
        hard = _HARD_WORD if check.severity is Severity.ERROR else _SOFT_WORD
        tolerance = str(check.tolerance) if check.tolerance else ""
        yield (check.id, check.relation, hard, tolerance, check.message, check.fix, check.basis, check.rows)
