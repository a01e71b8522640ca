"""select: from the roll-up to the winners. The clock is read here and nowhere else; callers may hand in their own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LetterError, UsageError
from ..files.locks import sole_writer
from ..findings import Severity
from ..selection.collecting import CollectingDesk
from ..selection.deciding import Word, decision_from
from ..selection.folder import (
    OVERVIEW,
    SelectionFolder,
    issue,
    read_selection,
    selection_of,
    selection_spec,
    wanted_sheets,
    write_out,
)
from ..selection.model import Applicant, SelectionOpened, SelectionStanding, StepState
from ..selection.outcome import SelectOutcome
from ..selection.record import RECORD, Record, new_record, read_record

if TYPE_CHECKING:
    from ..letters import SummaryFigures
    from ..letters.figures import FigureRow

_PATIENCE = 20.0
"""Seconds that a run waits for another one to finish with the folder."""


def now() -> datetime:
    """The local time, to the second."""
    return datetime.now().replace(microsecond=0)


@contextmanager
def _record(folder: Path, *, new: bool = False) -> Iterator[Record]:
    """The record under the lock that keeps two runs from writing at once; write faults become OutputFault."""
    from ..files.atomic import fault_of

    path = folder / RECORD
    try:
        if new:
            folder.mkdir(parents=True, exist_ok=True)
        with sole_writer(path, wait=_PATIENCE):
            yield read_record(folder) if path.exists() or not new else new_record(folder)
    except OSError as fault:
        raise fault_of(fault, path) from fault


# --- start ------------------------------------------------------------------------------------------------------------


def start(
    rollup: str, folder: str, experts: Sequence[str], notice_id: str = "", *, clock: datetime | None = None
) -> SelectOutcome:
    """Open a selection on a checked roll-up and write the first workbooks. The same call again changes nothing."""
    named = tuple(one.strip() for one in experts if one.strip())
    if not named:
        raise UsageError("no_experts", "请用 --expert 写明打分专家，每人一次，如 --expert 张三 --expert 李四。")
    if doubled := [one for one in dict.fromkeys(named) if named.count(one) > 1]:
        said = f"专家“{'”“'.join(doubled)}”写了两次；同名的请加单位区别，如 张三（甲大学）。"
        raise UsageError("expert_twice", said)
    opened = _opening(rollup, Path(folder), named, notice_id, clock or now())
    with _record(Path(folder), new=True) as record:
        if not record.entries:
            record.append([opened])
        elif replace(record.opened, at=opened.at, rollup=opened.rollup) != opened:
            raise UsageError("started", f"“{folder}”里已经开始了一次遴选，汇总表或专家不同。请另换一个文件夹。")
        return _issued("select start", Path(folder), record)


def _issued(command: str, folder: Path, record: Record) -> SelectOutcome:
    selection = selection_of(folder, record)
    layout = SelectionFolder(folder, selection.spec)
    return SelectOutcome(command, selection, issue(layout, wanted_sheets(selection)))


def _opening(rollup: str, folder: Path, experts: tuple[str, ...], notice_id: str, moment: datetime) -> SelectionOpened:
    from .letter import figures_of

    figures, notice, _, checked = figures_of(rollup, notice_id)
    spec = selection_spec(notice)
    if len(figures.tables) != 1 or figures.tables[0].attachment != spec.attachment:
        title = notice.attachment(spec.attachment).title
        raise UsageError(
            "no_rollup", f"“{rollup}”不是{spec.attachment}（{title}）。请先用 xltools merge 汇总，再开始遴选。"
        )
    table = checked.inputs.tables[0]
    return SelectionOpened(
        at=moment,
        notice=notice.id,
        version=notice.version,
        rollup=Path(os.path.relpath(rollup, folder)).as_posix(),
        sha256=table.book.sha256,
        sheet=table.sheet,
        fingerprint=figures.digest,
        experts=experts,
        applicants=_applicants(
            figures, [table.cell(index, figures.tables[0].company_key) for index in range(len(table))]
        ),
    )


def _applicants(figures: SummaryFigures, cells: Sequence[str]) -> tuple[Applicant, ...]:
    """The rows as applicants. Raises UsageError for what a person has to settle first: no name, a row twice, no opinion."""
    rows = figures.tables[0].rows
    faults = list(_open_questions(rows, cells))
    keys = [_key(row) for row in rows]
    first: dict[str, str] = {}
    for key, row, cell in zip(keys, rows, cells, strict=True):
        if key in first and row.company:
            faults.append(f"{cell} 与 {first[key]} 是同一家企业的同一个项目（{row.company}）")
        first.setdefault(key, cell)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults[:20])
        raise UsageError("rollup_open", f"汇总表还有 {len(faults)} 处要先定下来，遴选没有开始：\n{listed}")
    if not any(not row.refused for row in rows):
        raise UsageError("no_applicants", "汇总表里没有可以参加遴选的企业。")
    return tuple(
        Applicant(
            key=key,
            number=number,
            cell=cell,
            company=row.company,
            credit_code=row.credit_code,
            project=row.project,
            place=row.district,
            note="；".join(row.doubts),
            out=f"区级审核意见：{row.opinion}" if row.refused else "",
        )
        for number, (key, row, cell) in enumerate(zip(keys, rows, cells, strict=True), start=1)
    )


def _open_questions(rows: Sequence[FigureRow], cells: Sequence[str]) -> Iterator[str]:
    for row, cell in zip(rows, cells, strict=True):
        if not row.company:
            yield f"{cell} 没有企业名称"
        elif row.opinion == "":
            yield f"{cell} “{row.company}”的审核意见没有填，不知道是否推荐"


def _key(row: FigureRow) -> str:
    return hashlib.sha256(f"{row.credit_code}\n{row.company}\n{row.project}".encode()).hexdigest()[:12]


# --- collect, rank, decide --------------------------------------------------------------------------------------------


def collect(
    folder: str, paths: Sequence[str], *, replacing: bool = False, clock: datetime | None = None
) -> SelectOutcome:
    """Take in returned workbooks. Inputs are only read; what is taken is kept as it came."""
    with _record(Path(folder)) as record:
        desk = CollectingDesk(Path(folder), record, clock or now(), replacing)
        selection = desk.run(paths)
        return SelectOutcome("select collect", selection, collected=desk.done)


def rank(folder: str) -> SelectOutcome:
    """Work out where everything stands, write the overview and the workbooks that are due now."""
    from ..reports.selection_book import write_overview

    with _record(Path(folder)) as record:
        outcome = _issued("select rank", Path(folder), record)
        if any(one.ranking or one.left for one in outcome.selection.steps):
            outcome.written.append(write_out(Path(folder) / OVERVIEW, write_overview(outcome.selection)))
        return outcome


def decide(folder: str, word: Word, *, clock: datetime | None = None) -> SelectOutcome:
    """Record a person's word. Said again, it is recorded once. Raises UsageError where there is nothing to decide."""
    with _record(Path(folder)) as record:
        selection = selection_of(Path(folder), record)
        if not _known(selection, word):
            record.append([decision_from(selection, word, clock or now())])
            selection = selection_of(Path(folder), record)
        return SelectOutcome("select decide", selection)


def _known(selection: SelectionStanding, word: Word) -> bool:
    """Whether just this was said already: a tie that was broken is none any more, so it is looked for first."""
    for one in selection.decisions:
        names = tuple(selection.applicant(key).company for key in one.companies)
        numbers = tuple(str(selection.applicant(key).number) for key in one.companies)
        said = Word(kind=one.kind, companies=names, by=one.by, why=one.why, expert=one.expert)
        meant = replace(word, step="", by=word.by.strip(), why=word.why.strip())
        if meant in (said, replace(said, companies=numbers)):
            return True
    return False


def show(folder: str) -> SelectionStanding:
    """The selection as it stands; nothing is written."""
    return read_selection(Path(folder))


# --- announce ---------------------------------------------------------------------------------------------------------


def announce(folder: str, *, settings: Mapping[str, str] | None = None, profile: str = "") -> SelectOutcome:
    """综合评议表 and 公示. Raises LetterError while anything is open: nothing is announced that a person has not settled."""
    from ..letters import load_profile, make_letters
    from ..reports.selection_book import table_name, winners_in, write_conclusion

    selection = show(folder)
    if not selection.winners or selection.faults:
        from ..reports.selection import open_points

        listed = "\n".join(f"  {line}" for line in (*open_points(selection), *selection.faults))
        raise LetterError("selection_open", f"遴选还没有结果，没有写出综合评议表和公示：\n{listed}")
    data = write_conclusion(selection)
    if winners_in(data) != [one.company for one in selection.winners]:
        raise LetterError("not_proved", "写出的综合评议表与遴选结果核对不符，没有写出。")
    notice, level = selection.notice, selection.notice.level(selection.spec.level)
    spec = selection.spec.letter
    letters = make_letters(
        notice,
        replace(level, letters=(spec,)) if spec is not None else level,
        _winners(selection, hashlib.sha256(data).hexdigest()),
        load_profile(Path(profile) if profile else None),
        kind=spec.kind if spec is not None else "publicity",
        settings=settings or {},
    )
    place = SelectionFolder(Path(folder), selection.spec).step(selection.spec.steps[-1])
    written = [write_out(place / f"{table_name(selection)}.xlsx", data)]
    for letter in letters:
        written.append(write_out(place / f"{letter.name}.docx", letter.data))
    return SelectOutcome("select announce", selection, written, findings=[finding for one in letters for finding in one.findings])


def _winners(selection: SelectionStanding, sha256: str) -> SummaryFigures:
    """The winners in order of rank, as the letters take their figures."""
    from ..letters import FigureRow, FigureTable, SummaryFigures
    from ..reports.selection_book import table_name

    ranks = {row.applicant.key: row for row in selection.steps[-1].ranking}
    columns = (
        ("rank", "名次"),
        ("company", "企业名称"),
        ("project", "项目名称"),
        ("district", "所在区"),
        ("score", "综合得分"),
    )
    rows = tuple(
        FigureRow(
            rank=str(ranks[one.key].rank),
            category="",
            company=one.company,
            credit_code=one.credit_code,
            project=one.project,
            district=one.place,
            place=place,
            cells={
                "rank": str(ranks[one.key].rank),
                "company": one.company,
                "project": one.project,
                "district": one.place,
                "score": f"{ranks[one.key].score:f}",
            },
        )
        for place, one in enumerate(selection.winners)
    )
    table = FigureTable(
        attachment=selection.spec.attachment, title=table_name(selection), columns=columns, rows=rows, sha256=sha256
    )
    return SummaryFigures(notice=selection.notice.id, level=selection.spec.level, tables=(table,))


def unsettled(selection: SelectionStanding) -> bool:
    """Whether somebody still has to do or say something."""
    return selection.steps[-1].state is not StepState.DONE or bool(selection.faults)


def errors_in(outcome: SelectOutcome) -> bool:
    return any(finding.severity is Severity.ERROR for finding in outcome.findings)
