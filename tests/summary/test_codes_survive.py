"""What the official layout has no column for and the ledger needs: the merged 附件6 gives the verdicts of its files."""

from __future__ import annotations

from pathlib import Path

from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.merge import MergeOptions, merge
from xltools.app.total import total
from xltools.forms.inputs import Request

CODED = HEAD.replace("| 发票号码 |", "| 发票代码 | 发票号码 |").replace("单位：万元 |", "| 单位：万元 |")


def coded(number: int, code: str, invoice: str = "'00012345") -> str:
    return row(number, "2024-05-01", "3000", invoice=f"'{code} | {invoice}")


def verdicts(*paths: Path) -> list[tuple[str, str]]:
    ledger, _ = total(Request(paths=tuple(map(str, paths)), notice="wuhan-2025"))
    return sorted((one.name, one.verdict) for one in ledger.rows)


def test_two_short_numbers_of_two_codes_stay_two_invoices_in_the_merged_table(tmp_path: Path) -> None:
    folder, out = tmp_path / "报送", tmp_path / "汇总.xlsx"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(xlsx(CODED + "\n".join([coded(1, "042001900111"), coded(2, "042001900112")])))
    request = Request(paths=(str(folder),), notice="wuhan-2025", attachment="附件6")
    apart = verdicts(folder)
    assert [verdict for _, verdict in apart] == ["counted", "counted"]
    for _ in range(2):
        merge(request, MergeOptions(out=str(out)))
        assert verdicts(out) == apart
    table = merge(request, MergeOptions(out=str(out))).merged.rows
    assert table.columns["invoice_code"] == ["042001900111", "042001900112"]


def test_without_codes_there_is_no_such_column(tmp_path: Path) -> None:
    folder, out = tmp_path / "报送", tmp_path / "汇总.xlsx"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(xlsx(HEAD + row(1, "2024-05-01", "6000")))
    merge(Request(paths=(str(folder),), notice="wuhan-2025", attachment="附件6"), MergeOptions(out=str(out)))
    from xltools.formats.opening import open_book

    assert not [value for _, _, value in open_book(out).grids[0].cells() if value == "发票代码"]
