"""综合评议表 and 遴选情况 as workbooks: ranks, every score with its file and cell, and where each applicant's way ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..formats.grid import a1
from ..formats.opening import open_bytes
from ..office import sheetbuild as look
from ..office.newbook import new_book
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look, Stylesheet
from ..selection.model import Applicant, DecisionKind, Ranking, Score, SelectionStanding, StepStanding, StepState
from ..selection.sealing import sealed
from ..selection.sheet import percent
from ..words import SELECT_STATE
from .selection import assumed_rules, decision_words, open_points, rank_words

WON: Final = "拟认定"
_SCORES: Final = "打分明细"
_WAYS: Final = "企业去向"
_GREY: Final = "808080"
_WON: Final = Look(face="黑体", size=11, horizontal="left", boxed=True, fill="D5EBD8")
_TIED: Final = Look(face="黑体", size=11, horizontal="center", boxed=True, fill="FFE9B0")
_ONE_PAGE: Final = 40
"""Rows and notes that are still read well on one A4 page, signatures beside them."""
_SIGNED: Final = Look(face="仿宋_GB2312", size=12, horizontal="left")


def table_name(selection: SelectionStanding) -> str:
    """综合评议表."""
    return f"{selection.spec.steps[-1].name}表"


def write_conclusion(selection: SelectionStanding) -> bytes:
    """The table that the experts sign, with all scores and all ways behind it. Same selection, same bytes."""
    book = new_book()
    book.build(table_name(selection), _conclusion(selection, book.styles))
    book.build(_SCORES, _scores(selection, book.styles))
    book.build(_WAYS, _ways(selection, book.styles))
    return sealed(book, "selection")


def write_overview(selection: SelectionStanding) -> bytes:
    """Where the selection stands, for the office: every ranking so far. Same selection, same bytes."""
    book = new_book()
    book.build("各环节", _steps(selection, book.styles))
    for one in selection.steps:
        if one.ranking:
            book.build(f"{one.step.name}排名", _ranking(selection, one, book.styles))
    book.build(_SCORES, _scores(selection, book.styles))
    book.build(_WAYS, _ways(selection, book.styles))
    return sealed(book, "selection")


def winners_in(data: bytes) -> list[str]:
    """The winners as the written table names them, read back."""
    grid = open_bytes(data, shown="综合评议表.xlsx").grids[0]
    rows = [
        {column: str(value) for column, value in zip(row.columns, row.values, strict=True)}
        for row in grid.rows.values()
    ]
    heads = next(row for row in rows if row.get(1) == _HEADS[0])
    places = {heading: column for column, heading in heads.items()}
    return [row[places["企业名称"]] for row in rows if row.get(places["结果"], "").startswith(WON)]


# --- 综合评议表 ---------------------------------------------------------------------------------------------------------


_HEADS: Final = ("名次", "企业名称", "所在区", "项目名称", "综合得分", "评定意见", "结果")


def _number(decimals: int, colour: str = "") -> Look:
    code = f"0.{'0' * decimals}" if decimals else "0"
    return Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, number_format=code, colour=colour)


def _conclusion(selection: SelectionStanding, styles: Stylesheet) -> SheetBuilder:
    last = selection.steps[-1]
    parts = [f"{selection.spec.step(key).name}得分" for key in last.step.shares]
    sheet = SheetBuilder(styles, [12.0, 34.0, 12.0, 34.0, *[11.0] * len(parts), 11.0, 10.0, 30.0])
    sheet.banner(f"{selection.notice.title}{table_name(selection)}", look.TITLE, height=36)
    header = sheet.row([*_HEADS[:4], *parts, *_HEADS[4:]], look.HEADING, height=36)
    sheet.freeze, sheet.titles = header, (header, header)
    number = _number(selection.spec.mean_decimals)
    for row in last.ranking:
        given = last.given(row.applicant.key)
        won = row.applicant in last.on
        who: list[CellValue] = [rank_words(row), row.applicant.company, row.applicant.place, row.applicant.project]
        scores: list[CellValue] = [*(row.parts[key] for key in last.step.shares), row.score]
        cells = [*who, *scores, given.word if given else "", _result(last, row.applicant)]
        rank_look = _TIED if row.tied else look.CENTRED
        looks = [rank_look, look.BODY, look.CENTRED, look.BODY, *[number] * len(scores), look.CENTRED]
        sheet.row(cells, [*looks, _WON if won else look.BODY])
    sheet.gap()
    notes = [*_counted(selection), *rules(selection), *_decided(selection)]
    for line in notes:
        sheet.banner(line, look.PLAIN)
    sheet.gap()
    if len(last.ranking) + len(notes) <= _ONE_PAGE:
        sheet.pages_high = 1
    sheet.banner("专家组组长签名：　　　　　　　　　　专家签名：", _SIGNED, height=40)
    sheet.banner("工作人员签名：　　　　　　　　　　　日期：　　　　年　　月　　日", _SIGNED, height=40)
    return sheet


def _result(last: StepStanding, applicant: Applicant) -> str:
    left = next((each.reason for each in last.left if each.applicant == applicant), "")
    if left:
        return left
    promoted = applicant in last.on and applicant not in [row.applicant for row in last.ranking[: last.step.places]]
    return f"{WON}（递补）" if promoted else WON if applicant in last.on else ""


def _counted(selection: SelectionStanding) -> Iterator[str]:
    """Rows in = those who go on + those who left, step by step."""
    out = len(selection.opened.applicants) - len(selection.applicants)
    said = f"汇总表{len(selection.opened.applicants)}行" + (f"，其中区级不推荐{out}家" if out else "")
    for one in selection.steps:
        if one.state is StepState.DONE:
            said += f"；{one.step.name}：进入{len(one.entered)}家，离开{len(one.left)}家，留下{len(one.on)}家"
    yield f"家数：{said}。"
    for one in selection.steps:
        if one.vacancies > 0 and one.state is StepState.DONE:
            left_open = one.vacancies - max(one.fillable, 0)
            told = "".join(
                f"由{word.by}决定不递补：{word.why}。"
                for word in selection.decisions
                if left_open > 0 and word.kind is DecisionKind.VACANCY and word.step == one.step.key
            )
            yield f"空缺：{one.step.name}有{one.vacancies}个名额因退出或评定意见空缺，没有递补。{told}"


def rules(selection: SelectionStanding) -> Iterator[str]:
    """How scores become ranks, and what of it the notice does not say."""
    spec, last = selection.spec, selection.spec.steps[-1]
    trim = f"专家满{spec.trim_from}人的去掉一个最高分和一个最低分，" if spec.trim_from else ""
    weights = "＋".join(f"{spec.step(key).name}得分×{percent(weight)}" for key, weight in last.shares.items())
    yield (
        f"计分：{trim}取平均，四舍五入到{spec.mean_decimals}位小数；综合得分＝{weights}，同样舍入；按舍入后的得分排名，"
        "同分的名次相同，程序不定先后。"
    )
    if assumed := assumed_rules(selection.notice):
        yield f"通知没有写明、按此办理的：{'；'.join(f'{title}：{value}' for title, value in assumed)}。"


def _decided(selection: SelectionStanding) -> Iterator[str]:
    for number, one in enumerate(selection.decisions, start=1):
        yield f"裁定{number}：{decision_words(selection, one)}"


# --- 遴选情况 -----------------------------------------------------------------------------------------------------------


def _steps(selection: SelectionStanding, styles: Stylesheet) -> SheetBuilder:
    sheet = SheetBuilder(styles, [16.0, 22.0, 9.0, 9.0, 9.0, 9.0, 60.0])
    sheet.banner(f"{selection.notice.title}情况", look.TITLE, height=36)
    header = sheet.row(["环节", "状态", "进入", "继续", "离开", "已收表", "还缺"], look.HEADING, height=26)
    sheet.freeze = header
    centred = look.CENTRED
    for one in selection.steps:
        done = one.state is StepState.DONE
        state = SELECT_STATE[one.state.value] + ("（与下一环节合并）" if one.merged else "")
        counts: list[CellValue] = [len(one.on), len(one.left)] if done else ["", ""]
        cells: list[CellValue] = [
            one.step.name,
            state,
            len(one.entered),
            *counts,
            len(one.sheets),
            "、".join(one.missing),
        ]
        sheet.row(cells, [look.BODY, centred, centred, centred, centred, centred, look.BODY])
    sheet.gap()
    points = open_points(selection)
    for line in (*_counted(selection), *rules(selection), *_decided(selection), *(f"待办：{one}" for one in points)):
        sheet.banner(line, look.PLAIN)
    for fault in selection.faults:
        sheet.banner(f"注意：{fault}", look.BAD)
    return sheet


def _ranking(selection: SelectionStanding, one: StepStanding, styles: Stylesheet) -> SheetBuilder:
    columns = list(one.step.shares) or list(dict.fromkeys(s.expert for row in one.ranking for s in row.scores))
    names = [f"{selection.spec.step(key).name}得分" if one.step.shares else key for key in columns]
    heads = ["名次", "序号", "企业名称", "所在区", *names, "综合得分" if one.step.shares else "得分", "结果"]
    sheet = SheetBuilder(styles, [12.0, 6.0, 34.0, 12.0, *[10.0] * len(columns), 10.0, 36.0])
    sheet.banner(f"{one.step.name}排名", look.TITLE, height=36)
    if not one.step.shares:
        sheet.banner("灰色的是去掉的最高分和最低分；空格是回避。", look.PLAIN)
    header = sheet.row(heads, look.HEADING, height=36)
    sheet.freeze, sheet.titles = header, (header, header)
    for row in one.ranking:
        _ranking_row(selection, sheet, one, row, columns)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(heads))}"
    return sheet


def _ranking_row(
    selection: SelectionStanding, sheet: SheetBuilder, one: StepStanding, row: Ranking, columns: list[str]
) -> None:
    by_expert = {score.expert: score for score in row.scores}
    left = next((each.reason for each in one.left if each.applicant == row.applicant), "")
    waits = any(row.applicant in tie.applicants for tie in one.ties)
    done = one.state is StepState.DONE
    result = left or ("待裁定" if waits else (WON if one.step.shares else "继续") if done else "")
    values: list[CellValue] = [row.parts[key] for key in columns] if row.parts else []
    looks = [_number(selection.spec.mean_decimals)] * len(values)
    if not row.parts:
        values = [by_expert[key].value if key in by_expert else None for key in columns]
        digits = selection.spec.decimals
        aside = {key for key, score in by_expert.items() if not score.counted}
        looks = [_number(digits, _GREY if key in aside else "") for key in columns]
    who: list[CellValue] = [rank_words(row), row.applicant.number, row.applicant.company, row.applicant.place]
    rank_look = _TIED if row.tied else look.CENTRED
    sheet.row(
        [*who, *values, row.score, result],
        [rank_look, look.CENTRED, look.BODY, look.CENTRED, *looks, _number(selection.spec.mean_decimals), look.BODY],
    )


@dataclass(frozen=True, slots=True)
class _ScoreLine:
    step: str
    row: Ranking
    score: Score


def _scores(selection: SelectionStanding, styles: Stylesheet) -> SheetBuilder:
    """Every score: whose, of whom, from which cell of which file."""
    sheet = SheetBuilder(styles, [11.0, 8.0, 34.0, 12.0, 9.0, 9.0, 44.0, 16.0, 9.0])
    sheet.banner(_SCORES, look.TITLE, height=36)
    heads = ["环节", "名次", "企业名称", "专家", "得分", "计入", "文件", "工作表", "单元格"]
    header = sheet.row(heads, look.HEADING, height=26)
    sheet.freeze, sheet.titles = header, (header, header)
    lines = [
        _ScoreLine(one.step.name, row, score) for one in selection.steps for row in one.ranking for score in row.scores
    ]
    body, centred = look.BODY, look.CENTRED
    for line in lines:
        score = line.score
        sheet.row(
            [
                line.step,
                rank_words(line.row),
                line.row.applicant.company,
                score.expert,
                score.value,
                "是" if score.counted else "去掉",
                score.path,
                score.sheet,
                "、".join(score.cells),
            ],
            [centred, centred, body, centred, _number(selection.spec.decimals), centred, body, body, centred],
        )
    sheet.filter = f"A{header}:{a1(max(sheet.next_row - 1, header), len(heads))}"
    return sheet


def _ways(selection: SelectionStanding, styles: Stylesheet) -> SheetBuilder:
    """Every row of the roll-up, and where its way ended."""
    sheet = SheetBuilder(styles, [6.0, 34.0, 22.0, 12.0, 34.0, 11.0, 14.0, 44.0])
    sheet.banner(_WAYS, look.TITLE, height=36)
    opened = selection.opened
    sheet.banner(f"汇总表：{opened.rollup}（工作表“{opened.sheet}”，指纹 {opened.sha256[:16]}）", look.PLAIN)
    heads = ["序号", "企业名称", "统一社会信用代码", "所在区", "项目名称", "汇总表单元格", "止于", "原因"]
    header = sheet.row(heads, look.HEADING, height=26)
    sheet.freeze, sheet.titles = header, (header, header)
    body, centred = look.BODY, look.CENTRED
    for one in opened.applicants:
        step, reason = way_end(selection, one)
        cells: list[CellValue] = [
            one.number,
            one.company,
            one.credit_code,
            one.place,
            one.project,
            one.cell,
            step,
            reason,
        ]
        sheet.row(
            cells, [centred, body, body, centred, body, centred, centred, _WON if reason.startswith(WON) else body]
        )
    return sheet


def way_end(selection: SelectionStanding, applicant: Applicant) -> tuple[str, str]:
    """In which step an applicant's way ended, and why."""
    if applicant.out:
        return "参加前", applicant.out
    for one in selection.steps:
        for each in one.left:
            if each.applicant == applicant:
                return one.step.name, each.reason
    if applicant in selection.winners:
        return selection.spec.steps[-1].name, WON
    return "", "还在遴选中"
