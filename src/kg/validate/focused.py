"""SHACL validation of some nodes only, against shapes that are read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator
from rdflib import RDFS

from kg.rdf.findings import Finding
from kg.rdf.load import Project
from kg.rdf.rdflib_graph import quiet, to_rdflib
from kg.validate.reach import Reach, reach_of
from kg.validate.shacl import read_results
from kg.validate.shapes import BAD_SHAPE, Shapes

_SUBCLASS = ox.NamedNode(str(RDFS.subClassOf))

Written = Callable[[ox.NamedNode | ox.BlankNode], Iterable[ox.Quad]]
"""Returns the quads with a subject, in any graph, as they were written."""


class FocusedShacl:
    """Validates nodes of one dataset, whose graphs the store merges in its default graph."""

    def __init__(self, shapes: Shapes, store: ox.Store, written: Written) -> None:
        """Read `shapes`, which have passed `check_shapes`.

        Raises LooksAnywhere where a node's validity depends on what is too far away.
        """
        self._context = shapes.graph()
        self._reach: Reach = reach_of(self._context)
        self._store = store
        self._written = written
        with quiet():
            empty = DataGraph.from_rdflib(rdflib.Graph())
            options = {"inplace": True, "inference": "none"}
            self._validator = Validator(empty, shacl_graph=shapes.graph(), options=options)
            self._shapes = list(self._validator.shacl_graph.shapes)
        self._classes: list[ox.Quad] = []
        self.read_classes()

    def read_classes(self) -> None:
        """Read again which class is a subclass of which."""
        found = self._store.quads_for_pattern(None, _SUBCLASS, None, ox.DefaultGraph())
        self._classes = list(found)

    def affected(self, triples: Iterable[ox.Triple]) -> set[ox.NamedNode]:
        """Return the nodes that the change of `triples` may make valid or invalid.

        The store holds what is there after the change.
        """
        by_distance: list[set[ox.NamedNode]] = [set() for _ in range(len(self._reach))]
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode):
                for distance in self._reach.distances(triple.predicate.value):
                    by_distance[distance].add(triple.subject)
        found: set[ox.NamedNode] = set()
        for distance in reversed(range(len(by_distance))):
            found |= by_distance[distance]
            if distance:
                found = self._before(found, distance - 1)
        return found

    def _before(self, nodes: set[ox.NamedNode], distance: int) -> set[ox.NamedNode]:
        """Return what leads from `distance` to `nodes` by one property."""
        default = ox.DefaultGraph()
        return {
            quad.subject
            for node in nodes
            for quad in self._store.quads_for_pattern(None, None, node, default)
            if quad.predicate.value in self._reach.leads(distance)
            and isinstance(quad.subject, ox.NamedNode)
        }

    def check(self, nodes: set[ox.NamedNode]) -> Iterator[Finding]:
        """Yield what `nodes` break; the findings have no places."""
        if not nodes:
            return
        data = DataGraph.from_rdflib(to_rdflib([*self._classes, *self._around(nodes)]))
        wanted = {rdflib.URIRef(node.value) for node in nodes}
        results = []
        try:
            with quiet():
                executor = self._validator.make_executor()
                for shape in self._shapes:
                    focus = [node for node in shape.focus_nodes(data) if node in wanted]
                    if focus:
                        results.extend(shape.validate(executor, data, focus=focus)[1])
        except Exception as error:
            # pySHACL lets the errors of its parts through.
            yield BAD_SHAPE.found(Path("shapes"), reason=str(error) or type(error).__name__)
            return
        if results:
            shacl = self._validator.shacl_graph
            report, _ = Validator.create_validation_report(shacl, conforms=False, results=results)
            yield from read_results(report, self._context, NOWHERE)

    def _around(self, nodes: set[ox.NamedNode]) -> Iterator[ox.Quad]:
        """Yield the triples that the shapes read of `nodes`."""
        layer = set(nodes)
        for distance in range(len(self._reach)):
            following: set[ox.NamedNode] = set()
            leads = self._reach.leads(distance)
            for node in layer:
                for quad in self._written(node):
                    yield quad
                    if quad.predicate.value in leads and isinstance(quad.object, ox.NamedNode):
                        following.add(quad.object)
            layer = following


NOWHERE = Project(Path(), (), {}, ())
"""A project without files: findings about it have no places."""
