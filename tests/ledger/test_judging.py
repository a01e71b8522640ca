"""Every kind of row under every basis: the verdicts stand in tests/golden/ledger-rows.txt (`--update-golden`).

test_ledger.py and test_edges.py say why; here each date meets each amount, with and without an invoice or a payment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from ledger.investing import BUY, HEAD, RESEARCH, row
from sheets import xlsx

from xltools.formats.opening import open_book
from xltools.forms.reading import read_table
from xltools.ledger.model import Schedule
from xltools.ledger.rows import Beside, judge
from xltools.ledger.terms import terms_of
from xltools.notice.load import load_notice

DATES = ("2023-09-30", "2023-10-01", "2025-09-30", "2025-10-01", "2023年", "2025年", "开票中", "")
AMOUNTS = ("12.5", "0", "-12.5", "约7", "")
PAPERS = (("'{:08d}", "2024-06-01", "3"), ("", "2024-06-01", "3"), ("无", "2025-10-01", "-3"), ("", "", ""))
"""Invoice, day and amount of the payment."""
BASES = (("invoice", "with"), ("payment", ""), ("contract", ""))


def lines() -> Iterator[str]:
    """A row for each date, amount and paper, the categories by turns."""
    for number, (when, gross, (invoice, paid, amount)) in enumerate(product(DATES, AMOUNTS, PAPERS), 1):
        yield row(
            number, when, gross, invoice=invoice.format(number), paid=paid, amount=amount, category=(BUY, RESEARCH)[number % 3 > 0],
            price=("10", "")[number % 5 == 0], signed=("2023-10-02", "2023-09-30", "")[number % 4 % 3], contract=f"HT-{number // 2}",
        )  # fmt: skip


def _verdicts(folder: Path) -> Iterator[str]:
    path = folder / "附件6.xlsx"
    path.write_bytes(xlsx(HEAD + "\n".join(lines())))
    call = load_notice("wuhan-2025")
    book = open_book(path)
    table = read_table(call, call.attachment("附件6"), book, book.grids[0])
    assert table is not None
    schedule = Schedule(
        table=table,
        doubt={(index, "gross"): "像是按元填写" for index in range(6, len(table), 23)},
        understated=frozenset((index, "gross") for index in range(6, len(table), 46)),
        open=dict.fromkeys(range(4, len(table), 17), "像是土地"),
    )
    for date, tax in BASES:
        yield f"## {date} {tax}"
        beside = Beside(reverses=lambda _, index: f"J{index}" if index % 2 else "")
        for one in judge(schedule, terms_of(call, date_basis=date, tax_basis=tax), beside):
            yield f"{one.position} {one.verdict.value} {one.amount} {one.period} {one.column} {one.reason}"


def test_every_row_is_judged_as_before(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    golden("ledger-rows.txt", "\n".join(_verdicts(tmp_path)) + "\n")
