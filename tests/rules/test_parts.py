"""The parts of rules that a case of a whole sheet hardly reaches: signs of money in number formats, whose quota holds."""

from __future__ import annotations

import pytest

from xltools.rules.foreign_money import format_sign


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        ("General", ""), ("0.00", ""), ("[$$-409]#,##0", "$"), ("[$USD] #,##0", "USD"), ("[$¥-804]#,##0", ""), ("¥#,##0", ""), ('"US$"#,##0', "US$"), ("$#,##0", "$"),
        ("[$-409]d", ""), ("[$元-804]0", ""), ("[$€-2] 0", "€"), ("[$ usd ]0", "usd"), ("[$CNY]0 [$EUR]0", "EUR"), ("[$rmb]0", ""), ('0"美元"', "美元"), ('0"元"', ""),
    ],
)  # fmt: skip
def test_a_number_format_names_its_money(code: str, sign: str) -> None:
    assert format_sign(code) == sign
