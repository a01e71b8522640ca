"""The hand-in register's use cases: take files in, say who is missing, show what changed, keep a person's word.

The clock is read here and nowhere else; callers may hand in their own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import InputRefused, OutputFault, UsageError
from ..files.sources import source_sha256
from ..forms.inputs import Inputs, Progress, Request, read_inputs
from ..forms.table import Table
from ..notice.model import Level, Notice, Role
from ..register.arrivals import AddOutcome, ArrivalDesk, RegisterOptions
from ..register.journal import Journal, new_journal, read_journal
from ..register.model import (
    Arrival,
    Difference,
    Due,
    Event,
    Expects,
    Marked,
    Matter,
    Medium,
    Moved,
    Noted,
    PaperReceipt,
    Received,
    Register,
    RegisterEntry,
    RegisterOpened,
    State,
    Voided,
)
from ..register.names import known_unit, listed_offices
from ..register.states import difference, head_words, register_of
from ..register.transfers import with_transfers
from ..rules.checking import Checked, check
from ..summary.join import relative_path
from ..summary.levels import choose_level
from ..summary.offices import offices_below
from .merge import MergeOptions, MergeOutcome, merge

_PATIENCE = 20.0
"""Seconds that a run waits for another one to finish with the register: a folder takes a few."""


def now() -> datetime:
    """The local time, to the second."""
    return datetime.now().replace(microsecond=0)


def read_register(path: str) -> Register:
    """The register as it stands. Raises InputRefused."""
    return register_of(read_journal(Path(path)))


def add(
    path: str,
    request: Request,
    options: RegisterOptions,
    progress: Progress | None = None,
    *,
    clock: datetime | None = None,
) -> AddOutcome:
    """Take files in. The register is opened where there is none. Inputs are only read."""
    options = replace(options, scans=request.paths)
    return add_checked(path, check(_without_register(request, path, progress)), request, options, clock=clock)


def _without_register(request: Request, path: str, progress: Progress | None) -> Inputs:
    inputs = read_inputs(replace(request, attachment=""), progress=progress)
    own = os.path.abspath(path)
    inputs.files = [file for file in inputs.files if os.path.abspath(file.path) != own]
    return inputs


def add_checked(
    path: str, checked: Checked, request: Request, options: RegisterOptions, *, clock: datetime | None = None
) -> AddOutcome:
    """Take in files that were read and checked already."""
    moment = clock or now()
    with _journal(path) as journal:
        opened = not journal.events
        if opened:
            journal.append([_opening(checked, request, options, moment)])
        outcome = AddOutcome(register_of(journal), opened=opened)
        if options.units and not opened and (listed := _relisted(outcome.register, options.units)):
            journal.append([Expects(at=moment, units=listed, replaces=True)])
            outcome.register = register_of(journal)
        intake = ArrivalDesk(journal, checked, options, moment, outcome.register)
        outcome.arrived = intake.run()
        outcome.register = intake.register
        return outcome


def _relisted(register: Register, units: Sequence[str]) -> tuple[str, ...]:
    """The list that takes the place of the register's; none where it holds the same units."""
    known = [unit.unit for unit in register.units]
    offices = listed_offices(register.opened)
    names = tuple(dict.fromkeys(known_unit(unit, known, offices) for unit in units))
    return () if set(names) == {unit.unit for unit in register.units if unit.expected} else names


class _journal:  # noqa: N801 - reads as the verb it is: with _journal(path) as journal
    """The journal under the lock that keeps two runs from writing it at once; write faults become OutputFault."""

    def __init__(self, path: str) -> None:
        from ..files.locks import sole_writer

        self.path = Path(path)
        self._lock = sole_writer(self.path, wait=_PATIENCE)

    def __enter__(self) -> Journal:
        self._lock.__enter__()
        try:
            if self.path.exists():
                return read_journal(self.path)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return new_journal(self.path)
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise

    def __exit__(self, kind: Any, fault: Any, trace: Any) -> None:
        self._lock.__exit__(kind, fault, trace)
        if isinstance(fault, OSError):
            from ..files.atomic import fault_of

            raise fault_of(fault, self.path) from fault


# --- opening ----------------------------------------------------------------------------------------------------------


def _opening(checked: Checked, request: Request, options: RegisterOptions, moment: datetime) -> RegisterOpened:
    """Who receives what from whom, by the pack, for the one notice that the files belong to."""
    notice = _notice(checked, request)
    tables = [table for table in checked.inputs.tables if table.notice is notice]
    level = _level(notice, tables, options)
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    deadline = options.deadline or (below.deadline if below is not None else None)
    expected = tuple((key,) for key in options.attachments) or _expected(notice, level, below)
    return RegisterOpened(
        at=moment,
        notice=notice.id,
        version=notice.version,
        level=level.key,
        units=tuple(dict.fromkeys(options.units or offices_below(notice, level))),
        expected=expected,
        deadline=deadline,
    )


def _notice(checked: Checked, request: Request) -> Notice:
    found = {table.notice.id: table.notice for table in checked.inputs.tables}
    if request.notice:
        return checked.inputs.notices[0]
    if len(found) == 1:
        return next(iter(found.values()))
    said = f"文件分属几个通知：{'、'.join(found)}。" if found else "从文件中认不出通知。"
    raise UsageError("which_notice", f"建立报送台账要先知道是哪个通知：{said}请用 --notice 指明。")


def _level(notice: Notice, tables: Sequence[Table], options: RegisterOptions) -> Level:
    """Who receives: the asked level; of enterprises' own forms the one that enterprises hand in to; else as in merge."""
    if options.level or not tables:
        return choose_level(notice, notice.attachments[0], options.level)
    own = [t for t in tables if t.attachment.role not in (Role.SUMMARY, Role.ROLLUP) and t.owners is None]
    lowest = min(notice.levels, key=lambda level: level.order)
    first = next((level for level in notice.levels if level.receives_from == lowest.key), None)
    if len(own) == len(tables) and first is not None:
        return first
    return choose_level(notice, tables[0].attachment, "", tables)


def _expected(notice: Notice, level: Level, below: Level | None) -> tuple[tuple[str, ...], ...]:
    """What each unit hands in: an enterprise the forms among its materials, an office its level's attachments."""
    if below is None:
        return ()
    if below.key == "enterprise" and notice.materials:
        groups = [m.attachments for m in notice.materials if m.kind == "attachment" and m.required and m.attachments]
        if groups:
            return tuple(groups)
    keys = below.attachments or level.attachments
    roles = {notice.attachment(key).role for key in keys}
    # Several summaries of grades: an office hands in those for which it recommends somebody.
    return (tuple(keys),) if roles == {Role.SUMMARY} else tuple((key,) for key in keys)


# --- a person's word, differences ---------------------------------------------------------------------------------------


def mark(
    path: str, unit: str, state: State, *, attachment: str = "", note: str = "", clock: datetime | None = None
) -> Register:
    """Keep that a hand-in passed, is to be corrected, or is received again. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        name = _handed_in(register, unit, attachment)
        return Marked(at=clock or now(), unit=name, attachment=attachment, state=state, note=note)

    return _write(path, event)


def write_note(path: str, noted: Noted) -> Register:
    """Keep a 催报, 退回, 撤回 or remark; what is returned or taken back was handed in. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        if noted.matter in (Matter.RETURNED, Matter.WITHDRAWN):
            return replace(noted, unit=_handed_in(register, noted.unit, noted.attachment))
        return replace(noted, unit=find_unit(register, noted.unit))

    return _write(path, event)


def write_paper(path: str, paper: PaperReceipt, scan: str = "") -> Register:
    """Keep a receipt without a table: paper, or the file `scan`. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        made = replace(paper, unit=find_unit(register, paper.unit), unit_from="--unit")
        if not scan:
            return made
        if not (sha256 := source_sha256(Path(scan))):
            raise InputRefused("not_found", f"扫描件“{scan}”打不开。请检查路径。", path=scan)
        return replace(made, medium=Medium.SCAN, path=relative_path(scan, path), sha256=sha256)

    return _write(path, event)


def write_due(path: str, due: Due) -> Register:
    """Keep another deadline, of some units or of all. Raises UsageError, InputRefused."""
    return _write(path, lambda register: replace(due, units=tuple(find_unit(register, unit) for unit in due.units)))


def void(path: str, number: int, reason: str, *, clock: datetime | None = None) -> Register:
    """Take entry `number` out of account; the line stays. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        return Voided(at=clock or now(), entry=_entry(register, number).sum, reason=reason)

    return _write(path, event)


def move_entry(path: str, number: int, unit: str, reason: str, *, clock: datetime | None = None) -> Register:
    """Give entry `number` to another unit, or say whose an asked file is. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        entry = _entry(register, number)
        if isinstance(entry.event, Marked):
            raise UsageError("bad_entry", f"第 {number} 条是标记，不能改到别的单位；请直接给“{unit}”标记。")
        return Moved(at=clock or now(), entry=entry.sum, unit=find_unit(register, unit), reason=reason)

    return _write(path, event)


def _write(path: str, event: Callable[[Register], Event]) -> Register:
    """Add the event that is made of the register as it stands."""
    if not Path(path).exists():
        read_journal(Path(path))
    with _journal(path) as journal:
        journal.append([event(register_of(journal))])
        return register_of(journal)


def _handed_in(register: Register, unit: str, attachment: str) -> str:
    """The unit's name, where it has handed in (that attachment). Raises UsageError."""
    name = find_unit(register, unit)
    standing = register.unit(name)
    if standing is None or not (standing.attachments or standing.papers):
        raise UsageError("nothing_received", f"“{name}”还没有报送，不能标记。要记事的用 xltools handin note … 备注。")
    if attachment and attachment not in standing.attachments:
        known = "、".join(standing.attachments)
        raise UsageError("nothing_received", f"“{name}”没有报送{attachment}。已报送：{known}。")
    return name


def _entry(register: Register, number: int) -> RegisterEntry:
    """An entry that can be voided or moved: a receipt, a mark or a note. Raises UsageError."""
    if not 1 <= number <= len(register.entries):
        last = len(register.entries)
        raise UsageError(
            "bad_entry", f"台账没有第 {number} 条（共 {last} 条）。编号见 xltools handin view 的“报送记录”。"
        )
    entry = register.entries[number - 1]
    if not isinstance(entry.event, (Received, PaperReceipt, Marked, Noted)):
        raise UsageError("bad_entry", f"第 {number} 条不是报送、标记或记事，不能作废或改单位。")
    if entry.voided is not None:
        raise UsageError("bad_entry", f"第 {number} 条已经作废：{entry.voided.reason}。")
    return entry


def find_unit(register: Register, asked: str) -> str:
    """The unit meant by a name or part of one. Raises UsageError."""
    names = [unit.unit for unit in register.units]
    exact = known_unit(asked, names, listed_offices(register.opened))
    if exact in names:
        return exact
    inside = [name for name in names if asked.strip() and asked.strip() in name]
    if len(inside) == 1:
        return inside[0]
    which = f"有几个：{'、'.join(inside[:6])}，请写全名" if inside else f"没有。台账中有：{'、'.join(names[:12])}"
    raise UsageError("unknown_unit", f"单位“{asked}”在台账中{which}。")


def differences(path: str, unit: str, *, attachment: str = "", round_number: int = 0) -> list[Difference]:
    """What a unit's rounds changed. Raises UsageError where there is only one round."""
    register = read_register(path)
    name = find_unit(register, unit)
    standing = register.unit(name)
    assert standing is not None
    made = [
        found
        for key, one in standing.attachments.items()
        if attachment in ("", key) and (found := difference(one, round_number)) is not None
    ]
    if not made:
        what = f"第 {round_number} 次报送" if round_number else "重报"
        raise UsageError("no_difference", f"“{name}”{attachment}没有{what}，没有可比较的差异。")
    return with_transfers(register, made)


def all_differences(register: Register) -> list[Difference]:
    """Every re-submission's difference, unit by unit."""
    made = []
    for unit in register.units:
        for standing in unit.attachments.values():
            for number in range(2, len(standing.rounds) + 1):
                found = difference(standing, number)
                if found is not None:
                    made.append(found)
    return with_transfers(register, made)


# --- the merge's hook ---------------------------------------------------------------------------------------------------


def superseded(outcome: AddOutcome) -> dict[str, str]:
    """Paths of inputs that do not count by the register -> why they stay out of the merge."""
    made = {}
    for one in outcome.arrived:
        event = one.event
        if one.own:
            made[one.path] = "台账：是本级自己的汇总结果，不再汇入"
        elif event is not None and event.attachment and (why := _why_not(outcome.register, event)):
            made[one.path] = why
    return made


def _why_not(register: Register, event: Received) -> str:
    """Why a file does not count; empty for one that does."""
    if event.arrival is Arrival.ASKED:
        return f"台账：{event.note}，指明以前不汇入"
    unit = register.unit(event.unit)
    standing = unit.attachments.get(event.attachment) if unit is not None else None
    if standing is None:
        return f"台账：本文件没有登记为{event.unit}的报送（已作废，或与别的单位的文件相同）"
    if standing.withdrawn is not None:
        return f"台账：{event.unit}已于 {standing.withdrawn.at:%Y-%m-%d} 撤回，不再汇入"
    current = standing.current
    if current.sha256 == event.sha256:
        return ""
    return f"台账：{event.unit}以 {current.at:%Y-%m-%d %H:%M} 收到的为准（{current.path}），本文件不再汇入"


def not_among(outcome: AddOutcome) -> dict[str, str]:
    """Units whose file counts by the register and is not among the inputs -> that file."""
    brought = {one.event.sha256 for one in outcome.arrived if one.event is not None}
    return {
        unit.unit: standing.current.path
        for unit in outcome.register.units
        for standing in unit.attachments.values()
        if standing.withdrawn is None and standing.current.sha256 not in brought
    }


def merge_registered(
    path: str,
    request: Request,
    options: MergeOptions,
    progress: Progress | None = None,
    *,
    clock: datetime | None = None,
) -> tuple[MergeOutcome, AddOutcome]:
    """Take the inputs into the register, then merge the files that count by it; who is missing, the register says."""
    added = add(path, request, RegisterOptions(level=options.level, only_news=True), progress, clock=clock)
    absent = not_among(added)
    expected = tuple(unit.unit for unit in added.register.units if unit.expected and unit.unit not in absent)
    options = replace(options, superseded=superseded(added), expected=expected, absent=absent)
    outcome = merge(request, options, progress)
    if outcome.written:
        _keep_head(added.register, Path(options.out))
    return outcome, added


def _keep_head(register: Register, out: Path) -> None:
    """The register's head beside the summary that was merged by it: what was known when it was written."""
    from ..files.atomic import write_atomically
    from ..files.names import safe_name

    said = f"{head_words(register)}\n{os.path.basename(register.path)}\n{out.name}\n"
    write_atomically(out.with_name(safe_name(out.stem, "-台账头.txt")), said.encode(), force=True, may_replace=is_head)


def is_head(data: bytes) -> bool:
    """Whether a file is such a note of an earlier run."""
    return data.startswith("台账头 ".encode())


def write_view(register: Register, out: str, *, force: bool = False) -> None:
    """The register as a workbook. An older view of ours is written over, what people wrote into its column for notes stays;
    anything else needs `force`.
    """
    from ..files.atomic import write_atomically
    from ..reports.register_book import is_handin_book, typed_notes, write_handin_book

    old = Path(out).read_bytes() if os.path.isfile(out) else b""
    data = write_handin_book(register, all_differences(register), typed_notes(old) if old else {})
    if os.path.abspath(out) == os.path.abspath(register.path):
        raise OutputFault("is_input", f"输出“{out}”就是台账文件本身。请换一个文件名。", path=out)
    write_atomically(out, data, force=force, may_replace=is_handin_book)
