"""docs/rules.md and docs/clauses.md are what the packs say. Write them anew with `make docs`."""

from __future__ import annotations

from pathlib import Path

import pytest
from compare import same_text

from xltools.notice.load import load_folder, notice_ids
from xltools.notice.places import data_folder
from xltools.reports.ruledocs import clauses_page, rules_page
from xltools.rules import KINDS, declared_by_columns

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHIPPED = data_folder("workbooks")
NOTICES = [load_folder(SHIPPED / notice_id) for notice_id in notice_ids() if (SHIPPED / notice_id).is_dir()]
PAGES = {"rules.md": rules_page(NOTICES), "clauses.md": clauses_page(NOTICES)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fresh(name: str, request: pytest.FixtureRequest) -> None:
    path = DOCS / name
    if request.config.getoption("--update-golden"):
        path.write_text(PAGES[name], encoding="utf-8", newline="\n")
    same_text(f"docs/{name}", path.read_text(encoding="utf-8"), PAGES[name])


def test_every_rule_stands_with_clause_severity_and_example() -> None:
    lines = PAGES["rules.md"].splitlines()
    for notice in NOTICES:
        for rule in (*notice.rules, *(rule for form in notice.attachments for rule in form.rules)):
            row = next(line for line in lines if line.startswith(f"| `{rule.id}` |") and rule.basis in line)
            assert all(cell.strip() for cell in row.strip("|").split("|"))


def test_every_column_that_checks_something_stands_there() -> None:
    for notice in NOTICES:
        for form in notice.attachments:
            for spec in declared_by_columns(form):
                assert f"| `{spec.id.split('.')[1]}` |" in PAGES["rules.md"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_why_how_it_is_declared_and_what_it_passes_over(kind: str) -> None:
    assert f"\n### {kind}\n" in PAGES["rules.md"]
    text = KINDS[kind].__doc__ or ""
    places = [text.find(f"\n    {section}\n        ") for section in ("Why", "Declared as", "Passes over")]
    assert -1 not in places
    assert places == sorted(places)


def test_every_clause_stands_in_the_table_of_clauses() -> None:
    for notice in NOTICES:
        for clause in notice.clauses:
            assert f"| {clause.clause} | {clause.subject} |" in PAGES["clauses.md"]
