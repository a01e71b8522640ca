"""Edges of the window, of the floor, of one invoice: a day, a cent, a row to either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger.investing import BUY, HEAD, RESEARCH, ledger, row
from sheets import xlsx

from xltools.app.total import total
from xltools.errors import UsageError
from xltools.findings import Severity
from xltools.forms.inputs import Request
from xltools.ledger import Ledger, Verdict
from xltools.ledger.terms import terms_of
from xltools.notice.load import load_notice

FIRST, LAST = "2023-10-01", "2025-09-30"


def verdicts(made: Ledger) -> list[str]:
    return [entry.verdict.value for entry in made.rows]


def said(made: Ledger, rule: str) -> list[str]:
    return [finding.cell for finding in made.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("when", "verdict", "reason"),
    [
        (f"{FIRST}至2023-10-05", "counted", "在窗口内"),
        (f"2025-09-20至{LAST}", "counted", "在窗口内"),
        (f"{FIRST}至{LAST}", "counted", "在窗口内"),
        (f"2023-09-20至{FIRST}", "undecided", "跨越窗口边界"),
        (f"{LAST}至2025-10-05", "undecided", "跨越窗口边界"),
        (f"2023-09-30至{LAST}", "undecided", "跨越窗口边界"),
        ("2023-09-20至2023-09-30", "outside", f"早于窗口起始日 {FIRST}"),
        ("2025-10-01至2025-10-05", "outside", f"晚于窗口截止日 {LAST}"),
        ("2019-01-01至2030-01-01", "undecided", "跨越窗口边界"),
        ("2023年9月", "outside", f"早于窗口起始日 {FIRST}"),
        ("2025年10月", "outside", f"晚于窗口截止日 {LAST}"),
        ("2023年10月", "counted", "在窗口内"),
        ("2025年9月", "counted", "在窗口内"),
        ("开票中", "undecided", "待核实"),
        ("", "undecided", "没有日期"),
    ],
)
def test_a_period_counts_only_when_all_of_it_lies_inside(tmp_path: Path, when: str, verdict: str, reason: str) -> None:
    made = ledger(tmp_path, row(1, when, "12.5"))
    assert verdicts(made) == [verdict]
    assert reason in made.rows[0].reason
    sums = {"counted": made.counted, "undecided": made.undecided, "outside": made.not_counted}
    assert sums == {**dict.fromkeys(sums, Decimal(0)), verdict: Decimal(125000)}


def test_the_window_can_be_moved_and_not_turned_round(tmp_path: Path) -> None:
    rows = (row(1, "2024-05-01", "1"), row(2, "2024-05-02", "2"), row(3, "2024-05-03", "4"))
    path = tmp_path / "附件6.xlsx"
    path.write_bytes(xlsx(HEAD + "\n".join(rows)))
    request = Request(paths=(str(path),), notice="wuhan-2025")
    day = date(2024, 5, 2)
    made = total(request, start=day, end=day)[0]
    assert (made.start, made.end, made.counted) == (day, day, Decimal(20000))
    assert verdicts(made) == ["outside", "counted", "outside"]
    assert total(request, end=day)[0].counted == Decimal(30000)
    assert total(request, start=day)[0].counted == Decimal(60000)
    with pytest.raises(UsageError, match="请调换 --from 与 --to"):
        total(request, start=date(2024, 5, 3), end=day)


# --- the floor -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "meets"),
    [
        ((("2024-01-01", "5000"),), True),
        ((("2024-01-01", "4999.9999"),), False),
        ((("2024-01-01", "4000"), ("2023年", "999.9999")), False),
        ((("2024-01-01", "4000"), ("2023年", "1000")), None),
        # A red invoice that is open takes nothing away from what is still possible.
        ((("2024-01-01", "4000"), ("2023年", "1000"), ("2023年", "-500")), None),
        ((("2024-01-01", "4000"), ("2023年", "900"), ("2023年", "-500")), False),
        ((("2024-01-01", "4000"), ("2026-01-01", "3000")), False),
        ((("2024-01-01", "4000"), ("2024-02-01", "见合同")), None),
        ((("2024-01-01", "6000"), ("2024-02-01", "-1000.0001")), False),
        ((("2024-01-01", "6000"), ("2024-02-01", "-1000")), True),
    ],
)
def test_the_floor_is_reached_missed_or_open(
    tmp_path: Path, rows: tuple[tuple[str, str], ...], meets: bool | None
) -> None:
    lines = [
        row(n, when, gross, **({"price": "1", "amount": "1"} if gross == "见合同" else {}))
        for n, (when, gross) in enumerate(rows, 1)
    ]
    assert ledger(tmp_path, *lines).meets_floor is meets


def enterprises(folder: Path, **amounts: tuple[str, str]) -> Ledger:
    """One file for each enterprise with one row: (day, 万元)."""
    for name, (when, gross) in amounts.items():
        text = HEAD.replace("武汉示例甲有限公司", f"武汉示例{name}有限公司") + row(ord(name) % 1000, when, gross)
        (folder / f"{name}-附件6.xlsx").write_bytes(xlsx(text))
    return total(Request(paths=(str(folder),), notice="wuhan-2025"))[0]


def test_sums_of_several_enterprises_add_up_and_each_has_its_own_floor(tmp_path: Path) -> None:
    made = enterprises(tmp_path, 甲=("2024-01-01", "6000"), 乙=("2024-01-01", "4000"), 丙=("2026-01-01", "1"))
    by_name = {one.name: one for one in made.enterprises}
    assert {name[4]: one.counted for name, one in by_name.items()} == {
        "甲": Decimal(60_000_000), "乙": Decimal(40_000_000), "丙": Decimal(0),
    }  # fmt: skip
    assert [by_name[f"武汉示例{name}有限公司"].meets_floor for name in "甲乙丙"] == [True, False, False]
    assert by_name["武汉示例甲有限公司"].files == (str(tmp_path / "甲-附件6.xlsx"),)
    assert made.counted == Decimal(100_000_000), "6000 and 4000 are nobody's 10,000"
    assert made.not_counted == Decimal(10_000)
    assert made.meets_floor is not True
    assert made.by_category == {BUY: Decimal(100_000_000)}


def test_all_enterprises_over_the_floor(tmp_path: Path) -> None:
    made = enterprises(tmp_path, 甲=("2024-01-01", "6000"), 乙=("2024-01-01", "5000"))
    assert [one.meets_floor for one in made.enterprises] == [True, True]


# --- promises about sums -------------------------------------------------------------------------------------------

AMOUNTS = st.decimals(min_value=-900, max_value=900, places=4, allow_nan=False).map(lambda number: f"{number:f}")
DAYS = st.sampled_from(
    ["2023-09-30", FIRST, "2024-06-01", LAST, "2025-10-01", "2023年", "2024年", "2025年", "另行开票", ""]
)
CATEGORIES = st.sampled_from([BUY, "设备改造", RESEARCH, "办公家具购置", "其他支出"])


@settings(max_examples=12)
@given(st.lists(st.tuples(DAYS, AMOUNTS, CATEGORIES), min_size=1, max_size=8))
def test_every_row_has_a_verdict_and_every_yuan_stands_in_one_sum(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    lines = [
        row(n, when, gross, category=category, price=gross, amount=gross)
        for n, (when, gross, category) in enumerate(rows, 1)
    ]
    made = ledger(folder, *lines)
    assert [entry.row for entry in made.rows] == list(range(3, 3 + len(rows)))
    assert [entry.category for entry in made.rows] == [category for _, _, category in rows]
    assert [entry.name for entry in made.rows] == [f"机床{n}" for n in range(1, len(rows) + 1)]
    assert [entry.cell for entry in made.rows] == [f"J{n}" for n in range(3, 3 + len(rows))]
    whole = sum((Decimal(gross) * 10_000 for _, gross, _ in rows), Decimal(0))
    assert made.counted + made.undecided + made.not_counted == whole
    for verdict, sum_of in (({"counted"}, made.counted), ({"undecided"}, made.undecided)):
        assert sum_of == sum(
            (entry.amount for entry in made.rows if entry.verdict.value in verdict and entry.amount), Decimal(0)
        )
    assert sum(made.by_category.values(), Decimal(0)) == made.counted
    for (when, _, category), entry in zip(rows, made.rows, strict=True):
        if category == "办公家具购置":
            assert entry.verdict is Verdict.EXCLUDED
        elif entry.verdict is Verdict.COUNTED:
            assert when in (FIRST, "2024-06-01", LAST, "2024年")
            assert category != "其他支出"
    backwards = ledger(folder, *reversed(lines))
    assert (backwards.counted, backwards.undecided, backwards.not_counted) == (
        made.counted, made.undecided, made.not_counted,
    )  # fmt: skip


def test_sums_by_category_name_what_has_none(tmp_path: Path) -> None:
    made = ledger(tmp_path, row(1, FIRST, "1"), row(2, FIRST, "2", category=""), row(3, FIRST, "4"))
    assert made.by_category == {BUY: Decimal(50_000), "未填类别": Decimal(20_000)}
    assert made.enterprises[0].by_category == made.by_category


# --- one invoice ---------------------------------------------------------------------------------------------------


def again(line: str, number: int) -> str:
    """The same row under another running number."""
    return f"| {number} |" + line.split("|", 2)[2]


def test_a_row_three_times_counts_once(tmp_path: Path) -> None:
    line = row(1, "2024-01-01", "10")
    other = row(2, "2024-01-01", "10")
    made = ledger(tmp_path, line, again(line, 2), again(other, 3), again(line, 4))
    assert verdicts(made) == ["counted", "duplicate", "counted", "duplicate"]
    assert (made.counted, made.not_counted) == (Decimal(200_000), Decimal(200_000))


def test_the_same_row_outside_the_window_is_a_duplicate_too_and_adds_nothing(tmp_path: Path) -> None:
    line = row(1, "2022-01-01", "10")
    made = ledger(tmp_path, line, again(line, 2))
    assert verdicts(made) == ["outside", "duplicate"]
    assert (made.counted, made.undecided, made.not_counted) == (Decimal(0), Decimal(0), Decimal(200_000))


def test_rows_without_a_number_are_no_twins(tmp_path: Path) -> None:
    line = row(1, "2024-01-01", "10", invoice="")
    assert "duplicate" not in verdicts(ledger(tmp_path, line, again(line, 2)))


def test_the_same_row_of_two_enterprises_is_no_duplicate(tmp_path: Path) -> None:
    """A table of many submitters: a number repeats only within one of them."""
    head = HEAD.replace("付款金额 |", "付款金额 | 申报企业 |").replace("单位：万元 |", "单位：万元 | | | | | | | | |")
    line = row(1, "2024-01-01", "10")
    rows = (
        f"{line} 武汉示例甲有限公司 |",
        f"{again(line, 2)} 武汉示例乙有限公司 |",
        f"{again(line, 3)} 武汉示例甲有限公司 |",
    )
    path = tmp_path / "附件6.xlsx"
    path.write_bytes(xlsx(head + "\n".join(rows)))
    made = total(Request(paths=(str(path),), notice="wuhan-2025"))[0]
    assert [entry.enterprise[4] for entry in made.rows] == ["甲", "乙", "甲"]
    assert made.rows[1].verdict is not Verdict.DUPLICATE
    assert made.rows[2].verdict is Verdict.DUPLICATE
    assert [one.name[4] for one in made.enterprises] == ["甲", "乙"]


def test_a_contract_counts_once_for_each_seller(tmp_path: Path) -> None:
    rows = (
        row(1, "2024-01-01", "10", contract="HT-9", price="25"),
        row(2, "2024-02-01", "15", contract="HT-9", price="25"),
        row(3, "2024-02-01", "5", contract="HT-9", price="5", seller="另一供应商"),
    )
    made = ledger(tmp_path, *rows, date_basis="contract")
    assert (made.date_basis, made.tax_basis, made.counted) == ("contract", "with", Decimal(300_000))
    assert [entry.cell for entry in made.rows] == ["G3", "G4", "G5"]


# --- payments ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "cells"),
    [
        ("2023-09-30", ["M3"]), (FIRST, []), (LAST, []), ("2025-10-01", ["M3"]), ("2023年", []), ("2022年", ["M3"]), ("2026年", ["M3"]),
        ("", []), ("2023-09-20至2023-10-01", []), ("2025-09-30至2025-10-10", []),
    ],
)  # fmt: skip
def test_a_payment_wholly_outside_is_said(tmp_path: Path, paid: str, cells: list[str]) -> None:
    made = ledger(tmp_path, row(1, "2024-01-01", "10", paid=paid))
    assert said(made, "ledger.payment-outside") == cells
    found = [finding for finding in made.findings if finding.rule == "ledger.payment-outside"]
    assert all((f.severity, f.value, f.expected) == (Severity.WARNING, paid, f"{FIRST}～{LAST}") for f in found)


@pytest.mark.parametrize("when", ["2023-09-30", "2025-10-01", "2023年", "2025年", ""])
def test_a_payment_matters_only_beside_an_invoice_inside(tmp_path: Path, when: str) -> None:
    assert said(ledger(tmp_path, row(1, when, "10", paid="2026-01-01")), "ledger.payment-outside") == []


@pytest.mark.parametrize("when", [FIRST, LAST, f"{FIRST}至{LAST}"])
def test_an_invoice_of_the_windows_first_or_last_day_lies_inside(tmp_path: Path, when: str) -> None:
    assert said(ledger(tmp_path, row(1, when, "10", paid="2026-01-01")), "ledger.payment-outside") == ["M3"]


def test_payments_are_not_spoken_of_on_another_basis(tmp_path: Path) -> None:
    made = ledger(tmp_path, row(1, "2024-01-01", "10", paid="2026-01-01"), date_basis="payment")
    assert said(made, "ledger.payment-outside") == []
    assert verdicts(made) == ["outside"]


def test_only_a_row_without_any_invoice_falls_back_to_its_payment(tmp_path: Path) -> None:
    plain = f"| 1 | {RESEARCH} | 人工费 | | | | | | | | | | 2024-06-01 | 30 |"
    with_number = f"| 2 | {RESEARCH} | 材料费 | | | | | '00000002 | | | | | 2024-06-01 | 30 |"
    with_day = f"| 3 | {RESEARCH} | 检测费 | | | | | | 2024-06-01 | | | | 2024-06-01 | 30 |"
    late = f"| 4 | {RESEARCH} | 差旅费 | | | | | | | | | | 2025-10-01 | 30 |"
    made = ledger(tmp_path, plain, with_number, with_day, late)
    assert verdicts(made) == ["counted", "unreadable", "unreadable", "outside"]
    assert ["按付款计" in entry.reason for entry in made.rows] == [True, False, False, True]
    assert made.rows[0].cell == "N3"
    assert [entry.reason for entry in made.rows[1:3]] == ["没有金额", "没有金额"]
    assert made.unreadable == 2


def test_an_excluded_row_shows_its_amount_and_counts_nowhere(tmp_path: Path) -> None:
    made = ledger(
        tmp_path,
        row(1, FIRST, "10", category="办公家具购置"),
        row(2, FIRST, "不详", category="土地", price="1", amount="1"),
    )
    assert verdicts(made) == ["excluded", "excluded"]
    assert [entry.amount for entry in made.rows] == [Decimal(100_000), None]
    assert "“办公”" in made.rows[0].reason
    assert (made.counted, made.undecided, made.not_counted) == (Decimal(0), Decimal(0), Decimal(100_000))


def test_every_basis_has_its_own_sum_and_floor(tmp_path: Path) -> None:
    lines = (
        row(1, "2024-01-01", "6000", price="5000", amount="4999"),
        row(2, "2024-02-01", "10", price="10", paid="2023年", amount="10"),
    )
    made = ledger(tmp_path, *lines)
    shown = {(one.date_basis, one.tax_basis): (one.counted, one.undecided, one.meets_floor) for one in made.bases}
    assert shown["invoice", "with"] == (Decimal(60_100_000), Decimal(0), True)
    assert shown["contract", "with"] == (Decimal(50_100_000), Decimal(0), True)
    assert shown["payment", "with"] == (Decimal(49_990_000), Decimal(100_000), None)
    assert (made.date_basis, made.tax_basis, made.floor) == ("invoice", "with", Decimal(50_000_000))


@pytest.mark.parametrize(
    ("evidence", "fallback", "by_payment"),
    [("payment", "payment", True), ("payment", "", False), ("invoice", "payment", False), ("invoice", "", False)],
)
def test_research_counts_by_its_payment_where_the_call_knows_one(
    evidence: str, fallback: str, by_payment: bool
) -> None:
    call = load_notice("wuhan-2025")
    assert call.ledger is not None
    assert call.ledger.fallback_categories
    spec = replace(call.ledger, fallback_date=call.ledger.fallback_date if fallback else "")
    parameters = tuple(replace(one, value=evidence) if one.key == "rd_evidence" else one for one in call.parameters)
    made = terms_of(replace(call, ledger=spec, parameters=parameters))
    assert made.by_payment == (frozenset(spec.fallback_categories) if by_payment else frozenset())
