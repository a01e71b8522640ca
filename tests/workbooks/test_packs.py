"""The shipped packs: they load, their rules bind, every clause is accounted for, their lists agree."""

from __future__ import annotations

import csv
import itertools
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from xltools.forms.headingnames import heading_name
from xltools.forms.values import squeeze
from xltools.notice.load import notice_ids, read_folder
from xltools.notice.model import Notice, Shape
from xltools.notice.places import data_folder
from xltools.notice.reference import reference
from xltools.rules import declared_by_columns, rule_mistakes

PACKS = data_folder("workbooks")
IDS = notice_ids()
ALL = notice_ids(abstract=True)
LISTS = sorted(path.stem for path in (PACKS / "reference").iterdir() if path.suffix in (".toml", ".csv"))


def pack(notice_id: str) -> Notice:
    notice, mistakes = read_folder(PACKS / notice_id)
    assert [str(mistake) for mistake in mistakes] == []
    assert notice is not None
    return notice


def rule_ids(notice: Notice) -> set[str]:
    ids = {rule.id for rule in notice.rules}
    for attachment in notice.attachments:
        ids.update(rule.id for rule in attachment.rules)
        ids.update(spec.id for spec in declared_by_columns(attachment))
    return ids


def test_the_five_notices_and_their_two_bases_are_there() -> None:
    assert IDS == ["hubei-2022", "miit-2023", "tianjin-2025", "wuhan-2025", "xiangjiang-2022"]
    assert set(ALL) - set(IDS) == {"national-2022", "national-2025"}


@pytest.mark.parametrize("notice_id", ALL)
def test_a_pack_has_no_mistakes(notice_id: str) -> None:
    assert [str(mistake) for mistake in rule_mistakes(pack(notice_id))] == []


@pytest.mark.parametrize("notice_id", ALL)
def test_every_rule_says_its_clause_what_it_asks_and_what_fails(notice_id: str) -> None:
    """How to mend it is said by the pack, or by the kind where that depends on what was found."""
    notice = pack(notice_id)
    for rule in (*notice.rules, *(rule for attachment in notice.attachments for rule in attachment.rules)):
        assert all((rule.basis, rule.title, rule.example)), rule.path


@pytest.mark.parametrize("notice_id", IDS)
def test_a_pack_cites_its_own_clauses_not_its_base(notice_id: str) -> None:
    """What a base says of a rule is replaced by the notice's own clause, standards and the base's document apart."""
    notice = pack(notice_id)
    for attachment in notice.attachments:
        assert attachment.basis.startswith(notice_id)
        for rule in attachment.rules:
            assert rule.basis.startswith((notice_id, "GB/T", "工信厅联通装函〔2025〕251号")), (
                f"{attachment.key} {rule.id}"
            )


@pytest.mark.parametrize("notice_id", ALL)
def test_inferred_layouts_say_where_they_come_from(notice_id: str) -> None:
    for attachment in pack(notice_id).attachments:
        assert attachment.layout_note
        assert attachment.key in (PACKS / notice_id / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("notice_id", ALL)
def test_a_heading_means_one_column(notice_id: str) -> None:
    """No heading or alias, read as the reader reads it, belongs to two columns of a form."""
    for attachment in pack(notice_id).attachments:
        owner: dict[str, str] = {}
        for column in attachment.columns:
            for text in (column.heading, *column.aliases):
                name = heading_name(text)[0]
                assert owner.setdefault(name, column.key) == column.key, f"{attachment.key}: {text}"


@pytest.mark.parametrize("notice_id", ALL)
def test_printed_rows_use_columns_of_the_form_and_have_one_name_each(notice_id: str) -> None:
    for attachment in pack(notice_id).attachments:
        keys = {column.key for column in attachment.columns}
        names: dict[str, str] = {}
        for row in attachment.rows:
            assert attachment.shape is Shape.LIST
            assert set(row.cells) <= keys
            for text in (row.cells[attachment.row_key], *row.aliases):
                assert names.setdefault(squeeze(text), row.key) == row.key, f"{attachment.key}: {text}"


@pytest.mark.parametrize("notice_id", IDS)
def test_every_clause_points_at_something(notice_id: str) -> None:
    notice = pack(notice_id)
    known = {
        "rule": rule_ids(notice),
        "parameter": {parameter.key for parameter in notice.parameters},
        "level": {level.key for level in notice.levels},
        "window": {window.key for window in notice.windows},
        "material": {material.key for material in notice.materials},
        "attachment": {attachment.key for attachment in notice.attachments},
        "selection": {step.key for step in notice.selection.steps} if notice.selection else set(),
    }
    for clause in notice.clauses:
        what, _, key = clause.by.partition(":")
        if what == "not-checkable":
            assert clause.reason, clause.clause
        elif what == "ledger":
            assert notice.ledger is not None
        else:
            assert key in known[what], f"{clause.clause}: {clause.by}"


def _facts() -> Path:
    given = os.environ.get("XLTOOLS_SHARED_INPUTS")
    inputs = Path(given) if given else PACKS.parent.parent / "shared" / "inputs"
    return inputs.parent / "notices" / "facts.md"


@pytest.mark.parametrize("notice_id", IDS)
def test_every_fact_of_the_notice_is_a_clause_of_the_pack(notice_id: str) -> None:
    """facts.md lists what each notice says; the pack accounts for every row of it."""
    if not _facts().is_file():
        pytest.skip(f"no list of facts at {_facts()} (set XLTOOLS_SHARED_INPUTS)")
    section = re.search(rf"(?ms)^## {notice_id} .*?(?=^## |\Z)", _facts().read_text(encoding="utf-8"))
    assert section is not None
    rows = [line for line in section.group().splitlines() if line.startswith("|")][2:]
    asked = Counter(line.strip("|").rsplit("|", 1)[-1].strip() for line in rows)
    answered = Counter(clause.clause for clause in pack(notice_id).clauses)
    assert not asked - answered


@pytest.mark.parametrize("notice_id", IDS)
def test_levels_form_a_chain_with_addressees(notice_id: str) -> None:
    notice = pack(notice_id)
    keys = [level.key for level in notice.levels]
    assert keys[0] == "enterprise"
    assert len(set(keys)) == len(keys)
    for above, level in zip([None, *keys], notice.levels, strict=False):
        assert level.receives_from == (above or "")
        assert level.basis.startswith(notice_id)
        if level.offices:
            assert reference(level.offices).items


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_its_source_and_an_alias_means_one_entry(name: str) -> None:
    made = reference(name)
    values = Counter(item.value for item in made.items)
    owner = {squeeze(item.value): item.value for item in made.items}
    if name != "industries":
        assert made.title != name
        assert made.source
        assert not [value for value, count in values.items() if count > 1]
        for item in made.items:
            for alias in item.aliases:
                assert owner.setdefault(squeeze(alias), item.value) == item.value, f"{name}: {alias}"


def test_places_of_hubei_are_the_districts_of_wuhan_and_the_cities() -> None:
    both = [*reference("wuhan-districts").items, *reference("hubei-cities").items]
    assert [(item.value, item.aliases) for item in reference("hubei-places").items] == [
        (i.value, i.aliases) for i in both
    ]


def test_counts_of_the_official_lists() -> None:
    scenarios = reference("scenarios-2025").items
    assert Counter(item.facts["link"] for item in scenarios) == {
        "工厂建设": 3, "产品研发": 2, "工艺设计": 2, "生产管理": 12, "生产作业": 10, "运营管理": 4, "产品服务": 3, "供应链管理": 4,
    }  # fmt: skip
    assert len(reference("hubei-cities").items) == 17
    assert Counter(item.facts["kind"] for item in reference("provinces").items)["省（自治区、直辖市）"] == 31
    assert Counter(item.facts["level"] for item in reference("industries").items) == {
        "门类": 3, "大类": 41, "中类": 207, "小类": 666,
    }  # fmt: skip


def test_renamed_scenarios_point_at_each_other() -> None:
    new = {item.value: item.facts.get("formerly", "") for item in reference("scenarios-2025").items}
    old = {item.value: item.facts.get("now", "") for item in reference("scenarios-2022").items}
    for name, formerly in new.items():
        if formerly:
            assert old[formerly] == name
    assert sum(1 for name in old.values() if name) == sum(1 for name in new.values() if name) == 4


def test_maturity_bands_touch_and_rise() -> None:
    bands = reference("maturity").items
    assert [item.value for item in bands] == ["一级", "二级", "三级", "四级", "五级"]
    for lower, upper in itertools.pairwise(bands):
        assert lower.facts["score_below"] == upper.facts["score_from"]


def test_every_register_file_is_listed_and_has_the_same_columns() -> None:
    folder = PACKS / "reference" / "registers"
    with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
        index = list(csv.DictReader(lines))
    named = {file for notice_id in ALL for register in pack(notice_id).registers for file in register.files}
    listed = {row["file"] for row in index}
    assert named <= listed
    for row in index:
        with (folder / row["file"]).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
            assert len(rows) == int(row["rows"]), row["file"]
            assert all(found["company"] and found["source_address"] for found in rows)


def test_a_register_that_is_not_whole_is_not_called_complete() -> None:
    for notice_id in ALL:
        assert not any(register.complete for register in pack(notice_id).registers)
