"""The axioms of an ontology, and the class expressions in them, read from its triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.reason.instances import read_list
from kg.reason.patterns import TYPE, Resource, Term, Triple, name

ONTOLOGY = name("owl:Ontology")
CLASS = name("owl:Class")
OBJECT_PROPERTY = name("owl:ObjectProperty")
DATATYPE_PROPERTY = name("owl:DatatypeProperty")
SUBCLASS = name("rdfs:subClassOf")
DOMAIN = name("rdfs:domain")
RANGE = name("rdfs:range")
THING = name("owl:Thing")

_LANG_STRING = PREFIXES["rdf"] + "langString"
_LEXICAL = {
    "boolean": "true",
    "decimal": "1.0",
    "integer": "1",
    "nonNegativeInteger": "1",
    "date": "2000-01-01",
    "dateTime": "2000-01-01T00:00:00Z",
    "anyURI": "https://example.org/",
}


class Axioms:
    """The merged triples of an ontology."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        """Take the triples of `quads`, whatever graph they are in."""
        self.store = ox.Store()
        self.store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        self._minted = 0

    def find(
        self,
        subject: Resource | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples that match, None standing for anything."""
        for quad in self.store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()):
            if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
                yield quad.subject, quad.predicate, quad.object

    def value(self, subject: Term, predicate: str) -> Term | None:
        """Return a value of the property written as a prefixed name, or None."""
        if isinstance(subject, ox.Literal):
            return None
        return next((value for _, _, value in self.find(subject, name(predicate))), None)

    def owner(self, node: Term) -> Term:
        """Return `node`, or where it is blank, the nearest thing around it that has a name.

        Where there is none, the blank node at which the search ends.
        """
        met: set[Term] = set()
        while isinstance(node, ox.BlankNode) and node not in met:
            met.add(node)
            node = next((subject for subject, _, _ in self.find(value=node)), node)
        return node

    def members(self, head: Term) -> tuple[Term, ...]:
        """Return the members of an RDF list; raise OntologyError where it is broken."""
        return read_list(self.store, head)

    def named(self, kind: ox.NamedNode) -> list[ox.NamedNode]:
        """Return what is declared to be a `kind`, without blank nodes, in order."""
        terms = {s for s, _, _ in self.find(predicate=TYPE, value=kind)}
        return sorted((t for t in terms if isinstance(t, ox.NamedNode)), key=str)

    @cached_property
    def datatype_properties(self) -> frozenset[ox.NamedNode]:
        """The declared data properties."""
        return frozenset(self.named(DATATYPE_PROPERTY))

    def fresh(self) -> ox.NamedNode:
        """Return an individual that nothing was said about yet."""
        self._minted += 1
        return ox.NamedNode(f"urn:x-kg:x{self._minted}")

    def fresh_value(self, prop: Term) -> ox.NamedNode | ox.Literal:
        """Return a value that `prop` can have: a literal of its range, or a fresh individual."""
        if prop not in self.datatype_properties:
            return self.fresh()
        datatype = self.value(prop, "rdfs:range")
        if not isinstance(datatype, ox.NamedNode):
            return ox.Literal("x")
        if datatype.value == _LANG_STRING:
            return ox.Literal("x", language="en")
        lexical = _LEXICAL.get(datatype.value.removeprefix(PREFIXES["xsd"]), "x")
        return ox.Literal(lexical, datatype=datatype)
