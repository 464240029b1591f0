"""A selection as a network of units, joined by what they have in common."""

from __future__ import annotations

from kg.figures.network import Edge, Node, network
from kg.site.browse import pairs
from kg.site.browse.state import State
from kg.site.browse.view import MOST_LINES, Line, View
from kg.site.labels import Labels, look_up
from kg.site.selection.subjects import PROVINCE
from kg.text.collation import sort_key

_MOST_NODES, _MOST_EDGES = 70, 150


def of_network(state: State) -> View:
    """Return the units of the selection around a circle, in Vietnamese order."""
    sets = pairs.unit_sets(state)
    found = pairs.pairs(sets, pairs.of_several(state) if state.selection.present else 0)
    labels = look_up(state.language, sets)
    heaviest = sorted(sets, key=lambda unit: (-sets[unit].bit_count(), unit))[:_MOST_NODES]
    drawn = set(heaviest)
    nodes = [
        Node(
            unit,
            labels[unit].text,
            sets[unit].bit_count(),
            f"{labels[unit].text}: {state.counted(sets[unit].bit_count())}",
            state.leads_to(state.selection.also(PROVINCE, unit), sets[unit].bit_count()),
        )
        for unit in sorted(drawn, key=lambda unit: sort_key(labels[unit].text))
    ]
    edges = [
        Edge(
            pair.ends,
            pair.count,
            f"{' – '.join(labels[end].text for end in pair.ends)}: {state.counted(pair.count)}",
            pair_address(state, pair),
        )
        for pair in found[:_MOST_EDGES]
        if drawn.issuperset(pair.ends) and pair.ends[0] != pair.ends[1]
    ]
    title = state.say("browse.network_title", title=state.title)
    says = state.say(
        "browse.network_says", things=state.counted(state.count), units=len(nodes), pairs=len(edges)
    )
    figure = network("network", title, says, nodes, edges) if nodes else None
    notes = [says]
    if len(nodes) < len(sets) or len(found) > _MOST_EDGES:
        notes.append(state.say("browse.links_cut", units=len(nodes), pairs=len(edges)))
    return View(
        figure,
        lambda: pairs.table(found, labels),
        heads=HEADS,
        lines=pair_lines(state, found, labels),
        notes=notes,
    )


HEADS = ("browse.unit", "browse.unit", "browse.count")
"""Of lines that are pairs of units."""


def pair_lines(state: State, found: list[pairs.Pair], labels: Labels) -> list[Line]:
    """Return the first pairs as lines."""
    return [
        Line([labels[end].text for end in pair.ends], pair.count, pair_address(state, pair))
        for pair in found[:MOST_LINES]
    ]


def pair_address(state: State, pair: pairs.Pair) -> str:
    """Return where a pair leads: to what the two have in common."""
    a, b = pair.ends
    return state.leads_to(state.selection.also(PROVINCE, a).also(PROVINCE, b), pair.count)
