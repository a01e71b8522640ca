"""Every workbook that we write is sound in the places where Excel is strict and other readers are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from office.foreign import prefixed, table_book
from office.lint import problems
from office.merges import investment, summary, write_summary
from office.samples import INVESTMENT, NOTICE, SUMMARY
from reports.test_books import ledger, report
from reports.test_marking import FINDINGS
from summary.test_summary import templated

from xltools.blanks.workbook import render_blank
from xltools.notice.load import load_notice, notice_ids
from xltools.reports.findings_book import write_findings
from xltools.reports.ledger_book import write_ledger
from xltools.reports.marks import mark, unmark
from xltools.summary.row import Rows
from xltools.summary.word import write_summary_word

PRODUCTS: dict[str, Callable[[], bytes]] = {
    "summary": lambda: write_summary(summary(7)),
    "empty summary": lambda: write_summary(replace(summary(3), rows=Rows())),
    "investment": lambda: write_summary(investment()),
    "own template": lambda: write_summary(investment(), template=render_blank(NOTICE, INVESTMENT)),
    "foreign template": lambda: write_summary(templated(4), template=table_book()),
    "one row template": lambda: write_summary(templated(1), template=table_book()),
    "prefixed template": lambda: write_summary(templated(4), template=prefixed(table_book())),
    "summary as template": lambda: write_summary(summary(3), template=write_summary(summary(7))),
    "findings": lambda: write_findings(report()),
    "ledger": lambda: write_ledger(ledger()),
    "marked": lambda: mark(table_book(), FINDINGS),
    "marked prefixed": lambda: mark(prefixed(table_book()), FINDINGS),
    "marked blank": lambda: mark(render_blank(NOTICE, SUMMARY), [replace(f, sheet="附件5") for f in FINDINGS]),
    "unmarked": lambda: unmark(mark(table_book(), FINDINGS)),
}


@pytest.mark.slow
@pytest.mark.parametrize("product", PRODUCTS)
def test_products_are_sound(product: str) -> None:
    assert problems(PRODUCTS[product]()) == []


@pytest.mark.parametrize("notice_id", notice_ids())
def test_blanks_of_the_packs_are_sound(notice_id: str) -> None:
    notice = load_notice(notice_id)
    for attachment in notice.attachments:
        assert problems(render_blank(notice, attachment)) == [], attachment.key


def test_the_clock_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    products = {
        "blank": lambda: render_blank(NOTICE, INVESTMENT),
        **{name: PRODUCTS[name] for name in ("summary", "investment", "findings", "ledger", "marked blank")},
        "word": lambda: write_summary_word(summary(3)),
    }
    before = {name: make() for name, make in products.items()}
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert {name: make() for name, make in products.items()} == before
