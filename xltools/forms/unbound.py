"""Columns missing, unknown or doubled, and a unit nobody wrote, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Action, ActionKind, Finding, Severity
from ..formats.grid import a1, column_letters
from ..notice.model import Attachment, Column, ColumnType, Notice, Provenance, Role
from .likeness import proposals
from .recognise import RESULT_COLUMN, required_columns_missing, stamp_of
from .table import Table
from .values import plain

_OUR_COLUMNS = ("申报企业", "所在区", "来源单位", "来源文件", "来源位置", "提示", plain(RESULT_COLUMN))

ANY_COLUMN = "列名"
"""Stands in an action for a column of the form that nobody can guess."""


def _is_ours(heading: str) -> bool:
    """Columns that a summary of ours, or a button of the add-in, adds beside the official ones."""
    name = plain(heading)
    # Under a heading of two rows the column may seem to belong to its left neighbour's group.
    return name in _OUR_COLUMNS or name.endswith(_OUR_COLUMNS[-1]) or name.startswith("_xltools")


def decisive_columns(notice: Notice, form: Attachment) -> frozenset[str]:
    """Keys of the columns without which a form says nothing: date and amount of the investment, names of a summary."""
    if notice.ledger is not None and notice.ledger.attachment == form.key:
        day = notice.parameter("date_basis", notice.ledger.bases[0].date)
        tax = notice.parameter("tax_basis", notice.ledger.bases[0].tax)
        bases = [basis for basis in notice.ledger.bases if basis.date == day and basis.tax == tax]
        return frozenset(key for basis in bases[:1] for key in (basis.date_column, basis.amount_column))
    if form.role is Role.SUMMARY:
        names = ["enterprise"] if form.has("enterprise") else [
            key for key in form.key_columns if form.column(key).type is ColumnType.TEXT
        ]  # fmt: skip
        return frozenset(names[:1])
    return frozenset()


def layout_notes(table: Table) -> list[Finding]:
    """Columns missing, unknown, doubled; a unit nobody wrote. Inferred layouts only warn, unless the column decides."""
    return [*_version(table), *_columns(table), *_unit(table)]


def _finding(
    table: Table, rule: str, cells: tuple[str, ...], message: str, fix: str,
    severity: Severity = Severity.WARNING, column: str = "", bind: tuple[str, str] | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule,
        severity=severity,
        sheet=table.sheet,
        cells=cells,
        column=column,
        message=message,
        fix=fix,
        action=Action(ActionKind.BIND, *bind) if bind is not None else None,
        basis=table.attachment.basis,
        kind="layout",
        path=table.path,
    )


def _first(table: Table) -> str:
    return a1(table.header.first_row, min(table.header.columns.values(), default=1))


def _version(table: Table) -> Iterator[Finding]:
    stamp = stamp_of(table.book)
    version = stamp.get("version", "")
    if stamp.get("xltools") == "blank" and stamp.get("notice") == table.notice.id and version != table.notice.version:
        message = f"空表是通知包第 {version} 版的，现行为第 {table.notice.version} 版"
        yield _finding(
            table, "blank-version", (_first(table),), message, "请核对两版的栏目与规则；最好用现行空表重新填报。"
        )


def _columns(table: Table) -> Iterator[Finding]:
    header = table.header
    like = {} if header.places else proposals(table)
    decisive = decisive_columns(table.notice, table.attachment)
    doubled = set(header.repeated.values()) - header.columns.keys()
    said: set[int] = set()
    for key in required_columns_missing(table.attachment, header):
        number = next((number for number, proposed in like.items() if proposed == key), 0)
        if key not in doubled and (found := _missing(table, table.attachment.column(key), key in decisive, number)):
            yield found
            said.add(number)
    for key in sorted(doubled):
        yield _doubled(table, table.attachment.column(key), key in decisive)
    for number, text in header.unknown.items():
        if text and not header.places and not _is_ours(text) and number not in said:
            yield _unknown(table, number, text, like.get(number, ""))
    for number, key in header.repeated.items():
        if key in header.columns:
            heading = table.attachment.column(key).heading
            yield _finding(
                table, "repeated-column", (_heading_cell(table, number),), f"“{heading}”列出现两次，只读取了前一列",
                "请删去多余的一列。", bind=(heading, column_letters(number)),
            )  # fmt: skip


def _heading_cell(table: Table, number: int) -> str:
    return f"{column_letters(number)}{table.header.last_row}"


def _missing(table: Table, column: Column, decisive: bool, number: int) -> Finding | None:
    """A column that was not found, at the heading that may be it."""
    layout = table.attachment.layout
    needed = column.required or bool(column.required_when)
    if not (decisive or needed or layout is not Provenance.INFERRED):
        return None
    severe = decisive or (needed and layout is Provenance.FOUND)
    letters = column_letters(number) if number else "列标"
    message = f"没有找到“{column.heading}”列"
    fix = f"请补上这一列；已有而名称不同的，把表头改为“{column.heading}”。"
    if number:
        message += f"；{letters} 列“{' '.join(table.header.unknown[number].split())}”像是它，未读取"
        fix = f"是这一列的，把表头改为“{column.heading}”；不是的，请补上这一列。"
    if decisive:
        message += (
            "。没有这一列，本表不能核算" if table.attachment.role is Role.INVESTMENT else "。没有这一列，本表不能汇总"
        )
    return _finding(
        table, "missing-column", (_heading_cell(table, number) if number else _first(table),), message, fix,
        Severity.ERROR if severe else Severity.WARNING, column.heading, (column.heading, letters),
    )  # fmt: skip


def _doubled(table: Table, column: Column, decisive: bool) -> Finding:
    numbers = [number for number, key in table.header.repeated.items() if key == column.key]
    named = "、".join(column_letters(number) for number in numbers)
    return _finding(
        table, "repeated-column", tuple(_heading_cell(table, number) for number in numbers),
        f"{named} 列都可以读作“{column.heading}”，分不清哪一列，均未读取",
        "请改正其中一列的表头。", Severity.ERROR if decisive else Severity.WARNING, column.heading,
        (column.heading, column_letters(numbers[0])),
    )  # fmt: skip


def _unknown(table: Table, number: int, text: str, key: str) -> Finding:
    name, letters = " ".join(text.split()), column_letters(number)
    message, fix = f"不认识“{name}”列，未读取", "属于附件某一列的，请改成附件规定的列名；否则不必处理。"
    heading = table.attachment.column(key).heading if key else ""
    if heading:
        message += f"；像“{heading}”"
        fix = f"是“{heading}”的，请把表头改为“{heading}”；否则不必处理。"
    return _finding(
        table, "unknown-column", (_heading_cell(table, number),), message, fix, Severity.INFO, text,
        (heading or ANY_COLUMN, letters),
    )  # fmt: skip


def _unit(table: Table) -> Iterator[Finding]:
    if not table.unit_said and any(key in table.columns for key in table.units):
        unit = next(unit for key, unit in table.units.items() if key in table.columns)
        yield _finding(
            table, "unit-assumed", (_first(table),), f"表中没有写明金额单位，按“{unit}”读取",
            f"请在表头上方写明“单位：{unit}”。", Severity.INFO,
        )  # fmt: skip
