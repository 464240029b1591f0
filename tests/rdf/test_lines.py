from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from hypothesis import given

from kg.rdf.blanks import NIL
from kg.rdf.canonical import write_trig
from kg.rdf.document import parse_document
from kg.rdf.lines import literal_key, read_lines
from kg.rdf.scan import Place, Source
from tests import strategies

TEXT = """# <urn:e:a> in a comment
@prefix e: <urn:e:> .
PREFIX f: <urn:f:>

e:a a e:C ; # e:x
  e:p "e:b e:q .", e:b
    , f:c ; e:q [ e:r "nested" ; e:s ( e:d "listed" ) ] ; e:t "\\"", '''long
e:z e:p 1 .''', 1.5 .
[ e:p e:u ] e:q e:v . e:w e:p e:x.
<urn:e:y> <urn:e:p> "Đ"@vi-VN ; .
"""


def places() -> dict[tuple[str | None, ...], Place]:
    document = parse_document(TEXT.encode(), Path("x.ttl"))
    assert document.readable
    return document.lines.places


def test_subjects_properties_and_values_are_found_in_any_layout() -> None:
    found = places()
    assert found["urn:e:a",] == (5, 1)
    assert found["urn:e:a", "urn:e:p"] == (6, 3)
    assert found["urn:e:a", "urn:e:p", "urn:f:c"] == (7, 7)
    assert found["urn:e:a", "urn:e:t"] == (7, 59)
    assert found["urn:e:a", "urn:e:t", literal_key("1.5", None)] == (8, 17)
    assert found["urn:e:w",] == (9, 23)
    assert found["urn:e:y", "urn:e:p", literal_key("Đ", "vi-VN")] == (10, 21)


def test_what_stands_in_strings_comments_and_blank_nodes_is_no_subject() -> None:
    subjects = {key[0] for key in places()}
    assert subjects == {"urn:e:a", "urn:e:w", "urn:e:y"}


def test_an_unknown_value_falls_back_to_the_property_and_that_to_the_subject() -> None:
    lines = parse_document(TEXT.encode(), Path("x.ttl")).lines
    assert lines.find("urn:e:a", "urn:e:p", "urn:none") == (6, 3)
    assert lines.find("urn:e:a", "urn:none") == (5, 1)
    assert lines.find("urn:none") is None


def test_the_graph_of_a_trig_file_and_its_subjects_are_found() -> None:
    text = "<urn:g> { <urn:a> <urn:p> 1 }\nGRAPH <urn:h> {\n <urn:b> <urn:p> 2 . }\n"
    lines = parse_document(text.encode(), Path("x.trig")).lines
    assert [lines.find(name) for name in ("urn:g", "urn:a", "urn:h", "urn:b")] == [
        (1, 1),
        (1, 11),
        (2, 7),
        (3, 2),
    ]


def test_a_text_that_is_not_turtle_yields_what_was_understood() -> None:
    lines = read_lines(Source('<urn:a> <urn:p> 1 . ] } ) ; <urn:b> "open'))
    assert lines.find("urn:a") == (1, 1)


@given(strategies.datasets)
def test_every_subject_and_property_of_any_dataset_is_found(quads: list[ox.Quad]) -> None:
    document = parse_document(write_trig(quads).encode(), Path("x.trig"))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            key = (quad.subject.value, quad.predicate.value)
            assert key in document.lines.places
            if isinstance(quad.object, ox.NamedNode) and quad.object != NIL:
                assert (*key, quad.object.value) in document.lines.places
            if isinstance(quad.object, ox.Literal):
                literal = literal_key(quad.object.value, quad.object.language)
                assert (*key, literal) in document.lines.places
