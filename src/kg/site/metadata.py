"""What machines read in the head of a page: schema.org as JSON-LD, Highwire's names.

https://schema.org, https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kg.namespaces import ID, PREFIXES, VNRC, VOCAB
from kg.site.facts import Own, Value
from kg.site.labels import plain
from kg.site.records import Table
from kg.site.spans import Span
from kg.site.terms import Terms
from kg.store.snapshot import QUADS, Snapshot
from kg.web.dataset import CREATOR, CREATOR_IRI, DESCRIPTION, LICENCE, TITLE
from kg.web.site import site
from kg.web.void import dataset_node

_SCHEMA = PREFIXES["schema"].rstrip("/")
_TYPES = {
    "agreement": "CreativeWork",
    "person": "Person",
    "body": "GovernmentOrganization",
    "organisation": "Organization",
    "unit": "AdministrativeArea",
    "region": "Place",
    "river": "RiverBodyOfWater",
    "place": "Place",
    "site": "LandmarksOrHistoricalBuildings",
    "event": "Event",
    "project": "Project",
    "dossier": "CreativeWork",
    "plan": "CreativeWork",
    "policy": "Legislation",
    "article": "NewsArticle",
}
"""Kind of a thing to its class of schema.org; any other is a schema:Thing."""

_LINKS = {
    "takesPlaceIn": "location",
    "organisedBy": "organizer",
    "partOf": "containedInPlace",
    "publishedBy": "publisher",
    "originalSource": "sourceOrganization",
    "hasParty": "about",
    "aboutUnit": "about",
    "reportsEvent": "about",
}
_EXACT = f"{VOCAB}link-relation/exact"
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@dataclass(frozen=True)
class Metadata:
    """The JSON-LD of a page as markup, and the names and contents of its meta elements."""

    json_ld: Markup
    highwire: Mapping[str, str]


def describe(iri: str, title: str, own: Own, tables: Sequence[Table], terms: Terms) -> Metadata:
    """Return what the head of the page about `iri` says of it."""
    kind = iri.removeprefix(str(ID)).partition("/")[0]
    values = {item.iri.removeprefix(str(VNRC)): item.values for item in own.properties}
    content: dict[str, object] = {
        "@context": _SCHEMA,
        "@id": iri,
        "@type": _TYPES.get(kind, "Thing"),
        "name": title,
        "url": iri,
        "subjectOf": _dataset(terms.language),
    }
    others = [plain(item.value) for item in own.names.get("other", ())]
    if others:
        content["alternateName"] = others
    if same := _same(tables):
        content["sameAs"] = same
    content |= _linked(values, terms)
    span = _span(values.get("atTime", ()), terms)
    if span is not None and span.earliest is not None and span.earliest == span.latest:
        content["startDate"] = span.earliest.isoformat()
    for item in values.get("publishedAt", ()):
        if isinstance(item.term, Literal):
            content["datePublished"] = item.term.value
    if kind == "article":
        content["headline"] = title
    return Metadata(_script(content), _highwire(iri, title, terms.language))


def describe_data(language: str) -> Markup:
    """Return the JSON-LD of the page of the data, as search engines for datasets read it."""
    snapshot = site().pool.snapshot
    content: dict[str, object] = {
        "@context": _SCHEMA,
        **_dataset(language),
        "description": DESCRIPTION[language],
        "creator": {"@type": "Organization", "@id": CREATOR_IRI, "name": CREATOR},
        "inLanguage": list(TITLE),
        "isAccessibleForFree": True,
        "identifier": snapshot.id,
        "version": snapshot.id,
        "dateModified": snapshot.manifest.created,
    }
    files = [(url_for("graph_store.read", _external=True) + "?default", "text/turtle")]
    if isinstance(snapshot, Snapshot) and not snapshot.manifest.updates:
        file = url_for("snapshots.file", identifier=snapshot.id, name=QUADS, _external=True)
        files.append((file, "application/n-quads"))
    content["distribution"] = [
        {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type}
        for address, media_type in files
    ]
    return _script(content)


def _dataset(language: str) -> dict[str, object]:
    """Return what says which data these are."""
    return {
        "@type": "Dataset",
        "@id": dataset_node().value,
        "name": TITLE[language],
        "url": url_for("data.data", language=language, _external=True),
        "license": LICENCE,
    }


def _linked(values: Mapping[str, Sequence[Value]], terms: Terms) -> dict[str, object]:
    """Return the things that a thing is linked to, by property of schema.org."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for name, target in _LINKS.items():
        for item in values.get(name, ()):
            if isinstance(item.term, NamedNode):
                iri = item.term.value
                found[target].append({"@id": iri, "name": terms.name(iri)})
    return dict(found)


def _same(tables: Sequence[Table]) -> list[str]:
    """Return the items that reviewed links call exactly the thing; no broader or closer ones."""
    links = next((table.records for table in tables if table.kind == "link"), ())
    return [
        target.value
        for record in links
        if any(item.value == _EXACT for item in record.cells.get("linkRelation", ()))
        for target in record.cells.get("linkTarget", ())
    ]


def _span(values: Sequence[Value], terms: Terms) -> Span | None:
    nodes = [item.term for item in values if isinstance(item.term, NamedNode)]
    found = [terms.span(node.value) for node in nodes]
    return next((item for item in found if item is not None), None)


def _script(content: Mapping[str, object]) -> Markup:
    """Return JSON that no text in it can end the element of: HTML, section 4.12.1.3."""
    text = json.dumps(content, ensure_ascii=False).translate(_ESCAPES)
    return Markup(text)  # noqa: S704 - escaped above


def _highwire(iri: str, title: str, language: str) -> dict[str, str]:
    return {
        "citation_title": title,
        "citation_author": CREATOR,
        "citation_public_url": iri,
        "citation_language": language,
        "citation_publisher": TITLE[language],
    }
