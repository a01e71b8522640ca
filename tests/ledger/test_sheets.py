"""Tables over several sheets of one book: what is added, what is a copy, and whose it is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.errors import UsageError
from xltools.findings import Finding, Severity
from xltools.forms.inputs import Request
from xltools.ledger import Ledger

TITLE, LABEL, HEADING = HEAD.strip().splitlines()


def rows(first: int, last: int) -> list[str]:
    return [row(n, "2024-05-01", "2000", invoice=f"'244220000001234567{n:02d}") for n in range(first, last + 1)]


def both(folder: Path, *lines: str) -> tuple[Ledger, list[Finding]]:
    path = folder / "报来的表.xlsx"
    path.write_bytes(xlsx("\n".join(lines)))
    request = Request(paths=(str(path),), notice="wuhan-2025")
    found = validate(request).report.files[0].findings
    return total(request)[0], [one for one in found if one.severity is not Severity.INFO]


@pytest.mark.parametrize(
    "second",
    [
        ("# 附件6（续）", LABEL, HEADING, *rows(3, 4)),
        ("# 附件6（续）", HEADING, *rows(3, 4)),
        ("# 附件6（续）", *rows(3, 4)),
        ("# Sheet2", *rows(3, 4)),
        ("# Sheet2", *rows(3, 4), "| 合计 | | | | | | | | | 8000 | | | | |"),
        ("# Sheet2", "| 附件6 明细表（续） |", *rows(3, 4)),
        ("# Sheet2", "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 |", *rows(3, 4)),
        ("# 研发", HEADING, *rows(11, 12)),
    ],
    ids=["headed", "no-label", "no-heading", "numbers-run-on", "with-total", "title-only", "column-numbers", "part"],
)
def test_a_table_that_goes_on_is_one_sum_and_one_floor(tmp_path: Path, second: tuple[str, ...]) -> None:
    made, found = both(tmp_path, TITLE, LABEL, HEADING, *rows(1, 2), *second)
    assert [one.name for one in made.enterprises] == ["武汉示例甲有限公司"]
    assert (made.counted, made.meets_floor) == (Decimal(80_000_000), True)
    assert found == []


def test_a_sheet_without_heading_that_starts_anew_is_read_and_to_be_looked_at(tmp_path: Path) -> None:
    made, found = both(tmp_path, TITLE, LABEL, HEADING, *rows(1, 2), "# Sheet2", *rows(5, 6))
    assert made.counted == Decimal(80_000_000)
    assert [one.rule for one in found] == ["heading-elsewhere"]


@pytest.mark.parametrize(
    "second",
    [
        ("# 草稿", "| 甲 | 12 |", "| 乙 | 33 |"),
        ("# 选项", "| 生产性设备购置 |", "| 设备改造 |"),
        ("# 联系人", "| 1 | 张工 | 027-00000000 |"),
        ("# 数据", "| 1 | 3 | 4 | 5 | 6 | 7 |"),
        ("# 统计", "| 1 | 3 | 4 | 5 | 6 | 7 |"),
    ],
)
def test_a_sheet_of_something_else_is_named_and_not_added(tmp_path: Path, second: tuple[str, ...]) -> None:
    made, found = both(tmp_path, TITLE, LABEL, HEADING, *rows(1, 3), *second)
    assert made.counted == Decimal(60_000_000)
    assert found == []
    everything = validate(Request(paths=(str(tmp_path),), notice="wuhan-2025")).report.files[0].findings
    assert [one.rule for one in everything] == ["sheet-not-read"]
    assert second[0][2:] in everything[0].message


@pytest.mark.parametrize("name", ["逐笔明细", "统计"])
def test_a_word_that_anyone_may_use_for_a_sheet_hides_nothing(tmp_path: Path, name: str) -> None:
    made, found = both(tmp_path, f"# {name}", LABEL, HEADING, *rows(1, 3))
    assert made.counted == Decimal(60_000_000)
    assert found == []


def test_the_workbook_of_a_ledger_is_no_submission(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有认出"):
        both(tmp_path, "# 投资合计", "| 合计 | 6000 |", "# 逐笔明细", LABEL, HEADING, *rows(1, 3))


@pytest.mark.parametrize("name", ["附件6 (2)", "附件6副本", "Sheet2", "上一稿"])
def test_a_copied_sheet_counts_once_and_its_mistakes_are_said_once(tmp_path: Path, name: str) -> None:
    table = [LABEL, HEADING, *rows(1, 3), row(4, "2024-05-01", "2000", seller="武汉示例甲有限公司")]
    made, found = both(tmp_path, TITLE, *table, f"# {name}", *table)
    assert (made.counted, made.undecided, made.meets_floor) == (Decimal(60_000_000), Decimal(20_000_000), True)
    assert {one.sheet for one in found} == {"附件6"}


def test_sheets_named_after_two_firms_are_two_enterprises(tmp_path: Path) -> None:
    second = ("# 武汉示例乙有限公司", HEADING, *rows(3, 5))
    made, _ = both(tmp_path, "# 武汉示例甲有限公司", LABEL, HEADING, *rows(1, 3), *second)
    assert [one.name for one in made.enterprises] == ["武汉示例甲有限公司", "武汉示例乙有限公司"]
