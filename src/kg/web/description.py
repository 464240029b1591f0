"""The service description of the endpoint: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request, url_for
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import BASE, GRAPH, GRAPH_INFERRED
from kg.store.formats import GRAPHS, SOLUTIONS, GraphFormat
from kg.store.selection import ALL, ASSERTED
from kg.web.site import site
from kg.web.statistics import Statistics
from kg.web.triples import about, name, send
from kg.web.versions import Version
from kg.web.void import dataset_node, dataset_triples

_TRIPLE_TERMS = NamedNode(BASE + "feature/triple-terms")
"""Names what the vocabulary of SPARQL 1.1 has no name for."""

_GROUPS = {
    ALL: "Everything, each triple once: the default graph where a query names none.",
    ASSERTED: "All graphs but the inferred one, merged.",
    str(GRAPH_INFERRED): "What follows from the asserted graphs.",
}


def describe(version: Version, form: tuple[GraphFormat, str]) -> Response:
    """Return the description of the endpoint that was asked, over `version`."""
    response = send(_triples(version, site().statistics.soon(version)), *form)
    response.headers["KG-Snapshot"] = version.snapshot.id
    return response


def _triples(version: Version, statistics: Statistics | None) -> Iterator[Triple]:
    snapshot = version.snapshot
    service, default = BlankNode("service"), BlankNode("default")
    dataset = dataset_node()
    federated = [name("sd:BasicFederatedQuery")] if site().settings.allowed_services else []
    yield from about(
        service,
        ("rdf:type", name("sd:Service")),
        ("sd:endpoint", NamedNode(_address())),
        ("sd:supportedLanguage", name("sd:SPARQL11Query")),
        ("sd:feature", [name("sd:UnionDefaultGraph"), _TRIPLE_TERMS, *federated]),
        ("sd:resultFormat", (NamedNode(item.iri) for item in SOLUTIONS + GRAPHS)),
        ("sd:defaultDataset", dataset),
        ("sd:availableGraphs", BlankNode("groups")),
    )
    yield from about(
        _TRIPLE_TERMS,
        ("rdf:type", name("sd:Feature")),
        ("rdfs:label", Literal("Triple terms in queries and answers", language="en")),
        ("rdfs:seeAlso", NamedNode("https://www.w3.org/TR/rdf12-concepts/#dfn-triple-term")),
    )
    yield from about(
        dataset,
        ("rdf:type", name("sd:Dataset")),
        ("sd:defaultGraph", default),
    )
    yield from about(
        default,
        ("rdf:type", name("sd:Graph")),
        ("void:triples", Literal(snapshot.triples)),
    )
    for number, (iri, count) in enumerate(sorted(snapshot.manifest.graphs.items())):
        entry, graph = BlankNode(f"entry{number}"), BlankNode(f"graph{number}")
        yield from about(dataset, ("sd:namedGraph", entry))
        yield from about(
            entry,
            ("rdf:type", name("sd:NamedGraph")),
            ("sd:name", NamedNode(iri)),
            ("sd:graph", graph),
        )
        yield from about(graph, ("rdf:type", name("sd:Graph")), ("void:triples", Literal(count)))
    yield from _groups(version)
    yield from dataset_triples(dataset, version, statistics)


def _address() -> str:
    """Return the address that was asked, in its plain form."""
    return url_for(request.endpoint or "", **(request.view_args or {}), _external=True)


def _groups(version: Version) -> Iterator[Triple]:
    """Yield the names of groups of graphs that FROM takes beside those of single graphs."""
    collection = BlankNode("groups")
    yield from about(collection, ("rdf:type", name("sd:GraphCollection")))
    graphs = version.snapshot.manifest.graphs
    rooms = {
        iri.removeprefix(GRAPH).partition("/")[0]
        for iri in graphs
        if iri.startswith(GRAPH) and "/" in iri.removeprefix(GRAPH)
    }
    members = {str(GRAPH[room]): f"All graphs of the room {room}, merged." for room in rooms}
    for number, (iri, text) in enumerate(sorted({**_GROUPS, **members}.items())):
        entry, graph = BlankNode(f"group{number}"), BlankNode(f"merged{number}")
        yield from about(collection, ("sd:namedGraph", entry))
        yield from about(
            entry,
            ("rdf:type", name("sd:NamedGraph")),
            ("sd:name", NamedNode(iri)),
            ("sd:graph", graph),
        )
        yield from about(
            graph,
            ("rdf:type", name("sd:Graph")),
            ("dcterms:description", Literal(text, language="en")),
        )
