"""The hand-in register for people and programs: status, arrivals and differences as text and as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..documents import envelope
from ..files.names import visible
from ..register.arrivals import AddOutcome, file_state
from ..register.model import Change, Difference, Register, Standing, State, UnitStanding
from ..register.states import head_words
from ..words import HANDIN
from .terminal import table

if TYPE_CHECKING:
    from ..documents.handin import (
        DifferenceDocument,
        DifferencesDocument,
        HandinAddDocument,
        HandinStatusDocument,
        StandingDocument,
        StandingUnit,
    )

FILE_WORDS = {"same": "", "changed": "文件已改动", "missing": "文件不在原处"}
_MOST_CHANGES = 40


# --- JSON --------------------------------------------------------------------------------------------------------------


def status_json(register: Register) -> HandinStatusDocument:
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
        "head": register.head,
        "faults": list(register.faults),
    }


def _unit_json(register: Register, unit: UnitStanding) -> StandingUnit:
    return {
        "unit": unit.unit,
        "expected": unit.expected,
        "state": unit.state.value,
        "lacking": list(unit.lacking),
        "attachments": {key: _standing_json(register, one) for key, one in unit.attachments.items()},
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
                "difference": difference_json(one.difference) if one.difference else None,
            }
            for one in outcome.arrived
        ],
        "counts": status_json(outcome.register)["counts"],
    }


# --- text --------------------------------------------------------------------------------------------------------------


def status_text(register: Register) -> str:
    """One line per unit, then who is missing and what waits for correction."""
    opened = register.opened
    due = f"，截止 {opened.deadline.isoformat()}" if opened.deadline else ""
    lines = [f"报送台账  {opened.notice}  {opened.level}{due}", ""]
    rows = [_status_row(register, unit) for unit in register.units]
    if rows:
        lines.extend(
            "  " + line
            for line in table(["单位", "状态", "附件", "次数", "逾期", "错误", "说明"], rows, figures=[4, 5])
        )
        lines.append("")
    missing = [unit.unit for unit in register.units if unit.state is State.MISSING]
    if missing:
        lines.append(f"尚未报送（{len(missing)} 家）：{'、'.join(missing)}")
    lines.append("，".join(f"{HANDIN[state]} {register.count(state)} 家" for state in State))
    lines.extend(f"注意：台账{fault}" for fault in register.faults)
    lines.append(head_words(register))
    return "\n".join(lines) + "\n"


def _status_row(register: Register, unit: UnitStanding) -> list[str]:
    standings = unit.attachments
    late = max((one.late_days for one in standings.values()), default=0)
    errors = sum(one.current.errors for one in standings.values())
    return [
        unit.unit + ("" if unit.expected else "（未列入）"),
        HANDIN[unit.state],
        "、".join(key or "（未能读取）" for key in standings),
        "、".join(str(len(one.rounds)) for one in standings.values()),
        f"{late} 天" if late else "",
        str(errors) if errors else "",
        "；".join(unit_remarks(register, unit)),
    ]


def unit_remarks(register: Register, unit: UnitStanding) -> list[str]:
    """What is to be known beside the state."""
    made = [f"缺{'、'.join(unit.lacking)}"] if unit.lacking and unit.attachments else []
    for one in unit.attachments.values():
        if one.marked is not None and one.marked.note:
            made.append(one.marked.note)
        if one.current.refusal:
            made.append(one.current.refusal)
        if word := FILE_WORDS[file_state(register, one)]:
            made.append(f"{visible(one.current.path)}{word}")
    return made


def add_text(outcome: AddOutcome) -> str:
    """File by file what came in, with the differences of re-submissions."""
    lines = []
    if outcome.opened:
        opened = outcome.register.opened
        units = f"应报 {len(opened.units)} 家" if opened.units else "没有应报单位名单，以报来的为准"
        lines.append(f"新建报送台账 {outcome.register.path}（{opened.notice}，{opened.level}，{units}）")
    for one in outcome.arrived:
        lines.append(f"{visible(one.path)}：{visible(one.message)}")
        if one.difference is not None:
            lines.extend("  " + line for line in change_lines(one.difference.changes))
    register = outcome.register
    lines.append("，".join(f"{HANDIN[state]} {register.count(state)} 家" for state in State))
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
    if change.kind == "added":
        return f"增加一行（{change.after_cell}）：{change.after}"
    if change.kind == "removed":
        return f"删去一行（原 {change.before_cell}）：{change.before}"
    place = change.after_cell or change.before_cell
    moved = f"（原 {change.before_cell}）" if change.before_cell and change.before_cell != place else ""
    return (
        f"{place}{moved} {change.column}：{change.before or '（空白）'} → {change.after or '（空白）'}　[{change.row}]"
    )


def outstanding(register: Register) -> bool:
    """Whether somebody is missing, or something waits for correction."""
    return bool(register.count(State.MISSING) or register.count(State.TO_CORRECT) or register.count(State.BLANK))
