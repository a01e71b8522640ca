"""The sheet 汇总回执: what came in, what went out, what stayed out and why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..files.sources import common_folder
from ..findings import Finding, Severity
from ..forms.values import UNITS
from ..notice.model import Column, ColumnType
from ..notice.provenance import said_of_packs
from ..office import sheetbuild as look
from ..office.sheetbuild import SEVERITY_FILL, SheetBuilder
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look, Stylesheet
from ..words import SEVERITY
from .model import FileReceipt, Merged
from .values import exact

SHEET = "汇总回执"
_MOST_FINDINGS = 40
"""Lines that, with the files, fit on two sheets of A4."""
_STATUS = {"merged": "已汇总", "refused": "未能读取", "skipped": "跳过"}
_FROM = {"folder": "文件夹名", "file": "文件名"}


def receipt_sheet(merged: Merged, styles: Stylesheet) -> SheetBuilder:
    """The receipt of a merge. Amounts in the attachment's unit."""
    sums = [merged.attachment.column(key) for key in merged.sums_in if merged.attachment.has(key)]
    widths = [6.0, 34.0, 24.0, 18.0, 11.0, 10.0, 10.0, 10.0, *[16.0] * len(sums), 34.0, 18.0]
    # Fingerprints are for whoever looks them up, not for paper.
    sheet = SheetBuilder(styles, widths, print_columns=len(widths) - 1, pages_high=2)
    sheet.banner("汇总回执", look.TITLE, height=34)
    _facts(sheet, merged)
    _files(sheet, merged, sums)
    if sums:
        _balance(sheet, merged, sums)
    folder = common_folder([file.path for file in merged.files])
    _rejected(sheet, merged, folder)
    if merged.missing:
        sheet.gap()
        sheet.banner(f"尚未报送的单位（{len(merged.missing)}家）", look.SECTION)
        sheet.banner("、".join(merged.missing), look.PLAIN)
    _findings(sheet, merged.findings, folder)
    return sheet


def _facts(sheet: SheetBuilder, merged: Merged) -> None:
    sheet.banner(f"通知：{merged.notice.title}（{merged.notice.id}，版本 {merged.notice.version}）", look.PLAIN)
    for said in said_of_packs([merged.notice]):
        sheet.banner(f"注意：{said}", look.BAD)
    level = next((level.name for level in merged.notice.levels if level.key == merged.level), merged.level)
    sheet.banner(f"附件：{merged.attachment.key} {merged.attachment.title}    汇总层级：{level or '—'}", look.PLAIN)
    sheet.banner(f"排列方式：{merged.order}", look.PLAIN)
    counts = f"读入 {merged.rows_in} 行 = 汇总 {merged.rows_out} 行 + 未计入 {merged.rows_rejected} 行"
    if merged.balanced:
        sheet.banner(f"核对结果：相符。{counts}，各项金额收发相等。", look.GOOD)
    else:
        sheet.banner(f"核对结果：不相符，本表不得使用。{counts}。请把源文件和本回执发给维护人员。", look.BAD)


def scale(column: Column, unit: str, value: Decimal) -> Decimal:
    """An amount in the sheet's unit; other numbers as they are."""
    if column.type is ColumnType.AMOUNT:
        return exact(value / UNITS.get(unit or column.unit or "元", Decimal(1)))
    return exact(value)


def _heading(column: Column, unit: str) -> str:
    name = column.heading.replace("\n", "")
    if column.group and not name.startswith(column.group):
        name = f"{column.group}·{name}"
    return f"{name}（{unit or column.unit or '元'}）" if column.type is ColumnType.AMOUNT else name


def _files(sheet: SheetBuilder, merged: Merged, sums: list[Column]) -> None:
    unit = merged.attachment.unit
    sheet.gap()
    sheet.banner(f"一、收到的文件（{len(merged.files)}个）", look.SECTION)
    sheet.row(
        [
            "序号", "文件", "报送单位", "单位名称来自", "状态", "读入行数", "汇总行数", "未计入行数",
            *(_heading(column, unit) for column in sums), "说明", "文件指纹（SHA-256 前16位）",
        ],
        look.HEADING,
    )  # fmt: skip
    looks = [
        look.CENTRED,
        look.BODY,
        look.BODY,
        look.CENTRED,
        *[look.CENTRED] * 4,
        *[look.AMOUNT] * len(sums),
        look.BODY,
        look.CENTRED,
    ]
    folder = common_folder([file.path for file in merged.files])
    for number, file in enumerate(merged.files, start=1):
        sheet.row(
            [number, *_file_cells(file, folder), *_sums(file, sums, unit), _remark(file), file.sha256[:16]], looks
        )
    totals: list[CellValue] = [
        scale(column, unit, sum((file.sums.get(column.key, Decimal(0)) for file in merged.files), Decimal(0)))
        for column in sums
    ]
    rows: list[CellValue] = [merged.rows_in, sum(file.rows_merged for file in merged.files), merged.rows_rejected]
    sheet.row(
        ["", "合计", "", "", "", *rows, *totals, "", ""],
        [*[look.TOTAL] * 8, *[look.TOTAL_AMOUNT] * len(sums), look.TOTAL, look.TOTAL],
    )


def _file_cells(file: FileReceipt, folder: str) -> list[CellValue]:
    status = _STATUS.get(file.status, file.status)
    return [
        file.path.removeprefix(folder), file.office, _FROM.get(file.office_from, file.office_from), status,
        file.rows_read, file.rows_merged, file.rows_rejected,
    ]  # fmt: skip


def _remark(file: FileReceipt) -> str:
    """What is to be said of a file, and what stands below its heading beside the rows read: 另有合计行 1、说明行 2."""
    others = "、".join(f"{kind} {count}" for kind, count in file.furniture.items())
    return "；".join(said for said in (file.message, f"另有{others}" if others else "") if said)


def _sums(file: FileReceipt, sums: list[Column], unit: str) -> list[CellValue]:
    return [scale(column, unit, file.sums[column.key]) if column.key in file.sums else None for column in sums]


def _balance(sheet: SheetBuilder, merged: Merged, sums: list[Column]) -> None:
    unit = merged.attachment.unit
    sheet.gap()
    sheet.banner("二、金额核对", look.SECTION)
    sheet.row(["", "项目", "读入合计", "汇总合计", "", "未计入", "", "差额"], look.HEADING)
    looks = [look.CENTRED, look.BODY, look.AMOUNT, look.AMOUNT, look.CENTRED, look.AMOUNT, look.CENTRED, look.AMOUNT]
    for number, column in enumerate(sums, start=1):
        come = merged.sums_in[column.key]
        out = merged.sums_out.get(column.key, Decimal(0))
        left = merged.sums_rejected.get(column.key, Decimal(0))
        sheet.row(
            [number, _heading(column, unit), scale(column, unit, come), scale(column, unit, out), "",
             scale(column, unit, left), "", scale(column, unit, come - out - left)],
            looks,
        )  # fmt: skip


def _rejected(sheet: SheetBuilder, merged: Merged, folder: str) -> None:
    if not merged.rejected:
        return
    sheet.gap()
    sheet.banner(f"未计入的行（{len(merged.rejected)}行）", look.SECTION)
    sheet.row(["序号", "文件", "工作表", "行", "原因"], look.HEADING, stretch=True)
    for number, row in enumerate(merged.rejected, start=1):
        sheet.row([number, row.file.removeprefix(folder), row.sheet, row.row, row.reason], look.BODY, stretch=True)


def _findings(sheet: SheetBuilder, findings: Sequence[Finding], folder: str) -> None:
    """The findings, equal ones of a file as one line; what does not fit on two pages stands beside its rows anyway."""
    grouped: dict[tuple[Severity, str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: list(Severity).index(finding.severity)):
        text = f"{finding.message}　建议：{finding.fix}" if finding.fix else finding.message
        grouped.setdefault((finding.severity, finding.path.removeprefix(folder), text), []).append(finding)
    if not grouped:
        return
    sheet.gap()
    sheet.banner(f"问题提示（{len(findings)}条；有问题的行仍已汇总）", look.SECTION)
    sheet.row(["级别", "文件", "位置", "问题"], look.HEADING, stretch=True)
    for (severity, path, text), same in list(grouped.items())[:_MOST_FINDINGS]:
        fill = SEVERITY_FILL[severity.value]
        level = Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill)
        first = same[0]
        place = f"{first.sheet}!{first.cell}" if first.cell else first.sheet
        place += f" 等{len(same)}处" if len(same) > 1 else ""
        sheet.row([SEVERITY[severity], path, place, text], [level, *[look.BODY] * 3], stretch=True)
    if len(grouped) > _MOST_FINDINGS:
        sheet.banner(f"另有 {len(grouped) - _MOST_FINDINGS} 种问题，见汇总表各行的“提示”栏。", look.PLAIN)
