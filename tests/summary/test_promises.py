"""What a summary promises: every row once, every yuan, every order, every number's origin."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from summary.editing import FIRST, edit
from summary.forms import form, rows_for, write
from summary.running import hubei, offices, run

from xltools.errors import OutputFault, UsageError
from xltools.notice.load import load_notice
from xltools.summary.lineage import read_lineage

HUBEI = load_notice("hubei-2022").attachment("附件5")
CATEGORIES = [choice.value for choice in HUBEI.column(HUBEI.category).values]


def test_the_sums_are_part_of_the_balance(tmp_path: Path) -> None:
    notice = load_notice("wuhan-2025")
    attachment = notice.attachment("附件6")
    paths = [
        write(
            tmp_path / f"{name}.xlsx",
            form(attachment, rows_for(attachment, name, 2, seed=n), f"武汉示例{name}有限公司"),
        )
        for n, name in enumerate("甲乙")
    ]
    merged = run(paths, tmp_path / "汇总.xlsx", "district", notice="wuhan-2025", attachment="附件6").merged
    assert merged.balanced
    assert (merged.rows_in, merged.rows_out, merged.rows_rejected) == (4, 4, 0)
    assert merged.sums_in == merged.sums_out
    assert merged.sums_in["gross"] == 4 * Decimal("125000")
    assert [file.sums["gross"] for file in merged.files] == [Decimal(250_000)] * 2
    for key in merged.sums_in:
        less = {**merged.sums_out, key: merged.sums_out[key] - Decimal("0.01")}
        assert not replace(merged, sums_out=less).balanced
        assert replace(merged, sums_out=less, sums_rejected={key: Decimal("0.01")}).balanced
    assert not replace(merged, rows=merged.rows[1:]).balanced


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    paths = list(hubei(tmp_path))
    copy = write(tmp_path / "hubei-2022" / "江岸区-又一份.xlsx", paths[1].read_bytes())
    merged = run([*paths, copy], tmp_path / "市.xlsx", "city").merged
    assert (merged.rows_in, merged.rows_out, merged.balanced) == (4, 4, True)
    assert [(file.status, file.code) for file in merged.files] == [
        ("merged", ""),
        ("merged", ""),
        ("skipped", "same_file"),
    ]
    assert "1-江岸区.xlsx" in merged.files[2].message


def test_blocks_stand_as_in_the_notice_and_unknown_ones_behind(tmp_path: Path) -> None:
    rows = [
        {**row, HUBEI.category: category, "rank": rank}
        for row, category, rank in zip(
            rows_for(HUBEI, "江岸区", 5, seed=1),
            ("别的类别", "优秀场景", "示范工厂", "优秀场景", "另一类别"),
            (1, 1, 1, 2, 1),
            strict=True,
        )
    ]
    path = write(tmp_path / "hubei-2022" / "江岸区.xlsx", form(HUBEI, rows, "江岸区"))
    merged = run([path], tmp_path / "市.xlsx", "city", notice="hubei-2022").merged
    said = [row.block for row in merged.rows]
    assert said[:3] == [one for one in CATEGORIES for _ in range(2 if one == "优秀场景" else 1)]
    assert sorted(said[3:]) == ["别的类别", "另一类别"]
    assert [row.values["rank"] for row in merged.rows if row.block == "优秀场景"] == [1, 2]


def test_a_row_order_made_by_hand_is_not_wiped_out_unseen(tmp_path: Path) -> None:
    city = tmp_path / "市" / "汇总.xlsx"
    run(list(hubei(tmp_path / "区")), city, "city")
    book = openpyxl.load_workbook(city)
    sheet = book.worksheets[0]
    upper, lower = ([cell.value for cell in sheet[row]] for row in (FIRST, FIRST + 1))
    for column, (one, other) in enumerate(zip(upper, lower, strict=True), 1):
        sheet.cell(FIRST, column).value, sheet.cell(FIRST + 1, column).value = other, one
    sheet.cell(FIRST, 1).value, sheet.cell(FIRST + 1, 1).value = upper[0], lower[0]
    book.save(city)
    with pytest.raises(OutputFault, match="行的顺序") as fault:
        run([tmp_path / "区" / "hubei-2022"], city, "city")
    assert fault.value.code == "edited"
    assert "项目名称" not in fault.value.message


def test_which_way_a_summary_goes_wrong_is_said(tmp_path: Path) -> None:
    city, province = tmp_path / "市.xlsx", tmp_path / "省.xlsx"
    run(list(hubei(tmp_path)), city, "city")
    run(city, province, "province")
    for source, level, words in ((province, "city", "方向反了"), (city, "district", "方向反了")):
        merged = run(source, tmp_path / f"又-{level}.xlsx", level, notice="hubei-2022", attachment="附件5").merged
        found = [f.message for f in merged.findings if f.rule == "level-skipped"]
        assert len(found) == 1
        assert words in found[0]
    district = tmp_path / "区.xlsx"
    run([hubei(tmp_path / "街")[0]], district, "district", notice="hubei-2022", attachment="附件5")
    skipped = run(district, tmp_path / "省二.xlsx", "province", notice="hubei-2022", attachment="附件5").merged
    found = [f.message for f in skipped.findings if f.rule == "level-skipped"]
    assert len(found) == 1
    assert "越过了中间一级" in found[0]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("office", ["江岸区", "江岸区", "江岸区", "洪山区", "洪山区"]),
        ("given", ["洪山区", "洪山区", "江岸区", "江岸区", "江岸区"]),
        ("rank", ["江岸区", "洪山区", "江岸区", "洪山区", "江岸区"]),
    ],
)
def test_each_order_keeps_every_row_and_each_offices_own(tmp_path: Path, order: str, expected: list[str]) -> None:
    outcome = run(list(hubei(tmp_path, counts=(2, 3))), tmp_path / "市.xlsx", "city", order=order)
    assert offices(outcome) == expected
    assert [row.values["rank"] for row in outcome.merged.rows] == [1, 2, 3, 4, 5]
    for office in ("江岸区", "洪山区"):
        places = [row.hops[-1].row for row in outcome.merged.rows if row.office == office]
        assert places == sorted(places)
    assert len({row.key for row in outcome.merged.rows}) == 5


def test_an_offices_own_numbers_are_its_order_only_where_they_are_sound(tmp_path: Path) -> None:
    for number, (ranks, expected) in enumerate(
        (
            ((3, 1, 2), [5, 6, 4]),
            ((3, 1, 1), [4, 5, 6]),
            ((2, 3, 4), [4, 5, 6]),
            ((0, 2, 1), [4, 5, 6]),
            ((1, 2, None), [4, 5, 6]),
        )
    ):
        rows = [
            {**row, "rank": rank}
            for row, rank in zip(rows_for(HUBEI, "江岸区", 3, seed=1, category="示范工厂"), ranks, strict=True)
        ]
        path = write(tmp_path / str(number) / "hubei-2022" / "江岸区.xlsx", form(HUBEI, rows, "江岸区"))
        merged = run([path], tmp_path / str(number) / "市.xlsx", "city", notice="hubei-2022").merged
        assert [row.hops[-1].row for row in merged.rows] == expected, ranks
        assert [row.values["rank"] for row in merged.rows] == [1, 2, 3]


def test_an_order_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    for order in ("column:没有", "倒序"):
        with pytest.raises(UsageError, match="没有排序方式"):
            run(list(hubei(tmp_path)), tmp_path / "市.xlsx", "city", order=order)


def test_every_cell_of_a_summary_names_its_cell_below(tmp_path: Path) -> None:
    out = tmp_path / "市.xlsx"
    merged = run(list(hubei(tmp_path, counts=(2, 3))), out, "city").merged
    books = {path.name: openpyxl.load_workbook(path).worksheets[0] for path in (tmp_path / "hubei-2022").iterdir()}
    for row in merged.rows:
        hop = row.hops[-1]
        sheet = books[Path(hop.path).name]
        for key, cell in row.cells.items():
            assert str(sheet[cell].value or "") == row.raw[key], (key, cell)
    written = read_lineage(out)
    assert [row.key for row in written.rows] == [row.key for row in merged.rows]
    assert not written.added
    assert not any(row.changed for row in written.rows)


def test_an_edit_is_named_by_its_cell_and_nothing_else(tmp_path: Path) -> None:
    city = tmp_path / "市" / "汇总.xlsx"
    run(list(hubei(tmp_path / "区")), city, "city")
    with pytest.raises(OutputFault) as fault:
        run([tmp_path / "区" / "hubei-2022"], edit(city, D5="又一家", E7="又一项"), "city")
    assert "D5、E7）" in fault.value.message
    assert "行的顺序" not in fault.value.message
