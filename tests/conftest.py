"""Fixtures that several rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine is slow now and then; a property that hangs is caught by the run's own limit.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

SMALL_ONTOLOGY = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/vnrc/ontology> a owl:Ontology ;
  owl:versionInfo "0.1" .

vnrc:Place a owl:Class ;
  owl:disjointWith vnrc:Person .

vnrc:Person a owl:Class .

vnrc:Unit a owl:Class ;
  rdfs:subClassOf vnrc:Place .

vnrc:partOf a owl:ObjectProperty, owl:TransitiveProperty ;
  rdfs:label "part of"@en, "thuộc"@vi ;
  rdfs:domain vnrc:Unit ;
  rdfs:range [ owl:unionOf ( vnrc:Place vnrc:Unit ) ] .

vnrc:area a owl:DatatypeProperty .
"""

SMALL_DATA = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix unit: <https://w3id.org/vnrc/id/unit/> .

unit:a rdfs:label "Xã A"@vi, "Commune A"@en ;
  vnrc:partOf unit:b ;
  vnrc:area 1.10 .

unit:b vnrc:partOf unit:c .
"""


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """Return a project of a dozen triples that is valid and gives a few inferences."""
    directory = tmp_path / "project"
    for room in ("ontology", "shapes", "data/entities", "queries"):
        (directory / room).mkdir(parents=True)
    (directory / "ontology/cooperation.ttl").write_text(SMALL_ONTOLOGY, encoding="utf-8")
    (directory / "data/entities/units.ttl").write_text(SMALL_DATA, encoding="utf-8")
    return directory
