"""A small project with shapes and rules, and what the tests of updates share."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.store.build import build

BASE = "https://w3id.org/vnrc/"
PREFIXES = f"""\
PREFIX vnrc: <{BASE}ontology#>
PREFIX unit: <{BASE}id/unit/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

ONTOLOGY = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/vnrc/ontology> a owl:Ontology ;
  owl:versionInfo "0.1" .

vnrc:Place a owl:Class .

vnrc:Person a owl:Class ;
  owl:disjointWith vnrc:Place .

vnrc:Unit a owl:Class ;
  rdfs:subClassOf vnrc:Place .

vnrc:partOf a owl:ObjectProperty, owl:TransitiveProperty ;
  rdfs:subPropertyOf vnrc:near .

vnrc:near a owl:ObjectProperty, owl:SymmetricProperty .

vnrc:leads a owl:ObjectProperty ;
  rdfs:domain vnrc:Person .

vnrc:area a owl:DatatypeProperty .

vnrc:size a owl:DatatypeProperty ;
  rdfs:subPropertyOf vnrc:area .
"""

SHAPES = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix shape: <https://w3id.org/vnrc/shape/> .

shape:Unit a sh:NodeShape ;
  sh:targetClass vnrc:Unit ;
  sh:closed true ;
  sh:ignoredProperties ( rdf:type vnrc:leads ) ;
  sh:property
    [ sh:path vnrc:partOf ; sh:class vnrc:Unit ; sh:maxCount 2 ; sh:message "a unit"@en ],
    [ sh:path vnrc:near ; sh:node shape:Named ; sh:message "something sized"@en ],
    [ sh:path vnrc:size ; sh:maxCount 1 ; sh:datatype xsd:decimal ; sh:message "a size"@en ],
    [ sh:path vnrc:area ; sh:maxCount 1 ; sh:message "one area"@en ] .

shape:Named a sh:NodeShape ;
  sh:property [ sh:path vnrc:area ; sh:minCount 1 ] .
"""

RULE_LEADER = """\
# severity: violation
# message-vi: cần có người đứng đầu
# message-en: {?this} is part of {?value}, which nobody leads

PREFIX vnrc: <https://w3id.org/vnrc/ontology#>

SELECT DISTINCT ?this ?value WHERE {
  GRAPH ?graph { ?this vnrc:partOf ?value }
  FILTER NOT EXISTS { GRAPH ?other { ?value a vnrc:Place } }
  FILTER NOT EXISTS { GRAPH ?other { ?leader vnrc:leads ?value .
    FILTER NOT EXISTS { ?leader vnrc:near ?value } } }
}
"""

RULE_SAME_GRAPH = """\
# severity: warning
# message-vi: ở hai đồ thị
# message-en: {?this} is said of in two graphs

SELECT DISTINCT ?this WHERE {
  GRAPH ?one { ?this ?p ?x }
  GRAPH ?two { { ?this ?q ?y } UNION { ?y ?q ?this } }
  FILTER(STR(?one) < STR(?two))
  FILTER(STRSTARTS(STR(?one), "https://w3id.org/vnrc/graph/entities/"))
}
"""

RULE_MINUS = """\
# severity: warning
# message-vi: có hướng nhưng không có chiều ngược lại
# message-en: {?this} leads {?value}, which is not near it or is no unit

PREFIX vnrc: <https://w3id.org/vnrc/ontology#>

SELECT ?this ?value WHERE {
  GRAPH ?graph { ?this vnrc:leads ?value }
  MINUS {
    GRAPH ?any { ?value vnrc:near ?this ; a ?kind }
    FILTER(?kind = vnrc:Unit)
  }
}
"""

DATA = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix unit: <https://w3id.org/vnrc/id/unit/> .

unit:a a vnrc:Unit, vnrc:Place ;
  vnrc:partOf unit:b ;
  vnrc:size 1.10 .

unit:b a vnrc:Unit, vnrc:Place ;
  vnrc:partOf unit:c .

unit:c a vnrc:Unit, vnrc:Place .
"""


def with_prefixes(text: str) -> str:
    """Return `text` with its prefixes; `graph:room/name` stands for the IRI of that graph."""
    return PREFIXES + re.sub(r"\bgraph:([a-z/]+)", rf"<{BASE}graph/\1>", text)


def make_project(directory: Path) -> Path:
    """Write the project into `directory` and return that."""
    files = {
        "ontology/cooperation.ttl": ONTOLOGY,
        "shapes/units.ttl": SHAPES,
        "shapes/rules/leader.rq": RULE_LEADER,
        "shapes/rules/same-graph.rq": RULE_SAME_GRAPH,
        "shapes/rules/near.rq": RULE_MINUS,
        "data/entities/units.ttl": DATA,
    }
    for name, text in files.items():
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (directory / "queries").mkdir()
    return directory


def built(project: Path, data_dir: Path) -> Path:
    """Build `project` into `data_dir` and return that."""
    build(project, data_dir, max_file_bytes=1_000_000, discard_updates=True)
    return data_dir


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Give a file system of 8 MB at `place`; skips the test where none can be mounted."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("file systems cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607


def fill(file: Path) -> None:
    """Write until there is no more room; raises OSError then."""
    with file.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
