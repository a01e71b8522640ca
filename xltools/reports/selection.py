"""The selection for people: where every step stands, what is open, and the way of one enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..files.names import visible
from ..findings import Finding
from ..notice.model import Notice
from ..selection.collecting import Collected, Taking
from ..selection.deciding import fillable
from ..selection.model import (
    Applicant,
    Decision,
    DecisionKind,
    Ranking,
    SelectionStanding,
    StepStanding,
    StepState,
)
from ..selection.outcome import SelectOutcome
from ..words import DECISION, SELECT_STATE, TAKING
from .terminal import table


def open_points(selection: SelectionStanding) -> list[str]:
    """What somebody has to do next, in words."""
    return [line for one in selection.steps for line in _open_in(selection, one)]


def _open_in(selection: SelectionStanding, one: StepStanding) -> Iterator[str]:
    name = one.step.name
    if one.missing:
        yield f"{name}：还缺{len(one.missing)}份表：{'、'.join(one.missing)}（待发的由 xltools select rank 写出）"
    for sheet in one.sheets:
        yield from (f"{name}：{finding_words(sheet.path, finding)}" for finding in sheet.findings)
    yield from (f"{name}：{problem}" for problem in one.problems)
    for tie in one.ties:
        names = "、".join(applicant.company for applicant in tie.applicants)
        yield (
            f"{name}：第{tie.rank}名有{len(tie.applicants)}家并列（{tie.score:f}分），只有{tie.free}个名额：{names}。"
            "程序不定先后，请由人裁定后登记（xltools select decide … 并列 …）"
        )
    if fillable(selection) is one:
        due = "、".join(applicant.company for applicant in one.next) or "没有了"
        yield (
            f"{name}：空缺{one.fillable}个名额，按名次下一名是：{due}。是否递补由人决定"
            "（xltools select decide … 递补 …；不递补的登记 空缺）"
        )


def finding_words(path: str, finding: Finding) -> str:
    """“收回/打分表-张三.xlsx”“现场核验打分表”E7：…"""
    place = f"“{finding.sheet}”{'、'.join(finding.cells)}：" if finding.cells else ""
    return f"“{visible(path)}”{place}{finding.message}{finding.fix}"


def assumed_rules(notice: Notice) -> list[tuple[str, str]]:
    """What the notice does not say of the selection and the pack assumes: title, value."""
    return [
        (one.title, one.said)
        for one in notice.parameters
        if one.assumed and any(place.startswith(f"{notice.id}.selection") for place in notice.readers.get(one.key, ()))
    ]


def selection_text(selection: SelectionStanding, *, ranked: bool = True) -> str:
    """Where every step stands, the last ranking, what is open."""
    rows = len(selection.opened.applicants)
    out = rows - len(selection.applicants)
    said = f"，区级不推荐 {out} 家" if out else ""
    lines = [f"遴选  {selection.notice.title}  汇总表 {rows} 行，参加 {len(selection.applicants)} 家{said}", ""]
    heads = ["环节", "状态", "进入", "继续", "离开", "已收表", "还缺"]
    lines += [
        "  " + line for line in table(heads, [_step_row(one) for one in selection.steps], figures=[2, 3, 4, 5, 6])
    ]
    if ranked and (last := [one for one in selection.steps if one.ranking]):
        lines += ["", *_ranking_lines(selection, last[-1])]
    if selection.winners:
        lines += ["", f"拟认定 {len(selection.winners)} 家：{'、'.join(one.company for one in selection.winners)}"]
    if points := open_points(selection):
        lines += ["", "待办：", *(f"  {line}" for line in points)]
    lines += [f"注意：{fault}" for fault in selection.faults]
    return "\n".join(lines) + "\n"


def _step_row(one: StepStanding) -> list[str]:
    state = SELECT_STATE[one.state.value] + ("（与下一环节合并）" if one.merged else "")
    if one.state is StepState.WAITING:
        return [one.step.name, state, "", "", "", "", ""]
    done = one.state is StepState.DONE
    return [
        one.step.name,
        state,
        str(len(one.entered)),
        str(len(one.on)) if done else "",
        str(len(one.left)) if done else "",
        str(sum(not sheet.findings for sheet in one.sheets)),
        str(len(one.missing)),
    ]


def _ranking_lines(selection: SelectionStanding, one: StepStanding) -> list[str]:
    rows = [
        [
            rank_words(row),
            row.applicant.company,
            f"{row.score:f}",
            _scores_words(selection, row),
            result_words(one, row.applicant),
        ]
        for row in one.ranking
    ]
    heads = ["名次", "企业", "得分", "各环节得分" if one.step.shares else "专家打分（括号内为去掉的）", "结果"]
    lines = table(heads, rows, figures=[2], limit=60)
    return [f"{one.step.name}排名：", *("  " + line for line in lines)]


def rank_words(row: Ranking) -> str:
    """并列20 for a shared rank; 20（裁定） for one that a person decided."""
    if row.tied:
        return f"并列{row.rank}"
    return f"{row.rank}（裁定）" if row.decided is not None else str(row.rank)


def _scores_words(selection: SelectionStanding, row: Ranking) -> str:
    if row.parts:
        return "，".join(f"{selection.spec.step(key).name} {score:f}" for key, score in row.parts.items())
    return "、".join(f"{score.value:f}" if score.counted else f"({score.value:f})" for score in row.scores)


def result_words(one: StepStanding, applicant: Applicant) -> str:
    left = next((each.reason for each in one.left if each.applicant == applicant), "")
    if left:
        return left
    if one.state is not StepState.DONE:
        return "待裁定" if any(applicant in tie.applicants for tie in one.ties) else ""
    return ("拟认定" if one.step.shares else "继续") if applicant in one.on else ""


def way_text(selection: SelectionStanding, applicant: Applicant) -> str:
    """From the rank back to every expert's cell."""
    opened = selection.opened
    lines = [
        f"{applicant.company}（序号 {applicant.number}，{applicant.place}，{applicant.project}）",
        f"  汇总表：{opened.rollup} “{opened.sheet}”{applicant.cell}",
    ]
    if applicant.out:
        lines.append(f"  未参加遴选：{applicant.out}")
    for one in selection.steps:
        if applicant in one.entered:
            lines.append(f"  {one.step.name}：{result_words(one, applicant) or SELECT_STATE[one.state.value]}")
            lines += [f"    {line}" for line in _way_in(selection, one, applicant)]
    return "\n".join(lines) + "\n"


def _way_in(selection: SelectionStanding, one: StepStanding, applicant: Applicant) -> Iterator[str]:
    row = next((row for row in one.ranking if row.applicant == applicant), None)
    if row is not None:
        shared = "并列" if row.tied else ""
        yield f"{shared}第{row.rank}名{'（裁定）' if row.decided else ''}，{row.score:f}分"
        for score in row.scores:
            aside = "" if score.counted else "（去掉的最高或最低分）"
            yield f"{score.expert} {score.value:f}{aside}  {score.path} “{score.sheet}”{'、'.join(score.cells)}"
        for key, part in row.parts.items():
            yield f"{selection.spec.step(key).name} {part:f} × {one.step.shares[key]:f}"
    given = one.given(applicant.key)
    if given is not None and given.word:
        sheet = next(sheet for sheet in one.sheets if applicant.key in sheet.given)
        yield f"{given.word}{'：' + given.reason if given.reason else ''}  {sheet.path} “{sheet.sheet}”{given.cells[0]}"
    yield from (decision_words(selection, each) for each in _words_on(selection, one, applicant))


def _words_on(selection: SelectionStanding, one: StepStanding, applicant: Applicant) -> list[Decision]:
    return [
        each
        for each in selection.decisions
        if each.step == one.step.key and applicant.key in (*each.companies, *each.among)
    ]


def decision_words(selection: SelectionStanding, one: Decision) -> str:
    """裁定（并列）：甲公司、乙公司；专家组组长赵示例；理由：…（2025-11-05）"""
    names = "、".join(selection.applicant(key).company for key in one.companies)
    if one.kind is DecisionKind.VACANCY:
        names = f"不递补，因{'、'.join(selection.applicant(key).company for key in one.among)}退出或未获同意"
    who = f"专家{one.expert}" + (f"不给{names}打分" if names else "不参加") if one.expert else names
    step = selection.spec.step(one.step).name
    return f"{step}{DECISION[one.kind.value]}：{who}；{one.by}决定；理由：{one.why}（{one.at:%Y-%m-%d}）"


def shown_text(selection: SelectionStanding, applicant: Applicant | None) -> str:
    return way_text(selection, applicant) if applicant is not None else selection_text(selection)


def outcome_text(outcome: SelectOutcome) -> str:
    """What a command took in and wrote, and where the selection stands then."""
    lines = [line for one in outcome.collected for line in _collected_lines(one)]
    lines += list(_written_lines(outcome))
    lines += [f"  {finding.message}" for finding in outcome.findings]
    return "\n".join([*lines, *([""] if lines else []), selection_text(outcome.selection, ranked=outcome.command == "select rank")])


def _collected_lines(one: Collected) -> Sequence[str]:
    if one.taking is Taking.PASSED_OVER:
        return [f"略过 {visible(one.path)}：{one.message}"]
    head = f"{TAKING[one.taking.value]} {visible(one.path)}"
    head += f"（{one.expert}）" if one.expert else ""
    head += f" → {one.kept}" if one.kept else ""
    head += f"：{one.message}" if one.message else ""
    return [head, *(f"  “{f.sheet}”{'、'.join(f.cells)}：{f.message}{f.fix}" for f in one.findings)]


def _written_lines(outcome: SelectOutcome) -> Iterator[str]:
    folder = Path(outcome.selection.folder)
    for one in outcome.written:
        said = "已写出" if one.changed else "未变"
        # A workbook of ours knows whether somebody worked in it; of a letter nobody knows, it is kept all the same.
        why = "文件有人改过，" if one.path.suffix == ".xlsx" else ""
        kept = f"（原来的{why}留作 {one.backup.name}）" if one.backup is not None else ""
        path = one.path if not one.path.is_relative_to(folder) else folder / one.path.relative_to(folder)
        yield f"{said} {visible(str(path))}{kept}"
