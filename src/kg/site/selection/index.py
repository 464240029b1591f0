"""An index of all things of a subject: one bit a thing, one set of bits a value.

A set of things is an integer whose bit n stands for the n-th thing in order of time; counting what
two sets share is one `&` and one count of bits, whatever is chosen. It is made by a query a facet,
once a snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_

from kg.site.selection.choice import FIRST_YEAR, LAST_YEAR, Selection
from kg.site.selection.subjects import EVERY, PROVINCE, Subject

_NOT_EMPTY = re.compile(rb"[^\x00]")  # found in C, which skips the many empty ones


@dataclass(frozen=True)
class Time:
    """When a thing is or was: its time span (an IRI) and the bounds.

    What is `lasting` goes from one to the other (and on, where `open_ended`); anything else is of
    some day between the two.
    """

    span: str
    earliest: date | None
    latest: date | None
    lasting: bool
    open_ended: bool


@dataclass(frozen=True)
class Index:
    """The things in order of time, and the sets of those that have a value, or are of a year.

    `then` are the sets of each facet; `now` those of the provinces as they are at present. A unit
    that has become others is in `present`, and a narrower area in `broader`.
    """

    subject: Subject
    things: Sequence[str]
    times: Mapping[str, Sequence[Time]]
    then: Mapping[str, Mapping[str, int]]
    now: Mapping[str, int]
    years: Mapping[int, int]
    present: Mapping[str, Sequence[str]]
    broader: Mapping[str, str]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each thing's bit."""
        return {thing: place for place, thing in enumerate(self.things)}

    @property
    def all(self) -> int:
        """The set of all things."""
        return (1 << len(self.things)) - 1

    def sets(self, facet: str, *, present: bool) -> Mapping[str, int]:
        """Return the sets of the values of `facet`."""
        if facet == PROVINCE and present:
            return self.now
        return self.then.get(facet, {})

    def chosen(self, selection: Selection, *, but: str | None = None) -> int:
        """Return the set of things selected; what was chosen of the facet `but` does not count."""
        found = self.all
        for facet, values in selection.chosen.items():
            if facet == but or not values:
                continue
            sets = self.sets(facet, present=selection.present)
            found &= _combined([sets.get(value, 0) for value in values], every=facet in EVERY)
        return found & self._of_years(selection) if but != "years" else found

    def counts(self, selection: Selection, facet: str) -> dict[str, int]:
        """Return how many things each value of `facet` would give; values with none are left out.

        For a facet of which every value must hold, these are what is left when it is chosen too.
        """
        base = self.chosen(selection, but=None if facet in EVERY else facet)
        sets = self.sets(facet, present=selection.present)
        counted = {value: (things & base).bit_count() for value, things in sets.items()}
        return {value: count for value, count in counted.items() if count}

    def by_year(self, selection: Selection) -> dict[int, int]:
        """Return how many there are, or may be, in each year, whatever years are chosen."""
        base = self.chosen(selection, but="years")
        counted = {year: (things & base).bit_count() for year, things in self.years.items()}
        return {year: count for year, count in sorted(counted.items()) if count}

    def listed(self, found: int, start: int = 0, most: int | None = None) -> list[str]:
        """Return the things of a set in order of time, from the `start`-th, at most `most`."""
        end = None if most is None else start + most
        return [self.things[place] for place in list(_places(found))[start:end]]

    def values_of(
        self, things: Sequence[str], facet: str, *, present: bool
    ) -> dict[str, list[str]]:
        """Return the values of `facet` that each of `things` has."""
        wanted = joined(self.places[thing] for thing in things)
        values: dict[str, list[str]] = {thing: [] for thing in things}
        for value, found in self.sets(facet, present=present).items():
            for place in _places(found & wanted):
                values[self.things[place]].append(value)
        return values

    def _of_years(self, selection: Selection) -> int:
        if not selection.dated:
            return self.all
        first, last = selection.first or FIRST_YEAR, selection.last or LAST_YEAR
        found = 0
        for year, things in self.years.items():
            if first <= year <= last:
                found |= things
        return found


def joined(places: Iterable[int]) -> int:
    """Return the set with the bits at `places`, made in one go: integers cannot be changed."""
    field = bytearray()
    for place in places:
        if place // 8 >= len(field):
            field.extend(bytes(place // 8 + 1 - len(field)))
        field[place // 8] |= 1 << place % 8
    return int.from_bytes(field, "little")


def _combined(sets: Sequence[int], *, every: bool) -> int:
    return reduce(and_ if every else or_, sets)


def _places(found: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    field = found.to_bytes((found.bit_length() + 7) // 8, "little")
    for byte in _NOT_EMPTY.finditer(field):
        start = byte.start()
        yield from (8 * start + bit for bit in range(8) if field[start] >> bit & 1)
