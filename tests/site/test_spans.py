"""Dates in words: as exact as the source, never more."""

from __future__ import annotations

from datetime import date

import pytest

from kg.site.spans import Span, in_words

STATED, INFERRED = frozenset({"stated"}), frozenset({"inferred-from-text"})
CASES = [
    (Span("2019-10-05", stated="5.10", bases=STATED), "05/10/2019", "5 October 2019"),
    (Span("2022-06"), "06/2022", "June 2022"),
    (Span("1997", stated="1997", bases=STATED), "1997", "1997"),
    (
        Span("2022-02-10/2025-12-31", date(2022, 2, 10), date(2025, 12, 31), "", INFERRED),
        "giữa 10/02/2022 và 31/12/2025, theo nội dung bài",
        "between 10 February 2022 and 31 December 2025, by what the article says",
    ),
    (
        Span("2023-02-09?", date(2022, 2, 9), date(2025, 2, 9), "9/2", STATED | INFERRED),
        "có thể 09/02/2023, giữa 09/02/2022 và 09/02/2025; nguồn ghi “9/2”",
        "perhaps 9 February 2023, between 9 February 2022 and 9 February 2025; "
        "the source says “9/2”",
    ),
    (
        Span("[2021-04-12,2022-04-12]", date(2021, 4, 12), date(2022, 4, 12), "12/4", STATED),
        "một trong các ngày 12/04/2021, 12/04/2022; nguồn ghi “12/4”",
        "one of 12 April 2021, 12 April 2022; the source says “12/4”",
    ),
    (
        Span("[..2024-08]", None, date(2024, 8, 31), "trước tháng 9", STATED),
        "không muộn hơn 31/08/2024; nguồn ghi “trước tháng 9”",
        "not after 31 August 2024; the source says “trước tháng 9”",
    ),
    (Span("", date(2022, 2, 10)), "không sớm hơn 10/02/2022", "not before 10 February 2022"),
    (Span("", date(2022, 2, 10), date(2022, 2, 10)), "10/02/2022", "10 February 2022"),
    (
        Span("", stated="9/2"),
        "nguồn ghi “9/2”, không rõ năm",
        "the source says “9/2”, without a year",
    ),
    (Span("../.."), "không rõ", "unknown"),
    (Span("no date at all?"), "không rõ", "unknown"),
]


@pytest.mark.parametrize(("span", "vi", "en"), CASES)
def test_a_moment_is_said_with_its_bounds_and_grounds(span: Span, vi: str, en: str) -> None:
    assert (in_words(span, "vi"), in_words(span, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("edtf", "vi", "en"),
    [
        ("2023/2025", "từ 2023 đến 2025", "from 2023 to 2025"),
        ("2025-07-01/..", "từ 01/07/2025", "since 1 July 2025"),
        ("/2025-06-30", "đến 30/06/2025", "until 30 June 2025"),
    ],
)
def test_a_period_that_lasts_goes_from_one_end_to_the_other(edtf: str, vi: str, en: str) -> None:
    said = [in_words(Span(edtf, bases=STATED), language, lasting=True) for language in ("vi", "en")]
    assert said == [vi, en]


def test_the_same_bounds_of_a_moment_are_no_duration() -> None:
    span = Span("2022/2025", date(2022, 1, 1), date(2025, 12, 31), bases=STATED)
    assert in_words(span, "vi") == "giữa 01/01/2022 và 31/12/2025"
