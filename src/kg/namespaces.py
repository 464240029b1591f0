"""Prefixes and terms, the same in every file, query and answer."""

from __future__ import annotations

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/vnrc/"

VNRC = Namespace(BASE + "ontology#")
ID = Namespace(BASE + "id/")
GRAPH = Namespace(BASE + "graph/")
TEXT = Namespace(BASE + "text/")
VOCAB = Namespace(BASE + "vocab/")

ONTOLOGY = URIRef(BASE + "ontology")
GRAPH_INFERRED = GRAPH["inferred"]

KINDS = (
    "agreement",
    "signature",
    "participation",
    "post-holding",
    "post",
    "person",
    "body",
    "organisation",
    "group",
    "unit",
    "region",
    "river",
    "place",
    "site",
    "event",
    "commitment",
    "proposal",
    "project",
    "dossier",
    "plan",
    "policy",
    "status-report",
    "name",
    "limitation",
    "observation",
    "activity",
    "remark",
    "absence",
    "statement",
    "time",
    "change",
    "code",
    "article",
    "source",
    "link",
    "identity",
    "wikidata",
)
"""Kinds of things and facts: the word after `id/` in their IRIs."""

SCHEMES = (
    "agreement-type",
    "area",
    "post-role",
    "participation-role",
    "project-kind",
    "work-type",
    "status",
    "change-type",
    "comparator",
    "date-basis",
    "certainty",
    "zone",
    "limitation-theme",
    "body-kind",
    "frequency",
    "measure",
    "unit-of-measure",
    "link-relation",
    "link-outcome",
    "code-scheme",
    "designation",
    "part-of-day",
    "gender",
)
"""Code lists: the word after `vocab/` in the IRIs of their concepts."""

PREFIXES: dict[str, str] = {
    "vnrc": str(VNRC),
    "id": str(ID),
    "graph": str(GRAPH),
    "text": str(TEXT),
    "vocab": str(VOCAB),
    # A local name cannot hold a slash, so each kind and each code list has a prefix of its own.
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    **{scheme: f"{VOCAB}{scheme}/" for scheme in SCHEMES},
    "bibo": "http://purl.org/ontology/bibo/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "p": "http://www.wikidata.org/prop/",
    "pq": "http://www.wikidata.org/prop/qualifier/",
    "prov": "http://www.w3.org/ns/prov#",
    "ps": "http://www.wikidata.org/prop/statement/",
    "psv": "http://www.wikidata.org/prop/statement/value/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wikibase": "http://wikiba.se/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix to namespace, in the order in which every file declares them."""
