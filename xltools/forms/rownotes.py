"""What a person should know of a table's rows and cells as they were read: examples, 同上, sums in a cell, rows left out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..findings import Finding, Severity
from ..formats.grid import a1
from ..notice.model import ColumnType
from .amounts import is_sum
from .rowkinds import RowKind
from .table import Table, reader_for
from .values import Unreadable, number_text, squeeze

_MOST_CELLS = 50


def row_notes(table: Table) -> list[Finding]:
    """Notes on the rows of one table, each cause once."""
    return [*_examples(table), *_dittos(table), *_sums(table), *_taken_off(table), *_skipped(table), *_blocks(table)]


def _finding(
    table: Table, rule: str, severity: Severity, cells: list[str], message: str, fix: str, column: str = ""
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        sheet=table.sheet,
        cells=tuple(cells[:_MOST_CELLS]),
        column=column,
        message=message,
        fix=fix,
        kind="reading",
        path=table.path,
    )


def _examples(table: Table) -> Iterator[Finding]:
    for left in table.left_out:
        if left.kind is RowKind.EXAMPLE:
            money = _holds_amounts(table, left.row)
            yield _finding(
                table, "example-row", Severity.WARNING if money else Severity.INFO,
                [a1(left.row, table.grid.rows[left.row].columns[0])],
                f"第 {left.row} 行是填写示例，未计入" + ("（其中有金额）" if money else ""),
                "请删去示例行；小计、合计中含有它的，一并重算。确为本单位数据的，请去掉“示例”字样。",
            )  # fmt: skip


def _holds_amounts(table: Table, row: int) -> bool:
    for column in table.attachment.columns:
        if column.type is ColumnType.AMOUNT and column.key in table.header.columns:
            read = reader_for(column, table.units.get(column.key, ""))
            value = read(table.grid.value(row, table.header.columns[column.key]))
            if isinstance(value, Unreadable) or (isinstance(value, Decimal) and value):
                return True
    return False


def _dittos(table: Table) -> Iterator[Finding]:
    """A name, a code or an amount that is taken from above should be looked at; other words need not."""
    for key, indices in table.dittos.items():
        read = [index for index in indices if index]
        if not read:
            continue
        column, heading = table.attachment.column(key), table.heading(key)
        matters = (
            column.type in (ColumnType.CODE, ColumnType.AMOUNT, ColumnType.NUMBER)
            or key in table.attachment.key_columns
            or "名称" in column.heading
        )
        yield _finding(
            table, "same-as-above", Severity.WARNING if matters else Severity.INFO,
            [table.cell(index, key) for index in read],
            f"“{heading}”写作“{table.text(read[0], key)}”，按上一行读作“{_shown(table, key, read[0])}”"
            + (f"，共 {len(read)} 处" if len(read) > 1 else ""),
            "请逐行填写完整内容，不写“同上”。", heading,
        )  # fmt: skip


def _shown(table: Table, key: str, index: int) -> str:
    value = table.columns[key][index]
    while index and index in table.dittos[key]:
        index -= 1
    return table.text(index, key) or str(value)


def _sums(table: Table) -> Iterator[Finding]:
    """3000+2000 in one cell: read as its sum, and said."""
    for key, indices in table.texts.items():
        cells = [index for index in indices if is_sum(table.text(index, key))]
        if not cells or table.attachment.column(key).type is ColumnType.DATE:
            continue
        total = reader_for(table.attachment.column(key), "元")(table.text(cells[0], key))
        yield _finding(
            table, "sum-in-cell", Severity.WARNING, [table.cell(index, key) for index in cells],
            f"“{table.heading(key)}”的“{table.text(cells[0], key)}”按各数之和 {number_text(total)} 读取"
            + (f"，共 {len(cells)} 处" if len(cells) > 1 else ""),
            "请改填一个数；是几张发票的，每张一行。", table.heading(key),
        )  # fmt: skip


def _taken_off(table: Table) -> Iterator[Finding]:
    """A deduction is no purchase: who takes off what of which invoice stands nowhere."""
    for index in table.taken_off:
        row = table.grid.rows[table.rows[index]]
        label = next(value for value in row.values if isinstance(value, str))
        yield _finding(
            table, "taken-off", Severity.WARNING, [a1(table.rows[index], row.columns[0])],
            f"“{label.strip()}”一行按从合计中减去读取", "请直接改正被扣减的各行，不另列扣减行。",
        )  # fmt: skip


_ASKED = {RowKind.HIDDEN: "隐藏的", RowKind.STRUCK: "划了删除线的"}


def _skipped(table: Table) -> Iterator[Finding]:
    for kind, word in _ASKED.items():
        rows = [left.row for left in table.left_out if left.kind is kind]
        if rows:
            yield _finding(
                table, f"{kind}-left-out", Severity.WARNING, [a1(row, table.grid.rows[row].columns[0]) for row in rows],
                f"{word} {len(rows)} 行按要求没有计入（第 {'、'.join(map(str, rows[:12]))} 行{'等' if len(rows) > 12 else ''}）",
                "要计入的，去掉这个选项重新运行。",
            )  # fmt: skip


def _blocks(table: Table) -> Iterator[Finding]:
    """Forms of several submitters on one sheet: each is counted by itself, which a person should know."""
    if table.blocks:
        names = list(dict.fromkeys(name for _, name in table.blocks if squeeze(name) != squeeze(table.own_submitter)))
        yield _finding(
            table, "several-submitters", Severity.WARNING,
            [a1(row, table.grid.rows[row].columns[0]) for row, _ in table.blocks],
            f"表中第 {table.blocks[0][0]} 行起另有{'、'.join(names)}的表，其下各行计入该单位",
            "请一家一张工作表（或一个文件）填报；名称写错的，请改正。",
        )  # fmt: skip
