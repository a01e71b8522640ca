"""The edges of what is read: one step inside, one step outside. Readers turn every shape people type into one value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from forms.days import DAY
from hypothesis import given
from hypothesis import strategies as st

from xltools.formats.grid import NO_VALUE, ErrorValue
from xltools.forms.amounts import amount_reader, read_integer, read_number, read_percent
from xltools.forms.codes import choice_reader, read_code, read_text
from xltools.forms.values import UNITS, Unreadable, exact, is_blank, number_text, plain, squeeze, text_of

NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)


# --- amounts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [
        ("元", 1), ("人民币元", 1), ("千元", 1000), ("万", 10_000), ("万元", 10_000), ("百万元", 10**6), ("千万元", 10**7),
        ("亿", 10**8), ("亿元", 10**8),
    ],
)  # fmt: skip
def test_a_unit_is_worth(unit: str, yuan: int) -> None:
    assert amount_reader(unit)(Decimal(3)) == 3 * yuan
    assert amount_reader(unit)("3") == 3 * yuan
    assert UNITS[unit] == yuan


@given(NUMBERS, st.sampled_from(sorted(UNITS)))
def test_a_number_and_its_text_are_the_same_amount(number: Decimal, unit: str) -> None:
    read = amount_reader(unit)
    assert read(number) == read(str(number)) == read(f"{number:,}") == number * UNITS[unit]


@given(NUMBERS)
def test_a_unit_in_the_cell_goes_before_the_columns(number: Decimal) -> None:
    for unit in ("元", "千元", "万元", "百万元", "千万元", "亿元", "万", "亿"):
        assert amount_reader("千元")(f"{number}{unit}") == number * UNITS[unit]


@given(NUMBERS.filter(lambda number: number > 0))
def test_brackets_and_a_sign_both_mean_less(number: Decimal) -> None:
    read = amount_reader("万元")
    assert (
        read(f"({number})") == read(f"（{number}）") == read(f"-{number}") == read(f"¥-{number}") == -read(str(number))
    )  # type: ignore[operator]


@pytest.mark.parametrize(
    "typed",
    ["1,2345", "12,34", "1,234,56", "(12", "12)", "--1", "-¥-1", "(-1)", "1.2万.3", "1e5", "１２万人", "$12", "12.5."],
)
def test_what_only_looks_like_an_amount_is_unreadable(typed: str) -> None:
    assert amount_reader("万元")(typed) == Unreadable(typed, "不是能读出的金额")


def test_a_single_bracket_does_not_make_it_negative() -> None:
    assert amount_reader("元")("12元整") == 12
    assert amount_reader("元")("人民币12元正") == 12
    assert amount_reader("元")(".5") == Decimal("0.5")


@pytest.mark.parametrize(
    "typed", ["不适用", "暂无", "n/a", "N/A", "NA", "无", "\\", "--", "——", "–", "―", "一一", "　", "\u200b"]
)
def test_words_for_nothing_are_no_number(typed: str) -> None:
    assert (amount_reader("元")(typed), read_number(typed), read_integer(typed), DAY(typed)) == (None,) * 4


def test_fifteen_digits_are_kept_and_the_noise_behind_them_is_not() -> None:
    assert exact(Decimal("123456789012345")) == Decimal("123456789012345")
    assert exact(Decimal("1234567890.12345")) == Decimal("1234567890.12345")
    assert exact(Decimal("0.1000000000000000055")) == Decimal("0.1")
    number = Decimal("12.5")
    assert exact(number) is number
    assert amount_reader("元")(Decimal("0.30000000000000004")) == Decimal("0.3")
    assert amount_reader("万元")(Decimal("0.30000000000000004")) == Decimal(3000)


@pytest.mark.parametrize("value", [True, False, datetime(2024, 1, 1)])
def test_truth_values_and_days_are_no_numbers(value: object) -> None:
    for read, reason in ((read_number, "不是数字"), (read_integer, "不是整数"), (amount_reader("元"), "不是金额")):
        found = read(value)  # type: ignore[operator]
        assert isinstance(found, Unreadable)
        assert found.reason == reason
        assert found.raw == text_of(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "read",
    [read_number, read_integer, amount_reader("元"), read_percent, DAY, read_code, read_text, choice_reader({})],
    ids=lambda read: getattr(read, "__qualname__", ""),
)
def test_no_reader_takes_an_error_or_an_uncalculated_formula_for_a_value(read: object) -> None:
    error, empty = read(ErrorValue("#N/A")), read(NO_VALUE)  # type: ignore[operator]
    assert (error.raw, error.code) == ("#N/A", "error")
    assert (empty.raw, empty.code) == ("", "no_value")
    assert read(None) is None  # type: ignore[operator]


# --- counts and shares ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (Decimal("9.0"), 9), (Decimal("-3"), -3), ("9.0", 9), ("9.", 9), ("-9台套", -9), ("3台", 3), ("0项", 0), ("三级、四级", 2),
        ("甲;乙;丙;丁", 4), ("甲,乙", 2), ("甲、、乙", 2),
    ],
)  # fmt: skip
def test_a_count(typed: object, read: int) -> None:
    assert read_integer(typed) == read  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["甲", "甲、", "9.5", "约9", "2、3", "甲2、乙", "9个多"])
def test_no_count(typed: str) -> None:
    assert read_integer(typed) == Unreadable(typed, "不是整数")


def test_a_broken_number_is_no_count() -> None:
    assert read_integer(Decimal("9.5")) == Unreadable("9.5", "不是整数")


@pytest.mark.parametrize(
    ("typed", "form", "unit", "share"),
    [
        (Decimal(1), "", "%", "1"), (Decimal(-1), "", "%", "-1"), (Decimal("1.01"), "", "%", "0.0101"),
        (Decimal("-1.5"), "", "%", "-0.015"), (Decimal(100), "", "%", "1"), (Decimal(85), "", "", "85"),
        (Decimal(85), "0%", "%", "85"), ("85", "", "%", "0.85"), ("-12.5%", "", "", "-0.125"), ("0.5%", "", "%", "0.005"),
        ("1,200%", "", "", "12"),
    ],
)  # fmt: skip
def test_a_share(typed: object, form: str, unit: str, share: str) -> None:
    """1 in a column of % is the whole: who writes percents writes 100."""
    assert read_percent(typed, form, unit) == Decimal(share)  # type: ignore[arg-type]


def test_no_share() -> None:
    assert read_percent("约85%") == Unreadable("约85%", "不是百分比")
    assert read_percent("很高", "", "%") == Unreadable("很高", "不是数字")
    assert read_percent("无", "", "%") is None


# --- codes, texts, choices -----------------------------------------------------------------------------------------


def test_a_number_of_sixteen_digits_has_lost_its_end() -> None:
    assert read_code(Decimal("999999999999999")) == "999999999999999"
    for lost in ("1000000000000000", "9999999999999999", "24422000000123460000"):
        read = read_code(Decimal(lost))
        assert read == Unreadable(lost, "以数字保存的长号码，15 位以后已经丢失", "digits_lost")
    assert read_code(Decimal("12.5")) == Unreadable("12.5", "不是号码")
    assert read_code(Decimal("12.0")) == "12"


def test_a_code_is_text_without_blanks() -> None:
    assert read_code("  A-1 2\n3 ") == "A-123"
    assert read_code("ＨＴ－００１") == "HT-001"
    assert read_code("9999999999999999") == "9999999999999999"
    assert (read_code("/"), read_code(""), read_code("—")) == (None, None, None)
    for lost in ("2.44E+19", "2e19", "9E+5"):
        assert read_code(lost) == Unreadable(lost, "号码成了科学记数，后面的位数已经丢失", "digits_lost")
    assert read_code("12E+19") == "12E+19"


def test_a_choice_is_the_official_word_or_stands_as_typed() -> None:
    read = choice_reader({"是": "是", "TRUE": "是", "示范工厂": "示范工厂"})
    assert read(" 示 范\n工厂 ") == "示范工厂"
    assert read("示范车间 ") == "示范车间"
    assert read(True) == "是"
    assert (read("/"), read(" "), read(None)) == (None, None, None)


def test_what_is_shown_of_a_value() -> None:
    assert text_of(Decimal("1E+3")) == "1000"
    assert text_of(True) == "TRUE"
    assert text_of(False) == "FALSE"
    assert text_of(datetime(2024, 3, 5)) == "2024-03-05"
    assert text_of(datetime(2024, 3, 5, 8, 30)) == "2024-03-05 08:30:00"
    assert text_of(NO_VALUE) == "（公式没有结果）"
    assert number_text(Decimal("1E+27")) == "1" + "0" * 27
    assert number_text(Decimal("1E+26")) == "1" + "0" * 26
    assert number_text(Decimal("-0.50")) == "-0.5"
    assert read_text("/") is None


def test_blank_is_what_shows_nothing() -> None:
    assert all(is_blank(value) for value in (None, "", " ", "/", "—", "－", "\ufeff", "　"))
    assert not any(is_blank(value) for value in ("无", "0", Decimal(0), ErrorValue("/"), False, NO_VALUE))


def test_names_are_compared_without_width_and_blanks() -> None:
    assert plain(" Ａ（１）\u200b ") == "A(1)"
    assert squeeze("武汉 示例\n（甲）\t公司") == "武汉示例(甲)公司"


# --- the same words in other forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("壹仟万元", 10_000_000), ("贰佰万元整", 2_000_000), ("人民币贰佰零伍万元整", 2_050_000), ("二百万元", 2_000_000), ("十万元", 100_000),
        ("壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元整", 12_345_678), ("20万5千", 205_000), ("1千万", 10_000_000), ("3亿2000万", 320_000_000),
        ("两万三千元", 23_000), ("一万亿元", 10**12), ("△36.2", -362_000), ("−36.2", -362_000), ("－36.2", -362_000), ("¥−36.2", -362_000),
        ("8.79E+02", 8_790_000), ("1.5e-1", 1500), ("3000+2000", 50_000_000), ("=3000+2000", 50_000_000), ("1,200+800.5", 20_005_000),
    ],
)  # fmt: skip
def test_an_amount_in_other_words(typed: str, yuan: int) -> None:
    assert amount_reader("万元")(typed) == yuan


@pytest.mark.parametrize(
    "typed",
    ["壹佰", "一二三万元", "20万5", "约20万", "20万左右", "20万-30万", "万元", "元", "十二十万元", "3000+", "+", "3000+约2000", "36.2△", "二〇二四"],
)  # fmt: skip
def test_what_may_be_two_amounts_is_none(typed: str) -> None:
    assert isinstance(amount_reader("万元")(typed), Unreadable)


@pytest.mark.parametrize("typed", ["无", "/", "—", "N/A", "n/a", "不适用", "暂无", "-", "没有"])
def test_words_for_nothing_are_no_code_either(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("typed", ["无锡", "N/A-200", "无-1", "24″", '55"'])
def test_what_only_begins_with_nothing_is_something(typed: str) -> None:
    assert read_text(typed) == typed
    assert read_code(typed) is not None


def test_numbers_below_each_other_are_several() -> None:
    one, two = "2442" + "0" * 15 + "1", "2442" + "0" * 15 + "2"
    assert read_code(f"{one}\n{two}") == f"{one}、{two}"
    assert read_code(f"{one[:10]}\n{one[10:]}") == one, "one number broken over two lines"


@pytest.mark.parametrize("sign", ["1", "9,", "万", "一", "年", "-", "+1", " ", "(", "。", "2024年", "合计", "例", "x"])
def test_a_full_cell_of_anything_is_read_in_no_time(sign: str) -> None:
    """32,767 characters are a cell's most; a pattern that grew with their square would stand still here."""
    text = (sign * 32_767)[:32_767]
    for read in (amount_reader("万元"), read_number, read_integer, read_percent, DAY, read_code, read_text):
        read(text)


@pytest.mark.parametrize(
    "typed",
    ["10\n20", "10 20", "12 5", "１０　２０", "1 0 0", "1 000\n000", "1 000 20", "100万200万", "壹万贰万", "1亿2亿"],
)
def test_two_figures_in_a_cell_are_not_read_as_one(typed: str) -> None:
    assert isinstance(amount_reader("万元")(typed), Unreadable)


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("1 250", "1250"), ("1 250 000.50", "1250000.50"), ("￥ 1 250", "1250"), ("1 250 万元", "1250"), ("- 5", "-5"),
        ("100\n万元", "100"), ("12,\n500", "12500"), ("100 \n", "100"), ("一亿二千万", "12000"), ("一万亿五千万", "100005000"),
    ],
)  # fmt: skip
def test_blanks_that_part_thousands_or_words_change_nothing(typed: str, wan: str) -> None:
    assert amount_reader("万元")(typed) == Decimal(wan) * 10_000


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12345678 12345679", "12345678、12345679"),
        ("12345678　12345679", "12345678、12345679"),
        ("24420000000123456789 24420000000123456780", "24420000000123456789、24420000000123456780"),
        ("1234 5678", "12345678"),
        ("9142 0100 MA4K ABCD 1X", "91420100MA4KABCD1X"),
    ],
)
def test_whole_numbers_side_by_side_are_several(typed: str, read: str) -> None:
    assert read_code(typed) == read
