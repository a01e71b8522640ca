"""The hand-in register in words, for its texts and its workbook: states, receipts without a table, what passed, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePath

from ..files.names import visible
from ..register.arrivals import file_state
from ..register.deadlines import Awaited, RunningOut, running_out
from ..register.model import Noted, PaperReceipt, Received, Register, RegisterEntry, State, UnitStanding
from ..words import HANDIN, MATTER, MEDIUM

FILE_WORDS = {"same": "", "changed": "文件已改动", "missing": "文件不在原处"}
_MOST_NOTES = 3
_AWAITED = {
    Awaited.FIRST: "尚未报送",
    Awaited.TABLE: "已收扫描件或纸质件，尚缺电子表",
    Awaited.CORRECTION: "待更正，尚未重报",
}


def state_words(unit: UnitStanding) -> str:
    """The state; of a unit whose table lacks, what came instead: 已收扫描件，缺电子表."""
    if unit.state is not State.SCANNED:
        return HANDIN[unit.state]
    media = dict.fromkeys(MEDIUM[paper.medium] for paper in unit.papers)
    return f"已收{'和'.join(media)}，{HANDIN[unit.state]}"


def counted(register: Register) -> str:
    """未报 3 家，已收 11 家: what nobody stands at is left out."""
    return "，".join(f"{HANDIN[state]} {count} 家" for state in State if (count := register.count(state)))


def moment_words(at: datetime) -> str:
    """The day, and the time where one was given."""
    return f"{at:%Y-%m-%d %H:%M}" if at.time() != time() else f"{at:%Y-%m-%d}"


def paper_words(paper: PaperReceipt) -> str:
    """纸质件 4 份，盖章，来文 江经信〔2022〕12号（10-28 收）."""
    said = [MEDIUM[paper.medium]]
    if paper.path:
        said[0] += f" {visible(PurePath(paper.path).name)}"
    if paper.copies:
        said[0] += f" {paper.copies} 份"
    said += [word for word, there in (("盖章", paper.sealed), (f"来文 {paper.number}", paper.number)) if there]
    said += [paper.note] if paper.note else []
    return f"{'，'.join(said)}（{paper.at:%m-%d} 收）"


def note_words(note: Noted) -> str:
    """11-02 催报（李某，电话）：答应下午报."""
    who = "，".join(filter(None, (note.by, note.how)))
    due = f"，{note.until:%m-%d} 前重报" if note.until is not None else ""
    return f"{note.at:%m-%d} {MATTER[note.matter]}{note.attachment}{f'（{who}）' if who else ''}{f'：{note.note}' if note.note else ''}{due}"


def unit_remarks(register: Register, unit: UnitStanding) -> list[str]:
    """What is to be known beside the state."""
    made = [f"缺{'、'.join(unit.lacking)}"] if unit.lacking and unit.attachments else []
    for one in unit.attachments.values():
        if one.marked is not None and one.marked.note and one.withdrawn is None:
            made.append(one.marked.note)
        if one.current.refusal:
            made.append(one.current.refusal)
        if word := FILE_WORDS[file_state(register, one)]:
            made.append(f"{visible(one.current.path)}{word}")
    if unit.unread is not None:
        made.append(f"{unit.unread.at:%m-%d} 重报的文件未能读取（{visible(unit.unread.path)}），请重发")
    made.extend(dict.fromkeys(map(paper_words, unit.papers)))
    marks = {one.marked.note for one in unit.attachments.values() if one.marked is not None}
    said = [note_words(note) for note in unit.notes if not any(note.note and note.note in mark for mark in marks)]
    left = len(said) - _MOST_NOTES
    return made + ([f"此前另有 {left} 次往来"] if left > 0 else []) + said[-_MOST_NOTES:]


def due_words(one: RunningOut) -> str:
    """尚未报送（3 家，截止 2022-10-31，还有 2 天）：汉阳区、青山区."""
    what = _AWAITED[one.awaited]
    when = "今天到期" if one.days == 0 else f"还有 {one.days} 天" if one.days > 0 else f"已逾期 {-one.days} 天"
    soon = "即将到期　" if one.soon and one.days >= 0 else ""
    return f"{soon}{what}（{len(one.units)} 家，截止 {one.deadline.isoformat()}，{when}）：{'、'.join(one.units)}"


def due_lines(register: Register, today: date) -> Iterator[str]:
    """Who is awaited, deadline by deadline; where there is none, who has not handed in."""
    found = list(running_out(register, today))
    yield from map(due_words, found)
    timed = {name for one in found for name in one.units}
    for state, awaited in ((State.MISSING, Awaited.FIRST), (State.SCANNED, Awaited.TABLE)):
        rest = [unit.unit for unit in register.units if unit.state is state and unit.unit not in timed]
        if rest:
            yield f"{_AWAITED[awaited]}（{len(rest)} 家）：{'、'.join(rest)}"


def asked_line(entry: RegisterEntry) -> str:
    """待确认　第 5 条 青山区-推荐汇总表.xlsx：…"""
    event = entry.event
    assert isinstance(event, Received)
    return (
        f"待确认　第 {entry.number} 条 {visible(event.path)}：{event.note}"
        f"（xltools handin move 台账 {entry.number} 单位 --reason 理由）"
    )
