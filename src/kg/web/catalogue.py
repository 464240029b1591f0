"""The record of the data for catalogues: DCAT 3, https://www.w3.org/TR/vocab-dcat-3/."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, request, url_for
from pyoxigraph import Literal, NamedNode, Triple
from werkzeug.wrappers import Response as AnyResponse

from kg.namespaces import ONTOLOGY
from kg.store.formats import GRAPHS
from kg.store.snapshot import QUADS, Snapshot
from kg.web.choice import choose_formats, lead_to_page, leads_to_page, not_acceptable
from kg.web.dataset import CREATOR_IRI, DESCRIPTION, LICENCE, TITLE
from kg.web.protocol import read
from kg.web.triples import about, creator, in_each_language, name, send
from kg.web.versions import version
from kg.web.void import PAGE, dataset_node

blueprint = Blueprint("catalogue", __name__)

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_COMPRESSED = f"{_MEDIA_TYPES}application/gzip"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
_SERVICES = (
    ("SPARQL 1.1", "sparql.endpoint", "https://www.w3.org/TR/sparql11-protocol/"),
    (
        "Reconciliation Service API 0.2",
        "reconcile.service",
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
    ),
)
"""Title, endpoint of the application, and the standard that the service keeps."""
_KEYWORDS = {
    "vi": ("hợp tác cấp tỉnh", "Việt Nam", "thỏa thuận", "đồ thị tri thức"),
    "en": ("cooperation between provinces", "Viet Nam", "agreements", "knowledge graph"),
}


@blueprint.get("/dcat")
def dcat() -> AnyResponse:
    """Describe the data as a catalogue lists them: files, services, licence, keywords."""
    if leads_to_page(PAGE, request):
        return lead_to_page(PAGE)
    _, graph = choose_formats(read(request), request)
    if graph is None:
        raise not_acceptable(GRAPHS)
    snapshot = version(None).snapshot
    response = send(_triples(snapshot if isinstance(snapshot, Snapshot) else None), *graph)
    response.headers["KG-Snapshot"] = snapshot.id
    response.vary.add("Accept")
    return response


def _triples(snapshot: Snapshot | None) -> Iterator[Triple]:
    catalogue = NamedNode(url_for("catalogue.dcat", _external=True) + "#catalogue")
    dataset = dataset_node()
    everything = NamedNode(url_for("graph_store.read", _external=True) + "?default")
    yield from about(
        catalogue,
        ("rdf:type", name("dcat:Catalog")),
        ("dcterms:title", in_each_language(TITLE)),
        ("dcterms:description", in_each_language(DESCRIPTION)),
        ("dcterms:publisher", NamedNode(CREATOR_IRI)),
        ("dcterms:license", NamedNode(LICENCE)),
        ("dcat:dataset", dataset),
        ("dcat:service", (_service(endpoint) for _, endpoint, _ in _SERVICES)),
    )
    yield from _services(dataset)
    yield from creator()
    yield from about(
        dataset,
        ("rdf:type", name("dcat:Dataset")),
        ("dcterms:title", in_each_language(TITLE)),
        ("dcterms:description", in_each_language(DESCRIPTION)),
        ("dcterms:publisher", NamedNode(CREATOR_IRI)),
        ("dcterms:license", NamedNode(LICENCE)),
        ("dcterms:language", (NamedNode(_LANGUAGES + language) for language in TITLE)),
        ("dcterms:conformsTo", NamedNode(ONTOLOGY)),
        ("dcat:landingPage", NamedNode(request.url_root)),
        ("dcat:keyword", _keywords()),
        ("dcat:distribution", everything),
    )
    yield from about(
        everything,
        ("rdf:type", name("dcat:Distribution")),
        ("dcterms:license", NamedNode(LICENCE)),
        ("dcat:accessURL", everything),
        ("dcat:mediaType", (NamedNode(_MEDIA_TYPES + item.media_types[0]) for item in GRAPHS)),
    )
    if snapshot is not None:
        yield from _dump(dataset, snapshot)


def _services(dataset: NamedNode) -> Iterator[Triple]:
    """Yield what is said of the services that answer from the data."""
    described = NamedNode(url_for("admin.openapi", _external=True))
    for title, endpoint, standard in _SERVICES:
        yield from about(
            _service(endpoint),
            ("rdf:type", name("dcat:DataService")),
            ("dcterms:title", Literal(title)),
            ("dcterms:conformsTo", NamedNode(standard)),
            ("dcat:endpointURL", NamedNode(url_for(endpoint, _external=True))),
            ("dcat:endpointDescription", described),
            ("dcat:servesDataset", dataset),
        )


def _service(endpoint: str) -> NamedNode:
    return NamedNode(url_for(endpoint, _external=True) + "#service")


def _keywords() -> Iterator[Literal]:
    for language, words in _KEYWORDS.items():
        for word in words:
            yield Literal(word, language=language)


def _dump(dataset: NamedNode, snapshot: Snapshot) -> Iterator[Triple]:
    """Yield the file of all quads, and what it is of: a snapshot never changes."""
    created = Literal(snapshot.manifest.created, datatype=name("xsd:dateTime"))
    yield from about(
        dataset,
        ("dcterms:identifier", Literal(snapshot.id)),
        ("dcterms:modified", created),
        ("dcat:version", Literal(snapshot.id)),
    )
    if snapshot.manifest.updates:  # the file is of the data before them
        return
    file = NamedNode(url_for("snapshots.file", identifier=snapshot.id, name=QUADS, _external=True))
    yield from about(dataset, ("dcat:distribution", file))
    yield from about(
        file,
        ("rdf:type", name("dcat:Distribution")),
        ("dcterms:issued", created),
        ("dcterms:license", NamedNode(LICENCE)),
        ("dcat:accessURL", file),
        ("dcat:downloadURL", file),
        ("dcat:byteSize", Literal(snapshot.quads.stat().st_size)),
        ("dcat:mediaType", NamedNode(f"{_MEDIA_TYPES}application/n-quads")),
        ("dcat:compressFormat", NamedNode(_COMPRESSED)),
    )
