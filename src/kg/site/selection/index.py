"""An index of all things of a subject: one bit a thing, one set of bits a value.

A set of things is an integer whose bit n stands for the n-th thing in order of time; counting what
two sets share is one `&` and one count of bits, whatever is chosen. It is made by a query a facet,
once a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kg.site.selection.choice import FIRST_YEAR, LAST_YEAR, Selection
from kg.site.selection.subjects import EVERY, PROVINCE, Subject


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
            found &= _joined([sets.get(value, 0) for value in values], every=facet in EVERY)
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
        bits = {thing: 1 << self.places[thing] for thing in things}
        values: dict[str, list[str]] = {thing: [] for thing in things}
        for value, found in self.sets(facet, present=present).items():
            for thing, bit in bits.items():
                if found & bit:
                    values[thing].append(value)
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


def _joined(sets: Sequence[int], *, every: bool) -> int:
    found = sets[0]
    for things in sets[1:]:
        found = found & things if every else found | things
    return found


def _places(found: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    for number, byte in enumerate(found.to_bytes((found.bit_length() + 7) // 8, "little")):
        for bit in range(8):
            if byte >> bit & 1:
                yield 8 * number + bit
