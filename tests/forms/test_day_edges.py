"""The edges of days: texts, serial numbers, months and words of time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from forms.days import DAY
from hypothesis import given
from hypothesis import strategies as st

from xltools.forms.values import Period, Unreadable


def span(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2024年3月上旬", span("2024-03-01", "2024-03-10")),
        ("2024年3月中旬", span("2024-03-11", "2024-03-20")),
        ("2024年3月下旬", span("2024-03-21", "2024-03-31")),
        ("2023年2月下旬", span("2023-02-21", "2023-02-28")),
        ("2024年2月份上旬", span("2024-02-01", "2024-02-10")),
        ("2024年下半年", span("2024-07-01", "2024-12-31")),
        ("2024年1季度", span("2024-01-01", "2024-03-31")),
        ("2024年第三季度", span("2024-07-01", "2024-09-30")),
        ("2024年四季度", span("2024-10-01", "2024-12-31")),
        ("2024年度", span("2024-01-01", "2024-12-31")),
        ("2024", span("2024-01-01", "2024-12-31")),
        ("2024年12月份", span("2024-12-01", "2024-12-31")),
        ("202402", span("2024-02-01", "2024-02-29")),
        ("2024-1", span("2024-01-01", "2024-01-31")),
        ("2024年3月5号", span("2024-03-05", "2024-03-05")),
        ("2024-03-05 上午9:30", span("2024-03-05", "2024-03-05")),
        ("2024-03-05T09:30:00", span("2024-03-05", "2024-03-05")),
        ("2024 年 3 月 5 日", span("2024-03-05", "2024-03-05")),
        ("二〇二四年三月", span("2024-03-01", "2024-03-31")),
        ("二○二四年十月十日", span("2024-10-10", "2024-10-10")),
        ("二零二四年十一月二十一日", span("2024-11-21", "2024-11-21")),
        ("二〇二四年一月三十日", span("2024-01-30", "2024-01-30")),
        ("2024年3月5日-2024年3月7日", span("2024-03-05", "2024-03-07")),
        ("2024年3月到12月", span("2024-03-01", "2024-12-31")),
        ("2024年3月~2025年1月", span("2024-03-01", "2025-01-31")),
        ("2024年3月5日至2024年3月5日", span("2024-03-05", "2024-03-05")),
        ("2024-03-05～2024-03-07", span("2024-03-05", "2024-03-07")),
        ("45356.0", span("2024-03-05", "2024-03-05")),
        ("1990-01-01", span("1990-01-01", "1990-01-01")),
        ("2079-12-31", span("2079-12-31", "2079-12-31")),
        ("1990年1月", span("1990-01-01", "1990-01-31")),
        ("2079年12月", span("2079-12-01", "2079-12-31")),
    ],
)
def test_a_text_is_the_days_it_covers(typed: str, read: Period) -> None:
    assert DAY(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "1989-12-31", "2080-01-01", "1989年12月", "2080年1月", "2024年0月", "2024年13月", "2024-04-31", "2024年5季度", "2024年2月30日",
        "2024年5月至3月", "2024-03-07至2024-03-05", "2024年3月至待定", "2024年13月上旬", "12345678", "20241301", "三月五日", "99999", "0",
    ],
)  # fmt: skip
def test_a_text_that_is_no_day_of_the_time(typed: str) -> None:
    assert DAY(typed) == Unreadable(typed, "不是能读出的日期")


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("32874", span("1990-01-01", "1990-01-01")),
        ("65745", span("2079-12-31", "2079-12-31")),
        ("45356.99", span("2024-03-05", "2024-03-05")),
        ("202403", span("2024-03-01", "2024-03-31")),
        ("2024.12", span("2024-12-01", "2024-12-31")),
        ("2024.05", span("2024-05-01", "2024-05-31")),
    ],
)
def test_a_number_is_a_serial_or_its_digits(number: str, read: Period) -> None:
    assert DAY(Decimal(number)) == read


@pytest.mark.parametrize("number", ["32873", "65746", "29999", "70000", "29999.5", "70000.5", "2024.13", "1", "-45356"])
def test_a_number_that_is_no_day(number: str) -> None:
    assert isinstance(DAY(Decimal(number)), Unreadable)


def test_january_and_october_are_one_number() -> None:
    read = DAY(Decimal("2024.1"))
    assert isinstance(read, Unreadable)
    assert "1 月还是 10 月" in read.reason
    assert DAY("2024.10") == span("2024-10-01", "2024-10-31")


def test_a_day_cell_is_taken_within_reason() -> None:
    assert DAY(datetime(1990, 1, 1)) == span("1990-01-01", "1990-01-01")
    assert DAY(datetime(2079, 12, 31, 23, 59)) == span("2079-12-31", "2079-12-31")
    for day in (datetime(1989, 12, 31), datetime(2080, 1, 1)):
        assert DAY(day) == Unreadable(day.date().isoformat(), "日期不在合理范围内")
    assert DAY(True) == Unreadable("TRUE", "不是日期")


@given(st.dates(date(1990, 1, 1), date(2079, 12, 31)))
def test_every_writing_of_a_day_is_that_day(day: date) -> None:
    said = Period(day, day)
    assert said.is_day
    assert str(said) == day.isoformat()
    serial = (day - date(1899, 12, 30)).days
    for typed in (
        datetime(day.year, day.month, day.day), Decimal(serial), Decimal(f"{day:%Y%m%d}"), f"{day:%Y%m%d}", day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month:02}/{day.day}",
    ):  # fmt: skip
        assert DAY(typed) == said


@given(st.integers(1990, 2079), st.integers(1, 12))
def test_a_month_ends_where_the_next_begins(year: int, month: int) -> None:
    read = DAY(f"{year}年{month}月")
    assert isinstance(read, Period)
    assert not read.is_day
    assert str(read) == f"{read.start.isoformat()}～{read.end.isoformat()}"
    assert (read.start.day, read.start.month, read.end.month) == (1, month, month)
    thirds = [DAY(f"{year}年{month}月{third}旬") for third in "上中下"]
    assert [(third.start.day, third.end.day) for third in thirds] == [(1, 10), (11, 20), (21, read.end.day)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed",
    [
        "2024。3。5", "2024—03—05", "2024、3、5", "2024–3–5", "2024−03−05", "2024·3·5", "24年3月5日", "'24年3月5日", "2024年03月05日 星期二",
        "2024-03-05（周二）", "2024年03月05日（补开）", "2024年3月5日星期二（红字）", "2024.3.5 (银行回单)", "2024年3月5日,星期二",
    ],
)  # fmt: skip
def test_a_day_in_other_words(typed: str) -> None:
    assert DAY(typed) == span("2024-03-05", "2024-03-05")


def test_a_short_year_needs_its_words() -> None:
    assert DAY("24年3月") == span("2024-03-01", "2024-03-31")
    assert DAY("98年3月5日") == span("1998-03-05", "1998-03-05")
    assert DAY("24年3月5日至24年4月5日") == span("2024-03-05", "2024-04-05")
    for typed in ("24.3.5", "24-3-5", "24/3/5", "24年", "3月5日", "24年3"):
        assert isinstance(DAY(typed), Unreadable), typed


@pytest.mark.parametrize("word", ["预计", "暂定", "约", "待定", "计划", "拟", "前", "左右", "或6日"])
def test_a_word_of_doubt_beside_a_day_keeps_it_open(word: str) -> None:
    assert isinstance(DAY(f"2024年3月5日（{word}）"), Unreadable)
    assert isinstance(DAY(f"{word}2024年3月5日"), Unreadable)
