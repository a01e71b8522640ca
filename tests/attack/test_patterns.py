"""No regular expression that meets a stranger's text takes more than linear time."""

from __future__ import annotations

import re
import time

import pytest
from attack.patterns import Found, all_patterns, growing

from xltools.reports.redact import mask


def test_the_measure_tells_linear_from_quadratic() -> None:
    assert growing(Found("searched", re.compile(r"(a+)[bc]"), False), 1024)
    assert not growing(Found("from the beginning", re.compile(r"(a+)[bc]"), True), 1024)
    assert not growing(Found("possessive, begun once", re.compile(r"(?<!a)(a++)[bc]"), False), 1024)


@pytest.mark.slow
def test_every_pattern_is_linear() -> None:
    patterns = all_patterns()
    assert len(patterns) > 300
    assert [said for found in patterns for said in growing(found, 1024)] == []


@pytest.mark.parametrize("unit", ["a", "a.", "@a.", "0", "0-", " ", "13", "A1", "中"])
def test_redaction_of_a_full_cell_takes_no_time(unit: str) -> None:
    text = (unit * 32_767)[:32_767]
    times = []
    for length in (len(text) // 4, len(text)):
        start = time.process_time()
        mask(text[:length])
        times.append(time.process_time() - start)
    assert times[1] < max(10 * times[0], 0.2)
