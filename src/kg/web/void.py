"""The description of the data: https://www.w3.org/TR/void/, with the terms of DCAT beside it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, request, url_for
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from werkzeug.wrappers import Response as AnyResponse

from kg.namespaces import PREFIXES
from kg.store.formats import GRAPHS
from kg.web.choice import choose_formats, lead_to_page, leads_to_page, not_acceptable
from kg.web.dataset import CREATOR_IRI, DESCRIPTION, LICENCE, TITLE
from kg.web.protocol import read
from kg.web.site import site
from kg.web.statistics import WIKIDATA, Statistics
from kg.web.triples import about, creator, in_each_language, name, send
from kg.web.versions import Version, preferred_snapshot, version

blueprint = Blueprint("void", __name__)

PAGE = "data.data"
"""The endpoint of the page about the data."""


@blueprint.get("/.well-known/void")
@blueprint.get("/void")
def void() -> AnyResponse:
    """Describe the data: counts, classes, properties, links, vocabularies, licence."""
    if leads_to_page(PAGE, request):
        return lead_to_page(PAGE)
    _, graph = choose_formats(read(request), request)
    if graph is None:
        raise not_acceptable(GRAPHS)
    found = version(preferred_snapshot(request))
    response = send(dataset_triples(dataset_node(), found, site().statistics.soon(found)), *graph)
    response.headers["KG-Snapshot"] = found.snapshot.id
    response.vary.update(["Accept", "Prefer"])
    return response


def dataset_node() -> NamedNode:
    """Return the IRI that the data are called by here."""
    return NamedNode(url_for("void.void", _external=True) + "#dataset")


def dataset_triples(
    dataset: NamedNode, version: Version, statistics: Statistics | None
) -> Iterator[Triple]:
    """Yield what is said of `dataset`, the data of `version`; without `statistics`, no counts."""
    snapshot = version.snapshot
    endpoint = NamedNode(url_for("sparql.pinned", identifier=snapshot.id, _external=True))
    yield from about(
        dataset,
        ("rdf:type", (name("void:Dataset"), name("dcat:Dataset"))),
        ("dcterms:title", in_each_language(TITLE)),
        ("dcterms:description", in_each_language(DESCRIPTION)),
        ("dcterms:creator", NamedNode(CREATOR_IRI)),
        ("dcterms:license", NamedNode(LICENCE)),
        ("dcterms:identifier", Literal(snapshot.id)),
        ("dcterms:modified", Literal(snapshot.manifest.created, datatype=name("xsd:dateTime"))),
        ("foaf:homepage", NamedNode(request.url_root)),
        ("void:sparqlEndpoint", NamedNode(url_for("sparql.endpoint", _external=True))),
        ("void:uriSpace", Literal(PREFIXES["id"])),
        ("void:feature", (NamedNode(item.iri) for item in GRAPHS)),
        ("void:triples", Literal(snapshot.triples)),
        ("void:dataDump", NamedNode(url_for("graph_store.read", _external=True) + "?default")),
        ("dcat:distribution", endpoint),
    )
    yield from creator()
    yield from about(
        endpoint,
        ("rdf:type", name("dcat:Distribution")),
        ("dcat:accessURL", endpoint),
        ("dcterms:license", NamedNode(LICENCE)),
    )
    if statistics is not None:
        yield from _counts(dataset, statistics)


def _counts(dataset: NamedNode, found: Statistics) -> Iterator[Triple]:
    yield from about(
        dataset,
        ("void:entities", Literal(found.entities)),
        ("void:classes", Literal(len(found.classes))),
        ("void:properties", Literal(len(found.properties))),
        ("void:distinctSubjects", Literal(found.subjects)),
        ("void:distinctObjects", Literal(found.objects)),
        ("void:vocabulary", map(NamedNode, found.vocabularies)),
    )
    for number, (iri, count) in enumerate(found.classes.items()):
        part = BlankNode(f"class{number}")
        yield from about(dataset, ("void:classPartition", part))
        yield from about(part, ("void:class", NamedNode(iri)), ("void:entities", Literal(count)))
    for number, (iri, count) in enumerate(found.properties.items()):
        part = BlankNode(f"property{number}")
        yield from about(dataset, ("void:propertyPartition", part))
        yield from about(part, ("void:property", NamedNode(iri)), ("void:triples", Literal(count)))
    wikidata = BlankNode("wikidata")
    if found.links:
        yield from about(
            wikidata,
            ("rdf:type", name("void:Dataset")),
            ("dcterms:title", Literal("Wikidata")),
            ("void:uriSpace", Literal(WIKIDATA)),
        )
    for number, (iri, count) in enumerate(found.links.items()):
        links = BlankNode(f"links{number}")
        yield from about(
            links,
            ("rdf:type", name("void:Linkset")),
            ("void:subjectsTarget", dataset),
            ("void:objectsTarget", wikidata),
            ("void:linkPredicate", NamedNode(iri)),
            ("void:triples", Literal(count)),
        )
        yield from about(dataset, ("void:subset", links))
