from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.reason.clashes import find_clashes
from kg.reason.rules import CLASHES

PREFIXES = """
@prefix : <urn:t#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def clashes(turtle: str) -> list[tuple[str, set[str]]]:
    store = ox.Store()
    store.load(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return [
        (clash.rule, {" ".join(str(node) for node in fact) for fact in clash.facts})
        for clash in find_clashes(store)
    ]


def facts(*texts: str) -> set[str]:
    names = {"a": "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"}
    return {
        " ".join(names.get(word, f"<urn:t#{word[1:]}>") for word in text.split()) for text in texts
    }


CASES = [
    ("prp-fp", ":p a owl:FunctionalProperty .", ":x :p :y . :x :p :z"),
    ("prp-ifp", ":p a owl:InverseFunctionalProperty .", ":x :p :z . :y :p :z"),
    ("prp-irp", ":p a owl:IrreflexiveProperty .", ":x :p :x"),
    ("prp-asyp", ":p a owl:AsymmetricProperty .", ":x :p :y . :y :p :x"),
    ("prp-pdw", ":p owl:propertyDisjointWith :q .", ":x :p :y . :x :q :y"),
    ("prp-adp", "[] a owl:AllDisjointProperties ; owl:members (:o :p :q) .", ":x :p :y . :x :q :y"),
    ("prp-key", ":A owl:hasKey (:p) .", ":x a :A . :y a :A . :x :p :z . :y :p :z"),
    (
        "prp-key",
        ":A owl:hasKey (:p :q) .",
        ":x a :A . :y a :A . :x :p :z . :y :p :z . :x :q :w . :y :q :w",
    ),
    (
        "prp-npa1",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y .",
        ":x :p :y",
    ),
    (
        "prp-npa2",
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue :y .",
        ":x :p :y",
    ),
    ("cls-nothing2", "", ":x a <http://www.w3.org/2002/07/owl#Nothing>"),
    ("cls-com", ":A owl:complementOf :B .", ":x a :A . :x a :B"),
    ("cax-dw", ":A owl:disjointWith :B .", ":x a :A . :x a :B"),
    ("cax-adc", "[] a owl:AllDisjointClasses ; owl:members (:C :A :B) .", ":x a :A . :x a :B"),
]


@pytest.mark.parametrize(("rule", "axiom", "breaking"), CASES)
def test_each_contradiction_is_found_once_with_the_facts_that_cause_it(
    rule: str, axiom: str, breaking: str
) -> None:
    found = clashes(f"{axiom} {breaking} .")
    if rule == "cls-nothing2":
        assert [name for name, _ in found] == [rule]
    else:
        assert found == [(rule, facts(*breaking.split(" . ")))]


@pytest.mark.parametrize(("rule", "axiom", "breaking"), CASES)
def test_one_fact_less_is_no_contradiction(rule: str, axiom: str, breaking: str) -> None:
    for left_out in range(len(parts := breaking.split(" . "))):
        kept = " . ".join(part for i, part in enumerate(parts) if i != left_out)
        assert rule not in dict(clashes(f"{axiom} {kept}{' .' if kept else ''}"))


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in CLASHES} == {case[0] for case in CASES}


def test_one_number_written_twice_is_one_value() -> None:
    axiom = ":p a owl:FunctionalProperty ."
    assert clashes(f"{axiom} :x :p 1.0 , 1.00 .") == []
    assert len(clashes(f"{axiom} :x :p 1.0 , 1.01 .")) == 1
