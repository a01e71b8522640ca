"""Credit codes: our check character against python-stdnum's."""

from __future__ import annotations

from random import Random

from stdnum.cn import uscc

from xltools.rules.format import check_character, credit_code_fault


def test_check_characters_are_those_of_stdnum() -> None:
    rng = Random(1)
    for _ in range(300):
        body = "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(17))
        right = uscc.calc_check_digit(body)
        assert check_character(body) == check_character(body + "X") == right
        assert credit_code_fault(body + right) == ""
        assert "校验位不符" in credit_code_fault(body + ("0" if right != "0" else "1"))


def test_a_letter_that_no_code_holds_is_named() -> None:
    assert "I、O" in credit_code_fault("91420100MA4KXOI10D")
