"""The investment window: verdict by verdict, exact to the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import BUY, RESEARCH, ledger, row

from xltools.errors import UsageError
from xltools.ledger import Verdict


@pytest.mark.parametrize(
    ("when", "verdict"),
    [
        ("2023-09-30", Verdict.OUTSIDE),
        ("2023-10-01", Verdict.COUNTED),
        ("2025-09-30", Verdict.COUNTED),
        ("2025-10-01", Verdict.OUTSIDE),
        ("2024年3月", Verdict.COUNTED),
        ("2023年9月", Verdict.OUTSIDE),
        ("2023年", Verdict.UNDECIDED),
        ("2024年", Verdict.COUNTED),
        ("待定", Verdict.UNDECIDED),
        ("", Verdict.UNDECIDED),
    ],
)
def test_a_date_decides_by_its_first_and_last_day(tmp_path: Path, when: str, verdict: Verdict) -> None:
    made = ledger(tmp_path, row(1, when, "12.5"))
    assert made.rows[0].verdict is verdict
    assert made.rows[0].amount == Decimal(125000)


def test_an_amount_that_cannot_be_read_is_unreadable_and_keeps_the_floor_open(tmp_path: Path) -> None:
    made = ledger(tmp_path, row(1, "2024-01-01", "见合同", amount="1", price="1"))
    assert (made.rows[0].verdict, made.unreadable, made.counted) == (Verdict.UNREADABLE, 1, Decimal(0))
    assert made.meets_floor is None


def test_the_same_row_twice_counts_once_and_another_line_of_an_invoice_is_open(tmp_path: Path) -> None:
    first = row(1, "2024-01-01", "10")
    same = first.replace("| 1 |", "| 2 |", 1)
    split = row(3, "2024-01-01", "7", invoice="'00000001")
    made = ledger(tmp_path, first, same, split)
    assert [entry.verdict for entry in made.rows] == [Verdict.COUNTED, Verdict.DUPLICATE, Verdict.UNDECIDED]
    assert made.counted == Decimal(100000)
    assert made.not_counted == Decimal(100000)
    assert "J3" in made.rows[2].reason


def test_lines_under_one_merged_invoice_cell_count_in_full(tmp_path: Path) -> None:
    second = f"| 2 | {BUY} | 刀库 | 示例供应商 | HT-1 | 2023-10-02 | 10 | ^ | ^ | 7 | | | 2024-06-01 | 7 |"
    made = ledger(tmp_path, row(1, "2024-01-01", "10"), second)
    assert made.counted == Decimal(170000)


def test_an_equipment_row_without_an_invoice_is_undecided_with_what_was_paid(tmp_path: Path) -> None:
    advance = f"| 2 | {BUY} | 预付款 | 示例供应商 | HT-2 | 2023-10-02 | 40 | | | | | | 2024-06-01 | 12 |"
    made = ledger(tmp_path, row(1, "2024-01-01", "10"), advance)
    assert (made.rows[1].verdict, made.rows[1].amount) == (Verdict.UNDECIDED, Decimal(120000))
    assert "发票" in made.rows[1].reason


def test_the_floor_is_judged_at_both_ends(tmp_path: Path) -> None:
    over = row(1, "2024-01-01", "5100")
    assert ledger(tmp_path, over, row(2, "", "-200")).meets_floor is None
    assert ledger(tmp_path, over, row(2, "", "-100")).meets_floor is True
    open_ends = ledger(tmp_path, row(1, "2024-01-01", "4900"), row(2, "", "300"), row(3, "", "-250"))
    (enterprise,) = open_ends.enterprises
    assert (enterprise.at_least, enterprise.at_most) == (Decimal(46500000), Decimal(52000000))
    assert enterprise.meets_floor is None
    assert any("还差 350 万元" in line for line in enterprise.decides)


def test_what_lies_outside_the_window_is_outside_whatever_else_stands_against_it(tmp_path: Path) -> None:
    late = row(2, "2025-12-01", "7", invoice="'00000001")
    assert ledger(tmp_path, row(1, "2024-01-01", "10"), late).rows[1].verdict is Verdict.OUTSIDE


def test_red_invoices_subtract(tmp_path: Path) -> None:
    assert ledger(tmp_path, row(1, "2024-01-01", "10"), row(2, "2024-02-01", "-4")).counted == Decimal(60000)


def test_categories_outside_the_definition_do_not_count_and_unknown_ones_are_open(tmp_path: Path) -> None:
    made = ledger(
        tmp_path, row(1, "2024-01-01", "10", category="办公家具购置"), row(2, "2024-01-01", "10", category="其他支出")
    )
    assert [entry.verdict for entry in made.rows] == [Verdict.EXCLUDED, Verdict.UNDECIDED]


def test_research_without_an_invoice_falls_back_to_its_payment(tmp_path: Path) -> None:
    line = f"| 1 | {RESEARCH} | 研发人员工资 | | | | | | | | | | 2024-06-01 | 30 |"
    made = ledger(tmp_path, line)
    assert (made.rows[0].verdict, made.counted) == (Verdict.COUNTED, Decimal(300000))
    assert "按付款计" in made.rows[0].reason


def test_an_amount_merged_over_several_rows_counts_once(tmp_path: Path) -> None:
    second = f"| 2 | {BUY} | 机床2 | 示例供应商 | HT-1 | 2023-10-02 | ^ | ^ | ^ | ^ | | | 2024-06-01 | |"
    made = ledger(tmp_path, row(1, "2024-01-01", "10"), second)
    assert made.counted == Decimal(100000)
    assert [entry.verdict for entry in made.rows] == [Verdict.COUNTED, Verdict.COUNTED]


def test_a_unit_slip_does_not_carry_anybody_over_the_floor(tmp_path: Path) -> None:
    slip = row(1, "2024-01-01", "1000000", price="100", amount="100")
    made = ledger(tmp_path, slip, row(2, "2024-01-01", "12"))
    assert made.rows[0].verdict is Verdict.UNDECIDED
    assert made.counted == Decimal(120000)
    assert made.meets_floor is None


def test_the_floor_is_true_false_or_open(tmp_path: Path) -> None:
    assert ledger(tmp_path, row(1, "2024-01-01", "5000")).meets_floor is True
    assert ledger(tmp_path, row(1, "2024-01-01", "4999.9999")).meets_floor is False
    assert ledger(tmp_path, row(1, "2024-01-01", "4000"), row(2, "2023年", "1000")).meets_floor is None


def test_every_basis_stands_beside_the_chosen_one(tmp_path: Path) -> None:
    rows = (
        row(1, "2024-01-01", "10", contract="HT-9", price="25"),
        row(2, "2024-02-01", "15", contract="HT-9", price="25", paid="2025-12-01"),
    )
    made = ledger(tmp_path, *rows)
    sums = {(basis.date_basis, basis.tax_basis): basis.counted for basis in made.bases}
    assert sums["invoice", "with"] == Decimal(250000)
    assert sums["contract", "with"] == Decimal(250000), "a contract's amount stands on each row and counts once"
    assert sums["payment", "with"] == Decimal(100000)
    assert ledger(tmp_path, *rows, date_basis="payment").counted == Decimal(100000)


def test_an_undeclared_basis_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="可用的口径"):
        ledger(tmp_path, row(1, "2024-01-01", "10"), date_basis="contract", tax_basis="without")


def test_a_payment_outside_the_window_is_said(tmp_path: Path) -> None:
    made = ledger(tmp_path, row(1, "2024-01-01", "10", paid="2025-12-01"))
    assert [f.cell for f in made.findings if f.rule == "ledger.payment-outside"] == ["M3"]
