"""The hand-in register's use cases: take files in, say who is missing, show what changed, keep a person's word.

The clock is read here and nowhere else; callers may hand in their own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from ..errors import InputRefused, NoticeError, OutputFault, UsageError
from ..files.sources import source_sha256
from ..forms.inputs import Inputs, Progress, Request, read_inputs
from ..notice.load import load_notice
from ..register.arrivals import ArrivalDesk, RegisterOptions
from ..register.arrived import AddOutcome
from ..register.fold import RegisterFold, register_of
from ..register.journal import Journal, new_journal, read_journal
from ..register.model import (
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
    State,
    Voided,
)
from ..register.names import known_unit, listed_offices
from ..register.opening import opening_of
from ..register.states import difference
from ..register.transfers import with_transfers
from ..rules.checking import Checked, check
from ..summary.join import relative_path

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
            journal.add(opening_of(checked, request, options, moment))
        fold = RegisterFold(journal)
        if options.units and not opened and (listed := _relisted(fold, options.units)):
            fold.add(Expects(at=moment, units=listed, replaces=True))
        desk = ArrivalDesk(fold, checked, options, moment)
        return AddOutcome(desk.run(), desk.arrived, opened)


def _relisted(fold: RegisterFold, units: Sequence[str]) -> tuple[str, ...]:
    """The list that takes the place of the register's; none where it holds the same units."""
    names = tuple(dict.fromkeys(map(fold.names.known, units)))
    return () if set(names) == set(fold.expected) else names


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
        except BaseException:  # whatever it was goes on; who comes next must find the journal free
            self._lock.__exit__(None, None, None)
            raise

    def __exit__(self, kind: Any, fault: Any, trace: Any) -> None:
        self._lock.__exit__(kind, fault, trace)
        if isinstance(fault, OSError):
            from ..files.atomic import fault_of

            raise fault_of(fault, self.path) from fault


# --- a person's word, differences ---------------------------------------------------------------------------------------


def mark(
    path: str, unit: str, state: State, *, attachment: str = "", note: str = "", clock: datetime | None = None
) -> Register:
    """Keep that a hand-in passed, is to be corrected, or is received again. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        key = attachment_key(register, attachment)
        name = _handed_in(register, unit, key)
        return Marked(at=clock or now(), unit=name, attachment=key, state=state, note=note)

    return _write(path, event)


def write_note(path: str, noted: Noted) -> Register:
    """Keep a 催报, 退回, 撤回 or remark; what is returned or taken back was handed in. Raises UsageError, InputRefused."""

    def event(register: Register) -> Event:
        said = replace(noted, attachment=attachment_key(register, noted.attachment))
        if said.matter in (Matter.RETURNED, Matter.WITHDRAWN):
            return _of_that_day(register, replace(said, unit=_handed_in(register, said.unit, said.attachment)))
        return replace(said, unit=find_unit(register, said.unit))

    return _write(path, event)


def _of_that_day(register: Register, noted: Noted) -> Noted:
    """Who gives only the day speaks of what is there: a file that came in on that very day is taken back too."""
    unit = register.unit(noted.unit)
    if noted.at.time() != time() or unit is None:
        return noted
    came = [one.current.at for key, one in unit.attachments.items() if noted.attachment in ("", key)]
    return replace(noted, at=max([noted.at, *(at for at in came if at.date() == noted.at.date())]))


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


def attachment_key(register: Register, said: str) -> str:
    """附件5 by its number, its use or its title; what the notice does not know stays as it was said."""
    try:
        return load_notice(register.opened.notice).attachment(said).key if said else ""
    except (KeyError, NoticeError):
        return said


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
    name, attachment = find_unit(register, unit), attachment_key(register, attachment)
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
