"""How far the shapes look: which nodes must be validated again after a change.

A shape judges a node by the triples of the node itself and of nodes that a few properties lead to.
What is read at which distance is computed from the shapes graph once. A shapes graph with anything
that is not known here (SPARQL, inverse or repeated paths, other targets) is said to look anywhere,
and everything is validated again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import rdflib
from rdflib import RDF, RDFS, SH
from rdflib.collection import Collection
from rdflib.term import Node

_LISTS = (SH["and"], SH["or"], SH.xone)
_NODES = (SH.node, SH["not"], SH.qualifiedValueShape)
_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_OWN_TERM = {
    *(SH.datatype, SH.nodeKind, SH.minCount, SH.maxCount, SH.minLength, SH.maxLength, SH.pattern),
    *(SH.flags, SH.languageIn, SH.uniqueLang, SH.hasValue, SH["in"], SH.closed),
    *(SH.ignoredProperties, SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive),
    *(SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint),
    *(SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group, SH.defaultValue),
    *(SH.deactivated, SH.path, SH.property, SH["class"], SH.targetClass),
}
"""Parameters that are decided by the values alone, or are read below."""
_MOST_STEPS = 8


class LooksAnywhere(Exception):  # noqa: N818 - a property of the shapes
    """The shapes judge a node by what no bounded number of properties leads to."""


@dataclass
class _Step:
    """What is read at one distance: predicates, or all; and the predicates that lead further."""

    reads: set[str] = field(default_factory=set)
    reads_all: bool = False
    leads: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Reach:
    """What shapes read at distance 0, 1, … of a focus node."""

    steps: tuple[_Step, ...]

    def distances(self, predicate: str) -> Iterator[int]:
        """Yield each distance at which a triple of `predicate` is read."""
        for distance, step in enumerate(self.steps):
            if step.reads_all or predicate in step.reads:
                yield distance

    def leads(self, distance: int) -> frozenset[str]:
        """Return the predicates by which nodes at `distance` lead to those one further."""
        return frozenset(self.steps[distance].leads)

    def __len__(self) -> int:
        """Return how many distances are looked at."""
        return len(self.steps)


def reach_of(shapes: rdflib.Graph) -> Reach:
    """Return how far `shapes` look. Raises LooksAnywhere."""
    steps: list[_Step] = []
    met: set[tuple[Node, int]] = set()
    for shape in set(shapes.subjects(SH.targetClass)):
        _walk(shapes, shape, 0, steps, met)
        _step(steps, 0).reads.add(str(RDF.type))
    for other in (SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target):
        if (None, other, None) in shapes:
            raise LooksAnywhere
    classes = set(shapes.subjects(RDF.type, RDFS.Class))
    if classes & set(shapes.subjects(RDF.type, SH.NodeShape)):
        raise LooksAnywhere
    return Reach(tuple(steps))


def _step(steps: list[_Step], distance: int) -> _Step:
    if distance >= _MOST_STEPS:
        raise LooksAnywhere
    while len(steps) <= distance:
        steps.append(_Step())
    return steps[distance]


def _walk(
    shapes: rdflib.Graph,
    shape: Node,
    distance: int,
    steps: list[_Step],
    met: set[tuple[Node, int]],
) -> None:
    """Note what `shape` reads of a node at `distance`, and of what its path leads to.

    `met` holds the shapes that were walked at a distance: shapes may refer to one another.
    """
    if (shape, distance) in met:
        return
    met.add((shape, distance))
    path = shapes.value(shape, SH.path)
    if path is not None:
        if not isinstance(path, rdflib.URIRef):
            raise LooksAnywhere
        step = _step(steps, distance)
        step.reads.add(str(path))
        step.leads.add(str(path))
    values = distance if path is None else distance + 1
    for parameter, value in shapes.predicate_objects(shape):
        if parameter == SH["class"]:
            _step(steps, values).reads.add(str(RDF.type))
        elif parameter == SH.closed and value.toPython() is True:  # type: ignore[attr-defined]
            _step(steps, values).reads_all = True
        elif parameter in _PAIRS:
            _step(steps, distance).reads.add(str(value))
        elif parameter == SH.property or parameter in _NODES:
            _walk(shapes, value, values, steps, met)
        elif parameter in _LISTS:
            for item in _items(shapes, value):
                _walk(shapes, item, values, steps, met)
        elif str(parameter).startswith(str(SH)) and parameter not in _OWN_TERM:
            raise LooksAnywhere


def _items(shapes: rdflib.Graph, head: Node) -> Iterable[Node]:
    return Collection(shapes, head)
