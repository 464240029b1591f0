"""Labels of blank nodes that depend on the graph alone, not on how it was written."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph as ox

from kg.errors import RdfSyntaxError
from kg.rdf.blanks import Blanks, Graph, GraphName, by_graph
from kg.rdf.terms import Term, natural

MAX_ROUNDS = 100
"""Most rounds of refinement: how far away a difference between two nodes may be."""

MAX_ALIKE = 6
MAX_NODES = 200
"""Most labelled nodes that look alike, and most blank nodes beside them: the time of RDFC-1.0 grows
with the factorial of the one (section 7.1, dataset poisoning) and a power of the other."""

Graphs = dict[GraphName, Graph]


def label(graphs: Graphs, blanks: Blanks) -> tuple[Graphs, Blanks, dict[ox.BlankNode, str]]:
    """Return the written label, `_:b1` and so on, of each node that needs one.

    Nodes are told apart by what is around them; where that does not suffice, by RDFC-1.0, which
    renames all nodes: hence the graphs and the forms of their nodes are returned too. Raises
    RdfSyntaxError where even that would take too long.
    """
    colours = _refine(graphs, blanks.labelled)
    ordered = sorted(blanks.labelled, key=lambda node: colours[node])
    alike = max(Counter(colours[node] for node in ordered).values(), default=0)
    if alike > 1:
        if alike > MAX_ALIKE or len(colours) > MAX_NODES:
            raise RdfSyntaxError(f"{alike} blank nodes cannot be told apart: give them IRIs")
        graphs = _rename(graphs)
        blanks = Blanks(graphs)
        ordered = sorted(blanks.labelled, key=lambda node: natural(node.value))
    return graphs, blanks, {node: f"_:b{number}" for number, node in enumerate(ordered, start=1)}


def _refine(graphs: Graphs, labelled: set[ox.BlankNode]) -> dict[Term, int]:
    """Return a colour for each blank node, equal for nodes that look alike.

    In each round a node's colour becomes its own and those around it (1-dimensional
    Weisfeiler-Leman refinement), until the labelled nodes differ or nothing changes.
    """
    around: defaultdict[Term, list[tuple[str, str, str, Term]]] = defaultdict(list)
    for name, graph in graphs.items():
        for subject, properties in graph.items():
            for predicate, values in properties.items():
                for value in values:
                    around[subject].append((str(name), "to", predicate, value))
                    around[value].append((str(name), "from", predicate, subject))
    colours: dict[Term, int] = {node: 0 for node in around if isinstance(node, ox.BlankNode)}
    colours |= dict.fromkeys(labelled, 0)
    for _ in range(MAX_ROUNDS):
        if len({colours[node] for node in labelled}) == len(labelled):
            break
        seen = {
            node: (colour, sorted((*row, str(colours.get(end, end))) for *row, end in around[node]))
            for node, colour in colours.items()
        }
        keys = {node: repr(view) for node, view in seen.items()}
        numbers = {key: number for number, key in enumerate(sorted(set(keys.values())))}
        if len(numbers) == len(set(colours.values())):
            break
        colours = {node: numbers[key] for node, key in keys.items()}
    return colours


def _rename(graphs: Graphs) -> Graphs:
    dataset = ox.Dataset(
        ox.Quad(subject, ox.NamedNode(predicate), value, name)
        for name, graph in graphs.items()
        for subject, properties in graph.items()
        for predicate, values in properties.items()
        for value in values
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return by_graph(dataset)
