"""All checks of a letter: whom each binds, how bad a fault is and on what it rests. Kept in tests/golden/letter-checks.txt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from letters.edges import T, opened, text

from xltools.findings import Finding, Severity
from xltools.letters.checker import CHECKS
from xltools.letters.checker.base import Case, Check, LetterFault, shorten, where
from xltools.letters.checker.classify import classify
from xltools.letters.checker.opened import OpenedLetter

PLAIN = opened("plain")
PARTS = classify(PLAIN)
COMMITMENT = text(T, "真实性承诺书")(PLAIN)


def said(check: Check, fault: LetterFault, document: OpenedLetter = PLAIN) -> list[Finding]:
    """What becomes of one fault of a check."""
    case = Case(document=document, parts=classify(document))
    return list(replace(check, run=lambda _case: iter((fault,))).findings(case))


def test_whom_each_check_binds_and_on_what_it_rests(golden: Callable[[str, str], None]) -> None:
    lines = []
    for check in CHECKS:
        (one,) = said(check, LetterFault("错"))
        everybody = "任何文稿" if said(check, LetterFault("错"), COMMITMENT) else "公文"
        lines.append(f"{one.severity.value} {one.rule} {everybody} {one.basis} {check.title}")
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    golden("letter-checks.txt", "\n".join(lines) + "\n")


def test_a_fault_says_its_place_its_words_and_how_bad_it_is() -> None:
    para = next(para for para in PLAIN.flow if len(para.text) > 24)
    check = replace(CHECKS[0], severity=Severity.WARNING)
    (one,) = said(check, LetterFault("错", "改", para, expected="对"))
    assert one.message == f"{where(PARTS, para)}：错"
    assert (one.fix, one.value, one.expected, one.severity) == ("改", shorten(para.text), "对", Severity.WARNING)
    (other,) = said(check, LetterFault("错", value="甲", severity=Severity.ERROR))
    assert (other.message, other.value, other.expected, other.severity) == ("错", "甲", "", Severity.ERROR)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("一" * 24, "一" * 24), ("一" * 25, "一" * 23 + "…"), (" 甲\n 乙 ", "甲 乙"), ("", "")],
)
def test_a_long_text_is_cut_where_it_no_longer_fits(words: str, shown: str) -> None:
    assert shorten(words) == shown
