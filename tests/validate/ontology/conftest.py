from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.namespaces import PREFIXES

Write = Callable[..., Path]

DECLARATIONS = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

CLEAN = """
<https://w3id.org/vnrc/ontology> a owl:Ontology ;
  dcterms:title "Mẫu"@vi, "Sample"@en ;
  dcterms:description "Một mẫu nhỏ."@vi, "A small sample."@en ;
  dcterms:creator person:a ; dcterms:contributor person:a ; dcterms:publisher person:a ;
  dcterms:created "2026-01-01" ; dcterms:modified "2026-01-01" ; dcterms:issued "2026-01-01" ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
  dcterms:bibliographicCitation "Sample" ; dcterms:source <https://example.org/> ;
  bibo:status <http://purl.org/ontology/bibo/status/draft> ; bibo:doi "10.1/1" ;
  foaf:logo <https://example.org/logo.svg> ;
  owl:versionIRI <https://w3id.org/vnrc/ontology/1.0.0> ; owl:versionInfo "1.0.0" ;
  vann:preferredNamespacePrefix "vnrc" ;
  vann:preferredNamespaceUri "https://w3id.org/vnrc/ontology#" .

vnrc:Agent a owl:Class ;
  rdfs:label "chủ thể"@vi, "agent"@en ;
  skos:definition "Ai đó."@vi, "Somebody."@en ;
  owl:disjointWith vnrc:Event ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

vnrc:Person a owl:Class ;
  rdfs:label "cá nhân"@vi, "person"@en ;
  skos:definition "Một người."@vi, "One human."@en ;
  rdfs:subClassOf vnrc:Agent ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

vnrc:Event a owl:Class ;
  rdfs:label "sự kiện"@vi, "event"@en ;
  skos:definition "Việc xảy ra."@vi, "What happens."@en ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

vnrc:knows a owl:ObjectProperty, owl:SymmetricProperty ;
  rdfs:label "quen"@vi, "knows"@en ;
  skos:definition "Người quen."@vi, "An acquaintance."@en ;
  rdfs:domain vnrc:Person ; rdfs:range vnrc:Person ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

vnrc:attends a owl:ObjectProperty ;
  rdfs:label "dự"@vi, "attends"@en ;
  skos:definition "Sự kiện mà người ấy dự."@vi, "An event attended."@en ;
  rdfs:domain vnrc:Agent ; rdfs:range vnrc:Event ;
  owl:inverseOf vnrc:attendedBy ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

vnrc:attendedBy a owl:ObjectProperty ;
  rdfs:label "có người dự"@vi, "attended by"@en ;
  skos:definition "Người dự."@vi, "One who attends."@en ;
  rdfs:domain vnrc:Event ; rdfs:range vnrc:Agent ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

vnrc:size a owl:DatatypeProperty ;
  rdfs:label "quy mô"@vi, "size"@en ;
  skos:definition "Số người dự."@vi, "How many attend."@en ;
  rdfs:domain vnrc:Event ; rdfs:range xsd:integer ;
  rdfs:isDefinedBy <https://w3id.org/vnrc/ontology> .

skos:Concept a owl:Class . skos:ConceptScheme a owl:Class .
skos:broader a owl:ObjectProperty . skos:inScheme a owl:ObjectProperty .
skos:topConceptOf a owl:ObjectProperty . skos:hasTopConcept a owl:ObjectProperty .
skos:notation a owl:DatatypeProperty .
dcterms:title a owl:AnnotationProperty . dcterms:description a owl:AnnotationProperty .
dcterms:creator a owl:AnnotationProperty . dcterms:contributor a owl:AnnotationProperty .
dcterms:publisher a owl:AnnotationProperty . dcterms:created a owl:AnnotationProperty .
dcterms:modified a owl:AnnotationProperty . dcterms:issued a owl:AnnotationProperty .
dcterms:license a owl:AnnotationProperty . dcterms:source a owl:AnnotationProperty .
dcterms:bibliographicCitation a owl:AnnotationProperty .
bibo:status a owl:AnnotationProperty . bibo:doi a owl:AnnotationProperty .
foaf:logo a owl:AnnotationProperty . skos:definition a owl:AnnotationProperty .
skos:prefLabel a owl:AnnotationProperty . skos:altLabel a owl:AnnotationProperty .
skos:scopeNote a owl:AnnotationProperty .
vann:preferredNamespacePrefix a owl:AnnotationProperty .
vann:preferredNamespaceUri a owl:AnnotationProperty .

vocab:area a skos:ConceptScheme ;
  skos:prefLabel "lĩnh vực"@vi, "areas"@en ;
  skos:definition "Các lĩnh vực."@vi, "The areas."@en ;
  skos:hasTopConcept area:economy .

area:economy a skos:Concept ;
  skos:prefLabel "kinh tế"@vi, "economy"@en ;
  skos:definition "Nền kinh tế."@vi, "The economy."@en ;
  skos:inScheme vocab:area ; skos:topConceptOf vocab:area ; skos:notation "economy" .

area:tourism a skos:Concept ;
  skos:prefLabel "du lịch"@vi, "tourism"@en ;
  skos:definition "Ngành du lịch."@vi, "The trade of tourism."@en ;
  skos:inScheme vocab:area ; skos:broader area:economy ; skos:notation "tourism" .
"""
"""A small ontology with a code list that no rule has anything to say about."""


@pytest.fixture
def clean() -> str:
    return CLEAN


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a project whose ontology is the text given, in one file; return its directory."""

    def write(text: str, *, exceptions: str = "") -> Path:
        for room in ("ontology", "shapes", "data", "queries"):
            (tmp_path / room).mkdir(exist_ok=True)
        (tmp_path / "ontology" / "sample.ttl").write_text(DECLARATIONS + text, "utf-8")
        if exceptions:
            (tmp_path / "ontology" / "exceptions.toml").write_text(exceptions, "utf-8")
        return tmp_path

    return write
