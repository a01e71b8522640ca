"""Columns missing, unknown or doubled, and a unit nobody wrote, as findings."""

from __future__ import annotations

from ..findings import Finding, Severity
from ..formats.grid import a1, column_letters
from ..notice.model import Provenance
from .recognise import required_columns_missing, stamp_of
from .table import Table

_OUR_COLUMNS = ("申报企业", "所在区", "来源单位", "来源文件", "来源位置", "提示", "校验结果（附表工具）")


def _is_ours(heading: str) -> bool:
    """Columns that a summary of ours, or a button of the add-in, adds beside the official ones."""
    return heading in _OUR_COLUMNS or heading.startswith("_xltools")


def layout_notes(table: Table) -> list[Finding]:
    """Columns missing, unknown, doubled; a unit nobody wrote. Inferred layouts only warn."""
    form, header = table.attachment, table.header
    said: list[Finding] = []

    def say(
        rule: str, cell: str, message: str, fix: str, severity: Severity = Severity.WARNING, column: str = ""
    ) -> None:
        said.append(
            Finding(
                rule=rule,
                severity=severity,
                sheet=table.sheet,
                cells=(cell,) if cell else (),
                column=column,
                message=message,
                fix=fix,
                basis=form.basis,
                kind="layout",
                path=table.path,
            )
        )

    first = a1(header.first_row, min(header.columns.values(), default=1))
    stamp = stamp_of(table.book)
    if stamp.get("xltools") == "blank" and stamp.get("notice") == table.notice.id:
        version = stamp.get("version", "")
        if version != table.notice.version:
            message = f"空表是通知包第 {version} 版的，现行为第 {table.notice.version} 版"
            say("blank-version", first, message, "请核对两版的栏目与规则；最好用现行空表重新填报。")
    for key in required_columns_missing(form, header):
        column = form.column(key)
        needed = column.required or bool(column.required_when)
        if needed or form.layout is not Provenance.INFERRED:
            severity = Severity.ERROR if needed and form.layout is Provenance.FOUND else Severity.WARNING
            fix = f"请补上这一列；已有而名称不同的，用 --map {column.heading}=列标 指明。"
            say("missing-column", first, f"没有找到“{column.heading}”列", fix, severity, column.heading)
    for number, text in header.unknown.items():
        if text and not header.places and not _is_ours(text):
            cell = f"{column_letters(number)}{header.last_row}"
            say(
                "unknown-column",
                cell,
                f"不认识“{' '.join(text.split())}”列，未读取",
                "属于附件某一列的，用 --map 指明；否则不必处理。",
                Severity.INFO,
                text,
            )
    for number, key in header.repeated.items():
        cell = f"{column_letters(number)}{header.last_row}"
        say(
            "repeated-column",
            cell,
            f"“{form.column(key).heading}”列出现两次，只读取了前一列",
            "请删去多余的一列，或用 --map 指明。",
        )
    if not table.unit_said and any(key in table.columns for key in table.units):
        unit = next(unit for key, unit in table.units.items() if key in table.columns)
        say(
            "unit-assumed",
            first,
            f"表中没有写明金额单位，按“{unit}”读取",
            f"请在表头上方写明“单位：{unit}”。",
            Severity.INFO,
        )
    return said
