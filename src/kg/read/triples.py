"""The parts of a draft's graph: facts with their evidence, statements, times, labels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

import pyoxigraph as ox

from kg.namespaces import GRAPH, ID, PREFIXES, TEXT, VNRC, VOCAB
from kg.read.draft import Span, Time
from kg.resources import bundled_project
from kg.text.normal import digest

_XSD = PREFIXES["xsd"]
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_STATUS = ox.NamedNode(PREFIXES["bibo"] + "status")
_DRAFT = ox.NamedNode(PREFIXES["bibo"] + "status/draft")

Value = ox.NamedNode | ox.Literal


def term(name: str) -> ox.NamedNode:
    """Return the term `name` of the ontology."""
    return ox.NamedNode(str(VNRC[name]))


def thing(kind: str, slug: str) -> ox.NamedNode:
    """Return the IRI of a thing or fact."""
    return ox.NamedNode(f"{ID}{kind}/{slug}")


def concept(scheme: str, slug: str) -> ox.NamedNode:
    """Return the IRI of a concept of a code list."""
    return ox.NamedNode(f"{VOCAB}{scheme}/{slug}")


def number(value: int) -> ox.Literal:
    """Return a whole number."""
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))


def decimal(value: Decimal) -> ox.Literal:
    """Return a decimal number."""
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "decimal"))


def boolean(*, value: bool) -> ox.Literal:
    """Return a truth value."""
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(_XSD + "boolean"))


def day(value: date) -> ox.Literal:
    """Return a day."""
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(_XSD + "date"))


@cache
def concept_labels(scheme: str) -> dict[str, tuple[str, str]]:
    """Return the Vietnamese and English label of each concept of a code list, by slug."""
    path = bundled_project() / "ontology" / "vocabularies" / f"{scheme}.ttl"
    found: dict[str, dict[str, str]] = {}
    for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if triple.predicate == _PREF_LABEL and isinstance(triple.subject, ox.NamedNode):
            slug = triple.subject.value.rsplit("/", 1)[-1]
            if isinstance(triple.object, ox.Literal):
                found.setdefault(slug, {})[triple.object.language or ""] = triple.object.value
    return {slug: (names.get("vi", slug), names.get("en", slug)) for slug, names in found.items()}


class DraftGraph:
    """Collects the quads of one draft: one graph, named as that of the article."""

    def __init__(self, article: str, text: str) -> None:
        """Begin the graph of the article with that key; `text` is its text in normal form."""
        self.article = thing("article", article)
        self.key = article
        self._text = text
        self._source = ox.NamedNode(str(TEXT[article]))
        self._graph = ox.NamedNode(str(GRAPH[f"article/{article}"]))
        self._quads: dict[ox.Quad, None] = {}
        self._counts: dict[str, int] = {}
        self._times: dict[tuple[Span, str], ox.NamedNode] = {}
        self._quads[ox.Quad(self._graph, _STATUS, _DRAFT, ox.DefaultGraph())] = None

    @property
    def quads(self) -> list[ox.Quad]:
        """All quads so far."""
        return [*self._quads]

    @property
    def source(self) -> ox.NamedNode:
        """The text."""
        return self._source

    def add(self, subject: ox.NamedNode, predicate: str, *values: Value) -> None:
        """Add a triple a value; `predicate` is a term of the ontology."""
        for value in values:
            self._quads[ox.Quad(subject, term(predicate), value, self._graph)] = None

    def link(self, subject: ox.NamedNode, prefix: str, name: str, address: str) -> None:
        """Add a web address by a property of another vocabulary."""
        predicate = ox.NamedNode(PREFIXES[prefix] + name)
        self._quads[ox.Quad(subject, predicate, ox.NamedNode(address), self._graph)] = None

    def define(self, subject: ox.NamedNode, class_: str, labels: tuple[str, str]) -> None:
        """Say of what class a thing is, and its labels in Vietnamese and English."""
        self._quads[ox.Quad(subject, _TYPE, term(class_), self._graph)] = None
        for language, text in zip(("vi", "en"), labels, strict=True):
            if text:
                label = ox.Literal(text, language=language)
                self._quads[ox.Quad(subject, _LABEL, label, self._graph)] = None

    def type(self, subject: ox.NamedNode, class_: str) -> None:
        """Say of what class a thing is."""
        self._quads[ox.Quad(subject, _TYPE, term(class_), self._graph)] = None

    def fact(
        self, subject: ox.NamedNode, spans: Iterable[Span], certainty: str = "explicit"
    ) -> None:
        """Give a fact its evidence and its certainty."""
        self.add(subject, "saidIn", self.article)
        self.add(subject, "certainty", concept("certainty", certainty))
        for span in spans:
            self.add(subject, "evidencedBy", self.evidence(span))

    def state(
        self,
        subject: ox.NamedNode,
        predicate: str,
        value: Value,
        spans: Iterable[Span],
        certainty: str = "explicit",
    ) -> None:
        """Add a triple and the statement that gives its evidence; once however often it is said."""
        if ox.Quad(subject, term(predicate), value, self._graph) in self._quads:
            return
        self.add(subject, predicate, value)
        statement = thing("statement", f"{self.key}-{self.next('statement'):03}")
        self.type(statement, "Statement")
        self.add(statement, "statementSubject", subject)
        self.add(statement, "statementPredicate", term(predicate))
        name = "statementObject" if isinstance(value, ox.NamedNode) else "statementValue"
        self.add(statement, name, value)
        self.fact(statement, spans, certainty)

    def next(self, kind: str) -> int:
        """Return the next number of facts of a kind, from 1."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def evidence(self, span: Span) -> ox.NamedNode:
        """Return the passage of a span, adding it."""
        passage = ox.NamedNode(f"{self._source.value}#char={span.start},{span.end}")
        self.type(passage, "Evidence")
        self.add(passage, "inText", self._source)
        self.add(passage, "start", number(span.start))
        self.add(passage, "end", number(span.end))
        self.add(passage, "inZone", concept("zone", span.zone))
        self.add(passage, "sliceSha256", ox.Literal(digest(span.of(self._text))))
        return passage

    def time(self, time: Time) -> ox.NamedNode:
        """Return the node of a time, adding it; the same passage has one node a reading."""
        known = self._times.get((time.span, time.edtf))
        if known is not None:
            return known
        node = thing("time", f"{self.key}-{self.next('time'):02}")
        self._times[(time.span, time.edtf)] = node
        self.type(node, "TimeSpan")
        self.add(node, "statedAs", ox.Literal(time.span.of(self._text)))
        for basis in time.basis:
            self.add(node, "dateBasis", concept("date-basis", basis))
        if time.edtf:
            self.add(node, "edtf", ox.Literal(time.edtf))
        if time.earliest:
            self.add(node, "earliest", day(time.earliest))
        if time.latest:
            self.add(node, "latest", day(time.latest))
        if time.part_of_day:
            self.add(node, "partOfDay", concept("part-of-day", time.part_of_day))
        return node

    def unknown_time(self, latest: date | None) -> ox.NamedNode:
        """Return the node of a time of which the text says nothing, not after `latest`."""
        node = thing("time", f"{self.key}-{self.next('time'):02}")
        self.type(node, "TimeSpan")
        self.add(node, "dateBasis", concept("date-basis", "inferred-from-text"))
        if latest is not None:
            self.add(node, "latest", day(latest))
        return node
