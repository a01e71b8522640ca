"""What a receiving office's folder adds up to: counted on units of invented files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from xltools.findings import AnswerKind, Finding, FindingAnswer, Severity
from xltools.notice.model import Level, Notice
from xltools.register.batch import Batch, BatchFile, BatchUnit, FileState
from xltools.register.deadlines import Awaited, Deadlines, RunningOut, late_days
from xltools.register.model import (
    Arrival,
    Due,
    Marked,
    Matter,
    Noted,
    Received,
    RegisterOpened,
    Standing,
    State,
    UnitStanding,
)

DAY = datetime(2022, 10, 5, 9)


def file(what: str = "附件6", state: FileState = FileState.READ, twin: str = "") -> BatchFile:
    return BatchFile(shown="甲/a.xlsx", path="a.xlsx", what=what, how="文件夹", state=state, twin=twin)


def found(severity: Severity, kind: AnswerKind | None = None) -> Finding:
    answer = FindingAnswer(kind=kind, text="已说明") if kind else None
    return Finding(rule="r", severity=severity, message="…", answer=answer)


def received(*rounds: tuple[Arrival, int]) -> tuple[Received, ...]:
    return tuple(
        Received(at=DAY, unit="甲", unit_from="文件夹", attachment="附件6", path="a", sha256=str(number), arrival=arrival, round=number, late_days=late)
        for number, (arrival, late) in enumerate(rounds, 1)
    )  # fmt: skip


def marked(note: str, state: State = State.PASSED) -> Marked:
    return Marked(at=DAY, unit="甲", attachment="附件6", state=state, note=note)


def standing(*attachments: tuple[tuple[Received, ...], Marked | None], state: State = State.RECEIVED) -> UnitStanding:
    made = {
        f"附件{number}": Standing(unit="甲", attachment=f"附件{number}", files=files, state=state, marked=mark)
        for number, (files, mark) in enumerate(attachments)
    }
    return UnitStanding(unit="甲", expected=True, state=state, attachments=made)


NEW, AGAIN, LATER = (Arrival.NEW, 0), (Arrival.AGAIN, 0), (Arrival.REPLACES, 3)


@pytest.mark.parametrize(
    ("given", "rounds", "late"),
    [
        (None, 0, 0),
        (standing(), 0, 0),
        (standing((received(NEW), None)), 1, 0),
        (standing((received(NEW, AGAIN, LATER), None)), 2, 0),
        (standing((received((Arrival.NEW, 2), LATER), None)), 2, 2),
        (standing((received((Arrival.NEW, 1)), None), (received((Arrival.NEW, 4), LATER, LATER), None)), 3, 4),
        (standing((received((Arrival.NEW, 5)), None), (received(AGAIN), None)), 1, 5),
    ],
)  # fmt: skip
def test_rounds_and_days_too_late(given: UnitStanding | None, rounds: int, late: int) -> None:
    unit = BatchUnit(name="甲", standing=given)
    assert (unit.rounds, unit.late_days) == (rounds, late)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, State.MISSING),
        ({"files": (file(),)}, State.RECEIVED),
        ({"findings": (found(Severity.ERROR),)}, State.MISSING),
        ({"files": (file(),), "findings": (found(Severity.ERROR),)}, State.TO_CORRECT),
        ({"files": (file(),), "findings": (found(Severity.WARNING),)}, State.RECEIVED),
        ({"files": (file(),), "findings": (found(Severity.ERROR, AnswerKind.EXPLAINED),)}, State.TO_CORRECT),
        ({"files": (file(),), "findings": (found(Severity.ERROR, AnswerKind.WAIVED),)}, State.RECEIVED),
        ({"files": (file(),), "standing": standing((received(NEW), None), state=State.PASSED)}, State.RECEIVED),
        ({"files": (file(),), "standing": standing((received(NEW), marked("")), state=State.PASSED)}, State.PASSED),
        ({"standing": standing((received(NEW), marked("")), state=State.TO_CORRECT)}, State.TO_CORRECT),
    ],
)
def test_the_state_of_a_unit(fields: dict[str, Any], state: State) -> None:
    assert BatchUnit(name="甲", **fields).state is state


@pytest.mark.parametrize(
    ("files", "twins", "versions"),
    [
        ((), 0, 0),
        ((file(), file("附件7")), 0, 0),
        ((file(), file()), 0, 1),
        ((file(), file(twin="b")), 1, 0),
        ((file(), file(), file(), file("附件7")), 0, 2),
        ((file(), file(state=FileState.OTHER), file(state=FileState.BESIDE)), 0, 0),
    ],
)
def test_twins_and_versions(files: tuple[BatchFile, ...], twins: int, versions: int) -> None:
    unit = BatchUnit(name="甲", files=files)
    assert (unit.twins, unit.versions) == (twins, versions)


def test_what_a_person_wrote_is_said_once() -> None:
    assert BatchUnit(name="甲").opinion == ""
    assert not BatchUnit(name="甲").has_opinion
    assert not BatchUnit(name="甲", standing=standing((received(NEW), None))).has_opinion
    unit = BatchUnit(
        name="甲",
        standing=standing(
            *((received(NEW), one) for one in (marked("看过"), None, marked(""), marked("看过"), marked("退回")))
        ),
    )
    assert unit.opinion == "看过；退回"
    assert unit.has_opinion


def batch(*units: BatchUnit, **fields: Any) -> Batch:
    notice = Notice(id="示例", title="示例", version="1", levels=(Level(key="city", name="市", order=1),))
    return Batch(folder="f", notice=notice, level=notice.levels[0], at=DAY, units=units, **{"missing": (), **fields})


GOOD, BAD = BatchUnit(name="甲", files=(file(), file())), BatchUnit(name="乙", files=(file(),), findings=(found(Severity.ERROR), found(Severity.WARNING, AnswerKind.EXPLAINED)))  # fmt: skip


@pytest.mark.parametrize(
    ("made", "clean", "passed", "files"),
    [
        (batch(), True, 0, 0),
        (batch(GOOD), True, 1, 2),
        (batch(GOOD, BAD), False, 1, 3),
        (batch(GOOD, missing=("丙",)), False, 1, 2),
        (batch(GOOD, nobodys=(file(),)), False, 1, 3),
        (batch(GOOD, other_notices=(file(), file())), True, 1, 4),
    ],
)
def test_a_folder_in_order(made: Batch, clean: bool, passed: int, files: int) -> None:
    assert (made.clean, made.passed, made.files) == (clean, passed, files)


def test_a_folder_is_counted_over_its_units_and_told_by_district() -> None:
    office = BatchUnit(name="丁区", is_office=True)
    far = BatchUnit(name="戊", district="丁区")
    made = batch(GOOD, BAD, office, far)
    assert [made.count(severity) for severity in Severity] == [1, 0, 0]
    assert [made.answered(kind) for kind in AnswerKind] == [1, 0]
    assert {name: [unit.name for unit in units] for name, units in made.districts.items()} == {
        "": ["甲", "乙"],
        "丁区": ["丁区", "戊"],
    }


OPENED = RegisterOpened(
    at=DAY, notice="n", version="1", level="city", units=(), expected=(), deadline=date(2022, 10, 31)
)
TENTH = date(2022, 10, 10)


def back(day: int | None, at: datetime = DAY, matter: Matter = Matter.RETURNED) -> Noted:
    return Noted(at=at, unit="甲", attachment="", matter=matter, until=date(2022, 11, day) if day else None)


@pytest.mark.parametrize(
    ("set_", "notes", "number", "at", "day"),
    [
        ((), {}, 1, None, date(2022, 10, 31)),
        ((), {}, 2, None, date(2022, 10, 31)),
        ((Due(at=DAY, deadline=TENTH),), {}, 1, None, TENTH),
        ((Due(at=DAY, deadline=TENTH),), {}, 2, None, TENTH),
        ((Due(at=DAY, deadline=TENTH, round=2),), {}, 1, None, date(2022, 10, 31)),
        ((Due(at=DAY, deadline=TENTH, round=2),), {}, 2, None, TENTH),
        ((Due(at=DAY, deadline=TENTH, units=("乙",)),), {}, 1, None, date(2022, 10, 31)),
        ((Due(at=DAY, deadline=TENTH, units=("乙", "甲")),), {}, 1, None, TENTH),
        ((Due(at=DAY, deadline=TENTH), Due(at=DAY, deadline=date(2022, 10, 12))), {}, 1, None, date(2022, 10, 12)),
        ((), {"甲": {3: back(5)}}, 2, None, date(2022, 11, 5)),
        ((), {"甲": {3: back(5)}}, 1, None, date(2022, 10, 31)),
        ((), {"乙": {3: back(5)}}, 2, None, date(2022, 10, 31)),
        ((), {"甲": {3: back(None)}}, 2, None, date(2022, 10, 31)),
        ((), {"甲": {3: back(5), 4: back(7)}}, 2, None, date(2022, 11, 7)),
        ((), {"甲": {3: back(5, matter=Matter.URGED)}}, 2, None, date(2022, 10, 31)),
        ((), {"甲": {3: back(5, at=datetime(2022, 10, 6))}}, 2, DAY, date(2022, 10, 31)),
        ((), {"甲": {3: back(5)}}, 2, DAY, date(2022, 11, 5)),
        ((Due(at=DAY, deadline=TENTH, round=2),), {"甲": {3: back(5)}}, 2, None, TENTH),
    ],
)  # fmt: skip
def test_the_day_of_a_round(set_: tuple[Due, ...], notes: dict[str, dict[int, Noted]], number: int, at: datetime | None, day: date) -> None:  # fmt: skip
    assert Deadlines(OPENED, set_, notes).of_round("甲", number, at) == day


@pytest.mark.parametrize("state", State)
def test_what_is_awaited_next(state: State) -> None:
    deadlines = Deadlines(OPENED, (Due(at=DAY, deadline=TENTH, round=2),), {})
    waiting = {State.MISSING, State.BLANK, State.SCANNED, State.WITHDRAWN, State.TO_CORRECT}
    assert deadlines.next_for("甲", 0, state) == (date(2022, 10, 31) if state in waiting else None)
    assert deadlines.next_for("甲", 1, state) == (TENTH if state in waiting else None)


def test_days_before_and_after_a_deadline() -> None:
    assert [late_days(datetime(2022, 10, day, 23), TENTH) for day in (9, 10, 11, 13)] == [0, 0, 1, 3]
    assert late_days(DAY, None) == 0
    assert [RunningOut(TENTH, Awaited.FIRST, ("甲",), days).soon for days in (4, 3, 0, -2)] == [False, True, True, True]
