from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given

from kg.rdf.canonical import write_turtle
from kg.rdf.document import MAX_FAULTS, MAX_NESTING, parse_document, read_document
from tests import strategies

P = "@prefix e: <urn:e:> .\n"

UNREADABLE: list[tuple[str | bytes, str, int, int]] = [
    (b"@prefix e: <urn:e:> .\ne:\xc3\xa9 e:p \xff .", "not-utf8", 2, 9),
    (f"{P}e:a b:p 1 .", "undeclared-prefix", 2, 5),
    (f"{P}e:a e:p <urn:a b> .", "iri-space", 2, 9),
    (f"{P}e:a e:p <urn:a\\u0020b> .", "iri-space", 2, 9),
    (f"{P}e:a e:p <there> .", "relative-iri", 2, 9),
    (f'{P}e:a e:p "open .\n', "syntax", 2, 9),
    (f"{P}e:a e:p e:b e:c .", "syntax", 2, 13),
    (f'{P}e:a e:p "\\uD800" .', "syntax", 2, 10),
    (f'{P}e:a e:p "\\UFFFFFFFF" .', "syntax", 2, 10),
    (f'{P}e:a e:p "x"@toolongasatag .', "syntax", 2, 13),
    (f"{P}e:a e:p {'[ e:p ' * 65}1{' ]' * 65} .", "nesting", 2, 9 + 64 * 6),
    (f"{P}e:a e:p {'(' * 5000}", "nesting", 2, 9 + 64),
    (f"{P}e:a e:p <<( e:a e:p 1 )>> .", "not-rdf-1.1", 2, 9),
    (f"{P}e:a e:p e:b {{| e:q 1 |}} .", "not-rdf-1.1", 2, 14),
    (f'{P}e:a e:p "x"@vi--ltr .', "not-rdf-1.1", 2, 15),
    (f'VERSION "1.2"\n{P}e:a e:p 1 .', "not-rdf-1.1", 1, 1),
]

READABLE: list[tuple[str | bytes, str, int, int]] = [
    ("\ufeff" + P, "bom", 1, 1),
    (f"{P}e:a e:p 1 .\r\n", "crlf", 2, 12),
    (f'{P}e:a e:p "Ba\u0306\u0301c" .', "nfd", 2, 9),
    (f'{P}e:a e:p "Ba\\u0306\\u0301c" .', "nfd", 2, 9),
    (f"{P}e:a e:p <urn:ba\u0306c> .", "nfd", 2, 9),
    (f"{P}e:a e:p e:ba\u0306c .", "nfd", 2, 9),
    (f'{P}e:a e:p "x\u202ey" .', "bidi", 2, 11),
    (f'{P}e:a e:p "x\\u202Ey" .', "bidi", 2, 9),
    (f"{P}# \u2066 in a comment\n", "bidi", 2, 3),
]


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize("further", [0, 1])
def test_of_very_many_faults_the_first_are_listed(further: int) -> None:
    text = P + "e:a e:p " + ", ".join('"a\u0301"' for _ in range(MAX_FAULTS + further)) + " ."
    document = parse_document(text.encode(), Path("x.ttl"))
    *listed, last = [finding.code for finding in document.findings]
    assert listed == ["nfd"] * (MAX_FAULTS - 1 + further)
    assert last == ("too-many" if further else "nfd")
    assert document.readable != bool(further)


@pytest.mark.parametrize(("text", "code", "line", "column"), UNREADABLE)
def test_a_text_that_cannot_be_read_is_one_finding_at_its_place(
    text: str | bytes, code: str, line: int, column: int
) -> None:
    document = parse_document(as_bytes(text), Path("x.ttl"))
    found = [(finding.code, finding.line, finding.column) for finding in document.findings]
    assert found[:1] == [(code, line, column)]
    assert {code for code, *_ in found} == {code}
    assert not document.readable
    assert not document.quads


@pytest.mark.parametrize(("text", "code", "line", "column"), READABLE)
def test_a_text_that_can_be_read_keeps_its_triples_beside_the_finding(
    text: str | bytes, code: str, line: int, column: int
) -> None:
    document = parse_document(as_bytes(text), Path("x.ttl"))
    assert [(f.code, f.line, f.column) for f in document.findings] == [(code, line, column)]
    assert document.readable


def test_every_message_is_in_both_languages_and_says_what_to_do() -> None:
    for text, *_ in UNREADABLE + READABLE:
        for finding in parse_document(as_bytes(text), Path("x.ttl")).findings:
            assert ": hãy" in finding.message_vi
            assert ": " in finding.message_en
            assert finding.message_vi != finding.message_en


def test_lexical_forms_and_language_tags_stay_as_written() -> None:
    text = f'{P}e:a e:p 1.10, 007, "x"@vi-VN, ( "y"@EN ), [ e:q "z"@vi ] .'
    document = parse_document(text.encode(), Path("x.ttl"))
    values = {quad.object.value for quad in document.quads if isinstance(quad.object, ox.Literal)}
    assert values == {"1.10", "007", "x", "y", "z"}
    assert sorted(document.tags.values()) == ["EN", "vi-VN"]


def test_an_escaped_backslash_is_no_escape_of_a_character() -> None:
    document = parse_document(f'{P}e:a e:p "\\\\u202E" .'.encode(), Path("x.ttl"))
    assert document.findings == ()
    assert document.quads[0].object == ox.Literal("\\u202E")


@given(strategies.graphs)
def test_every_literal_finds_its_language_tag_again(quads: list[ox.Quad]) -> None:
    literals = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
    tags = {literal: literal.language.upper() for literal in literals if literal.language}
    text = write_turtle(quads, tags=tags)
    assert parse_document(text.encode(), Path("x.ttl")).tags == tags


def test_blank_nodes_are_labelled_in_the_order_of_the_text() -> None:
    text = f"{P}e:a e:p [ e:q _:x ] . _:x e:q [] ."
    one, two = (parse_document(text.encode(), Path("x.ttl")).quads for _ in range(2))
    assert one == two
    assert "_:b1" in {str(quad.subject) for quad in one}


def test_nesting_up_to_the_limit_is_read() -> None:
    text = f"{P}e:a e:p {'(' * MAX_NESTING}{')' * MAX_NESTING} ."
    assert parse_document(text.encode(), Path("x.ttl")).readable


def test_a_file_too_large_of_another_format_or_missing_is_a_finding(tmp_path: Path) -> None:
    large = tmp_path / "x.ttl"
    large.write_bytes(b"#" * 11)
    other = tmp_path / "x.rdf"
    other.write_text("<rdf:RDF/>")
    assert [f.code for f in read_document(large, max_bytes=10).findings] == ["too-large"]
    assert [f.code for f in read_document(large, max_bytes=11).findings] == []
    assert [f.code for f in read_document(other).findings] == ["format"]
    assert [f.code for f in read_document(tmp_path / "none.ttl").findings] == ["unreadable"]
