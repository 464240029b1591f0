from __future__ import annotations

import itertools
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from owlrl import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import OntologyError
from kg.rdf.load import load_project
from kg.reason.materialise import materialise
from kg.reason.support import check_support
from kg.resources import bundled_project

Key = tuple[str, str, str]

PREFIXES = """
@prefix : <urn:t#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def quads(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def ours(data: Sequence[ox.Quad]) -> set[Key]:
    triples = [(str(t.subject), str(t.predicate), str(t.object)) for t in materialise(data)]
    assert len(triples) == len(set(triples))
    return set(triples)


def as_node(term: object) -> Node:
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    assert isinstance(term, ox.NamedNode | ox.BlankNode)
    return BNode(term.value) if isinstance(term, ox.BlankNode) else URIRef(term.value)


def as_text(node: Node) -> str:
    if isinstance(node, Literal):
        datatype = ox.NamedNode(node.datatype) if node.datatype else None
        return str(ox.Literal(str(node), language=node.language, datatype=datatype))
    return f"_:{node}" if isinstance(node, BNode) else f"<{node}>"


REFLEXIVE = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.sameAs,
}
AXIOMATIC = {OWL.AnnotationProperty, RDFS.Datatype, OWL.Thing}


def reference(data: Sequence[ox.Quad]) -> set[Key]:
    """Return what owlrl infers, without what the rule table says is left out."""
    graph = Graph()
    for quad in data:
        graph.add((as_node(quad.subject), as_node(quad.predicate), as_node(quad.object)))
    asserted = set(graph)
    OWLRL_Semantics(graph, axioms=False, daxioms=False).closure()
    return {
        (as_text(subject), as_text(predicate), as_text(object_))
        for subject, predicate, object_ in set(graph) - asserted
        if not isinstance(subject, Literal)
        and not (subject == object_ and predicate in REFLEXIVE)
        and not (predicate == RDF.type and object_ in AXIOMATIC)
        and OWL.Thing not in {subject, object_}
        and OWL.Nothing not in {subject, object_}
        and not str(subject).startswith(str(XSD))
    }


KINDS = {
    "subclass": ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .",
    "equivalent class": ":A owl:equivalentClass :B . :x a :A . :y a :B .",
    "mutual subclass": ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :x a :A .",
    "subproperty": ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :x :p :y .",
    "equivalent property": ":p owl:equivalentProperty :q . :x :p :y . :z :q :w .",
    "domain": ":p rdfs:domain :A . :A rdfs:subClassOf :B . :q rdfs:subPropertyOf :p . :x :q 1 .",
    "range": ":p rdfs:range :A . :A rdfs:subClassOf :B . :q rdfs:subPropertyOf :p . :x :q :y .",
    "range of values": ":p rdfs:range xsd:decimal . :x :p 1.10 .",
    "inverse": ":p owl:inverseOf :q . :x :p :y . :z :q :w .",
    "symmetric": ":p a owl:SymmetricProperty . :x :p :y .",
    "symmetric over a value": ":p a owl:SymmetricProperty . :x :p 'value' .",
    "transitive": ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d . :d :p :e .",
    "transitive loop": ":p a owl:TransitiveProperty . :a :p :b . :b :p :a .",
    "chain of two": ":r owl:propertyChainAxiom (:p :q) . :a :p :b . :b :q :c , :d .",
    "chain of three": ":r owl:propertyChainAxiom (:p :p :q) . :a :p :b . :b :p :c . :c :q :d .",
    "chain of one": ":r owl:propertyChainAxiom (:p) . :a :p :b .",
    "chain that ends in a value": ":r owl:propertyChainAxiom (:p :q) . :a :p :b . :b :q 1.50 .",
    "has value": ":A owl:onProperty :p ; owl:hasValue :v . :x a :A . :y :p :v .",
    "has value about classes": """
        :A owl:onProperty rdfs:subClassOf ; owl:hasValue :B . :C a :A . :B a :A .""",
    "has value, schema": """
        :A owl:onProperty :p ; owl:hasValue :v . :B owl:onProperty :q ; owl:hasValue :v .
        :C owl:onProperty :q ; owl:hasValue :v . :p rdfs:subPropertyOf :q .
        :p a owl:ObjectProperty . :q a owl:ObjectProperty .""",
    "some values": ":A owl:onProperty :p ; owl:someValuesFrom :B . :x :p :y . :y a :B .",
    "some values of anything": ":A owl:onProperty :p ; owl:someValuesFrom owl:Thing . :x :p 1 .",
    "some values, schema": """
        :A owl:onProperty :p ; owl:someValuesFrom :D .
        :B owl:onProperty :p ; owl:someValuesFrom :E .
        :C owl:onProperty :q ; owl:someValuesFrom :D .
        :F owl:onProperty :p ; owl:someValuesFrom :D .
        :G owl:onProperty :p ; owl:someValuesFrom owl:Thing .
        :D a owl:Class ; rdfs:subClassOf :E . :E a owl:Class .
        :p a owl:ObjectProperty ; rdfs:subPropertyOf :q .""",
    "all values": ":A owl:onProperty :p ; owl:allValuesFrom :B . :x a :A ; :p :y , 'value' .",
    "all values, schema": """
        :A owl:onProperty :p ; owl:allValuesFrom :D . :B owl:onProperty :p ; owl:allValuesFrom :E .
        :C owl:onProperty :q ; owl:allValuesFrom :D . :F owl:onProperty :p ; owl:allValuesFrom :D .
        :D a owl:Class ; rdfs:subClassOf :E . :p a owl:ObjectProperty ; rdfs:subPropertyOf :q .""",
    "intersection": ":A owl:intersectionOf (:B :C :D) . :x a :B, :C, :D . :y a :A . :z a :B, :C .",
    "union": ":A owl:unionOf (:B :C) . :x a :B . :y a :C .",
    "one of": ":A owl:oneOf (:x :y) . :A rdfs:subClassOf :B .",
    "anonymous class": """
        :A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom [ owl:unionOf (:B :C) ] ] .
        :x a :A ; :p :y .""",
    "anonymous domain": ":p rdfs:domain [ owl:unionOf (:A :B) ] . :x :p :y .",
    "broader concepts": """
        skos:broader rdfs:subPropertyOf skos:broaderTransitive .
        skos:broaderTransitive a owl:TransitiveProperty .
        :closure owl:propertyChainAxiom (:area skos:broaderTransitive) .
        :a skos:broader :b . :b skos:broader :c . :x :area :a .""",
    "axioms that follow from others": """
        :sub rdfs:subPropertyOf rdfs:subClassOf . :A :sub :B . :x a :A .
        :isTransitive rdfs:subClassOf owl:TransitiveProperty . :p a :isTransitive .
        :x :p :y . :y :p :z .""",
}


@pytest.mark.parametrize("turtle", KINDS.values(), ids=KINDS)
def test_each_kind_of_axiom_gives_what_owlrl_gives_and_something(turtle: str) -> None:
    data = quads(turtle)
    expected = reference(data)
    assert ours(data) == expected
    assert expected or turtle in {KINDS["range of values"], KINDS["symmetric over a value"]}


CLASSES = [f":C{i}" for i in range(4)]
ANONYMOUS = [f"_:r{i}" for i in range(4)]
OBJECT_PROPERTIES = [f":p{i}" for i in range(3)]
DATA_PROPERTIES = [f":d{i}" for i in range(2)]
THINGS = [f":x{i}" for i in range(5)]
VALUES = ["1", "1.10", '"text"', '"text"@vi']
DECLARED = " ".join(
    f"{term} a {kind} ."
    for terms, kind in [
        ([*CLASSES, *ANONYMOUS], "owl:Class"),
        (OBJECT_PROPERTIES, "owl:ObjectProperty"),
        (DATA_PROPERTIES, "owl:DatatypeProperty"),
    ]
    for term in terms
)

classes = st.sampled_from(CLASSES + ANONYMOUS)
object_properties = st.sampled_from(OBJECT_PROPERTIES)
data_properties = st.sampled_from(DATA_PROPERTIES)
things = st.sampled_from(THINGS)
values = st.sampled_from(VALUES)


def statement(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda chosen: template.format(*chosen))


def rdf_list(members: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(members, min_size=1, max_size=3).map(lambda items: f"({' '.join(items)})")


properties = object_properties
AXIOMS = st.one_of(
    statement("{} rdfs:subClassOf {} .", classes, classes),
    statement("{} owl:equivalentClass {} .", classes, classes),
    statement("{} rdfs:subPropertyOf {} .", properties, properties),
    statement("{} rdfs:subPropertyOf {} .", data_properties, data_properties),
    statement("{} owl:equivalentProperty {} .", properties, properties),
    statement("{} owl:inverseOf {} .", properties, properties),
    statement("{} rdfs:domain {} .", properties | data_properties, classes),
    statement("{} rdfs:range {} .", properties, classes),
    statement("{} a owl:SymmetricProperty .", properties),
    statement("{} a owl:TransitiveProperty .", properties),
    statement("{} owl:propertyChainAxiom {} .", properties, rdf_list(properties)),
    statement("{} owl:intersectionOf {} .", classes, rdf_list(classes)),
    statement("{} owl:unionOf {} .", classes, rdf_list(classes)),
    statement("{} owl:oneOf {} .", classes, rdf_list(things)),
)
RESTRICTIONS = st.one_of(
    statement("owl:onProperty {} ; owl:someValuesFrom {}", properties, classes),
    statement("owl:onProperty {} ; owl:allValuesFrom {}", properties, classes),
    statement("owl:onProperty {} ; owl:hasValue {}", properties, things),
    statement("owl:onProperty {} ; owl:hasValue {}", data_properties, values),
)
FACTS = st.one_of(
    statement("{} {} {} .", things, properties, things),
    statement("{} {} {} .", things, data_properties, values),
    statement("{} a {} .", things, classes),
)


@st.composite
def ontologies(draw: st.DrawFn) -> str:
    """Draw an ontology and facts; one restriction to a node, as in OWL 2 DL."""
    restrictions = [
        f"{node} {draw(RESTRICTIONS)} ." for node in ANONYMOUS[: draw(st.integers(0, 4))]
    ]
    parts = (draw(st.lists(AXIOMS, max_size=6)), restrictions, draw(st.lists(FACTS, max_size=8)))
    return DECLARED + "\n".join(itertools.chain(*parts))


@settings(max_examples=100, deadline=None)
@given(ontologies())
def test_any_mixture_of_axioms_gives_what_owlrl_gives(turtle: str) -> None:
    data = quads(turtle)
    assert ours(data) == reference(data)


def test_values_keep_the_form_in_which_they_were_written() -> None:
    data = quads(":p rdfs:subPropertyOf :q . :x :p 1.10 , '007'^^xsd:integer , 'Bắc Ninh'@vi .")
    assert ours(data) == {
        ("<urn:t#x>", "<urn:t#q>", '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("<urn:t#x>", "<urn:t#q>", '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("<urn:t#x>", "<urn:t#q>", '"Bắc Ninh"@vi'),
    }


def test_graphs_are_merged_before_reasoning() -> None:
    p, x = ox.NamedNode("urn:t#p"), ox.NamedNode("urn:t#x")
    domain = ox.NamedNode(str(RDFS.domain))
    data = [
        ox.Quad(p, domain, ox.NamedNode("urn:t#A"), ox.NamedNode("urn:t#g1")),
        ox.Quad(x, p, x, ox.NamedNode("urn:t#g2")),
    ]
    assert ours(data) == {("<urn:t#x>", as_text(RDF.type), "<urn:t#A>")}


@pytest.mark.parametrize(
    "cells",
    [
        "_:a rdf:first :p ; rdf:rest _:a .",
        "_:a rdf:first :p .",
        "_:a rdf:first :p , :q ; rdf:rest () .",
        "_:a rdf:first :p ; rdf:rest 'end' .",
    ],
)
def test_a_broken_list_is_an_error_not_a_shorter_list(cells: str) -> None:
    with pytest.raises(OntologyError, match="broken after"):
        materialise(quads(f":r owl:propertyChainAxiom _:a . {cells}"))


@pytest.mark.slow
def test_our_own_ontology_and_data_give_what_owlrl_gives() -> None:
    project = load_project(bundled_project())
    triples = {quad.triple for quad in project.quads()}
    data = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    check_support(data)
    expected = reference(data)
    assert len(expected) > 1000
    assert ours(data) == expected
