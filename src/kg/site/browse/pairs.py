"""Which units have to do with which: how many things are of both, from the sets of the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.site.browse.data import Data, Value
from kg.site.browse.state import State
from kg.site.labels import Labels
from kg.site.selection.subjects import PROVINCE


@dataclass(frozen=True)
class Pair:
    """Two units (IRIs; the same where things stay within one) and how many things are of both."""

    ends: tuple[str, str]
    count: int


def unit_sets(state: State) -> dict[str, int]:
    """Return the set of the things selected that are of each unit; empty ones are left out."""
    sets = state.index.sets(PROVINCE, present=state.selection.present)
    found = {unit: things & state.found for unit, things in sets.items()}
    return {unit: things for unit, things in sorted(found.items()) if things}


def pairs(sets: Mapping[str, int], several: int = 0) -> list[Pair]:
    """Return the pairs of `sets` that share things, the heaviest first.

    Things that are of one set only, and in the set `several`, make a pair of it with itself.
    """
    found = [
        Pair((a, b), count)
        for a, b in combinations(sets, 2)
        if (count := (sets[a] & sets[b]).bit_count())
    ]
    shared = once_and_more(sets.values())[1]
    found += [
        Pair((unit, unit), count)
        for unit, things in sets.items()
        if (count := (things & several & ~shared).bit_count())
    ]
    return sorted(found, key=lambda pair: (-pair.count, pair.ends))


def of_several(state: State) -> int:
    """Return the set of the things selected that are of two units or more, as they were."""
    return once_and_more(state.index.then.get(PROVINCE, {}).values())[1] & state.found


def once_and_more(sets: Iterable[int]) -> tuple[int, int]:
    """Return what is in one of `sets` at least, and what is in two."""
    once = more = 0
    for things in sets:
        more |= once & things
        once |= things
    return once, more


def table(found: list[Pair], labels: Labels) -> Data:
    """Return pairs as data."""

    def row(pair: Pair) -> list[Value]:
        a, b = pair.ends
        return [a, labels[a].text, b, labels[b].text, pair.count]

    return Data(["unit_a", "label_a", "unit_b", "label_b", "count"], [row(pair) for pair in found])
