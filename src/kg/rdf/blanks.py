"""How blank nodes are written: inside brackets, as lists, or with a label."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.errors import RdfSyntaxError
from kg.namespaces import PREFIXES
from kg.rdf.terms import Node, Term

MAX_DEPTH = 16
"""Deepest nesting that is written; a node further down gets a label. Less than is parsed."""

_FIRST = PREFIXES["rdf"] + "first"
_REST = PREFIXES["rdf"] + "rest"
NIL = ox.NamedNode(PREFIXES["rdf"] + "nil")

Properties = dict[str, list[Term]]
"""Property IRI to values, none twice."""

Graph = dict[Node, Properties]
"""Subject to its properties."""

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def by_graph(quads: Iterable[ox.Quad]) -> dict[GraphName, Graph]:
    """Group `quads` by graph, subject and property.

    Raises RdfSyntaxError for a triple term: RDF 1.1 has none.
    """
    graphs: dict[GraphName, Graph] = {}
    for quad in dict.fromkeys(quads):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            raise RdfSyntaxError(f"{quad} holds a triple term: use RDF 1.1")
        graph = graphs.setdefault(quad.graph_name, {})
        graph.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
    return graphs


class Blanks:
    """The form of each blank node of a dataset.

    A node that is the value of one triple stands inside brackets there; one that is no value
    begins its block with `[]`; one that is shared, in a cycle, or too deep has a label.
    """

    def __init__(self, graphs: dict[GraphName, Graph]) -> None:
        """Decide the form of each blank node of `graphs`."""
        self.labelled: set[ox.BlankNode] = set()
        self._parents: dict[ox.BlankNode, tuple[Graph, Node, str]] = {}
        self._lists: set[ox.BlankNode] = set()
        uses: Counter[ox.BlankNode] = Counter()
        homes: defaultdict[ox.BlankNode, set[GraphName]] = defaultdict(set)
        for name, graph in graphs.items():
            if isinstance(name, ox.BlankNode):
                self.labelled.add(name)
            for subject, properties in graph.items():
                if isinstance(subject, ox.BlankNode):
                    homes[subject].add(name)
                for predicate, values in properties.items():
                    for value in values:
                        if isinstance(value, ox.BlankNode):
                            homes[value].add(name)
                            uses[value] += 1
                            self._parents[value] = (graph, subject, predicate)
        self.labelled |= {node for node in homes if uses[node] > 1 or len(homes[node]) > 1}
        for graph in graphs.values():
            self._find_lists(graph)
        self._label_deep_and_cyclic(graphs, uses)

    def is_list(self, node: Term) -> bool:
        """Tell whether `node` is written as a list."""
        return node in self._lists and node not in self.labelled

    def items(self, graph: Graph, node: Term) -> list[Term]:
        """Return the items of the list that begins at `node`."""
        return [graph[link][_FIRST][0] for link in self._links(graph, node)]

    def _links(self, graph: Graph, node: Term) -> list[ox.BlankNode]:
        links: list[ox.BlankNode] = []
        while isinstance(node, ox.BlankNode):
            links.append(node)
            node = graph[node][_REST][0]
        return links

    def _is_link(self, graph: Graph, node: Node) -> bool:
        """Tell whether `node` can be a part of a list: one value, one rest, nothing else."""
        properties = graph[node]
        return (
            isinstance(node, ox.BlankNode)
            and node in self._parents
            and node not in self.labelled
            and properties.keys() == {_FIRST, _REST}
            and all(len(values) == 1 for values in properties.values())
        )

    def _find_lists(self, graph: Graph) -> None:
        """Follow each list from its end to its beginning."""
        for end, properties in graph.items():
            node = end
            if NIL not in properties.get(_REST, ()):
                continue
            while isinstance(node, ox.BlankNode) and self._is_link(graph, node):
                self._lists.add(node)
                _, node, predicate = self._parents[node]
                if predicate != _REST:
                    break

    def _label_deep_and_cyclic(
        self, graphs: dict[GraphName, Graph], uses: Counter[ox.BlankNode]
    ) -> None:
        """Walk from all nodes that open a block; label what is too deep, and what is not met."""
        met: set[ox.BlankNode] = set()
        for graph in graphs.values():
            todo: list[tuple[Node, int]] = [
                (node, 0) for node in graph if node not in self._parents or node in self.labelled
            ]
            while todo:
                node, depth = todo.pop()
                if self.is_list(node):
                    met.update(self._links(graph, node))
                for child in self._children(graph, node):
                    met.add(child)
                    if depth == MAX_DEPTH:
                        self.labelled.add(child)
                    todo.append((child, 0 if depth == MAX_DEPTH else depth + 1))
        self.labelled |= {node for node in uses if node not in met}

    def _children(self, graph: Graph, node: Node) -> list[ox.BlankNode]:
        """Return the nodes that are written one bracket further in than `node`."""
        if self.is_list(node):
            values = self.items(graph, node)
        else:
            values = [value for row in graph.get(node, {}).values() for value in row]
        return [v for v in values if isinstance(v, ox.BlankNode) and v not in self.labelled]
