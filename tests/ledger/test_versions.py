"""Parts to be added, versions of which one counts, copies, spare sheets: told by the rows they share."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import HEAD, row
from ledger.test_metamorphic import over
from sheets import xlsx

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.forms.inputs import Request
from xltools.ledger import Verdict
from xltools.ledger.versions import Slice, differences
from xltools.rules.checking import check

DAY = "2024-03-01"
WAN = Decimal(10_000)


def rows(*numbers: int, gross: str = "100", when: str = DAY, **given: str) -> str:
    return "\n".join(row(number, when, gross, **given) for number in numbers)


def said(folder: Path) -> list[str]:
    """What the rule says of the tables: cell, severity and the message's beginning."""
    report = validate(Request(paths=(str(folder),), notice="wuhan-2025")).report
    return [
        f"{Path(file.path).stem}!{finding.cells[0]} {finding.severity} {finding.message}"
        for file in report.files
        for finding in file.findings
        if finding.kind == "versions"
    ]


@pytest.mark.parametrize(
    ("first", "second", "counted", "at_most", "open_"),
    [
        # Nothing shared: parts, to be added.
        ((1, 2, 3, 4), (5, 6, 7, 8), 800, 800, False),
        # Half of the smaller one: versions, the lower one counts and the higher one may.
        ((1, 2, 3, 4), (3, 4, 5, 6), 400, 400, False),
        ((1, 2, 3, 4, 5, 6), (5, 6, 7, 8), 400, 600, False),
        ((1, 2), (1, 2, 3, 4, 5), 200, 500, False),
        # One row of four: only the sender knows. What both hold counts once, the floor stays open.
        ((1, 2, 3, 4), (4, 5, 6, 7), 700, 700, True),
        ((1, 2, 3), (3, 5, 6), 500, 500, True),
    ],
)
def test_what_tables_share_says_what_they_are(
    tmp_path: Path, first: tuple[int, ...], second: tuple[int, ...], counted: int, at_most: int, open_: bool
) -> None:
    made = over(tmp_path, 一=HEAD + rows(*first, gross="100"), 二=HEAD + rows(*second, gross="100"))
    assert (made.counted, made.at_most) == (counted * WAN, at_most * WAN)
    (one,) = made.enterprises
    assert one.meets_floor is (None if open_ else False)


def test_a_version_of_which_nothing_can_count_does_not_hide_the_other(tmp_path: Path) -> None:
    """The same invoices, once with the days of last year's call: whether the floor is reached depends on the version."""
    early, late = rows(*range(1, 7), gross="1000", when="2022-03-01"), rows(*range(1, 7), gross="1000")
    made = over(tmp_path / "outside", 旧=HEAD + early, 新=HEAD + late)
    assert (made.counted, made.at_least, made.at_most) == (0, 0, 6_000 * WAN)
    assert made.meets_floor is None
    turned = over(tmp_path / "turned", 新=HEAD + late, 旧=HEAD + early)
    assert (turned.at_least, turned.at_most, turned.meets_floor) == (0, 6_000 * WAN, None)


def test_a_sheet_without_figures_is_a_part_of_its_own(tmp_path: Path) -> None:
    """Names alone say nothing: 机床1 of one table need not be 机床1 of another."""
    made = over(tmp_path, 一=HEAD + rows(1, 2), 二=HEAD + rows(1, 2, gross="", price="", amount="", invoice=""))
    assert made.counted == 200 * WAN


def test_rows_without_invoices_are_known_by_name_day_and_amounts(tmp_path: Path) -> None:
    plain = [row(n, DAY, f"{n}00", invoice="") for n in range(1, 5)]
    other = [row(n, DAY, f"{n}01", invoice="") for n in range(1, 5)]
    copied = over(tmp_path / "same", 一=HEAD + "\n".join(plain), 二=HEAD + "\n".join(plain))
    changed = over(tmp_path / "other", 一=HEAD + "\n".join(plain), 二=HEAD + "\n".join(other))
    verdicts = [[one.verdict for one in made.rows] for made in (copied, changed)]
    assert verdicts[0][4:] == [Verdict.DUPLICATE] * 4
    assert Verdict.DUPLICATE not in verdicts[1]


def test_a_copy_may_be_sorted_and_says_so_for_information(tmp_path: Path) -> None:
    made = over(tmp_path, 一=HEAD + rows(1, 2, 3), 二=HEAD + rows(3, 1, 2))
    assert made.counted == 300 * WAN
    assert [one.verdict for one in made.rows[3:]] == [Verdict.DUPLICATE] * 3
    assert all(one.reason.endswith("一.xlsx 内容相同的副本，只计一次") for one in made.rows[3:])
    (only,) = said(tmp_path)
    assert only.startswith("二!A2 info 工作表“附件6”与 ")
    assert only.endswith("内容相同，是副本，只读取一份")


@pytest.mark.parametrize(
    "name", ["附件6 (2)", "附件6（3）", "副本", "附件6-备份", "上一稿", "旧版", "草稿", "old", "Copy of 附件6"]
)
def test_a_spare_sheet_is_not_added_whatever_it_holds(tmp_path: Path, name: str) -> None:
    spare = HEAD.replace("# 附件6", f"# {name}")
    book = f"{HEAD}{rows(1, 2)}\n{spare}{rows(7, 8, 9)}"
    made = over(tmp_path / "both", 附件6=book)
    assert made.counted == 200 * WAN
    assert [one.verdict for one in made.rows].count(Verdict.DUPLICATE) == 3
    (only,) = said(tmp_path / "both")
    assert only == f"附件6!A2 info 工作表“{name}”与 工作表“附件6” 并存，是备用的工作表，不相加，未计入"
    # The only one there is, and one in a file of its own, are what the enterprise hands in.
    assert over(tmp_path / "alone", 附件6=f"{spare}{rows(7, 8, 9)}").counted == 300 * WAN
    assert over(tmp_path / "apart", 一=HEAD + rows(1, 2), 二=f"{spare}{rows(7, 8, 9)}").counted == 500 * WAN


@pytest.mark.parametrize("name", ["附件6（续）", "设备 2", "研发", "附件6-2", "原材料"])
def test_a_sheet_of_another_name_is_a_part(tmp_path: Path, name: str) -> None:
    book = f"{HEAD}{rows(1, 2)}\n{HEAD.replace('# 附件6', f'# {name}')}{rows(7, 8, 9)}"
    assert over(tmp_path, 附件6=book).counted == 500 * WAN
    assert said(tmp_path) == []


@pytest.mark.parametrize("shared", [(4, 7, 8, 9), (3, 4, 7), (1, 2, 3, 4, 5), (1, 2, 3)])
def test_a_spare_sheet_that_shares_rows_leaves_nothing_open(tmp_path: Path, shared: tuple[int, ...]) -> None:
    spare = HEAD.replace("# 附件6", "# 附件6 (2)")
    made = over(tmp_path, 附件6=f"{HEAD}{rows(1, 2, 3, 4)}\n{spare}{rows(*shared)}")
    assert (made.counted, made.at_most) == (400 * WAN, 400 * WAN)
    assert made.meets_floor is False


def test_two_versions_are_told_apart_cell_by_cell(tmp_path: Path) -> None:
    ours = rows(1, 2) + "\n" + row(3, DAY, "100", seller="甲")
    theirs = rows(1, 2) + "\n" + row(3, DAY, "120", seller="乙") + "\n" + row(4, DAY, "50")
    over(tmp_path, 一=HEAD + ours, 二=HEAD + theirs)
    (only,) = said(tmp_path)
    assert only.startswith("二!D5 ")
    assert "有 5 处不同（D5／D5、G5／G5、J5／J5、N5／N5等）" in only
    request = Request(paths=(str(tmp_path),), notice="wuhan-2025")
    one, two = _slices(request)
    cells = [("D5", "D5"), ("G5", "G5"), ("J5", "J5"), ("N5", "N5"), ("", "C6")]
    assert differences(one, two) == cells
    assert differences(two, one) == [(beside, cell) for cell, beside in cells]
    assert differences(one, two, most=2) == cells[:2]
    assert differences(one, two, most=4) == cells[:4]


def _slices(request: Request) -> list[Slice]:
    from xltools.forms.inputs import read_inputs

    checked = check(read_inputs(request))
    (notice,) = {table.notice.id: table.notice for table in checked.inputs.tables}.values()
    (account,) = checked.accounts(notice).accounts.values()
    return account.slices


def test_three_tables_of_which_two_are_versions(tmp_path: Path) -> None:
    made = over(
        tmp_path,
        一=HEAD + rows(1, 2, 3, 4),
        二=HEAD + rows(11, 12),
        三=HEAD + rows(1, 2, 3) + "\n" + row(4, DAY, "300"),
    )
    assert (made.counted, made.at_least, made.at_most) == (600 * WAN, 600 * WAN, 800 * WAN)


def test_one_invoice_in_both_versions_is_no_duplicate_of_itself(tmp_path: Path) -> None:
    made = over(tmp_path, 一=HEAD + rows(1, 2, 3, 4), 二=HEAD + rows(1, 2, 3) + "\n" + row(4, DAY, "300"))
    assert made.counted == 400 * WAN
    assert {one.verdict for one in made.rows[:4]} == {Verdict.COUNTED}


def test_nameless_forms_of_two_folders_are_not_added_to_one_another(tmp_path: Path) -> None:
    nameless = HEAD.replace("武汉示例甲有限公司", "")
    printed = HEAD.replace("武汉示例甲有限公司", "××××公司")
    for head, folders in (
        (nameless, ("甲乡", "乙乡")),
        (printed, ("丙乡", "丁乡")),
        (nameless, ("武汉示例甲有限公司", "武汉示例乙有限公司")),
    ):
        root = tmp_path / folders[0]
        for number, folder in enumerate(folders):
            (root / folder).mkdir(parents=True)
            (root / folder / "附件6.xlsx").write_bytes(xlsx(head + rows(number * 5 + 1, number * 5 + 2)))
        made = total(Request(paths=(str(root),), notice="wuhan-2025"))[0]
        assert [one.counted for one in made.enterprises] == [200 * WAN, 200 * WAN]
    assert sorted(one.name for one in made.enterprises) == ["武汉示例乙有限公司", "武汉示例甲有限公司"]
