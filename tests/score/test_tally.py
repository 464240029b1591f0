"""Figures, counted by hand."""

from __future__ import annotations

import pytest

from kg.score.items import Measure
from kg.score.tally import Count, difference, macro, micro

PROVINCES = Measure.PROVINCES


def test_precision_recall_and_f1_of_a_count() -> None:
    count = Count(found=6, missed=2, spurious=4)
    assert (count.precision, count.recall) == (0.6, 0.75)
    assert count.f1 == pytest.approx(2 / 3)


def test_nothing_on_either_side_has_no_figure_and_nothing_found_is_zero() -> None:
    assert Count().precision is Count().recall is Count().f1 is None
    assert Count(missed=1).precision is None
    assert Count(missed=1).f1 == Count(spurious=1).f1 == 0


def test_micro_weighs_items_and_macro_articles_that_have_any() -> None:
    articles = [{PROVINCES: Count(9, 1, 0)}, {PROVINCES: Count(0, 1, 0)}, {PROVINCES: Count()}]
    assert micro(articles, PROVINCES) == Count(9, 2, 0)
    assert macro(articles, PROVINCES) == pytest.approx((18 / 19 + 0) / 2)


def test_an_extractor_does_not_differ_from_itself() -> None:
    ours = {str(n): {PROVINCES: Count(n, 1, 2)} for n in range(10)}
    assert difference(ours, ours, PROVINCES) == (0, 0, 0)


def test_the_interval_holds_the_difference_and_is_the_same_each_time() -> None:
    ours = {str(n): {PROVINCES: Count(5 + n % 3, 1, 0)} for n in range(20)}
    theirs = {str(n): {PROVINCES: Count(4, 2 + n % 3, 1)} for n in range(20)}
    found = difference(ours, theirs, PROVINCES)
    assert found is not None
    gap, low, high = found
    assert low <= gap <= high
    assert low > 0, "every article favours ours"
    assert found == difference(ours, theirs, PROVINCES)


def test_no_interval_without_articles_in_common() -> None:
    assert difference({"1": {PROVINCES: Count(1)}}, {"2": {PROVINCES: Count(1)}}, PROVINCES) is None
