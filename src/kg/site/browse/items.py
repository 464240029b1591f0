"""Things as rows: what each is called, when it is, what it has of each facet, and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.site import spans
from kg.site.addresses import evidence
from kg.site.browse.data import Data, Value
from kg.site.browse.state import State
from kg.site.labels import Label, Labels, look_up
from kg.site.selection.evidence import facts_behind
from kg.site.selection.index import Time
from kg.site.selection.subjects import AREA, CERTAINTY, TIME
from kg.text.collation import sort_key

_SEPARATOR = "; "


@dataclass(frozen=True)
class Named:
    """A value with its label, its page, and the page of the evidence that the thing has it."""

    label: Label
    address: str
    evidence: str | None = None


@dataclass(frozen=True)
class Item:
    """A thing: its name, its time in words, and its values of each facet that has a column."""

    thing: Named
    when: Named
    time: Time | None
    values: dict[str, list[Named]]


def columns(state: State) -> list[str]:
    """Return the facets that have a column, in their order."""
    return [facet for facet in state.selection.subject.facets if facet != CERTAINTY]


def items(state: State) -> list[Item]:
    """Return the things of the page, each with its labels and its evidence; raises QueryError."""
    things = state.things
    index, present = state.index, state.selection.present
    fact = state.selection.subject.fact
    values = {facet: index.values_of(things, facet, present=present) for facet in columns(state)}
    values[AREA] = _closest(state, values[AREA]) if AREA in values else {}
    labels = _labels(state, things, values)
    times = {thing: next(iter(index.times.get(thing, ())), None) for thing in things}
    found = spans.look_up(NamedNode(time.span) for time in times.values() if time and time.span)
    facts = _facts(state, things, [*columns(state), TIME])

    def named(thing: str, facet: str, value: str) -> Named:
        proof = facts[facet].get((thing, value), "")
        return Named(labels[value], state.thing(value), evidence(proof, state.language))

    def when(thing: str, time: Time | None) -> Named:
        span = found.get(time.span if time else "", spans.Span())
        words = spans.in_words(span, state.language, lasting=bool(time and time.lasting))
        if time and time.open_ended:
            words = state.say("browse.and_on", when=words)
        proof = facts[TIME].get((thing, time.span), "") if time else ""
        return Named(Label(words), "", evidence(proof, state.language))

    return [
        Item(
            Named(
                labels[thing], state.thing(thing), evidence(thing, state.language) if fact else None
            ),
            when(thing, times[thing]),
            times[thing],
            {
                facet: sorted(
                    (named(thing, facet, value) for value in values[facet][thing]),
                    key=lambda item: sort_key(item.label.text),
                )
                for facet in columns(state)
            },
        )
        for thing in things
    ]


def data(state: State) -> Data:
    """Return all things selected, with their bounds and their values in words.

    Beside each time and facet stand the facts behind it (IRIs), in the order of the values; what
    no source states has an empty place.
    """
    things = state.index.listed(state.found)
    present = state.selection.present
    facets = list(state.selection.subject.facets)
    values = {facet: state.index.values_of(things, facet, present=present) for facet in facets}
    labels = _labels(state, things, values)
    facts = _facts(state, things, [*facets, TIME])

    def row(thing: str) -> list[Value]:
        time = next(iter(state.index.times.get(thing, ())), None)
        bounds = (time.earliest, time.latest) if time else (None, None)
        days = [day.isoformat() if day else None for day in bounds]
        proof = facts[TIME].get((thing, time.span), "") if time else ""
        cells: list[Value] = []
        for facet in facets:
            ordered = sorted(values[facet][thing], key=lambda value: sort_key(labels[value].text))
            cells.append(_SEPARATOR.join(labels[value].text for value in ordered))
            behind = [facts[facet].get((thing, value), "") for value in ordered]
            cells.append(_SEPARATOR.join(behind))
        return [thing, labels[thing].text, *days, bool(time and time.open_ended), proof, *cells]

    names = ["thing", "label", "earliest", "latest", "open_ended", f"{TIME}_evidence"]
    names += [name for facet in facets for name in (facet, f"{facet}_evidence")]
    return Data(names, [row(thing) for thing in things])


def _closest(state: State, areas: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the areas of each thing without those that hold another of them."""
    broader = state.index.broader
    return {
        thing: [area for area in several if area not in {broader.get(other) for other in several}]
        for thing, several in areas.items()
    }


def _labels(state: State, things: Sequence[str], values: dict[str, dict[str, list[str]]]) -> Labels:
    used = {value for of in values.values() for several in of.values() for value in several}
    return look_up(state.language, {*things, *used})


def _facts(
    state: State, things: Sequence[str], names: Sequence[str]
) -> dict[str, dict[tuple[str, str], str]]:
    """Return the fact by which each thing has each value of the facets, or TIME, in `names`."""
    present = state.selection.present
    return {name: facts_behind(state.index, name, things, present=present) for name in names}
