from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.rdf.rdflib_graph import to_rdflib
from kg.resources import bundled_project
from kg.validate.affected import Affected
from kg.validate.reach import LooksAnywhere, Reach, reach_of
from kg.validate.shapes import load_shapes

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix : <urn:t:> .
"""


def reach(turtle: str) -> Reach:
    return reach_of(to_rdflib(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)))


def test_what_a_path_leads_to_is_read_one_distance_further() -> None:
    found = reach(
        ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:node :T ] . "
        ":T sh:property [ sh:path :q ] ."
    )
    assert list(found.distances("urn:t:p")) == [0]
    assert list(found.distances("urn:t:q")) == [1]
    assert found.leads(0) == {"urn:t:p"}


def test_shapes_that_refer_to_one_another_end_the_walk() -> None:
    found = reach(
        ":S sh:targetClass :C ; sh:node :T . :T sh:node :S ; sh:property [ sh:path :p ] ."
    )
    assert list(found.distances("urn:t:p")) == [0]


@pytest.mark.parametrize(
    "shape",
    [
        ":S sh:targetNode :x ; sh:property [ sh:path :p ] .",
        ":S sh:targetClass :C ; sh:property [ sh:path [ sh:inversePath :p ] ] .",
        ':S sh:targetClass :C ; sh:sparql [ sh:select "" ] .',
        ":S sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:node :S .",
    ],
)
def test_shapes_that_look_without_bound_are_said_to_look_anywhere(shape: str) -> None:
    with pytest.raises(LooksAnywhere):
        reach(shape)


def test_the_shapes_of_the_project_look_so_far_and_no_farther() -> None:
    """Else each update would validate everything: seconds at a hundred thousand triples."""
    assert len(reach_of(load_shapes(bundled_project()).graph())) > 1


def test_a_minus_that_holds_this_is_restricted_with_the_rest() -> None:
    this, other = ox.NamedNode("urn:t:this"), ox.NamedNode("urn:t:other")
    near, kind = ox.NamedNode("urn:t:near"), ox.NamedNode("urn:t:kind")
    rule = Affected(
        "SELECT ?this WHERE { ?this <urn:t:leads> ?value "
        "MINUS { ?value <urn:t:near> ?this ; <urn:t:kind> 1 } }"
    )
    store = ox.Store()
    store.add(ox.Quad(other, near, this))
    assert rule.things([ox.Triple(other, kind, ox.Literal(1))], store) == {this}
    assert rule.restricted([this]).count(f"VALUES ?this {{ {this} }}") == 2


def test_a_minus_without_this_is_not_restricted() -> None:
    rule = Affected("SELECT ?this WHERE { ?this <urn:t:p> ?x MINUS { ?x <urn:t:q> 1 } }")
    assert rule.things([], ox.Store()) is None
