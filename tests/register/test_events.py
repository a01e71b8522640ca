"""Registers of invented events, folded: what stands, round by round, in tests/golden/register-events.txt (`--update-golden`).

test_register.py and test_rounds.py say why; this notices any other state, round, day or deadline. A register that is kept
up event by event is the one that is read anew from its journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from register.test_rounds import rows

from xltools.register.deadlines import running_out
from xltools.register.fold import RegisterFold, register_of
from xltools.register.journal import new_journal
from xltools.register.judging import Arriving, judge
from xltools.register.model import (
    Arrival,
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
    RegisterOpened,
    Standing,
    State,
    Voided,
)
from xltools.register.snapshot import pack
from xltools.register.states import difference, head_words

START = datetime(2022, 10, 1, 9)
UNITS = ("甲区", "乙区", "丙区", "丁县", "丙 区（盖章）")
FORMS = ("附件5", "附件6", "附件7", "附件5", "")
CELLS = {
    "1a": rows("1|甲|1|", "2|乙|2|"),
    "1b": rows("1|甲|1|", "2|乙|2|"),
    "2a": rows("1|甲|1|", "2|乙|3|"),
    "3a": rows("1|乙|2|", "2|甲|1|", "3|丙|4|x"),
    "4a": None,
}
OPENED = RegisterOpened(
    at=START,
    notice="没有的通知",
    version="1",
    level="city",
    units=UNITS[:3],
    expected=(("附件5",), ("附件6", "附件7")),
    deadline=date(2022, 10, 6),
)


def _received(rng: Random, fold: RegisterFold, at: datetime) -> Received:
    unit, form, sha256 = fold._name(rng.choice(UNITS)), rng.choice(FORMS), rng.choice(list(CELLS))
    snapshot, standing = CELLS[sha256], fold.standing(unit, form)
    twin = fold.twin(unit, sha256) if standing is None else None
    revive = rng.random() < 0.2
    judged = judge(standing, Arriving(at=at, sha256=sha256, snapshot=snapshot, revive=revive), twin)
    asked = rng.random() < 0.1
    return Received(
        at=at, unit=unit, unit_from="文件名", attachment=form, path=f"{unit}/{form}-{sha256}.xlsx", sha256=sha256,
        arrival=Arrival.ASKED if asked else judged.arrival, round=0 if asked else judged.round,
        errors=rng.choice((0, 0, 0, 2)), refusal="" if form else "打不开", rows=rng.choice((0, 3)), filling=rng.choice(("", "", "", "blank", "zero")),
        cells=pack(snapshot) if snapshot is not None and judged.arrival in (Arrival.NEW, Arrival.REPLACES) else "",
    )  # fmt: skip


def _event(rng: Random, fold: RegisterFold, at: datetime) -> Event:
    kind, unit, form = rng.randrange(20), fold._name(rng.choice(UNITS)), rng.choice((*FORMS[:3], ""))
    entry = rng.choice(fold.entries[1:]).sum if len(fold.entries) > 1 else ""
    if kind == 0 and entry:
        return Voided(at=at, entry=entry, reason="重登")
    if kind == 1 and entry:
        return Moved(at=at, entry=entry, unit=unit, reason="放错")
    if kind == 2:
        return Marked(
            at=at, unit=unit, attachment=form, state=rng.choice((State.PASSED, State.TO_CORRECT)), note="看过"
        )
    if kind == 3:
        return PaperReceipt(at=at, unit=unit, unit_from="--unit", medium=rng.choice(list(Medium)), sha256="9", copies=2)
    if kind in (4, 5):
        until = at.date() + timedelta(days=rng.choice((1, 3))) if rng.random() < 0.7 else None
        return Noted(
            at=at, unit=unit, attachment=form, matter=rng.choice(list(Matter)), by="张三", how="电话", until=until
        )
    if kind == 6:
        day = date(2022, 10, rng.randrange(3, 12))
        return Due(
            at=at, deadline=day, round=rng.choice((1, 1, 2)), units=rng.choice(((), ("甲区",), ("乙区", "丁县")))
        )
    if kind == 7:
        return Expects(at=at, units=rng.choice((("丁县",), ("甲区", "丁县"))), replaces=rng.random() < 0.5)
    return _received(rng, fold, at)


def made(seed: int) -> Register:
    """A register of about 16 events, some entered late."""
    rng = Random(seed)
    journal = new_journal(Path("台账.jsonl"))
    journal.add(OPENED)
    fold = RegisterFold(journal)
    for number in range(16):
        at = START + timedelta(hours=12 * (number + (rng.choice((-3, -1, 0)) if rng.random() < 0.3 else 0)))
        fold.add(_event(rng, fold, at))
    register = fold.register()
    assert register == register_of(journal)
    return register


def _standing(one: Standing) -> Iterator[str]:
    yield f"  {one.attachment or '（未读）'} {one.state} {one.current.path} late {one.late_days} {bool(one.marked)} {bool(one.withdrawn)}"
    for file in one.files:
        yield f"    {file.at:%d %H} {file.path} {file.arrival} {file.round} late {file.late_days}"
    for number in range(len(one.rounds) + 2):
        found = difference(one, number)
        if found is not None:
            yield f"    {number}: {found.earlier.sha256}→{found.later.sha256} {' '.join(change.kind for change in found.changes)}"


def _lines(seed: int) -> Iterator[str]:
    register = made(seed)
    yield f"## {seed} {head_words(register).partition('　')[0]} {' '.join(register.attachments)} asked {[one.number for one in register.asked]}"
    for unit in register.units:
        yield f" {unit.unit} {unit.expected} {unit.state} lacks {'、'.join(unit.lacking)} papers {len(unit.papers)} notes {len(unit.notes)} unread {unit.unread.path if unit.unread else ''} due {unit.deadline}"
        for one in unit.attachments.values():
            yield from _standing(one)
    for entry in register.entries:
        if entry.voided or entry.moved:
            yield f" entry {entry.number} voided {bool(entry.voided)} moved {bool(entry.moved)}"
    for due in running_out(register, date(2022, 10, 4)):
        yield f" {due.deadline} {due.awaited} {'、'.join(due.units)} {due.days} {due.soon}"


def test_what_stands_is_what_stood_before(golden: Callable[[str, str], None]) -> None:
    golden("register-events.txt", "\n".join(line for seed in range(24) for line in _lines(seed)) + "\n")


@pytest.mark.parametrize(("seed", "count"), [(0, State.MISSING), (3, State.RECEIVED)])
def test_units_are_counted_by_their_state(seed: int, count: State) -> None:
    register = made(seed)
    assert register.count(count) == len([unit for unit in register.units if unit.state is count])
    assert register.unit("没有") is None
    assert all(register.unit(unit.unit) == unit for unit in register.units)
