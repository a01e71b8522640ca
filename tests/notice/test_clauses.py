"""Every clause of the five notices is a rule, a parameter … of its pack, or said not to be checkable and why."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltools.notice.load import load_folder
from xltools.notice.model import Notice
from xltools.notice.places import data_folder
from xltools.rules import declared_by_columns

ASKED: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("clauses.toml").read_text(encoding="utf-8")
)


@pytest.fixture(params=ASKED)
def notice(request: pytest.FixtureRequest) -> Notice:
    return load_folder(data_folder("workbooks") / request.param)


def test_every_clause_is_accounted_for(notice: Notice) -> None:
    asked = Counter({clause: len(parts) for clause, parts in ASKED[notice.id].items()})
    answered = Counter(clause.clause for clause in notice.clauses)
    assert not asked - answered, "clauses the pack says nothing of"
    assert set(answered) == set(asked), "clauses this list does not know"


def known(notice: Notice) -> Iterator[tuple[str, str]]:
    """Everything a clause can point at, as (what, key)."""
    rules = [*notice.rules, *(rule for form in notice.attachments for rule in form.rules)]
    rules += [spec for form in notice.attachments for spec in declared_by_columns(form)]
    yield from (("rule", rule.id) for rule in rules)
    yield from (("parameter", parameter.key) for parameter in notice.parameters)
    yield from (("level", level.key) for level in notice.levels)
    yield from (("window", window.key) for window in notice.windows)
    yield from (("material", material.key) for material in notice.materials)
    yield from (("attachment", form.key) for form in notice.attachments)
    yield from (("register", register.key) for register in notice.registers)
    yield from (("selection", step.key) for step in (notice.selection.steps if notice.selection else ()))
    if notice.quotas:
        yield "quota", ""
    if notice.ledger is not None:
        yield "ledger", ""


def test_every_clause_points_at_something(notice: Notice) -> None:
    there = set(known(notice))
    for clause in notice.clauses:
        what, _, key = clause.by.partition(":")
        if what == "not-checkable":
            assert clause.reason, clause.clause
        else:
            assert (what, key) in there, f"{clause.clause}: {clause.by}"


def test_what_a_reason_refers_to_exists(notice: Notice) -> None:
    """另见 rule x、y: names in the reasons are names of the pack."""
    names = {name for _, name in known(notice)}
    words = r"(?:rule|parameter|level|material)"
    said = rf"\b{words} ((?!{words}\b)[a-z][\w-]*(?:、(?!{words}\b)[a-z][\w-]*)*)"
    for clause in notice.clauses:
        for group in re.findall(said, clause.reason):
            assert set(group.split("、")) <= names, f"{clause.clause}: {group}"
