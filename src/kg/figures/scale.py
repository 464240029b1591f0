"""Scales: from years to shares of a width, and from counts to classes of colour and to widths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

SHADES = 5
"""Classes of colour, `shade-1` (fewest) to `shade-5`."""

CROWD = 40
"""Links from which on each is drawn thin and pale."""

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class TimeScale:
    """The years from `first` to `last`, both whole, over a width of 1."""

    first: int
    last: int

    def at(self, day: date) -> float:
        """Return where `day` begins, from 0 to 1; days outside are at the ends."""
        begin = date(self.first, 1, 1).toordinal()
        share = (day.toordinal() - begin) / self._days
        return min(max(share, 0.0), 1.0)

    def after(self, day: date) -> float:
        """Return where `day` ends."""
        return min(self.at(day) + 1 / self._days, 1.0)

    def ticks(self, most: int = 8) -> list[int]:
        """Return at most `most` + 1 years at even steps."""
        years = self.last - self.first + 1
        step = next((item for item in _STEPS if years / item <= most), _STEPS[-1])
        return [year for year in range(self.first, self.last + 1) if year % step == 0]

    @property
    def _days(self) -> int:
        return date(self.last, 12, 31).toordinal() - date(self.first, 1, 1).toordinal() + 1


def shade(count: int, most: int) -> int:
    """Return the class of `count`, 1 to SHADES, where `most` is the largest; 0 for none."""
    return 0 if count <= 0 else min(1 + (count - 1) * SHADES // max(most, 1), SHADES)


def stroke(count: int, most: int, *, thin: float = 1.5, thick: float = 8.0) -> float:
    """Return a width for `count`: its area grows evenly, from `thin` to `thick` for `most`."""
    if most <= 1:
        return (thin + thick) / 2 if count else 0.0
    return thin + (thick - thin) * math.sqrt((count - 1) / (most - 1))
