from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import OntologyError
from kg.reason.support import check_support

PREFIXES = """
@prefix : <urn:t#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def check(turtle: str) -> None:
    check_support(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        (":A owl:onProperty :p ; owl:hasSelf true .", "owl:hasSelf"),
        (":A owl:onProperty :p ; owl:maxCardinality 1 .", "owl:maxCardinality"),
        (":A owl:onProperty :p ; owl:qualifiedCardinality 1 .", "owl:qualifiedCardinality"),
        (":A owl:disjointUnionOf (:B :C) .", "owl:disjointUnionOf"),
        (":x owl:sameAs :y .", "owl:sameAs"),
        (":D owl:onDatatype xsd:decimal ; owl:withRestrictions () .", "owl:onDatatype"),
        (":p a owl:ReflexiveProperty .", "owl:ReflexiveProperty"),
        (":r owl:propertyChainAxiom ([ owl:inverseOf :p ] :q) .", "owl:inverseOf without a name"),
        (":A owl:onProperty :p ; owl:someValuesFrom xsd:string .", "someValuesFrom of a datatype"),
        (":A owl:intersectionOf (owl:Thing :B) .", "owl:Thing in rdf:first"),
        ("owl:Thing rdfs:subClassOf :A .", "owl:Thing in rdfs:subClassOf"),
        (":o a owl:Ontology ; owl:imports <urn:elsewhere> .", "owl:imports of <urn:elsewhere>"),
    ],
)
def test_each_kind_of_axiom_without_a_rule_is_named(turtle: str, named: str) -> None:
    with pytest.raises(OntologyError, match=named):
        check(turtle)


def test_all_kinds_are_named_at_once() -> None:
    with pytest.raises(OntologyError, match=r"owl:hasSelf.*owl:minCardinality"):
        check(":A owl:hasSelf true . :B owl:minCardinality 1 .")


def test_what_rules_follow_and_what_needs_none_is_accepted() -> None:
    check("""
        :o a owl:Ontology ; owl:versionIRI :v1 ; owl:imports :other . :other a owl:Ontology .
        :A a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ;
          owl:someValuesFrom owl:Thing ] ; rdfs:subClassOf owl:Thing .
        :p a owl:ObjectProperty , owl:FunctionalProperty ; owl:inverseOf :q .
        [] a owl:AllDisjointClasses ; owl:members (:A :B) .
        [] a owl:AllDifferent ; owl:distinctMembers (:x :y) .
        :A owl:hasKey (:p) ; owl:deprecated true .""")
