"""Precision, recall and F1 over articles, and how sure a difference between two extractors is."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.score.items import Measure
from kg.score.match import Outcome

RESAMPLES = 2000
_SEED = 20261121
_LOW, _HIGH = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Count:
    """How many items were found, missed and spurious."""

    found: int = 0
    missed: int = 0
    spurious: int = 0

    def __add__(self, other: Count) -> Count:
        """Return both counts together."""
        return Count(
            self.found + other.found, self.missed + other.missed, self.spurious + other.spurious
        )

    @property
    def precision(self) -> float | None:
        """The share of the draft's items that are in the gold; None where the draft has none."""
        return _share(self.found, self.found + self.spurious)

    @property
    def recall(self) -> float | None:
        """The share of the gold's items that are in the draft; None where the gold has none."""
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where neither side has an item."""
        return _share(2 * self.found, 2 * self.found + self.missed + self.spurious)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def count(outcome: Outcome) -> Count:
    """Return how many items of `outcome` were found, missed and spurious."""
    return Count(len(outcome.found), len(outcome.missed), len(outcome.spurious))


def by_article(outcomes: Iterable[Outcome]) -> dict[str, dict[Measure, Count]]:
    """Return the counts of each article and measure, articles in their order."""
    found: dict[str, dict[Measure, Count]] = defaultdict(dict)
    for outcome in outcomes:
        found[outcome.article][outcome.measure] = count(outcome)
    return dict(found)


def micro(articles: Iterable[Mapping[Measure, Count]], measure: Measure) -> Count:
    """Return the count of a measure over all articles together: each item weighs the same."""
    return sum((counts[measure] for counts in articles), Count())


def macro(articles: Iterable[Mapping[Measure, Count]], measure: Measure) -> float | None:
    """Return the mean F1 of the articles in which either side has an item of the measure."""
    values = [f1 for counts in articles if (f1 := counts[measure].f1) is not None]
    return sum(values) / len(values) if values else None


def difference(
    ours: Mapping[str, Mapping[Measure, Count]],
    theirs: Mapping[str, Mapping[Measure, Count]],
    measure: Measure,
) -> tuple[float, float, float] | None:
    """Return by how much F1 (micro) of `ours` exceeds that of `theirs`, and its 95 % interval.

    The interval is that of a paired bootstrap over articles (Efron and Tibshirani 1993, chapter
    13): both are counted on the same resampled articles. None where there is nothing to count.
    """
    articles = sorted(ours.keys() & theirs.keys())
    observed = _gap(ours, theirs, articles, measure)
    if observed is None:
        return None
    chance = random.Random(_SEED)  # noqa: S311 - resampling, no secret
    resampled = (
        _gap(ours, theirs, chance.choices(articles, k=len(articles)), measure)
        for _ in range(RESAMPLES)
    )
    gaps = sorted(gap for gap in resampled if gap is not None)
    return observed, gaps[int(_LOW * len(gaps))], gaps[int(_HIGH * len(gaps))]


def _gap(
    ours: Mapping[str, Mapping[Measure, Count]],
    theirs: Mapping[str, Mapping[Measure, Count]],
    articles: Sequence[str],
    measure: Measure,
) -> float | None:
    left = micro((ours[article] for article in articles), measure).f1
    right = micro((theirs[article] for article in articles), measure).f1
    return None if left is None or right is None else left - right
