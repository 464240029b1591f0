from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reconcile.dates import ALWAYS, Period, Span, read_span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2019-5-7", "2019-05-07", "2019-05-07"),
        ("2019-05-07T00:00:00Z", "2019-05-07", "2019-05-07"),
        ("2019-05-07T00:00+07:00", "2019-05-07", "2019-05-07"),
        ("7/5/2019", "2019-05-07", "2019-05-07"),
        ("07.05.2019", "2019-05-07", "2019-05-07"),
        (" 02/2019 ", "2019-02-01", "2019-02-28"),
    ],
)
def test_a_date_means_all_its_days(text: str, first: str, last: str) -> None:
    assert read_span(text) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "tháng 5", "2019-13", "31/02/2019", "0000", "2019-02-30", "9" * 50, "５/2019x"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_span(text) is None


@given(st.text(max_size=50))
def test_any_text_is_a_date_or_none(text: str) -> None:
    span = read_span(text)
    assert span is None or span.first <= span.last


def period(first: str, last: str) -> Period:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return Period(Span(begin, begin), Span(end, end))


@pytest.mark.parametrize(
    ("asked", "agreement"),
    [("2000", 1), ("1996", 0), ("2026", 0), ("2025", 0.5), ("1990-01-01", 0), ("1997-01-01", 1)],
)
def test_a_date_agrees_with_the_time_of_a_thing(asked: str, agreement: float) -> None:
    span = read_span(asked)
    assert span is not None
    assert period("1997-01-01", "2025-06-30").agreement(span) == agreement


def test_a_year_that_contains_all_of_a_short_thing_agrees_and_always_agrees_with_all() -> None:
    span = read_span("2020")
    assert span is not None
    assert period("2020-03-01", "2020-03-01").agreement(span) == 1
    assert ALWAYS.agreement(span) == 1


def test_what_may_have_been_on_a_day_agrees_by_half() -> None:
    """An event somewhere between two days."""
    between = Span(date(2011, 3, 2), date(2013, 3, 2))
    asked = read_span("2012-03-02")
    assert asked is not None
    assert Period(between, between).agreement(asked) == 0.5
