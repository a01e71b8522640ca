"""Amounts in another unit than the heading's, through the ledger: what another form says, and both directions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from application import enterprise as forms
from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.total import total
from xltools.findings import Finding, Severity
from xltools.forms.inputs import Request
from xltools.ledger import Ledger

NAME, CODE = "武汉示例甲有限公司", "91420102MA4KXXXX0P"
IN_WAN = ("1200.5", "2800", "1500.1234", "678.0027")


def judged(folder: Path, unit: str, amounts: tuple[str, ...], **application: object) -> tuple[Ledger, list[Finding]]:
    lines = [
        row(n, "2024-05-01", amount, invoice=f"'244220000001234567{n:02d}", price=amount)
        for n, amount in enumerate(amounts, 1)
    ]
    (folder / "附件6.xlsx").write_bytes(xlsx(HEAD.replace("单位：万元", f"单位：{unit}") + "\n".join(lines)))
    if application:
        (folder / "附件1.xlsx").write_bytes(forms.application(NAME, CODE, **application))
    ledger, _ = total(Request(paths=(str(folder),), notice="wuhan-2025"))
    return ledger, [one for one in ledger.findings if one.rule == "magnitude"]


def test_wan_typed_under_yuan_is_suspicious_and_the_floor_stays_open(tmp_path: Path) -> None:
    ledger, (found,) = judged(tmp_path, "元", IN_WAN)
    assert ledger.meets_floor is None
    assert [one.verdict for one in ledger.rows] == ["undecided"] * 4
    assert ledger.enterprises[0].at_most is None
    assert found.severity is Severity.WARNING
    assert "像是按万元填写（合 12005000 元）" in found.message


def test_the_same_figures_in_yuan_are_sound(tmp_path: Path) -> None:
    ledger, found = judged(tmp_path, "元", tuple(str(int(Decimal(text) * 10_000)) for text in IN_WAN))
    assert (ledger.meets_floor, found) == (True, [])


@pytest.mark.parametrize("said", [6000, 6178.6261])
def test_the_application_agrees_that_a_row_is_in_yuan(tmp_path: Path, said: float) -> None:
    alone = tmp_path / "甲"
    beside = tmp_path / "乙"
    alone.mkdir()
    beside.mkdir()
    amounts = (*IN_WAN[:3], "6780027")
    assert judged(alone, "万元", amounts)[1][0].severity is Severity.ERROR
    ledger, (found,) = judged(beside, "万元", amounts, total=Decimal(str(said)))
    assert ledger.rows[3].verdict == "undecided"
    assert "附件1“近两年投入合计”" in found.message


def test_a_sound_table_beside_its_application_is_clean(tmp_path: Path) -> None:
    ledger, found = judged(tmp_path, "万元", IN_WAN, total=Decimal("6178.6261"))
    assert (ledger.meets_floor, found) == (True, [])


def test_a_declaration_that_is_itself_no_sum_accuses_nobody(tmp_path: Path) -> None:
    ledger, found = judged(tmp_path, "万元", IN_WAN, total=Decimal("0.6178"))
    assert (ledger.counted, found) == (Decimal("61786261"), [])
