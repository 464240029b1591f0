"""Things as rows: what each is called, when it is, what it has of each facet, and the evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.site import spans
from kg.site.addresses import evidence
from kg.site.browse.data import Data, Value
from kg.site.browse.state import State, nodes
from kg.site.labels import Label, Labels, look_up
from kg.site.panels import rows
from kg.site.selection.index import Time
from kg.site.selection.subjects import AREA, CERTAINTY
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
    shown = {value for of in values.values() for several in of.values() for value in several}
    said = _said(things, shown | found.keys())

    def named(thing: str, value: str) -> Named:
        return Named(
            labels[value],
            state.thing(value),
            evidence(said.get((thing, value), ""), state.language),
        )

    def when(thing: str, time: Time | None) -> Named:
        span = found.get(time.span if time else "", spans.Span())
        words = spans.in_words(span, state.language, lasting=bool(time and time.lasting))
        if time and time.open_ended:
            words = state.say("browse.and_on", when=words)
        proof = said.get((thing, time.span), "") if time else ""
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
                    (named(thing, value) for value in values[facet][thing]),
                    key=lambda item: sort_key(item.label.text),
                )
                for facet in columns(state)
            },
        )
        for thing in things
    ]


def data(state: State) -> Data:
    """Return all things selected, with their bounds and their values in words."""
    things = state.index.listed(state.found)
    present = state.selection.present
    facets = list(state.selection.subject.facets)
    values = {facet: state.index.values_of(things, facet, present=present) for facet in facets}
    labels = _labels(state, things, values)

    def row(thing: str) -> list[Value]:
        time = next(iter(state.index.times.get(thing, ())), None)
        bounds = (time.earliest, time.latest) if time else (None, None)
        days = [day.isoformat() if day else None for day in bounds]
        words = [
            _SEPARATOR.join(sorted((labels[v].text for v in values[facet][thing]), key=sort_key))
            for facet in facets
        ]
        return [thing, labels[thing].text, *days, bool(time and time.open_ended), *words]

    names = ["thing", "label", "earliest", "latest", "open_ended", *facets]
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


def _said(things: Sequence[str], values: Collection[str]) -> dict[tuple[str, str], str]:
    """Return the first fact, in order of their names, by which each thing has each value."""
    found: dict[tuple[str, str], str] = {}
    if not things or not values:
        return found
    for row in rows("said_of", thing=nodes(things), value=nodes(sorted(values))):
        thing, value, fact = row["thing"], row["value"], row["fact"]
        if thing and value and fact:
            found.setdefault((thing.value, value.value), fact.value)
    return found
