"""The service description of the endpoint: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from kg.namespaces import PREFIXES
from kg.store.formats import GRAPHS, SOLUTIONS, GraphFormat, content_type
from kg.store.interface import Served

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SHOWN = {name: PREFIXES[name] for name in ("rdf", "dcterms")}


def describe(snapshot: Served, endpoint: str, written: GraphFormat, media_type: str) -> Response:
    """Return the description of the endpoint at the URL `endpoint`, over `snapshot`."""
    body = serialize(
        _triples(snapshot, NamedNode(endpoint)),
        format=written.engine,
        prefixes={"sd": _SD, "void": _VOID, **_SHOWN},
    )
    response = Response(body, content_type=content_type(media_type))
    response.headers["KG-Snapshot"] = snapshot.id
    response.headers["Cache-Control"] = "no-cache"
    return response


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def _triples(snapshot: Served, endpoint: NamedNode) -> Iterator[Triple]:
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    identifier = NamedNode(PREFIXES["dcterms"] + "identifier")
    count = NamedNode(_VOID + "triples")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), endpoint)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for item in SOLUTIONS + GRAPHS:
        yield Triple(service, _sd("resultFormat"), NamedNode(item.iri))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, identifier, Literal(snapshot.id))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, _TYPE, _sd("Graph"))
    yield Triple(default, count, Literal(snapshot.triples))
    for number, (name, triples) in enumerate(sorted(snapshot.manifest.graphs.items())):
        entry, graph = BlankNode(f"entry{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, _sd("namedGraph"), entry)
        yield Triple(entry, _TYPE, _sd("NamedGraph"))
        yield Triple(entry, _sd("name"), NamedNode(name))
        yield Triple(entry, _sd("graph"), graph)
        yield Triple(graph, _TYPE, _sd("Graph"))
        yield Triple(graph, count, Literal(triples))
