"""The verdict, the ledger and the receipt of a merge as lines for a terminal (see `terminal`), grouped by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from .. import words
from ..files.beside import beside_words
from ..files.sources import common_folder
from ..findings import AnswerKind, FileReport, Finding, Report, Severity
from ..ledger import Ledger, LedgerRow, Verdict
from ..notice.citing import cited
from ..notice.model import Notice
from ..notice.provenance import said_of_packs
from . import amounts, grouping
from .advice import advice
from .amounts import wan
from .grouping import Group, grouped
from .terminal import SEVERITY_STYLE, Line, pad, plain, table

if TYPE_CHECKING:
    from ..summary.model import Merged


def report_text(report: Report) -> str:
    """The verdict as plain text."""
    return plain(report_lines(report))


def ledger_text(ledger: Ledger, *, rows: bool = True) -> str:
    return plain(ledger_lines(ledger, rows=rows))


def merge_text(merged: Merged, output: str) -> str:
    return plain(merge_lines(merged, output))


def pack_lines(*notices: Notice | str | None) -> Iterator[Line]:
    """Whose rules these are, where they did not all come with the program."""
    yield from ([("warning", f"注意：{said}")] for said in said_of_packs(notices))


def report_lines(report: Report) -> Iterator[Line]:
    yield from pack_lines(*(file.notice for file in report.files))
    for file in report.files:
        yield from _file_lines(file)
    yield from _assumed_lines(report.assumed)
    yield from _totals(report)
    if report.beside:
        yield [("dim", f"文件夹里另有不是表格的文件，没有读取：{beside_words(report.beside)}")]


def _file_lines(file: FileReport) -> Iterator[Line]:
    form = " ".join(part for part in (file.notice, file.attachment) if part)
    yield [("head", file.path), ("dim", f"  {form}" if form else "")]
    if file.refusal is not None:
        yield [("error", "  未能读取"), ("", f"  {file.refusal.message}"), ("dim", f"  [{file.refusal.code}]")]
        yield []
        return
    if not file.findings:
        yield [("good", "  没有发现问题"), ("dim", _read_words(file))]
        yield []
        return
    yield [("dim", "  " + _counts(file) + _read_words(file))]
    many_sheets = len({finding.sheet for finding in file.findings if finding.sheet}) > 1
    for group in grouped(file.findings):
        yield from _group_lines(group, many_sheets)
    yield []


def _read_words(file: FileReport) -> str:
    if not file.sheets:
        return ""
    rows, cells = sum(sheet.rows for sheet in file.sheets), sum(sheet.cells for sheet in file.sheets)
    return f"（读取单元格 {cells} 个，数据 {rows} 行）"


def _counts(file: FileReport) -> str:
    counts = [(words.SEVERITY[severity], file.count(severity)) for severity in Severity]
    return "，".join(f"{name} {count}" for name, count in counts if count)


def _group_lines(group: Group, many_sheets: bool) -> Iterator[Line]:
    first = group.first
    where, beside = grouping.places([cell for _, cell in group.cells], first, group.count, 8)
    where += f"（连同 {beside}）" if beside else ""
    if many_sheets and first.sheet:
        where = f"{first.sheet}!{where}" if where else first.sheet
    yield [
        ("dim" if first.settled else SEVERITY_STYLE[first.severity], f"  {grouping.level_words(first)}"),
        ("head", f"  {where}" if where else ""),
        ("", f"  {first.message}"),
        ("dim", f"  [{first.rule}]"),
    ]
    for twin in grouping.twins(first):
        yield [("dim", f"        另见：{twin}")]
    if first.expected and group.count == 1 and first.expected not in first.message:
        yield [("", f"        应为：{first.expected}")]
    if first.answer is not None:
        yield [("good", f"        {grouping.answer_words(first.answer)}")]
    if not first.settled and (how := advice(first)):
        yield [("", f"        改法：{how}")]
    if first.basis:
        yield [("dim", f"        依据：{cited(first.basis)}")]


def _assumed_lines(assumed: Sequence[tuple[str, str]]) -> Iterator[Line]:
    """What the notice leaves open is said at the end, so that nobody takes a choice for a rule."""
    if not assumed:
        return
    yield [("dim", "通知没有写明、按下列口径处理（可在通知包中改）：")]
    for title, value in assumed:
        yield [("dim", f"  {title}：{words.assumed_words(value)}")]
    yield []


def _totals(report: Report) -> Iterator[Line]:
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    yield [
        ("head", f"共 {len(report.files)} 个文件"),
        ("error" if report.refused else "", f"，未能读取 {report.refused} 个"),
        ("error" if errors else "good", f"，错误 {errors} 处"),
        ("warning" if warnings else "", f"，提醒 {warnings} 处"),
        ("", "".join(f"，{words.ANSWER[kind.value]} {n} 处" for kind in AnswerKind if (n := report.answered(kind)))),
    ]


def _indented(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        yield [("head" if number == 0 else "", "  " + line)]


def ledger_lines(ledger: Ledger, *, rows: bool = True) -> Iterator[Line]:
    """The investment window: sums in 万元, verdict, other bases, categories, then every row not counted.

    `rows` False leaves the row list out.
    """
    places = amounts.wan_places(_ledger_amounts(ledger))
    yield from pack_lines(ledger.notice)
    yield [("head", f"投资窗口 {ledger.start.isoformat()} 至 {ledger.end.isoformat()}（含首尾两日）")]
    yield [("", f"口径：{words.basis_words(ledger.date_basis, ledger.tax_basis)}；金额单位：万元")]
    yield []
    yield from _enterprise_lines(ledger, places)
    if ledger.by_category:
        yield [("head", "按投资类别（计入部分）")]
        pairs = [[name, wan(amount, places)] for name, amount in ledger.by_category.items()]
        yield from _indented(table(["投资类别", "计入"], pairs, figures=[1]))
        yield []
    yield [("head", "换一种口径")]
    bases = [
        [
            words.basis_words(b.date_basis, b.tax_basis),
            wan(b.counted, places),
            wan(b.undecided, places),
            words.floor_words(b.meets_floor),
        ]
        for b in ledger.bases
    ]
    yield from _indented(
        table(
            ["口径", "计入", "待定", f"各家均达到{words.FLOOR}" if len(ledger.enterprises) > 1 else words.FLOOR],
            bases,
            figures=[1, 2],
        )
    )
    yield []
    if rows:
        yield from _row_lines(ledger.rows, places)
    for path, code, message in ledger.refused:
        yield [("error", f"未能读取  {path}"), ("", f"  {message}"), ("dim", f"  [{code}]")]
    shown, hidden = grouping.about_amounts(ledger.findings)
    yield from _loose_findings(shown)
    if hidden:
        yield [("dim", f"另有 {hidden} 处与核算无关的提醒，见 xltools validate")]
        yield []
    yield from _assumed_lines(ledger.assumed)
    yield from _decides_lines(ledger)
    yield _verdict_line(ledger, places)


def _decides_lines(ledger: Ledger) -> Iterator[Line]:
    """What would decide the floor, enterprise by enterprise."""
    for enterprise in ledger.enterprises:
        if enterprise.decides:
            most = "没有上限（有金额不能识别）" if enterprise.at_most is None else f"最多 {wan(enterprise.at_most)}"
            least = wan(enterprise.at_least or Decimal(0))
            yield [
                (
                    "warning",
                    f"{enterprise.name}：最少 {least} 万元，{most}{'' if enterprise.at_most is None else ' 万元'}。要定下来：",
                )
            ]
            yield from ([("", f"  {line}")] for line in enterprise.decides)
            yield []


def _ledger_amounts(ledger: Ledger) -> Iterator[Decimal]:
    for enterprise in ledger.enterprises:
        yield from (enterprise.counted, enterprise.undecided, enterprise.not_counted)
    yield from ledger.by_category.values()
    yield from (basis.counted for basis in ledger.bases)
    yield from (row.amount for row in ledger.rows if row.amount is not None)


def _enterprise_lines(ledger: Ledger, places: int) -> Iterator[Line]:
    body = [
        [
            e.name,
            wan(e.counted, places),
            wan(e.undecided, places),
            wan(e.not_counted, places),
            str(e.unreadable),
            words.floor_words(e.meets_floor),
        ]
        for e in ledger.enterprises
    ]
    if len(body) > 1:
        sums = (ledger.counted, ledger.undecided, ledger.not_counted)
        body.append(["合计", *(wan(amount, places) for amount in sums), str(ledger.unreadable), ""])
    heads = [
        "企业",
        words.COUNTED,
        words.UNDECIDED,
        words.NOT_COUNTED,
        f"{words.UNREADABLE}（行）",
        f"{words.FLOOR} {wan(ledger.floor)}",
    ]
    yield from _indented(table(heads, body, figures=[1, 2, 3, 4]))
    yield []


def _row_lines(rows: Sequence[LedgerRow], places: int) -> Iterator[Line]:
    open_rows = [row for row in rows if row.verdict is not Verdict.COUNTED]
    if not open_rows:
        return
    yield [("head", f"未计入的行（{len(open_rows)} 行，其余 {len(rows) - len(open_rows)} 行计入）")]
    file = ""
    for row in open_rows:
        if row.file != file:
            file = row.file
            yield [("", f"  {file}")]
        style = "warning" if row.verdict in (Verdict.UNDECIDED, Verdict.UNREADABLE) else "dim"
        yield [
            (style, "    " + pad(words.VERDICT[row.verdict], 10)),
            ("", f"{row.sheet}!{row.cell or row.row}  {wan(row.amount, places)}  {row.name}  {row.reason}"),
        ]
    yield []


def _loose_findings(findings: Sequence[Finding]) -> Iterator[Line]:
    """Findings that stand outside one file's list are shown under the file they name."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    for path, members in by_path.items():
        yield [("head", path or "全部文件")]
        for group in grouped(members):
            yield from _group_lines(group, many_sheets=True)
        yield []


def _verdict_line(ledger: Ledger, places: int) -> Line:
    enterprises = ledger.enterprises
    reached = sum(enterprise.meets_floor is True for enterprise in enterprises)
    short = sum(enterprise.meets_floor is False for enterprise in enterprises)
    floor = f"{wan(ledger.floor)} 万元" + (f"（{cited(ledger.floor_basis)}）" if ledger.floor_basis else "")
    if len(enterprises) == 1:
        style = {True: "good", False: "error", None: "warning"}[ledger.meets_floor]
        text = f"计入 {wan(ledger.counted, places)} 万元，{words.floor_words(ledger.meets_floor)}{words.FLOOR} {floor}"
        if ledger.meets_floor is None:
            text = (
                f"计入 {wan(ledger.counted, places)} 万元，是否达到{words.FLOOR} {floor} 待定：先处理待定和不能识别的行"
            )
        return [(style, text)]
    return [
        ("head", f"共 {len(enterprises)} 家企业，计入合计 {wan(ledger.counted, places)} 万元；"),
        (
            "",
            f"{words.FLOOR} {floor}：达到 {reached} 家，未达到 {short} 家，待定 {len(enterprises) - reached - short} 家",
        ),
    ]


def merge_lines(merged: Merged, output: str) -> Iterator[Line]:
    """The receipt: file by file, rows and sums in = out + left out, who is missing."""
    yield from pack_lines(merged.notice)
    places = amounts.wan_places([*merged.sums_in.values(), *merged.sums_out.values()])
    yield [("head", f"{merged.attachment.title}"), ("dim", f"  {merged.notice.id} {merged.attachment.key}")]
    level = next((level.name for level in merged.notice.levels if level.key == merged.level), merged.level)
    yield [("", f"汇总层级：{level}（{merged.level}）" if merged.level else "")]
    yield [("", f"排列：{merged.order}")]
    folder = common_folder([file.path for file in merged.files])
    if folder:
        yield [("", f"文件夹：{folder}")]
    yield []
    body = [
        [
            f.path.removeprefix(folder),
            words.STATUS.get(f.status, f.status),
            f.office,
            str(f.rows_read),
            str(f.rows_merged),
            str(f.rows_rejected),
        ]
        for f in merged.files
    ]
    body.append(["合计", "", "", str(merged.rows_in), str(merged.rows_out), str(merged.rows_rejected)])
    yield from _indented(
        table(["文件", "结果", "单位", "读入行", "汇入行", "留下行"], body, figures=[3, 4, 5], limit=60)
    )
    yield []
    yield from _left_files(merged, folder)
    yield from _sum_lines(merged, places)
    for row in merged.rejected:
        yield [("warning", f"未汇入的行  {row.file} {row.sheet} 第 {row.row} 行"), ("", f"  {row.reason}")]
    if merged.missing:
        yield [("warning", f"尚未报送（{len(merged.missing)} 家）：{'、'.join(merged.missing)}")]
    yield from _since_lines(merged)
    yield from _loose_findings(merged.findings)
    if merged.balanced:
        yield [("good", f"平衡：读入 {merged.rows_in} 行 = 汇入 {merged.rows_out} 行 + 留下 {merged.rows_rejected} 行")]
        yield [("head", f"已写入 {output}")]
    else:
        yield [("error", "不平衡：读入与汇出的行数或合计不相等，没有写出结果，请反馈这一情况")]


def _since_lines(merged: Merged) -> Iterator[Line]:
    """与上次汇总相比：增、删、改、换序."""
    if merged.since is None:
        return
    from ..summary.since import since_counts, since_words  # start-up-critical: a check has no summary

    yield [("head", since_counts(merged.since))]
    for one in merged.since:
        yield [("", f"  {words.SINCE[one.kind]}  {since_words(one)}")]
    yield []


def _left_files(merged: Merged, folder: str) -> Iterator[Line]:
    """Files that stay out, equal reasons together."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for file in merged.files:
        if file.message:
            by_reason.setdefault((file.status, file.message), []).append(file.path.removeprefix(folder))
    for (status, message), paths in by_reason.items():
        names = paths[0] if len(paths) == 1 else f"{len(paths)} 个文件"
        yield [("warning", f"{words.STATUS.get(status, status)}  {names}"), ("", f"  {message}")]


def _sum_lines(merged: Merged, places: int) -> Iterator[Line]:
    if not merged.sums_in:
        return
    body = []
    for key, total in merged.sums_in.items():
        column = merged.attachment.column(key) if merged.attachment.has(key) else None
        name = column.full_heading if column else key
        left = merged.sums_rejected.get(key, Decimal(0))
        out = merged.sums_out.get(key, Decimal(0))
        money = column is None or column.type == "amount"
        body.append([name, *(wan(v, places) if money else format(v, "f") for v in (total, out, left))])
    yield from _indented(table(["合计项（金额：万元）", "读入", "汇出", "留下"], body, figures=[1, 2, 3]))
    yield []
