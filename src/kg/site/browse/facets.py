"""The facets as a page offers them: values with their labels and counts, areas as a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kg.figures.bars import Bar, bars
from kg.figures.svg import Figure
from kg.site.browse.state import State
from kg.site.labels import Labels, look_up
from kg.site.selection.subjects import AREA, PROVINCE, SIGNATORY
from kg.text.collation import sort_key

_SHOWN, _MOST = 12, 200  # values that are open, and that are there at all


@dataclass(frozen=True)
class Option:
    """A value that can be chosen: as in the address, its label, how many, its depth in a tree."""

    value: str
    label: str
    count: int
    checked: bool
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A facet: the values `open` to sight, the `rest` behind a click, how many are not there."""

    name: str
    open: list[Option]
    rest: list[Option]
    missing: int


@dataclass(frozen=True)
class Removal:
    """A filter, what it is called, where its removal leads, and how many things there are then."""

    facet: str
    label: str
    address: str
    count: int


def facets(state: State) -> list[Facet]:
    """Return the facets of the subject, each value with the count that choosing it gives."""
    counts = {
        facet: state.index.counts(state.selection, facet)
        for facet in state.selection.subject.facets
    }
    for facet, counted in counts.items():
        for value in state.selection.values(facet):
            counted.setdefault(value, 0)
    shown = {facet: _most(counted, state, facet) for facet, counted in counts.items()}
    labels = look_up(state.language, (value for values in shown.values() for value in values))
    return [_facet(state, facet, shown[facet], len(counts[facet]), labels) for facet in counts]


def _most(counted: Mapping[str, int], state: State, facet: str) -> dict[str, int]:
    """Return the values with the highest counts, and whatever is chosen."""
    chosen = state.selection.values(facet)
    ranked = sorted(counted, key=lambda value: (value not in chosen, -counted[value], value))
    return {value: counted[value] for value in ranked[:_MOST]}


def _facet(
    state: State, facet: str, counted: Mapping[str, int], all_values: int, labels: Labels
) -> Facet:
    tree = facet == AREA
    ordered = in_tree(counted, state.index.broader, labels) if tree else [(v, 0) for v in counted]
    if facet == PROVINCE:
        ordered.sort(key=lambda item: sort_key(labels[item[0]].text))
    elif not tree:
        ordered.sort(key=lambda item: (-counted[item[0]], sort_key(labels[item[0]].text)))
    start = state.selection.subject.namespace(facet)
    chosen = state.selection.values(facet)
    options = [
        Option(
            value.removeprefix(start), labels[value].text, counted[value], value in chosen, depth
        )
        for value, depth in ordered
    ]
    most = _SHOWN if facet in (SIGNATORY, PROVINCE) else len(options)
    if tree:  # the top, what is chosen and what that holds are enough to begin with
        held = {value for value, above in state.index.broader.items() if above in chosen}
        near = {*chosen, *held}
        opened = [depth == 0 or value in near for value, depth in ordered]
        return Facet(
            facet,
            [option for option, shown in zip(options, opened, strict=True) if shown],
            [option for option, shown in zip(options, opened, strict=True) if not shown],
            all_values - len(options),
        )
    first = [option for place, option in enumerate(options) if place < most or option.checked]
    rest = [option for option in options if option not in first]
    return Facet(facet, first, rest, all_values - len(options))


def in_tree(
    areas: Collection[str], broader: Mapping[str, str], labels: Labels
) -> list[tuple[str, int]]:
    """Return areas with their depths, each before those it holds, siblings in Vietnamese order.

    What would lead around in a circle, or has no broader one among `areas`, stands at the top.
    """
    children: dict[str | None, list[str]] = defaultdict(list)
    for area in areas:
        above = broader.get(area)
        children[above if above in areas and above != area else None].append(area)
    waiting = [(area, 0) for area in _last_first(children[None], labels)]
    ordered: dict[str, int] = {}
    while waiting:
        area, depth = waiting.pop()
        if area not in ordered:
            ordered[area] = depth
            waiting += [(child, depth + 1) for child in _last_first(children[area], labels)]
    circling = [(area, 0) for area in sorted(areas) if area not in ordered]
    return [*ordered.items(), *circling]


def _last_first(areas: list[str], labels: Labels) -> list[str]:
    return sorted(areas, key=lambda area: sort_key(labels[area].text), reverse=True)


def removals(state: State) -> list[Removal]:
    """Return each filter with what there is without it, in order."""
    found = []
    for item in state.selection.filters:
        wider = state.selection.without(item)
        count = state.index.chosen(wider).bit_count()
        found.append(Removal(item.facet, state.name(item), state.url(wider), count))
    return found


def years(state: State) -> Figure | None:
    """Return how many there are in each year, as bars that choose it; None without any dates."""
    counted = state.index.by_year(state.selection)
    if not counted:
        return None
    first, last = state.selection.first, state.selection.last
    data = [
        Bar(
            year,
            counted.get(year, 0),
            state.say("browse.in_year", year=str(year), things=state.counted(counted.get(year, 0))),
            state.url(state.selection.within(year, year)),
            chosen=(first is None or year >= first) and (last is None or year <= last),
        )
        for year in range(min(counted), max(counted) + 1)
    ]
    title = state.say("browse.by_year", title=state.title)
    return bars("years", title, state.say("browse.by_year_note"), data)
