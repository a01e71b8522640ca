"""The hand-in register for people and programs: status, arrivals and differences as text and as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..documents import envelope
from ..files.names import visible
from ..register.arrivals import file_state
from ..register.arrived import AddOutcome
from ..register.model import (
    Change,
    Difference,
    Noted,
    PaperReceipt,
    Received,
    Register,
    RegisterEntry,
    Standing,
    State,
    UnitStanding,
)
from ..register.states import head_words
from ..words import LEVEL
from .registerwords import asked_line, counted, due_lines, state_words, unit_remarks
from .terminal import table

if TYPE_CHECKING:
    from ..documents.handin import (
        AskedDocument,
        DifferenceDocument,
        DifferencesDocument,
        HandinAddDocument,
        HandinStatusDocument,
        NoteDocument,
        PaperDocument,
        StandingDocument,
        StandingUnit,
    )

_MOST_CHANGES = 40
_STATUS_HEADS = ("单位", "状态", "附件", "次数", "逾期", "错误", "说明")
_WIDEST = 160
_MOST_KNOWN = 3


# --- JSON --------------------------------------------------------------------------------------------------------------


def status_json(register: Register, today: date | None = None) -> HandinStatusDocument:  # noqa: ARG001 - as the text
    """Units × attachments × state × rounds."""
    opened = register.opened
    return {
        **envelope("handin status"),
        "register": register.path,
        "notice": opened.notice,
        "level": opened.level,
        "deadline": opened.deadline.isoformat() if opened.deadline else None,
        "expected": [list(group) for group in opened.expected],
        "counts": {state.value: register.count(state) for state in State},
        "units": [_unit_json(register, unit) for unit in register.units],
        "asked": [_asked_json(entry) for entry in register.asked],
        "head": register.head,
        "faults": list(register.faults),
    }


def _unit_json(register: Register, unit: UnitStanding) -> StandingUnit:
    return {
        "unit": unit.unit,
        "expected": unit.expected,
        "state": unit.state.value,
        "lacking": list(unit.lacking),
        "deadline": unit.deadline.isoformat() if unit.deadline else None,
        "unread": unit.unread.path if unit.unread is not None else None,
        "papers": [_paper_json(paper) for paper in unit.papers],
        "notes": [_note_json(note) for note in unit.notes],
        "attachments": {key: _standing_json(register, one) for key, one in unit.attachments.items()},
    }


def _asked_json(entry: RegisterEntry) -> AskedDocument:
    event = entry.event
    assert isinstance(event, Received)
    return {"entry": entry.number, "path": event.path, "unit": event.unit, "note": event.note}


def _paper_json(paper: PaperReceipt) -> PaperDocument:
    return {
        "received": paper.at.isoformat(),
        "medium": paper.medium.value,
        "path": paper.path,
        "sha256": paper.sha256,
        "number": paper.number,
        "copies": paper.copies,
        "sealed": paper.sealed,
        "note": paper.note,
    }


def _note_json(note: Noted) -> NoteDocument:
    return {
        "at": note.at.isoformat(),
        "matter": note.matter.value,
        "attachment": note.attachment,
        "by": note.by,
        "how": note.how,
        "until": note.until.isoformat() if note.until else None,
        "note": note.note,
    }


def _standing_json(register: Register, one: Standing) -> StandingDocument:
    current = one.current
    return {
        "state": one.state.value,
        "round": len(one.rounds),
        "path": current.path,
        "sha256": current.sha256,
        "file": file_state(register, one),
        "received": current.at.isoformat(),
        "late_days": one.late_days,
        "rows": current.rows,
        "errors": current.errors,
        "warnings": current.warnings,
        "refusal": current.refusal or None,
        "note": one.marked.note if one.marked is not None else "",
        "arrivals": [
            {"received": f.at.isoformat(), "path": f.path, "sha256": f.sha256, "arrival": f.arrival.value, "round": f.round, "note": f.note}
            for f in one.files
        ],
    }  # fmt: skip


def difference_json(found: Difference) -> DifferenceDocument:
    return {
        "unit": found.unit,
        "attachment": found.attachment,
        "round": found.later.round,
        "earlier": found.earlier.path,
        "later": found.later.path,
        "changes": [
            {
                "kind": change.kind,
                "column": change.column,
                "row": change.row,
                "before": change.before,
                "after": change.after,
                "before_cell": change.before_cell,
                "after_cell": change.after_cell,
                "other": change.other,
            }
            for change in found.changes
        ],
    }


def differences_json(register: str, found: Iterable[Difference]) -> DifferencesDocument:
    """`xltools handin diff --format json`."""
    return {**envelope("handin diff"), "register": register, "differences": [difference_json(one) for one in found]}


def add_json(outcome: AddOutcome) -> HandinAddDocument:
    """`xltools handin add --format json`."""
    return {
        **envelope("handin add"),
        "register": outcome.register.path,
        "opened": outcome.opened,
        "arrived": [
            {
                "path": one.path,
                "unit": one.event.unit if one.event else None,
                "unit_from": one.event.unit_from if one.event else None,
                "attachment": one.event.attachment if one.event else None,
                "arrival": one.event.arrival.value if one.event else None,
                "round": one.event.round if one.event else None,
                "late_days": one.event.late_days if one.event else 0,
                "errors": one.event.errors if one.event else 0,
                "message": one.message,
                "known": one.known,
                "asks": one.asks,
                "difference": difference_json(one.difference) if one.difference else None,
            }
            for one in outcome.arrived
        ],
        "counts": status_json(outcome.register)["counts"],
    }


# --- text --------------------------------------------------------------------------------------------------------------


def status_text(register: Register, today: date | None = None) -> str:
    """One line per unit, then who is missing, by when, and what waits for a person.

    `today`: the day from which deadlines are counted; none given, that of the last entry.
    """
    opened = register.opened
    due = f"，截止 {opened.deadline.isoformat()}" if opened.deadline else ""
    lines = [f"报送台账  {opened.notice}  {LEVEL.get(opened.level, opened.level)}{due}", ""]
    rows = [_status_row(register, unit) for unit in register.units]
    if rows:
        lines.extend("  " + line for line in table(_STATUS_HEADS, rows, figures=[4, 5], limit=_WIDEST))
        lines.append("")
    lines.extend(due_lines(register, today or max(event.at for event in register.events).date()))
    lines.extend(map(asked_line, register.asked))
    lines.append(counted(register))
    lines.extend(f"注意：台账{fault}" for fault in register.faults)
    lines.append(head_words(register))
    return "\n".join(lines) + "\n"


def _status_row(register: Register, unit: UnitStanding) -> list[str]:
    standings = unit.attachments
    late = max((one.late_days for one in standings.values()), default=0)
    errors = sum(one.current.errors for one in standings.values())
    return [
        unit.unit + ("" if unit.expected else "（未列入）"),
        state_words(unit),
        "、".join(key or "（未能读取）" for key in standings),
        "、".join(str(len(one.rounds)) for one in standings.values()),
        f"{late} 天" if late else "",
        str(errors) if errors else "",
        "；".join(unit_remarks(register, unit)),
    ]


def add_text(outcome: AddOutcome) -> str:
    """File by file what came in, with the differences of re-submissions."""
    lines = []
    if outcome.opened:
        opened = outcome.register.opened
        units = f"应报 {len(opened.units)} 家" if opened.units else "没有应报单位名单，以报来的为准"
        lines.append(f"新建报送台账 {outcome.register.path}（{opened.notice}，{opened.level}，{units}）")
    known = [one for one in outcome.arrived if one.known and not one.asks]
    silent = known if len(known) > _MOST_KNOWN else []
    if silent:
        lines.append(f"{len(silent)} 个文件已登记过，没有重复登记")
    for one in outcome.arrived:
        if one in silent:
            continue
        lines.append(f"{visible(one.path)}：{visible(one.message)}")
        if one.difference is not None:
            lines.extend("  " + line for line in change_lines(one.difference.changes))
    register = outcome.register
    lines.append(counted(register))
    lines.append(head_words(register))
    return "\n".join(lines) + "\n"


def difference_text(register: str, found: Iterable[Difference]) -> str:  # noqa: ARG001 - one call for both forms
    """Round against round, cell by cell."""
    lines = []
    for one in found:
        lines.append(f"{one.unit} {one.attachment} 第 {one.later.round} 次报送与第 {one.earlier.round} 次相比")
        lines.append(f"  前：{visible(one.earlier.path)}（{one.earlier.at:%Y-%m-%d %H:%M}）")
        lines.append(f"  后：{visible(one.later.path)}（{one.later.at:%Y-%m-%d %H:%M}）")
        lines.extend("  " + line for line in change_lines(one.changes, most=len(one.changes)))
        counts = "，".join(f"{word} {one.count(kind)} {unit}" for kind, word, unit in _KINDS if one.count(kind))
        lines.append(f"  共{counts}" if counts else "  内容没有变化")
    return "\n".join(lines) + "\n"


_KINDS = (
    ("reordered", "次序改变", "行"),
    ("changed", "改动", "格"),
    ("added", "增加", "行"),
    ("removed", "删去", "行"),
    ("renumbered", "重编序号", "格"),
)


def change_lines(changes: Sequence[Change], *, most: int = _MOST_CHANGES) -> list[str]:
    """One line per changed cell; numbers that only moved are counted at the end."""
    shown = [change for change in changes if change.kind != "renumbered"]
    lines = [change_line(change) for change in shown[:most]]
    if len(shown) > most:
        lines.append(f"…… 另有 {len(shown) - most} 处，用 xltools handin diff 查看")
    renumbered = len(changes) - len(shown)
    if renumbered:
        lines.append(f"序号重编 {renumbered} 格")
    return lines


def change_line(change: Change) -> str:
    if change.kind == "reordered":
        return f"{order_words(change)}　[{change.after_cell}]"
    if change.kind == "added":
        came = f"，由{change.other}转来" if change.other else ""
        return f"增加一行（{change.after_cell}）{came}：{change.after}"
    if change.kind == "removed":
        went = f"，转至{change.other}" if change.other else ""
        return f"删去一行（原 {change.before_cell}）{went}：{change.before}"
    place = change.after_cell or change.before_cell
    moved = f"（原 {change.before_cell}）" if change.before_cell and change.before_cell != place else ""
    return (
        f"{place}{moved} {change.column}：{change.before or '（空白）'} → {change.after or '（空白）'}　[{change.row}]"
    )


def order_words(change: Change) -> str:
    """推荐次序改变：武汉示例甲有限公司（示范工厂）由第 4 升至第 1."""
    block = f"（{change.column}）" if change.column else ""
    verb = "升至" if int(change.after) < int(change.before) else "降至"
    return f"推荐次序改变：{change.row}{block}由第 {change.before} {verb}第 {change.after}"


def outstanding(register: Register) -> bool:
    """Whether somebody or a table is missing, or something waits for correction or a person's word."""
    open_states = (State.MISSING, State.TO_CORRECT, State.BLANK, State.SCANNED)
    unread = any(unit.unread is not None for unit in register.units)
    return bool(register.asked) or unread or any(register.count(state) for state in open_states)
