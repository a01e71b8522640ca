"""Forms of every call spoilt at many places at once: what is found, counted and joined stands in tests/golden/.

The tables of tests/rules, tests/ledger and tests/summary say why; this notices any other verdict, sum, order or
receipt. After a change that is meant, run `pytest tests/app/test_steps.py --update-golden` and read the difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import PurePath
from random import Random

import pytest

from xltools.app.total import ledger_of
from xltools.demo import invent
from xltools.findings import Finding
from xltools.formats.grid import NO_VALUE, Area, Book, ErrorValue, Grid, GridRow, Value
from xltools.forms.filling import settle_zero_report
from xltools.forms.inputs import Input, Inputs
from xltools.forms.reading import read_table
from xltools.forms.rownotes import row_notes
from xltools.forms.unbound import layout_notes
from xltools.notice.load import load_notice
from xltools.notice.model import Attachment, Column, ColumnType, Notice, Role, Shape
from xltools.rules.checking import Checked, check
from xltools.summary.join import merged_of
from xltools.summary.levels import choose_level
from xltools.summary.model import MergeOptions

NAMES = ("武汉示例甲智能装备有限公司", "武汉示例乙电子有限公司", "武汉示例丙材料有限公司")
PLACES = ("江岸区", "武汉市江汉区", "硚口区经信局", "汉阳区", "某单位", "")
ODD: tuple[Value | None, ...] = (
    None, None, "同上", "—", "无", "合计", "小计", "示例", "约3", "3万", "1e5", "3+4", "−5", "(7)", "５", " ", "待定", "见备注", "土地购置", "办公用车", "美元",
    "2024.1", "2024年3月", "2024年", "2023-09-30", "2025-10-01", "2026-01-01", "20240305", "24420000000000000001", "91420100MA4K000001", "abc",
    "单位：元", "备注写有单位：美元", "冲红", "红字发票", "作废", "预付款", "9999999", "0.0001", "100%", "0.5",
    Decimal(0), Decimal("0.01"), Decimal("-12.5"), Decimal(1), Decimal(45000), Decimal("1234567.89"), Decimal("12.345678"), Decimal(2024), Decimal("1E+16"),
    datetime(2023, 9, 30), datetime(2023, 10, 1), datetime(2025, 9, 30), datetime(2025, 10, 1), datetime(2019, 1, 1), datetime(2024, 6, 15, 10, 30),
    True, ErrorValue("#REF!"), NO_VALUE,
)  # fmt: skip
HEADS = ("金额（元）", "日期", "金额", "含税金额", "名称", "别的", "序号", "申报企业", "币种")
TOP = ("单位：元", "金额单位：万美元", "填报日期：2025年10月9日", "2024年", "说明")


def usual(column: Column, number: int, rng: Random, place: str, name: str) -> Value | None:
    """What stands in a column of a form that is in order, as far as one row tells."""
    if column.heading == "序号":
        return Decimal(number)
    if column.key in ("enterprise", "name") and "企业" in column.heading:
        return name
    if column.key == "district" or "区" in column.heading:
        return place
    if column.key == "credit_code":
        return invent.credit_code(rng)
    if column.values:
        return rng.choice(column.values).value
    if column.type is ColumnType.AMOUNT:
        return Decimal(rng.choice((100, 113, 226, 1130, 5000)))
    if column.type is ColumnType.DATE:
        return datetime(2024, rng.randrange(1, 13), rng.randrange(1, 29))
    if column.type is ColumnType.INTEGER:
        return Decimal(rng.randrange(1, 12))
    if column.type in (ColumnType.NUMBER, ColumnType.PERCENT):
        return Decimal(rng.randrange(1, 50)) / 2
    if "发票号" in column.heading:
        return f"2442{rng.randrange(10**16):016}"
    return f"{column.heading[:3]}{rng.randrange(4)}"


def _sheet(form: Attachment, rng: Random, place: str, name: str, many: int) -> Grid:
    """A form with a few rows, then some of its cells, headings and lines changed."""
    rows: dict[int, GridRow] = {}
    styles = ("General", "0.00%", "[$$-409]#,##0", '0!.0000,"万"', "yyyy-mm-dd")

    def put(number: int, cells: dict[int, Value | None]) -> None:
        kept = {column: value for column, value in sorted(cells.items()) if value is not None}
        if kept:
            marks = tuple(rng.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 3)) if rng.random() < 0.2 else 0 for _ in kept)
            rows[number] = GridRow(tuple(kept), tuple(kept.values()), marks)

    label = next((label for label in form.labels if label.key == form.submitter), None)
    who = name if form.role not in (Role.SUMMARY, Role.ROLLUP) else place
    put(1, {1: form.title})
    put(2, {1: f"{label.text}：{who}" if label else None, 5: rng.choice((*TOP, None, None, None))})
    heads: dict[int, Value | None] = {at: column.group + column.heading for at, column in enumerate(form.columns, 1)}
    if rng.random() < 0.4:
        heads[rng.choice([*heads, len(heads) + 1])] = rng.choice(HEADS)
    put(3, heads)
    line = 4
    printed = form.rows if form.shape is Shape.LIST else ()
    for number in range(1, (len(printed) or many) + 1):
        cells = {at: usual(column, number, rng, place, name) for at, column in enumerate(form.columns, 1)}
        if printed:
            cells |= {at: Decimal("0.5") for at, c in enumerate(form.columns, 1) if c.type is ColumnType.NUMBER}
            cells |= {
                at: printed[number - 1].cells[c.key]
                for at, c in enumerate(form.columns, 1)
                if c.key in printed[number - 1].cells
            }
        for at in cells:
            if rng.random() < (0.03 if printed else 0.07):
                cells[at] = rng.choice(ODD)
        put(line, cells)
        line += 1
        if rng.random() < 0.12:
            put(
                line,
                rng.choice(({1: "小计"}, {1: "一、设备"}, {3: "其中：主轴"}, {1: "示例", 3: "某机床"}, {3: "本页小计"}))
                | {
                    at: Decimal(rng.randrange(900))
                    for at, c in enumerate(form.columns, 1)
                    if c.type is ColumnType.AMOUNT
                },
            )
            line += 1
    sums = {at: sum((v for r in rows.values() for c, v in zip(r.columns, r.values, strict=True) if c == at and isinstance(v, Decimal)), Decimal(0)) for at, c in enumerate(form.columns, 1) if c.type is ColumnType.AMOUNT}  # fmt: skip
    if sums and rng.random() < 0.6:
        put(line, {1: "合计", **sums})
    if rng.random() < 0.2:
        put(line + 1, {1: "填表说明：以上金额单位为元"})
    merges = [Area(4, at, 5, at) for at in (rng.randrange(1, len(form.columns) + 1),)] if rng.random() < 0.3 else []
    return Grid(form.key, rows=rows, merges=merges, formats=styles)


def _again(rng: Random, sheet: Grid) -> Grid:
    """The form handed in once more: now and then a row gone, a cell typed over, a row twice."""
    rows = dict(sheet.rows)
    for number in [number for number in rows if number > 3]:
        row = rows[number]
        chance = rng.random()
        if chance < 0.1:
            del rows[number]
        elif chance < 0.3:
            at = rng.randrange(len(row.values))
            rows[number] = row._replace(values=(*row.values[:at], rng.choice(ODD[2:]), *row.values[at + 1 :]))
        elif chance < 0.35:
            rows[max(rows) + 1] = row
    return replace(sheet, rows=dict(sorted(rows.items())))


def _file(notice: Notice, form: Attachment, path: str, sheet: Grid) -> Input | None:
    book = Book(path, f"sha-{path}", "xlsx", [sheet])
    table = read_table(notice, form, book, sheet)
    if table is None:
        return None
    settle_zero_report(table)
    return Input(path, book, book.sha256, tables=[table], notes=[*layout_notes(table), *row_notes(table)])


@cache
def handed_in(call: str, seed: int) -> Checked:
    """What two or three enterprises or offices hand in under a call, checked."""
    notice = load_notice(call)
    rng = Random(f"{call} {seed}")
    files = []
    for number, name in enumerate(NAMES[: rng.choice((1, 2, 3))]):
        place = rng.choice(PLACES)
        for form in notice.attachments:
            if form.shape is Shape.FORM or form.role is Role.ROLLUP or rng.random() < 0.35:
                continue
            folder = rng.choice((place or "甲", name, f"{place}/{name}"))
            sheet = _sheet(form, rng, place, rng.choice((name, name, name, NAMES[0])), rng.choice((1, 3, 6, 9)))
            made = [_file(notice, form, f"{folder}/{form.key}-{number}.xlsx", sheet)]
            if rng.random() < 0.3:
                made.append(_file(notice, form, f"{folder}/{form.key}-{number}改.xlsx", _again(rng, sheet)))
            files += [one for one in made if one is not None]
    return check(Inputs(files, [notice]), one_submission=seed % 6 == 5)


def _finding(one: Finding) -> str:
    cells = ",".join(one.cells[:4])
    beside = " ".join(f"{place.path}!{place.cell}" for place in one.related[:2])
    return f"  {one.severity.value[0]} {one.rule} {cells} {one.message[:90]} “{one.value[:20]}”→“{one.expected[:30]}” {beside}".rstrip()


def _told(findings: Sequence[Finding]) -> Iterator[str]:
    """Every finding of a rule in full up to six, the others by their cells."""
    for rule, found in groupby(findings, key=lambda one: one.rule):
        alike = list(found)
        yield from map(_finding, alike[:6])
        if alike[6:]:
            yield f"  … {rule} {' '.join(one.cell for one in alike[6:])}"


def _ledger(checked: Checked, seed: int) -> Iterator[str]:
    basis = (("", ""), ("payment", ""), ("", "without"), ("contract", ""))[seed % 4]
    ledger = ledger_of(checked, date_basis=basis[0], tax_basis=basis[1])
    yield f"  counted {ledger.counted} undecided {ledger.undecided} not {ledger.not_counted} unreadable {ledger.unreadable} {ledger.meets_floor} {ledger.at_least} {ledger.at_most}"
    for one in ledger.enterprises:
        parts = " ".join(f"{key}={value}" for key, value in sorted(one.by_category.items()))
        yield f"  {one.name}: {one.counted} {one.undecided} {one.not_counted} {one.at_least} {one.at_most} {one.meets_floor} {parts} {'；'.join(one.decides)}"
    for basis_total in ledger.bases:
        yield f"  {basis_total.date_basis} {basis_total.tax_basis} {basis_total.counted} {basis_total.undecided} {basis_total.meets_floor}"
    for row in ledger.rows:
        yield f"  {PurePath(row.file).name} {row.cell} {row.amount} {row.verdict.value} {row.reason}"


CALLS = {"wuhan-2025": 10, "hubei-2022": 12, "miit-2023": 4, "tianjin-2025": 2, "xiangjiang-2022": 4}


def checks(call: str) -> Iterator[str]:
    for seed in range(CALLS[call]):
        checked = handed_in(call, seed)
        yield f"{call} {seed}"
        for file in checked.report.files:
            yield f" {file.path} {file.attachment} {file.submitter} rows {[sheet.rows for sheet in file.sheets]}"
            yield from _told(file.findings)
        if any(file.attachment == "附件6" for file in checked.report.files) and call == "wuhan-2025":
            yield from _ledger(checked, seed)


def merges(call: str) -> Iterator[str]:
    for seed in range(CALLS[call]):
        checked = handed_in(call, seed)
        notice = checked.inputs.notices[0]
        for form in (one for one in notice.attachments if one.levels):
            tables = [table for table in checked.inputs.tables if table.attachment is form]
            if not tables and form.role is not Role.ROLLUP:
                continue
            order = ("office", "given", "own", "office")[seed % 4]
            level = choose_level(notice, form, form.levels[seed % len(form.levels)], tables)
            late = {tables[0].path: "已有更新的报送"} if tables and seed % 5 == 4 else {}
            options = MergeOptions(
                out="汇总.xlsx",
                level=level.key,
                order=order,
                superseded=late,
                expected=PLACES[:2] if seed % 3 == 0 else None,
            )
            made = merged_of(checked, notice, form, level, options)
            yield f"{call} {seed} {form.key} {level.key}: in {made.rows_in} out {made.rows_out} rejected {made.rows_rejected} {made.balanced} missing {'、'.join(made.missing)} {made.order}"
            for receipt in made.files:
                sums = " ".join(f"{key}={value}" for key, value in receipt.sums.items())
                yield f"  {receipt.path} {receipt.status} {receipt.code} {receipt.message} {receipt.office} {receipt.office_from} {receipt.rows_read} {receipt.rows_merged} {receipt.furniture} {sums}"
            for index, row in enumerate(made.rows):
                values = [str(value) for value in row.values.values()]
                shown = f"{' '.join(values[:5])} {hashlib.sha256(repr(values).encode()).hexdigest()[:6]}"
                yield f"  {index} {PurePath(row.hops[-1].source.path).name if row.hops else ''} {shown} {' '.join(row.notes)}"
            known = {finding for file in checked.report.files for finding in file.findings}
            yield from (_finding(finding) for finding in made.findings if finding not in known)


@pytest.mark.parametrize("call", CALLS)
def test_every_verdict_is_the_one_of_before(golden: Callable[[str, str], None], call: str) -> None:
    golden(f"checks-{call}.txt", "\n".join(checks(call)) + "\n")


@pytest.mark.parametrize("call", CALLS)
def test_every_joined_row_is_the_one_of_before(golden: Callable[[str, str], None], call: str) -> None:
    golden(f"merges-{call}.txt", "\n".join(merges(call)) + "\n")
