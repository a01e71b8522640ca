"""Each entry of the hand-in register as a row of 报送记录: what came, what passed, what was decided, with its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .. import words
from ..office.sheetxml import CellValue
from ..register.model import (
    Arrival,
    Due,
    Expects,
    Marked,
    Moved,
    Noted,
    PaperReceipt,
    Received,
    RegisterEntry,
    RegisterOpened,
    Voided,
)
from .registerwords import moment_words, note_words, paper_words


@dataclass(frozen=True, slots=True, kw_only=True)
class _EntryRow:
    """What stands in an entry's row beside its number."""

    at: datetime
    unit: str = ""
    attachment: str = ""
    what: str = ""
    round: CellValue = ""
    path: str = ""
    rows: CellValue = ""
    errors: CellValue = ""
    warnings: CellValue = ""
    note: str = ""


def entry_cells(entry: RegisterEntry) -> list[CellValue] | None:
    """The cells, in the order of the sheet's headings; None for the opening."""
    row = _row(entry)
    if row is None:
        return None
    said = [row.note]
    if entry.moved is not None:
        said.append(f"改记到本单位：{entry.moved.reason}")
    what = row.what
    if entry.voided is not None:
        what, said = f"已作废（{what}）", [f"作废：{entry.voided.reason}", *said]
    return [
        entry.number, moment_words(row.at), row.unit, row.attachment, what, row.round, row.path, row.rows,
        row.errors, row.warnings, "；".join(filter(None, said)),
    ]  # fmt: skip


def _row(entry: RegisterEntry) -> _EntryRow | None:
    match entry.event:
        case Received() as event:
            return _received(event)
        case PaperReceipt() as event:
            return _EntryRow(
                at=event.at,
                unit=event.unit,
                what=f"收到{words.MEDIUM[event.medium]}",
                path=event.path,
                note=paper_words(event),
            )
        case Noted() as event:
            what = words.MATTER[event.matter]
            return _EntryRow(
                at=event.at, unit=event.unit, attachment=event.attachment, what=what, note=note_words(event)
            )
        case Marked() as event:
            what = f"标记：{words.HANDIN[event.state]}"
            return _EntryRow(at=event.at, unit=event.unit, attachment=event.attachment, what=what, note=event.note)
        case RegisterOpened():
            return None
        case event:
            return _of_the_register(event)


def _of_the_register(event: Due | Expects | Voided | Moved) -> _EntryRow:
    match event:
        case Due():
            who = "、".join(event.units) or "全部单位"
            said = f"第 {event.round} 次报送截止 {event.deadline.isoformat()}"
            return _EntryRow(at=event.at, unit=who, what="另定截止日", note="；".join(filter(None, (said, event.note))))
        case Expects():
            what = "应报单位改为" if event.replaces else "增加应报单位"
            return _EntryRow(at=event.at, what=what, note="、".join(event.units))
        case Voided():
            return _EntryRow(at=event.at, what="作废一条", note=event.reason)
        case Moved():
            return _EntryRow(at=event.at, unit=event.unit, what="改记一条到本单位", note=event.reason)


def _received(event: Received) -> _EntryRow:
    late = f"逾期 {event.late_days} 天" if event.late_days else ""
    # What cannot be read is no round: nobody knows what it says.
    unnumbered = not event.attachment or event.arrival in (Arrival.COPIED, Arrival.ASKED)
    return _EntryRow(
        at=event.at,
        unit=event.unit,
        attachment=event.attachment,
        what=words.ARRIVAL[event.arrival] if event.attachment else "收到，未能读取",
        round="" if unnumbered else event.round,
        path=event.path,
        rows=event.rows,
        errors=event.errors,
        warnings=event.warnings,
        note="；".join(filter(None, (event.refusal, event.note, late))),
    )
