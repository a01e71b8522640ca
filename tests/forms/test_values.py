"""Dates, amounts and codes as people type them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from xltools.formats.grid import NO_VALUE, ErrorValue
from xltools.forms.amounts import amount_reader, read_integer, read_number, read_percent
from xltools.forms.codes import read_code, read_text
from xltools.forms.dates import date_reader
from xltools.forms.values import Period, Unreadable, exact, number_text

WAN = amount_reader("万元")
DAY = date_reader()


def day(text: str) -> Period:
    return Period(date.fromisoformat(text), date.fromisoformat(text))


def span(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        (Decimal("678.0027"), "6780027"),
        (Decimal("678.00269999999997"), "6780027"),
        ("2000万", "20000000"),
        ("2,000万元", "20000000"),
        ("２０００．５", "20005000"),
        ("0.2亿", "20000000"),
        ("500元", "500"),
        ("¥500元整", "500"),
        ("(1,200)", "-12000000"),
        ("-47.1223", "-471223"),
        ("12 000", "120000000"),
        (" 3.5\n", "35000"),
        (Decimal("-0.01"), "-100"),
        (Decimal("-33.2409999999999"), "-332410"),
        (Decimal("0.21999999999934"), "2200"),
        ("-33.2409999999999", "-332410"),
        (Decimal("884.955752212389"), "8849557.52212389"),
        (Decimal("12.34567891"), "123456.7891"),
        (Decimal("3000000000000.13"), "30000000000001300"),
    ],
)
def test_an_amount_is_read_into_yuan(typed: object, yuan: str) -> None:
    assert WAN(typed) == Decimal(yuan)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed", ["约120", "见合同", "1,23", "12.5%", "2000万左右", "1.2.3", True, datetime(2024, 1, 1)]
)
def test_an_amount_that_is_not_certain_is_unreadable(typed: object) -> None:
    assert isinstance(WAN(typed), Unreadable)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", [None, "", " ", "/", "—", "-", "无"])
def test_signs_for_nothing_are_blank(typed: str | None) -> None:
    assert WAN(typed) is None
    assert DAY(typed) is None


def test_error_cells_and_formulas_without_result_say_so() -> None:
    assert WAN(ErrorValue("#REF!")) == Unreadable("#REF!", "单元格是错误值 #REF!", "error")
    unread = DAY(NO_VALUE)
    assert isinstance(unread, Unreadable)
    assert unread.code == "no_value"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2024.3.5", day("2024-03-05")),
        ("2024-3-5", day("2024-03-05")),
        ("2024/03/05 00:00:00", day("2024-03-05")),
        ("2024年3月5日", day("2024-03-05")),
        ("２０２４年３月５日", day("2024-03-05")),
        ("二〇二四年三月十五日", day("2024-03-15")),
        ("二〇二四年十二月三十一日", day("2024-12-31")),
        ("20240305", day("2024-03-05")),
        (Decimal(20240305), day("2024-03-05")),
        (Decimal(45356), day("2024-03-05")),
        ("45356", day("2024-03-05")),
        (Decimal("45356.75"), day("2024-03-05")),
        (datetime(2024, 3, 5, 13, 30), day("2024-03-05")),
        ("2024年3月", span("2024-03-01", "2024-03-31")),
        ("2024.2", span("2024-02-01", "2024-02-29")),
        (Decimal("2024.3"), span("2024-03-01", "2024-03-31")),
        ("2023年", span("2023-01-01", "2023-12-31")),
        (Decimal(2023), span("2023-01-01", "2023-12-31")),
        ("2024年第2季度", span("2024-04-01", "2024-06-30")),
        ("2024年上半年", span("2024-01-01", "2024-06-30")),
        ("2024年9月下旬", span("2024-09-21", "2024-09-30")),
        ("2024年3月至5月", span("2024-03-01", "2024-05-31")),
        ("2024.3-2024.5", span("2024-03-01", "2024-05-31")),
        ("2023-10-01至2025-09-30", span("2023-10-01", "2025-09-30")),
    ],
)
def test_a_date_is_read_as_what_is_known_of_it(typed: object, read: Period) -> None:
    assert DAY(typed) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    ["24.3.5", "2024.13.1", "2023-02-29", "待定", Decimal("2024.1"), "1024年3月5日", Decimal(12), "2024-03-05附近"],
)
def test_a_date_that_is_not_certain_is_unreadable(typed: object) -> None:
    assert isinstance(DAY(typed), Unreadable)  # type: ignore[arg-type]


def test_serials_of_1904_are_four_years_later() -> None:
    assert date_reader(date1904=True)(Decimal(43894)) == day("2024-03-05")


@pytest.mark.parametrize(
    ("typed", "read"),
    [(Decimal(9), 9), ("9个", 9), ("９", 9), ("9（台）", 9), ("计划调度、生产作业、质量管控", 3), ("8个环节", 8)],
)
def test_a_count_may_carry_its_unit_or_its_names(typed: object, read: int) -> None:
    assert read_integer(typed) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "form", "unit", "share"),
    [
        ("85%", "", "", "0.85"),
        ("85％", "", "", "0.85"),
        (Decimal("0.85"), "0.00%", "", "0.85"),
        (Decimal(85), "", "%", "0.85"),
        (Decimal("0.85"), "", "%", "0.85"),
        (Decimal("1.2"), "0%", "%", "1.2"),
    ],
)
def test_a_share_is_a_fraction_however_it_is_written(typed: object, form: str, unit: str, share: str) -> None:
    assert read_percent(typed, form, unit) == Decimal(share)  # type: ignore[arg-type]


def test_codes_are_never_numbers() -> None:
    assert read_code("00123") == "00123"
    assert read_code(Decimal(11440602)) == "11440602"
    assert read_code("9142 0100 MA1W\nAPC1JX") == "91420100MA1WAPC1JX"
    for lost in (Decimal("2.442200000012346E+19"), Decimal(24422000000123460000), "2.4422E+19"):
        read = read_code(lost)  # type: ignore[arg-type]
        assert isinstance(read, Unreadable)
        assert read.code == "digits_lost"


def test_text_keeps_what_was_typed() -> None:
    assert read_text(" 武汉示例（甲）有限公司 ") == "武汉示例（甲）有限公司"
    assert read_text(Decimal("12.50")) == "12.5"
    assert read_text(datetime(2024, 3, 5)) == "2024-03-05"


def test_numbers_show_neither_exponent_nor_noise() -> None:
    assert number_text(Decimal("6.78E+6")) == "6780000"
    assert number_text(Decimal("0.10")) == "0.1"
    assert exact(Decimal("678.00269999999997")) == Decimal("678.0027")
    assert read_number("1,234.5") == Decimal("1234.5")
