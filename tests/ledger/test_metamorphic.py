"""What may be done to a table without changing its sum, and what must change it exactly as the law says."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import HEAD, ledger, row
from sheets import xlsx

from xltools.app.merge import MergeOptions, merge
from xltools.app.total import total
from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.inputs import Request
from xltools.ledger import Ledger, Verdict

DAYS = ("2023-09-30", "2024-01-05", "2024-07-01", "2025-09-30", "2025-10-09", "2025年", "")
SECOND = HEAD.replace("# 附件6", "# 附件6（续）")


def invented(seed: int) -> list[str]:
    """Rows of one enterprise, each with an invoice of its own; some red, some outside, some without a day."""
    rng = random.Random(seed)
    return [
        row(n, rng.choice(DAYS), f"{rng.uniform(200, 900) * rng.choice((1, 1, 1, -0.2)):.2f}")
        for n in range(1, rng.randrange(6, 14))
    ]


def over(folder: Path, **files: str) -> Ledger:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.xlsx").write_bytes(xlsx(text))
    return total(Request(paths=(str(folder),), notice="wuhan-2025"))[0]


def sums(made: Ledger) -> tuple[Decimal, Decimal, Decimal, Decimal | None, bool | None]:
    return made.counted, made.undecided, made.at_least, made.at_most, made.meets_floor


@pytest.mark.parametrize("seed", range(6))
def test_order_and_place_of_rows_change_nothing(tmp_path: Path, seed: int) -> None:
    rows = invented(seed)
    whole = sums(over(tmp_path / "whole", 附件6=HEAD + "\n".join(rows)))
    mixed = random.Random(seed).sample(rows, len(rows))
    assert sums(over(tmp_path / "mixed", 附件6=HEAD + "\n".join(mixed))) == whole
    half = len(rows) // 2
    first, second = "\n".join(rows[:half]), "\n".join(rows[half:])
    two_sheets = over(tmp_path / "sheets", 附件6=f"{HEAD}{first}\n{SECOND}{second}")
    two_books = over(tmp_path / "books", 设备=HEAD + first, 研发=HEAD + second)
    for made in (two_sheets, two_books):
        assert sums(made) == whole
        assert len(made.enterprises) == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_of_the_file_or_of_the_sheet_adds_nothing(tmp_path: Path, seed: int) -> None:
    rows = "\n".join(invented(seed))
    once = sums(over(tmp_path / "once", 附件6=HEAD + rows))
    assert sums(over(tmp_path / "file", 附件6=HEAD + rows, 附件6副本=HEAD + rows)) == once
    assert sums(over(tmp_path / "sheet", 附件6=f"{HEAD}{rows}\n{HEAD.replace('# 附件6', '# 附件6 (2)')}{rows}")) == once


@pytest.mark.parametrize("seed", range(3))
def test_a_copied_row_counts_once_and_another_line_of_its_invoice_is_open(tmp_path: Path, seed: int) -> None:
    rows = [*invented(seed), row(50, "2024-03-01", "300")]
    before = ledger(tmp_path, *rows)
    copied = ledger(tmp_path, *rows, row(50, "2024-03-01", "300").replace("| 50 |", "| 51 |", 1))
    line = ledger(tmp_path, *rows, row(50, "2024-03-01", "300").replace("机床50", "刀库", 1))
    assert sums(copied) == sums(before)
    assert line.rows[-1].verdict is Verdict.UNDECIDED
    assert (line.counted, line.undecided) == (before.counted, before.undecided + 3_000_000)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_figures_in_yuan_say_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    amounts = [rng.randrange(2_000_000, 9_000_000) for _ in range(12)]
    wan = [row(n, "2024-03-01", f"{Decimal(a) / 10_000}") for n, a in enumerate(amounts, 1)]
    yuan = [row(n, "2024-03-01", str(a)) for n, a in enumerate(amounts, 1)]
    declared = over(tmp_path / "元", 附件6=HEAD.replace("单位：万元", "单位：元") + "\n".join(yuan))
    assert sums(declared) == sums(over(tmp_path / "万元", 附件6=HEAD + "\n".join(wan)))
    undeclared = over(tmp_path / "slip", 附件6=HEAD + "\n".join(yuan))
    assert (undeclared.counted, undeclared.meets_floor) == (0, None)


def test_of_two_versions_none_is_added_and_the_floor_holds_only_where_both_agree(tmp_path: Path) -> None:
    shared = [row(n, "2024-03-01", "800") for n in range(1, 6)]
    low, high = row(6, "2024-03-01", "900"), row(6, "2024-03-01", "1100")
    low_version, high_version = (HEAD + "\n".join([*shared, last]) for last in (low, high))
    made = over(tmp_path / "apart", 附件6=low_version, 终稿=high_version)
    assert (made.counted, made.at_least, made.at_most) == (49_000_000, 49_000_000, 51_000_000)
    assert made.meets_floor is None
    more = row(7, "2024-03-01", "200")
    agreed = over(tmp_path / "agree", 附件6=f"{low_version}\n{more}", 终稿=f"{high_version}\n{more}")
    assert agreed.meets_floor is True


@pytest.mark.parametrize("seed", range(4))
def test_total_validate_and_the_roll_up_agree(tmp_path: Path, seed: int) -> None:
    """Three enterprises, one of them on a sheet of another's workbook."""
    texts = [
        HEAD.replace("武汉示例甲有限公司", f"武汉示例{name}有限公司").replace("# 附件6", f"# {name}")
        + "\n".join(line.replace("'0000", f"'{number}000") for line in invented(seed * 7 + number))
        for number, name in enumerate("甲乙丙", 1)
    ]
    made = over(tmp_path / "in", 附件6=f"{texts[0]}\n{texts[1]}", 附件6丙=texts[2])
    request = Request(paths=(str(tmp_path / "in"),), notice="wuhan-2025")
    said = [f.severity for file in validate(request).report.files for f in file.findings if f.kind == "threshold"]
    verdicts = [one.meets_floor for one in made.enterprises]
    assert (said.count(Severity.ERROR), said.count(Severity.INFO)) == (verdicts.count(False), verdicts.count(None))
    asked = Request(paths=request.paths, notice="wuhan-2025", attachment="rollup")
    merged = merge(asked, MergeOptions(out=str(tmp_path / "附表.xlsx"))).merged
    assert sorted(r.values["invest_counted"] for r in merged.rows) == sorted(one.counted for one in made.enterprises)


@pytest.mark.parametrize("mark", ["同上", "同上  ", " 同上", "〃 "])
def test_the_same_as_above_is_the_value_above_whatever_blanks_stand_beside_it(tmp_path: Path, mark: str) -> None:
    lines = [row(1, "2024-03-01", "3000"), row(2, "2024-03-01", "2500", category=mark, seller=mark)]
    made = over(tmp_path, 附件6=HEAD + "\n".join(lines))
    assert (made.counted, made.meets_floor) == (55_000_000, True)


@pytest.mark.parametrize("number", ["24442000000123456789", "２４４４２００００００１２３４５６７８９"])
def test_a_red_row_names_its_invoice_in_any_digits(tmp_path: Path, number: str) -> None:
    head = HEAD.replace("| 付款金额 |", "| 付款金额 | 备注 |")
    lines = [
        row(1, "2024-03-01", "5100", invoice="'24442000000123456789") + " |",
        row(2, "2025-11-01", "-300", invoice="'25442000000123456780") + f" 冲销发票{number} |",
    ]
    made = over(tmp_path, 附件6=head + "\n".join(lines))
    assert (made.counted, made.undecided, made.meets_floor) == (51_000_000, -3_000_000, None)
