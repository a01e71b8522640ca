"""The invented submissions: the same every time, consistent in themselves, in every format."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from stdnum.cn import uscc

from xltools.demo import invent
from xltools.demo.generate import generate
from xltools.demo.investment import invent_investment, investment_content
from xltools.demo.layout import LineKind, SampleLook, invent_look, lay_out


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("made")
    return folder, generate(folder, seed=3)


def test_same_seed_same_bytes(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    generate(tmp_path, seed=3)
    assert tree(tmp_path) == tree(made[0])


@pytest.mark.parametrize("seed", range(5))
def test_any_seed_works_with_and_without_mistakes(seed: int, tmp_path: Path) -> None:
    clean = generate(tmp_path / "clean", seed=seed, mistakes=False)
    assert not any(entry["mistakes"] for part in ("investment", "software", "summary") for entry in clean[part])
    dirty = generate(tmp_path / "dirty", seed=seed)
    kinds = {
        mistake[0]
        for part in ("investment", "software", "summary")
        for entry in dirty[part]
        for mistake in entry["mistakes"]
    }
    assert len(kinds) == 18


def test_every_company_is_marked_as_invented(made: tuple[Path, dict[str, Any]]) -> None:
    assert all(entry["enterprise"].startswith("武汉示例") for entry in made[1]["investment"])


def test_rows_of_the_truth_stand_where_it_says(made: tuple[Path, dict[str, Any]]) -> None:
    folder, truth = made
    for entry in truth["summary"]:
        if entry["format"] == "xlsx":
            sheet = openpyxl.load_workbook(folder / entry["file"])[entry["sheet"]]
            texts = {row: [cell.value for cell in sheet[row]] for row in range(1, sheet.max_row + 1)}
        elif entry["format"] == "csv":
            text = (folder / entry["file"]).read_bytes().decode("gb18030")
            texts = dict(enumerate(csv.reader(io.StringIO(text)), 1))
        else:
            continue
        assert all(row["enterprise"] in texts[row["row"]] for row in entry["rows"])


def test_totals_are_right_before_mistakes_are_planted() -> None:
    made = invent_investment(Random(5), "武汉示例甲股份有限公司")
    content = investment_content(Random(5), made)
    total = next(line for line in content.lines if line.kind is LineKind.TOTAL).values
    assert total["gross"] == sum((row.values["gross"] or Decimal(0)) for row in made.rows)


def test_truth_counts_no_planted_row(made: tuple[Path, dict[str, Any]]) -> None:
    for entry in made[1]["investment"]:
        counted = sum(Decimal(row["amount"]) for row in entry["rows"] if row["verdict"] == "counted")
        assert counted == Decimal(entry["counted"])


def test_credit_codes_have_a_right_check_digit() -> None:
    code = invent.credit_code(Random(1))
    assert uscc.is_valid(code)
    assert not uscc.is_valid(invent.wrong_credit_code(code))


def test_a_look_moves_every_cell_and_says_where_to() -> None:
    made = invent_investment(Random(5), "武汉示例甲股份有限公司")
    content = investment_content(Random(5), made)
    plain = lay_out(content, SampleLook("附件6"))
    moved = lay_out(content, SampleLook("附件6", two_rows=True, empty_above=2, empty_left=1, extra_titles=("附件6",)))
    assert plain.cell("r1", "gross") == "L5"
    assert moved.cell("r1", "gross") == "M9"
    assert moved.header == (6, 7)
    for laid in (plain, moved):
        assert laid.sheet.cells[laid.rows["r1"], laid.columns["name"]] == made.rows[0].values["name"]


@pytest.mark.parametrize("seed", range(8))
def test_invented_looks_keep_all_columns(seed: int) -> None:
    content = investment_content(Random(5), invent_investment(Random(5), "武汉示例甲股份有限公司"))
    look = invent_look(content, Random(seed))
    assert sorted(look.order) == sorted(heading.key for heading in content.headings)
