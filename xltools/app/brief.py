"""brief: one page for the leader out of a summary, as Word document, page or PDF."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import InputRefused, OutputFault, UsageError
from ..files import records
from ..files.names import utf8
from ..findings import Severity
from ..formats.grid import column_letters
from ..forms.inputs import Request, read_inputs
from ..forms.table import Table
from ..ledger import Ledger, build_ledger
from ..notice.model import ColumnType
from ..reports.amounts import wan
from ..reports.grouping import kind_words
from ..rules.checking import Checked, check
from ..settings import value_of
from ..summary.brief import Brief, BriefFigure
from ..summary.lineage import read_lineage
from ..summary.model import summed_columns
from ..summary.offices import PLACE_COLUMNS
from ..summary.statistics import statistics_tables
from ..summary.tallies import Statistic
from ..words import FLOOR, floor_words

_CHARTS = 3
_BARS = 13
_SOURCE = "来源单位"


def brief_of(path: str, notice: str = "") -> Brief:
    """The page on a summary. Raises InputRefused, UsageError: no summary in the file."""
    checked = check(read_inputs(Request(paths=(path,), notice=notice)))
    file = next(iter(checked.inputs.files), None)
    if file is None:
        raise InputRefused("not_found", f"找不到汇总表“{path}”。请检查路径。", path=path)
    if file.refusal is not None:
        raise InputRefused(file.refusal.code, file.refusal.message, path=path)
    if not file.tables:
        raise UsageError("no_summary", f"“{path}”中没有认出汇总表。请用 --notice 指明通知，或先运行 xltools merge。")
    table = max(file.tables, key=len)
    ledger = _ledger(checked, table)
    offices = _offices(table)
    missing = _missing(path)
    charts = statistics_tables(table.attachment, table.columns, offices, ledger)
    rows = f"“{table.sheet}”第 {table.rows[0]}—{table.rows[-1]} 行" if len(table) else f"“{table.sheet}”（没有数据）"
    return Brief(
        title=f"{table.notice.short or table.notice.title}　{table.attachment.title}情况",
        made_of=f"{Path(path).name} {rows}，指纹 {file.sha256[:12]}",
        figures=tuple(_figures(table, offices, ledger, missing)),
        charts=tuple(replace(one, lines=one.lines[:_BARS]) for one in _best(charts)),
        open_points=tuple(_open(checked, missing, ledger)),
    )


def _best(charts: Sequence[Statistic]) -> list[Statistic]:
    """Three that tell something: money first, then what has more than one bar."""
    telling = [one for one in charts if len(one.lines) > 1 or one.money] or list(charts)
    return sorted(telling, key=lambda one: not one.money)[:_CHARTS]


def _ledger(checked: Checked, table: Table) -> Ledger | None:
    spec = table.notice.ledger
    if spec is None or spec.attachment != table.attachment.key:
        return None
    return build_ledger(checked.accounts(table.notice))


def _offices(table: Table) -> list[str]:
    """Whose each row is: 来源单位 of a summary of ours, else its place column."""
    for row in range(table.header.first_row, table.header.last_row + 1):
        found = table.grid.rows.get(row)
        for column, value in zip(found.columns, found.values, strict=True) if found is not None else ():
            if value == _SOURCE:
                return [str(table.grid.value(number, column) or "") for number in table.rows]
    key = next((key for key in PLACE_COLUMNS if table.has(key)), "")
    return [str(value or "") for value in table.columns.get(key, ())]


def _missing(path: str) -> tuple[str, ...]:
    """Who had not handed in when the summary was made."""
    try:
        receipt = records.table(records.read_json(str(read_lineage(path).facts.get("receipt", "{}"))))
        return tuple(records.text(name) for name in records.items(receipt.get("missing", [])))
    except (InputRefused, records.Malformed):
        return ()


def _span(table: Table, key: str) -> str:
    """推荐汇总表!C6:C68"""
    column = table.header.columns.get(key)
    if column is None or not len(table):
        return f"{table.sheet}"
    letters = column_letters(column)
    return f"{table.sheet}!{letters}{table.rows[0]}:{letters}{table.rows[-1]}"


def _figures(
    table: Table, offices: Sequence[str], ledger: Ledger | None, missing: Sequence[str]
) -> Iterator[BriefFigure]:
    """Who, how many, how much."""
    form = table.attachment
    if offices:
        yield BriefFigure(label="已报单位", value=str(len(set(offices))), unit="家", where=f"{table.sheet} {_SOURCE}栏")
    if missing:
        yield BriefFigure(label="未报单位", value=str(len(missing)), unit="家", where="汇总回执")
    names = table.owners or [str(value) for value in table.columns.get("enterprise", ()) if value]
    if names:
        yield BriefFigure(label="企业", value=str(len(set(names))), unit="家", where=_span(table, "enterprise"))
    first = next(iter(table.columns), "")
    yield BriefFigure(label="数据", value=str(len(table)), unit="行", where=_span(table, first))
    if ledger is not None:
        reached = [one.meets_floor for one in ledger.enterprises]
        amount = next((basis.amount_column for basis in table.notice.ledger.bases), "") if table.notice.ledger else ""
        where = _span(table, amount)
        yield BriefFigure(label="计入投资", value=wan(ledger.counted), unit="万元", where=where)
        yield BriefFigure(label="待定投资", value=wan(ledger.undecided), unit="万元", where=where)
        yield BriefFigure(label=f"{floor_words(True)}{FLOOR}", value=str(reached.count(True)), unit="家", where=where)
        return
    for key in summed_columns(form):
        values = table.columns.get(key, ())
        total = sum((Decimal(value) for value in values if isinstance(value, int | Decimal)), Decimal(0))
        if table.has(key) and form.column(key).type is ColumnType.AMOUNT:
            yield BriefFigure(label=form.column(key).heading, value=wan(total), unit="万元", where=_span(table, key))
    if form.category and form.category in table.columns:
        for name, count in Counter(str(value) for value in table.columns[form.category] if value).most_common(3):
            yield BriefFigure(label=name, value=str(count), unit="个", where=_span(table, form.category))


def _open(checked: Checked, missing: Sequence[str], ledger: Ledger | None) -> Iterator[str]:
    """What somebody has still to do."""
    if missing:
        yield f"未报 {len(missing)} 家：{'、'.join(missing[:8])}{'等' if len(missing) > 8 else ''}"
    if ledger is not None:
        waiting = [one.name for one in ledger.enterprises if one.meets_floor is None]
        short = [one.name for one in ledger.enterprises if one.meets_floor is False]
        if waiting:
            yield f"{FLOOR}待定 {len(waiting)} 家：{'、'.join(waiting[:4])}{'等' if len(waiting) > 4 else ''}"
        if short:
            yield f"未达到{FLOOR} {len(short)} 家：{'、'.join(short[:4])}{'等' if len(short) > 4 else ''}"
    found = [f for report in checked.report.files for f in report.findings]
    for severity, word in ((Severity.ERROR, "错误"), (Severity.WARNING, "提醒")):
        kinds = Counter(kind_words(f) for f in found if f.severity is severity and not f.settled)
        if kinds:
            top = "、".join(f"{kind} {count}" for kind, count in kinds.most_common(3))
            yield f"{word} {sum(kinds.values())} 处，主要是：{top}"


def write_brief(brief: Brief, out: str, *, force: bool = False, inputs: Sequence[str] = ()) -> None:
    """Write it in the form that the file's name asks for: .docx, .html, .pdf. Raises UsageError, OutputFault."""
    from ..files.atomic import write_atomically

    ending = Path(out).suffix.casefold()
    if ending in (".html", ".htm"):
        from ..reports.brief_html import brief_html

        data = utf8(brief_html(brief))
    elif ending in (".docx", ".pdf"):
        from ..letters.brief import brief_docx

        data = brief_docx(brief)
        data = _pdf(data) if ending == ".pdf" else data
    else:
        raise UsageError("no_such_form", f"简报不能写成 {ending or out}。可用：.docx、.html、.pdf。")
    write_atomically(out, data, force=force, inputs=inputs)


def _pdf(document: bytes) -> bytes:
    """By the office program of the machine. Raises OutputFault where there is none."""
    program = value_of("soffice").text or shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise OutputFault(
            "no_program", "没有找到 LibreOffice，不能写 PDF。请用 -o 一页.docx，再在 Word 或 WPS 中另存为 PDF。"
        )
    with TemporaryDirectory(prefix="xltools-") as room:
        source = Path(room) / "brief.docx"
        source.write_bytes(document)
        command = [program, f"-env:UserInstallation=file://{room}/profile", "--headless", "--convert-to", "pdf"]
        try:
            subprocess.run([*command, "--outdir", room, str(source)], capture_output=True, timeout=180, check=True)  # noqa: S603  # a program of the machine, our own file
            return (Path(room) / "brief.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise OutputFault("no_program", "LibreOffice 没有写出 PDF。请改用 -o 一页.docx。") from None
