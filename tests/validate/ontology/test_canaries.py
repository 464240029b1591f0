from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.rdf.load import load_project
from kg.reason.patterns import TYPE, Triple, name
from kg.validate.ontology.axioms import Axioms
from kg.validate.ontology.canaries import Canary, canaries, kinds_without_canary, silent

Write = Callable[..., Path]

KINDS = {
    "rdfs:subClassOf": "vnrc:A rdfs:subClassOf vnrc:B .",
    "rdfs:subClassOf some": "[ owl:onProperty vnrc:p ; owl:someValuesFrom vnrc:A ]"
    " rdfs:subClassOf vnrc:B .",
    "rdfs:subClassOf value": "[ owl:onProperty vnrc:p ; owl:hasValue id:v ]"
    " rdfs:subClassOf vnrc:B .",
    "rdfs:subClassOf and": "[ owl:intersectionOf ( vnrc:A vnrc:C ) ] rdfs:subClassOf vnrc:B .",
    "rdfs:subClassOf or": "[ owl:unionOf ( vnrc:A vnrc:C ) ] rdfs:subClassOf vnrc:B .",
    "rdfs:subClassOf all": "vnrc:A rdfs:subClassOf"
    " [ owl:onProperty vnrc:p ; owl:allValuesFrom vnrc:B ] .",
    "rdfs:subClassOf has": "vnrc:A rdfs:subClassOf [ owl:onProperty vnrc:p ; owl:hasValue id:v ] .",
    "owl:equivalentClass": "vnrc:A owl:equivalentClass vnrc:B .",
    "rdfs:subPropertyOf": "vnrc:p rdfs:subPropertyOf vnrc:q .",
    "rdfs:subPropertyOf data": "vnrc:d rdfs:subPropertyOf vnrc:e .",
    "owl:equivalentProperty": "vnrc:p owl:equivalentProperty vnrc:q .",
    "rdfs:domain": "vnrc:p rdfs:domain vnrc:A .",
    "rdfs:domain data": "vnrc:d rdfs:domain vnrc:A .",
    "rdfs:range": "vnrc:p rdfs:range vnrc:A .",
    "owl:inverseOf": "vnrc:p owl:inverseOf vnrc:q .",
    "owl:propertyChainAxiom": "vnrc:r owl:propertyChainAxiom ( vnrc:p vnrc:q vnrc:p ) .",
    "owl:disjointWith": "vnrc:A owl:disjointWith vnrc:B .",
    "owl:propertyDisjointWith": "vnrc:p owl:propertyDisjointWith vnrc:q .",
    "owl:hasKey": "vnrc:A owl:hasKey ( vnrc:p vnrc:d ) .",
    "owl:AllDisjointClasses": "[] a owl:AllDisjointClasses ;"
    " owl:members ( vnrc:A vnrc:B vnrc:C ) .",
    "owl:AllDisjointProperties": "[] a owl:AllDisjointProperties ;"
    " owl:members ( vnrc:p vnrc:q vnrc:r ) .",
    "owl:SymmetricProperty": "vnrc:p a owl:SymmetricProperty .",
    "owl:TransitiveProperty": "vnrc:p a owl:TransitiveProperty .",
    "owl:IrreflexiveProperty": "vnrc:p a owl:IrreflexiveProperty .",
    "owl:AsymmetricProperty": "vnrc:p a owl:AsymmetricProperty .",
    "owl:FunctionalProperty": "vnrc:p a owl:FunctionalProperty .",
    "owl:FunctionalProperty data": "vnrc:d a owl:FunctionalProperty .",
    "owl:InverseFunctionalProperty": "vnrc:p a owl:InverseFunctionalProperty .",
}
TERMS = (
    "".join(f"vnrc:{name} a owl:Class ." for name in "ABC")
    + "".join(f"vnrc:{name} a owl:ObjectProperty ." for name in "pqr")
    + "".join(f"vnrc:{name} a owl:DatatypeProperty ; rdfs:range xsd:integer ." for name in "de")
)


def _axioms(directory: Path) -> Axioms:
    return Axioms(load_project(directory, rooms=("ontology",)).quads())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_axiom_has_a_canary_that_sings_with_it_and_not_without(
    kind: str, write: Write
) -> None:
    axioms = _axioms(write(TERMS + KINDS[kind]))
    chosen = list(canaries(axioms))
    assert {canary.kind for canary in chosen} == {kind.partition(" ")[0]}
    assert list(silent(axioms, chosen)) == []
    assert list(silent(_axioms(write(TERMS)), chosen)) == chosen


def test_both_directions_of_an_equivalence_and_each_pair_of_a_list_have_a_canary(
    write: Write,
) -> None:
    pair = KINDS["owl:equivalentClass"] + KINDS["owl:inverseOf"]
    assert len(list(canaries(_axioms(write(TERMS + pair))))) == 4
    assert len(list(canaries(_axioms(write(TERMS + KINDS["owl:AllDisjointClasses"]))))) == 3


def test_a_datatype_as_range_and_a_mere_declaration_have_none(write: Write) -> None:
    assert list(canaries(_axioms(write(TERMS)))) == []


def test_a_wrong_expectation_is_heard_as_silence_and_shown_readably(write: Write) -> None:
    axioms = _axioms(write(TERMS + KINDS["rdfs:subClassOf"]))
    node, lower, upper = axioms.fresh(), name("vnrc:A"), name("vnrc:C")
    axiom: Triple = lower, name("rdfs:subClassOf"), upper
    wrong = Canary(axiom, ((node, TYPE, lower),), (node, TYPE, upper))
    assert list(silent(axioms, [wrong])) == [wrong]
    assert str(wrong) == "x1 rdf:type vnrc:A ⟶ x1 rdf:type vnrc:C"


def test_a_supported_kind_without_canary_is_named(write: Write) -> None:
    text = (
        "[] owl:sourceIndividual id:a ; owl:assertionProperty vnrc:p ; owl:targetIndividual id:b ."
    )
    found = {triple[1].value for triple in kinds_without_canary(_axioms(write(TERMS + text)))}
    assert {iri.rpartition("#")[2] for iri in found} == {
        "sourceIndividual",
        "assertionProperty",
        "targetIndividual",
    }
    assert list(kinds_without_canary(_axioms(write(TERMS + "".join(KINDS.values()))))) == []
