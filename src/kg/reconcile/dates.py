"""Dates in tables, and when a thing existed, as far as is known."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?")
_VIETNAMESE = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")

LONGEST = 40
"""Code points of the longest text that is read as a date."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both of them included."""

    first: date
    last: date

    @property
    def is_stated(self) -> bool:
        """Whether a source states both ends."""
        return self.first != date.min and self.last != date.max


def read_span(text: str) -> Span | None:
    """Return the days that `text` means, None where it is no date of a calendar.

    Understood: `2019`, `2019-05`, `2019-05-07` (a time of day is left out), `05/2019`, `7/5/2019`.
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _VIETNAMESE.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return _span(*(int(part) if part else None for part in (year, month, day)))
    except ValueError:
        return None


def _span(year: int | None, month: int | None, day: int | None) -> Span:
    first = date(year or 0, month or 1, day or 1)
    if day:
        return Span(first, first)
    last = date(first.year, month or 12, calendar.monthrange(first.year, month or 12)[1])
    return Span(first, last)


@dataclass(frozen=True, slots=True)
class Period:
    """When a thing existed: its first day is one of `begins`, its last one of `ends`.

    The bounds are those of `vnrc:earliest` and `vnrc:latest`; date.min and date.max stand for an
    end that no source states.
    """

    begins: Span
    ends: Span

    def agreement(self, asked: Span) -> float:
        """Return 1 where the thing existed on all days of `asked` (or only on these), 0 on none.

        0.5 means that it may have, or that it existed on some of them.
        """
        if asked.last < self.begins.first or asked.first > self.ends.last:
            return 0.0
        sure = self.begins.last <= asked.first and asked.last <= self.ends.first
        within = asked.first <= self.begins.first and self.ends.last <= asked.last
        return 1.0 if sure or within else 0.5


ALWAYS = Period(Span(date.min, date.min), Span(date.max, date.max))
"""The period of which no source states an end."""
