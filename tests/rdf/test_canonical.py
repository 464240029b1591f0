from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import RdfSyntaxError
from kg.namespaces import PREFIXES
from kg.rdf.blanks import MAX_DEPTH
from kg.rdf.canonical import format_document, write_trig, write_turtle
from kg.rdf.document import MAX_NESTING, parse_document
from tests import strategies

DECLARED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def canonical(quads: list[ox.Quad]) -> list[str]:
    """Return the quads in a form that is equal for isomorphic datasets and keeps lexical forms."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def body(text: str, *, name: str = "x.ttl") -> str:
    """Return what `kg fmt` makes of `text`, without the prefixes it declares."""
    document = parse_document((DECLARED + text).encode(), Path(name))
    assert document.readable, document.findings
    written, findings = format_document(document)
    assert not findings
    assert written.startswith(DECLARED)
    return written.removeprefix(DECLARED).lstrip("\n")


@given(st.one_of(strategies.graphs, strategies.lists()))
def test_turtle_keeps_the_graph_and_its_lexical_forms(quads: list[ox.Quad]) -> None:
    text = write_turtle(quads)
    document = parse_document(text.encode(), Path("x.ttl"))
    assert document.readable, document.findings
    assert canonical(quads) == canonical(list(document.quads))
    assert write_turtle(document.quads, tags=document.tags) == text


@given(strategies.datasets)
def test_trig_keeps_the_dataset_and_its_lexical_forms(quads: list[ox.Quad]) -> None:
    text = write_trig(quads)
    document = parse_document(text.encode(), Path("x.trig"))
    assert document.readable, document.findings
    assert canonical(quads) == canonical(list(document.quads))
    assert write_trig(document.quads, tags=document.tags) == text


@given(st.one_of(strategies.graphs, strategies.lists()), st.randoms(use_true_random=False))
def test_order_and_blank_node_labels_do_not_matter(
    quads: list[ox.Quad], shuffler: random.Random
) -> None:
    def rename(term: object) -> object:
        return ox.BlankNode(f"z{hash(term)}") if isinstance(term, ox.BlankNode) else term

    renamed = [ox.Quad(rename(q.subject), q.predicate, rename(q.object)) for q in quads]  # type: ignore[arg-type]
    shuffler.shuffle(renamed)
    assert write_turtle(renamed) == write_turtle(quads)


def test_subjects_stand_in_reading_order_and_numbers_count_by_value() -> None:
    subjects = [
        "<https://w3id.org/vnrc/text/000#char=1,9>",
        "statement:000-10",
        "statement:000-2",
        "unknown:x",
        "agreement:a",
        "event:e",
        "text:000",
        "<https://w3id.org/vnrc/text/000#zone=0,9>",
        "article:000",
    ]
    text = "@prefix unknown: <http://example.org/> .\n"
    text += "".join(f"{subject} rdfs:seeAlso wd:Q1 .\n" for subject in subjects)
    written = [line.split(" ")[0] for line in body(text).splitlines() if line]
    assert written == [
        "article:000",
        "event:e",
        "agreement:a",
        "statement:000-2",
        "statement:000-10",
        "text:000",
        "<https://w3id.org/vnrc/text/000#zone=0,9>",
        "<https://w3id.org/vnrc/text/000#char=1,9>",
        "<http://example.org/x>",
    ]


def test_type_labels_and_definitions_come_first_and_vietnamese_before_english() -> None:
    text = (
        """vnrc:A vnrc:b 1 ; skos:definition "d"@en ; rdfs:label "a"@en, "z"@vi ; a owl:Class ."""
    )
    assert body(text) == (
        'vnrc:A a owl:Class ;\n  rdfs:label "z"@vi, "a"@en ;\n'
        '  skos:definition "d"@en ;\n  vnrc:b 1 .\n'
    )


def test_long_values_stand_on_lines_of_their_own() -> None:
    long = "m" * 60
    text = f'vnrc:A rdfs:label "{long}"@vi, "{long}"@en .'
    assert body(text) == f'vnrc:A\n  rdfs:label\n    "{long}"@vi,\n    "{long}"@en .\n'


def test_language_tags_and_numbers_stay_as_written() -> None:
    text = 'vnrc:A vnrc:b "x"@vi-VN, 1.10, 007, "1.0"^^xsd:integer, 1e0, true, "1"^^xsd:boolean .'
    written = body(text)
    for form in (
        '"x"@vi-VN',
        " 1.10,",
        " 007,",
        '"1.0"^^xsd:integer',
        '"1e0"^^xsd:double',
        " true",
    ):
        assert form in written


def test_only_text_with_line_feeds_stands_between_three_quotation_marks() -> None:
    long = r'vnrc:A vnrc:b "a\nb\"\"\"\\" .'
    assert body(long) == 'vnrc:A\n  vnrc:b """a\nb\\"""\\\\""" .\n'
    assert '"""' not in body(r'vnrc:A vnrc:b "a\tb\"" .')


def test_nested_blank_nodes_and_lists_stand_inside_brackets() -> None:
    text = """vnrc:A rdfs:subClassOf _:r . _:r a owl:Restriction ; owl:onProperty vnrc:p ;
        owl:someValuesFrom _:u . _:u owl:unionOf _:l . _:l rdf:first vnrc:B ; rdf:rest _:m .
        _:m rdf:first vnrc:C ; rdf:rest () . [] a owl:AllDifferent ."""
    assert body(text) == (
        "[] a owl:AllDifferent .\n\n"
        "vnrc:A\n  rdfs:subClassOf [\n    a owl:Restriction ;\n    owl:onProperty vnrc:p ;\n"
        "    owl:someValuesFrom [ owl:unionOf ( vnrc:B vnrc:C ) ]\n  ] .\n"
    )


def test_shared_blank_nodes_get_labels_that_do_not_depend_on_the_text() -> None:
    one = body("vnrc:A vnrc:p _:x . vnrc:B vnrc:p _:x . _:x vnrc:q 1 .")
    two = body("_:other vnrc:q 1 . vnrc:B vnrc:p _:other . vnrc:A vnrc:p _:other .")
    assert one == two
    assert "vnrc:A vnrc:p _:b1 ." in one


def test_a_chain_of_blank_nodes_is_never_nested_deeper_than_can_be_read() -> None:
    length = 2 * MAX_NESTING
    nodes: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode("urn:start")]
    nodes += [ox.BlankNode(f"n{number}") for number in range(length)]
    step = ox.NamedNode("urn:step")
    text = write_turtle(ox.Quad(a, step, b) for a, b in pairwise(nodes))
    document = parse_document(text.encode(), Path("x.ttl"))
    assert document.readable
    assert len(document.quads) == length
    assert max(line.count("[") for line in text.splitlines()) <= MAX_DEPTH


def test_graphs_of_trig_stand_in_braces_in_the_order_of_their_names() -> None:
    text = """<https://w3id.org/vnrc/graph/article/10> { vnrc:A vnrc:p 1 . }
        graph:x { vnrc:B vnrc:p 2 . }
        <https://w3id.org/vnrc/graph/article/9> { vnrc:C vnrc:p 3 . }"""
    assert body(text, name="x.trig") == (
        "<https://w3id.org/vnrc/graph/article/9> {\n  vnrc:C vnrc:p 3 .\n}\n\n"
        "<https://w3id.org/vnrc/graph/article/10> {\n  vnrc:A vnrc:p 1 .\n}\n\n"
        "graph:x {\n  vnrc:B vnrc:p 2 .\n}\n"
    )


def test_comments_at_the_head_stay_and_all_others_are_named_with_their_lines() -> None:
    data = b"# Title\n#  second line \n\n<urn:a> <urn:p> 1 . # lost\n<urn:b> <urn:p> '#' .\n"
    written, findings = format_document(parse_document(data, Path("x.ttl")))
    assert written.startswith("# Title\n#  second line\n\n@prefix vnrc:")
    assert [(f.code, f.line, f.column) for f in findings] == [("comment", 4, 21)]


def test_a_triple_term_is_refused() -> None:
    inner = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("x"))
    with pytest.raises(RdfSyntaxError, match="triple term"):
        write_turtle([ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), inner)])


CLIQUE = "".join(f"_:{a} <urn:p> _:{b} .\n" for a in range(30) for b in range(30) if a != b)
CHAIN = "".join(f"_:{number} <urn:p> _:{number + 1} .\n" for number in range(5000))


@pytest.mark.parametrize("text", [CLIQUE, CHAIN], ids=["clique", "chain"])
def test_blank_nodes_that_cannot_be_told_apart_in_time_are_refused(text: str) -> None:
    _, findings = format_document(parse_document(text.encode(), Path("x.ttl")))
    assert ["blank nodes cannot be told apart" in f.message_en for f in findings] == [True]


def test_blank_nodes_are_told_apart_by_what_is_far_away() -> None:
    ring = "".join(f"_:n{number} vnrc:p _:n{(number + 1) % 40} .\n" for number in range(40))
    renamed = ring.replace("_:n", "_:m")
    assert body(ring + "_:n7 vnrc:q 1 .") == body("_:m31 vnrc:q 1 .\n" + renamed)
