"""收件概览 as a workbook: a line per unit, a heat map, what changed since the last round, whose each file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .. import words
from ..findings import AnswerKind, Severity
from ..formats.grid import a1
from ..office import sheetbuild as look
from ..office.links import link_target
from ..office.newbook import new_book, stamp
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look, Stylesheet
from ..register.batch import Batch, BatchUnit
from ..register.model import State
from .amounts import WAN
from .receive import HeatMap, heat_map, new_findings, pass_rate, short_names, state_words

OVERVIEW: Final = "收件概览"
DISTRICTS: Final = "各区情况"
HEAT: Final = "问题分布"
CHANGES: Final = "本轮变化"
FILES: Final = "文件归属"

_FILLS: Final = {
    State.TO_CORRECT: "FFE9B0",
    State.MISSING: "FFC9C4",
    State.RECEIVED: "D6E6F7",
    State.PASSED: "D5EBD8",
}
_HEAT_FILLS: Final = ("FFFFFF", "FFF1D6", "FFDDA8", "FFC078", "F79B52", "E8743B")
"""Nothing to most; black stays readable on all of them (WCAG AA)."""


def _boxed(fill: str) -> Look:
    return Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OverviewColumn:
    heading: str
    width: float
    look: Look


def write_receive_book(batch: Batch, notices: Mapping[str, str]) -> bytes:
    """The overview as .xlsx. `notices`: unit -> path of its 补正通知书, relative to the workbook."""
    book = new_book()
    book.build(OVERVIEW, _overview(batch, notices, book.styles))
    if len(batch.districts) > 1 and not all(unit.is_office for unit in batch.units):
        book.build(DISTRICTS, _districts(batch, book.styles))
    heat = heat_map(batch)
    if heat.kinds:
        book.build(HEAT, _heat(heat, book.styles))
    if batch.before is not None:
        book.build(CHANGES, _changes(batch, book.styles))
    book.build(FILES, _files(batch, book.styles))
    stamp(book, "receive")
    return book.save()


def _columns(batch: Batch) -> list[_OverviewColumn]:
    plain, number, money = look.BODY, look.CENTRED, look.AMOUNT
    made = [
        _OverviewColumn(heading="序号", width=5, look=number),
        _OverviewColumn(heading="单位", width=30, look=plain),
        _OverviewColumn(heading="结果", width=9, look=number),
        _OverviewColumn(heading="缺少材料", width=24, look=plain),
        *(
            _OverviewColumn(heading=heading, width=7, look=number)
            for heading in ("错误", "提醒", "已说明", "重复", "旧版")
        ),
        _OverviewColumn(heading="逾期\n（天）", width=7, look=number),
    ]
    if batch.ledger is not None:
        made += [
            _OverviewColumn(heading="计入（万元）", width=12, look=money),
            _OverviewColumn(heading="待定（万元）", width=12, look=money),
            _OverviewColumn(heading=words.FLOOR, width=9, look=number),
        ]
    if batch.before is not None:
        made += [_OverviewColumn(heading=heading, width=7, look=number) for heading in ("已改", "新增", "仍有")]
    return [*made, _OverviewColumn(heading="审核意见", width=20, look=plain)]


def _overview(batch: Batch, notices: Mapping[str, str], styles: Stylesheet) -> SheetBuilder:
    columns = _columns(batch)
    sheet = SheetBuilder(styles, [column.width for column in columns])
    sheet.banner(f"{batch.notice.title}收件概览", look.TITLE, height=34)
    sheet.banner(_summary(batch), look.PLAIN)
    header = sheet.row([column.heading for column in columns], look.HEADING, height=36)
    sheet.freeze, sheet.titles = header, (header, header)
    number = 0
    for unit in batch.units:
        number += 1
        looks = [column.look for column in columns]
        looks[2] = _boxed(_FILLS.get(unit.state, "FFFFFF"))
        if unit.name in notices:
            looks[1] = look.LINK
        sheet.row([number, *_cells(batch, unit)], looks)
        if unit.name in notices:
            sheet.link(2, link_target(notices[unit.name]), "", "打开补正通知书")
    for name in batch.missing:
        number += 1
        looks = [column.look for column in columns]
        looks[2] = _boxed(_FILLS[State.MISSING])
        sheet.row([number, name, words.HANDIN["missing"], *[None] * (len(columns) - 3)], looks)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(columns))}"
    for near in batch.near:
        sheet.banner(f"注意：{near.said}。", look.PLAIN)
    if batch.assumed:
        sheet.gap()
        sheet.banner("通知没有写明、按下列理解处理", look.SECTION)
        for title, value in batch.assumed:
            sheet.banner(f"· {title}：{words.assumed_words(value)}", look.PLAIN)
    return sheet


def _summary(batch: Batch) -> str:
    settled = "".join(f"，{words.ANSWER[kind.value]} {n} 处" for kind in AnswerKind if (n := batch.answered(kind)))
    text = (
        f"{batch.at:%Y年%m月%d日 %H:%M}；已报 {len(batch.units)} 家，未报 {len(batch.missing)} 家，文件 {batch.files} 个；"
        f"合格率 {pass_rate(batch)}；错误 {batch.count(Severity.ERROR)} 处，提醒 {batch.count(Severity.WARNING)} 处{settled}。"
    )
    text += f"截止日期 {batch.deadline:%Y年%m月%d日}。" if batch.deadline else ""
    return (
        text + (f"与 {batch.before:%m月%d日 %H:%M} 那一轮相比。" if batch.before else "") + "点单位名可打开补正通知书。"
    )


def _cells(batch: Batch, unit: BatchUnit) -> Iterator[CellValue]:
    yield unit.name
    yield state_words(unit)
    yield "、".join(unit.missing)
    yield unit.count(Severity.ERROR)
    yield unit.count(Severity.WARNING)
    yield unit.answered(AnswerKind.EXPLAINED)
    yield unit.twins
    yield unit.versions
    yield unit.late_days
    if batch.ledger is not None:
        total = unit.total
        yield total.counted / WAN if total is not None else None
        yield total.undecided / WAN if total is not None else None
        yield words.floor_words(total.meets_floor) if total is not None else ""
    if batch.before is not None:
        yield len(unit.difference.mended)
        yield len(unit.difference.new)
        yield unit.difference.still
    yield unit.opinion


def _districts(batch: Batch, styles: Stylesheet) -> SheetBuilder:
    """A line per district: how many handed in, how many are in order, what is counted."""
    sheet = SheetBuilder(styles, (6.0, 24.0, 10.0, 10.0, 12.0, 10.0, 10.0, 16.0))
    sheet.banner("各区情况", look.TITLE, height=34)
    header = sheet.row(
        ["序号", "区（开发区）", "家数", "合格", "合格率", "错误", "提醒", "计入（万元）"], look.HEADING, height=24
    )
    for number, (name, units) in enumerate(batch.districts.items(), start=1):
        good = sum(not unit.to_correct for unit in units)
        money = [unit.total.counted for unit in units if unit.total is not None]
        sheet.row(
            [
                number, name or "（不明）", len(units), good, f"{good / len(units):.1%}",
                sum(unit.count(Severity.ERROR) for unit in units), sum(unit.count(Severity.WARNING) for unit in units),
                sum(money) / WAN if money else None,
            ],
            [look.CENTRED, look.BODY, *[look.CENTRED] * 5, look.AMOUNT],
        )  # fmt: skip
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 8)}"
    return sheet


def _heat(heat: HeatMap, styles: Stylesheet) -> SheetBuilder:
    names = short_names(heat.columns)
    sheet = SheetBuilder(styles, (26.0, *[10.0] * len(heat.columns), 8.0))
    sheet.banner("问题分布（错误和提醒，处；颜色越深越多）", look.TITLE, height=34)
    header = sheet.row(["问题", *(names[name] for name in heat.columns), "合计"], look.HEADING)
    sheet.freeze, sheet.titles = header, (header, header)
    for kind in heat.kinds:
        counts = [heat.count(kind, column) for column in heat.columns]
        looks = [look.BODY, *(_boxed(_HEAT_FILLS[heat.strength(count)]) for count in counts), look.TOTAL]
        sheet.row([kind, *(count or None for count in counts), sum(counts)], looks)
    return sheet


def _changes(batch: Batch, styles: Stylesheet) -> SheetBuilder:
    sheet = SheetBuilder(styles, (30.0, 9.0, 30.0, 10.0, 60.0))
    sheet.banner("本轮变化", look.TITLE, height=34)
    header = sheet.row(["单位", "变化", "文件", "单元格", "问题"], look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    good, bad = _boxed("D5EBD8"), _boxed("FFC9C4")
    for unit in batch.units:
        for one in unit.difference.mended:
            sheet.row([unit.name, "已改", one.file, one.cell, one.message], [look.BODY, good, *[look.BODY] * 3])
        for finding in new_findings(unit):
            sheet.row(
                [unit.name, "新增", finding.path, finding.cell, finding.message],
                [look.BODY, bad, *[look.BODY] * 3],
            )
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 5)}"
    return sheet


def _files(batch: Batch, styles: Stylesheet) -> SheetBuilder:
    """Whose each file is, and by what it was known."""
    sheet = SheetBuilder(styles, (6.0, 30.0, 54.0, 18.0, 18.0, 30.0))
    sheet.banner("文件归属", look.TITLE, height=34)
    header = sheet.row(["序号", "单位", "文件", "内容", "依据", "备注"], look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    owned = [(unit.name, file) for unit in batch.units for file in unit.files]
    everything = (*owned, *(("（看不出）", file) for file in batch.nobodys))
    for number, (name, file) in enumerate(everything, start=1):
        sheet.row(
            [number, name, file.shown, file.what, file.how, file.note], [look.CENTRED, *[look.BODY] * 2, look.CENTRED, look.CENTRED, look.BODY]
        )  # fmt: skip
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 6)}"
    return sheet
