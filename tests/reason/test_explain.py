from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.reason.evidence import find_evidence
from kg.reason.explain import INFERRED, Explainer, Proof
from kg.reason.materialise import materialise
from kg.reason.patterns import Triple
from kg.reason.rules import RULES

PREFIXES = """
@prefix : <urn:t#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
"""


def snapshot(trig: str) -> ox.Store:
    """Return a store as a snapshot holds it: named graphs, inferences, all of it merged."""
    quads = list(ox.parse(PREFIXES + trig, format=ox.RdfFormat.TRIG))
    inferred = materialise(quads)
    store = ox.Store()
    store.extend(quads)
    merged = [*inferred, *(quad.triple for quad in quads)]
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in merged)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in inferred)
    return store


def node(word: str) -> ox.NamedNode:
    if word == "a":
        return ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    if word == "sub":
        return ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    return ox.NamedNode(f"urn:t#{word}")


def triple(text: str) -> Triple:
    subject, predicate, object_ = map(node, text.split())
    return subject, predicate, object_


def proof(store: ox.Store, text: str) -> Proof:
    found = Explainer(store).explain(triple(text))
    assert found is not None
    return found


def rules(found: Proof) -> object:
    """Return a proof as nested tuples: the rule's name and the premises that are not asserted."""
    return (found.rule, *(rules(item) for item in found.premises if item.rule))


def test_an_asserted_triple_names_the_graphs_that_assert_it() -> None:
    found = proof(snapshot(":g1 { :x :p :y } :g2 { :x :p :y }"), "x p y")
    assert found == Proof(triple("x p y"), graphs=(node("g1"), node("g2")))


def test_a_proof_goes_down_to_asserted_triples() -> None:
    store = snapshot(
        """:o { :A rdfs:subClassOf :B . :p rdfs:domain :A . :q rdfs:subPropertyOf :p }
        :g { :x :q :y }"""
    )
    found = proof(store, "x a B")

    def leaves(item: Proof) -> list[Proof]:
        return [leaf for premise in item.premises for leaf in leaves(premise)] or [item]

    assert {leaf.graphs for leaf in leaves(found)} == {(node("o"),), (node("g"),)}
    assert found.triple == triple("x a B")


def test_the_shortest_proof_is_given() -> None:
    store = snapshot(
        """:g { :A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :D .
        :x a :A ; :p :y . :p rdfs:domain :D }"""
    )
    assert rules(proof(store, "x a D")) == ("prp-dom",)
    assert rules(proof(store, "x a C")) in {
        ("cax-sco", ("scm-sco",)),
        ("cax-sco", ("cax-sco",)),
    }


def test_what_supports_itself_is_no_proof() -> None:
    store = snapshot(
        """:g { :p owl:inverseOf :q . :A owl:equivalentClass :B . :q rdfs:subPropertyOf :r .
        :r rdfs:subPropertyOf :q . :x :p :y ; a :A }"""
    )
    assert rules(proof(store, "y q x")) == ("prp-inv1",)
    assert rules(proof(store, "y r x")) == ("prp-spo1", ("prp-inv1",))
    assert rules(proof(store, "x a B")) == ("cax-eqc1",)


def test_a_chain_shows_its_axiom_and_each_link() -> None:
    store = snapshot(
        ":o { :r owl:propertyChainAxiom (:p :q :p) } :g { :x :p :y . :y :q :z . :z :p :w }"
    )
    found = proof(store, "x r w")
    assert found.rule == "prp-spo2"
    assert [item.triple for item in found.premises[1:]] == [
        triple("x p y"),
        triple("y q z"),
        triple("z p w"),
    ]
    assert found.premises[0].triple[0] == node("r")


def test_a_long_transitive_path_has_a_proof() -> None:
    path = " ".join(f":n{i} :p :n{i + 1} ." for i in range(20))
    found = proof(snapshot(f":g {{ :p a owl:TransitiveProperty . {path} }}"), "n0 p n20")

    def depth(item: Proof) -> int:
        return 1 + max(map(depth, item.premises), default=0)

    assert depth(found) <= 7


def test_an_absent_triple_has_no_proof() -> None:
    store = snapshot(":g { :x :p :y }")
    assert Explainer(store).explain(triple("x p z")) is None


def test_a_triple_that_nothing_explains_is_an_error_not_a_guess() -> None:
    store = snapshot(":g { :x :p :y }")
    store.add(ox.Quad(node("x"), node("p"), node("z"), INFERRED))
    store.add(ox.Quad(node("x"), node("p"), node("z")))
    with pytest.raises(KgError, match="no proof was found"):
        Explainer(store).explain(triple("x p z"))


EVERY_RULE = """:g {
  :A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :D owl:equivalentClass :E .
  :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :s owl:equivalentProperty :t .
  :F owl:intersectionOf (:A :G) . :H owl:unionOf (:A :G) . :I owl:oneOf (:i :j) .
  :sym a owl:SymmetricProperty . :tr a owl:TransitiveProperty . :p owl:inverseOf :inv .
  :chain owl:propertyChainAxiom (:p :tr) . :p rdfs:domain :A ; rdfs:range :G .
  :r rdfs:domain :B ; rdfs:range :B . :q rdfs:domain :A .
  :v1 owl:onProperty :p ; owl:hasValue :v . :v2 owl:onProperty :q ; owl:hasValue :v .
  :v3 owl:onProperty :p ; owl:hasValue :v .
  :s1 owl:onProperty :p ; owl:someValuesFrom :A . :s2 owl:onProperty :p ; owl:someValuesFrom :B .
  :s3 owl:onProperty :q ; owl:someValuesFrom :A . :s4 owl:onProperty :p ; owl:someValuesFrom :A .
  :s5 owl:onProperty :p ; owl:someValuesFrom owl:Thing .
  :a1 owl:onProperty :p ; owl:allValuesFrom :A . :a2 owl:onProperty :p ; owl:allValuesFrom :B .
  :a3 owl:onProperty :q ; owl:allValuesFrom :A . :a4 owl:onProperty :p ; owl:allValuesFrom :A .
  :x :p :y ; :sym :y ; :s :y ; a :a1 , :D . :y :t :z ; :tr :z ; a :A , :G , :E .
  :z :tr :w ; :inv :x ; a :v1 , :F . :w :p :v .
}"""


def test_everything_that_is_inferred_is_explained() -> None:
    store = snapshot(EVERY_RULE)
    explainer = Explainer(store)
    used = set()
    for quad in store.quads_for_pattern(None, None, None, INFERRED):
        assert not isinstance(quad.subject, ox.Triple)
        assert not isinstance(quad.object, ox.Triple)
        found = explainer.explain((quad.subject, quad.predicate, quad.object))
        assert found is not None
        assert found.rule
        used.add(found.rule)
    assert used <= {rule.name for rule in RULES}
    assert len(used) >= 25


EVIDENCED = """:g {
  :agreement :hasParty :unit .
  :s1 vnrc:statementSubject :agreement ; vnrc:statementPredicate :hasParty ;
    vnrc:statementObject :unit ; vnrc:evidencedBy :e2 , :e1 ; vnrc:saidIn :article .
  :s2 vnrc:statementSubject :agreement ; vnrc:statementPredicate :hasParty ;
    vnrc:statementObject :other ; vnrc:evidencedBy :e3 .
  :s3 vnrc:statementSubject :agreement ; vnrc:statementPredicate :year ;
    vnrc:statementValue 2023 ; vnrc:citesSource :source .
  :role :of :person ; vnrc:evidencedBy :e4 .
}"""


def test_evidence_is_found_by_statement_and_on_the_fact_itself() -> None:
    store = snapshot(EVIDENCED)
    (stated,) = find_evidence(store, triple("agreement hasParty unit"))
    assert stated.fact == node("s1")
    assert stated.passages == (node("e1"), node("e2"))
    assert stated.articles == (node("article"),)
    (valued,) = find_evidence(store, (node("agreement"), node("year"), ox.Literal(2023)))
    assert valued.sources == (node("source"),)
    (own,) = find_evidence(store, triple("role of person"))
    assert (own.fact, own.passages) == (node("role"), (node("e4"),))
    assert find_evidence(store, triple("agreement a unit")) == []
