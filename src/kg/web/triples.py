"""Descriptions: triples written down in few words, and sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flask import Response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from kg.namespaces import PREFIXES
from kg.store.formats import GraphFormat, content_type
from kg.web.dataset import CREATOR, CREATOR_IRI

SHOWN = {
    name: PREFIXES[name] for name in ("dcterms", "foaf", "rdf", "rdfs", "vnrc", "graph", "xsd")
} | {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
}
"""Prefixes of the descriptions."""

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


def name(short: str) -> NamedNode:
    """Return the IRI of a prefixed name."""
    prefix, _, local = short.partition(":")
    return NamedNode(SHOWN[prefix] + local)


def send(triples: Iterable[Triple], written: GraphFormat, media_type: str) -> Response:
    """Return `triples` as a response in a format, called by a media type."""
    body = serialize(triples, format=written.engine, prefixes=SHOWN)
    response = Response(body, content_type=content_type(media_type))
    response.headers["Cache-Control"] = "no-cache"
    return response


def about(subject: Node, *facts: tuple[str, Term | Iterable[Term]]) -> Iterator[Triple]:
    """Yield what is said of `subject`: prefixed names of properties with one value or several."""
    for short, values in facts:
        several = [values] if isinstance(values, NamedNode | BlankNode | Literal) else values
        for value in several:
            yield Triple(subject, name(short), value)


def creator() -> Iterator[Triple]:
    """Yield who made the data: an agent, as VoID and DCAT demand."""
    agent = NamedNode(CREATOR_IRI)
    yield from about(agent, ("rdf:type", name("foaf:Agent")), ("foaf:name", Literal(CREATOR)))


def in_each_language(texts: Mapping[str, str]) -> Iterator[Literal]:
    """Yield the texts, whose keys are their languages."""
    for language, text in texts.items():
        yield Literal(text, language=language)
