from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.rdf.load import load_project
from kg.reason.patterns import TYPE, Term, Triple, name
from kg.validate.ontology.axioms import Axioms
from kg.validate.ontology.example import example

Write = Callable[..., Path]


def _example(directory: Path) -> list[Triple]:
    return list(example(Axioms(load_project(directory, rooms=("ontology",)).quads())))


def _instance(facts: list[Triple], cls: str) -> Term:
    return next(s for s, p, o in facts if p == TYPE and o == name(cls))


@pytest.mark.parametrize("cls", ["vnrc:Agent", "vnrc:Person", "vnrc:Event", "skos:Concept"])
def test_every_class_has_an_instance(cls: str, write: Write, clean: str) -> None:
    assert _instance(_example(write(clean)), cls)


def test_an_instance_has_what_its_class_and_the_classes_above_may_have(
    write: Write, clean: str
) -> None:
    facts = _example(write(clean))
    person = _instance(facts, "vnrc:Person")
    used = {p: o for s, p, o in facts if s == person and p != TYPE}
    assert used.keys() == {name("vnrc:knows"), name("vnrc:attends")}
    assert (used[name("vnrc:attends")], TYPE, name("vnrc:Event")) in facts


def test_a_data_property_has_a_literal_of_its_range(write: Write, clean: str) -> None:
    (value,) = (o for s, p, o in _example(write(clean)) if p == name("vnrc:size"))
    assert value == ox.Literal("1", datatype=name("xsd:integer"))


def test_informal_domains_and_ranges_stand_for_the_formal_ones(write: Write, clean: str) -> None:
    text = "vnrc:attends schema:domainIncludes vnrc:Person ; schema:rangeIncludes vnrc:Person ."
    facts = _example(write(clean + text))
    uses = [(s, o) for s, p, o in facts if p == name("vnrc:attends")]
    assert [s for s, _ in uses] == [_instance(facts, "vnrc:Person")]
    assert [(o, TYPE, name("vnrc:Person")) in facts for _, o in uses] == [True]
