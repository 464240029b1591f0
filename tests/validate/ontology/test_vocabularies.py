from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.rdf.load import load_project
from kg.validate.ontology.places import Places
from kg.validate.ontology.vocabularies import check_vocabularies

Write = Callable[..., Path]


def _values(directory: Path) -> set[str | None]:
    project = load_project(directory, rooms=("ontology",))
    return {finding.value for finding in check_vocabularies(project, Places(project))}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("vnrc:Person owl:disjointwith vnrc:Event .", "owl:disjointwith"),
        ("vnrc:Person a rdfs:Klass .", "rdfs:Klass"),
        ("vnrc:size rdfs:range xsd:int32 .", "xsd:int32"),
        ('vnrc:Person skos:note "1"^^xsd:number .', "xsd:number"),
        ("vnrc:Person skos:closeMatch foaf:Persona .", "foaf:Persona"),
        ("prov:Agency a owl:Class .", "prov:Agency"),
    ],
)
def test_a_term_that_its_vocabulary_lacks_is_named(
    text: str, term: str, write: Write, clean: str
) -> None:
    assert _values(write(clean + text)) == {term}


def test_terms_that_exist_namespaces_and_unlisted_vocabularies_pass(
    write: Write, clean: str
) -> None:
    text = (
        "vnrc:Person rdfs:seeAlso <http://www.w3.org/ns/prov#>, rdf:_1, schema:Person,"
        " <http://www.w3.org/2006/time#ProperInterval>, <https://example.org/x> ."
    )
    assert _values(write(clean + text)) == set()


def test_the_finding_stands_where_the_term_is_used(write: Write, clean: str) -> None:
    directory = write(clean + "vnrc:Event\n  rdfs:seeAlso\n  skos:Concepts .")
    project = load_project(directory, rooms=("ontology",))
    (finding,) = check_vocabularies(project, Places(project))
    lines = (directory / "ontology" / "sample.ttl").read_text("utf-8").splitlines()
    assert finding.line == len(lines)
