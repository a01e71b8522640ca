"""The same content laid out in another way gets the same verdict, at the moved cells."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.demo.investment import HEADINGS, invent_investment, investment_content, plant_investment
from xltools.demo.layout import Content, Laid, SampleLook, as_xlsx, lay_out
from xltools.demo.minimal_xlsx import letters
from xltools.demo.summary import invent_summary, plant_summary, summary_content
from xltools.forms.inputs import Request

KINDS = ["tax_mismatch", "invoice_as_number", "blank_name", "unit_slip", "bad_date", "subtotal_wrong"]
FIRST = {heading.key: heading.names[0] for heading in HEADINGS}
LAST = {heading.key: heading.names[-1] for heading in HEADINGS}
BACKWARDS = ("seq", *(heading.key for heading in reversed(HEADINGS) if heading.key != "seq"))

LOOKS = {
    "columns moved": SampleLook("附件6", order=BACKWARDS),
    "title rows added": SampleLook("附件6", empty_above=3, extra_titles=("附件6", "（武汉示例专用）")),
    "heading in two rows": SampleLook("附件6", two_rows=True),
    "re-aliased": SampleLook("附件6", names=LAST),
    "shifted to the right": SampleLook("附件6", empty_left=3),
    "another sheet name": SampleLook("Sheet1"),
    "no block headings": SampleLook("附件6", blocks=False),
    "everything at once": SampleLook(
        "表一", order=BACKWARDS, names=LAST, empty_above=2, empty_left=1, extra_titles=("附件6",)
    ),
}


def investment(seed: int) -> Content:
    rng = Random(seed)
    made = invent_investment(rng, "武汉示例甲股份有限公司")
    plant_investment(rng, made, KINDS)
    return investment_content(rng, made)


def verdict(laid: Laid, folder: Path, notice: str) -> Counter[tuple[object, ...]]:
    """Findings with cells named by line and column instead of by address."""
    path = folder / "附件.xlsx"
    path.write_bytes(as_xlsx(laid))
    names = {
        f"{letters(column)}{row}": (line, key)
        for line, row in laid.rows.items()
        for key, column in laid.columns.items()
    }
    file = validate(Request(paths=(str(path),), notice=notice)).report.files[0]
    return Counter(
        (f.rule, f.severity, names.get(f.cell, "outside"), frozenset(names.get(c, "outside") for c in f.cells), f.value)
        for f in file.findings
    )


@pytest.mark.parametrize("seed", [1, 4])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_investment_findings_move_with_their_cells(look: SampleLook, seed: int, tmp_path: Path) -> None:
    content = investment(seed)
    plain = verdict(lay_out(content, SampleLook("附件6", names=FIRST)), tmp_path, "wuhan-2025")
    assert sum(plain.values()) >= len(KINDS)
    assert verdict(lay_out(content, look), tmp_path, "wuhan-2025") == plain


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_ledger_verdicts_move_with_their_rows(look: SampleLook, tmp_path: Path) -> None:
    content = investment(1)

    def verdicts(laid: Laid) -> dict[str, tuple[object, ...]]:
        path = tmp_path / "附件6.xlsx"
        path.write_bytes(as_xlsx(laid))
        lines = {row: line for line, row in laid.rows.items()}
        ledger, _ = total(Request(paths=(str(path),), notice="wuhan-2025"))
        return {lines[row.row]: (row.amount, row.verdict) for row in ledger.rows}

    assert verdicts(lay_out(content, look)) == verdicts(lay_out(content, SampleLook("附件6")))


def test_summary_findings_move_with_their_cells(tmp_path: Path) -> None:
    made = invent_summary(Random(7), "洪山区")
    plant_summary(made, ["low_maturity", "rank_gap", "bad_uscc", "bad_phone", "blank_project"])
    content = summary_content(made)
    keys = [heading.key for heading in content.headings]
    plain = verdict(lay_out(content, SampleLook("推荐汇总表")), tmp_path, "hubei-2022")
    assert sum(plain.values()) >= 5
    moved = SampleLook(
        order=(keys[0], *reversed(keys[1:])),
        names={heading.key: heading.names[-1] for heading in content.headings},
        empty_above=2,
        empty_left=1,
        extra_titles=("附件5",),
    )
    assert verdict(lay_out(content, moved), tmp_path, "hubei-2022") == plain
