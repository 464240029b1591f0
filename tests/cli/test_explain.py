from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.cli.explain import explain, read_term
from kg.errors import KgError, SnapshotError
from kg.store.build import build
from kg.store.snapshot import current_snapshot

FACTS = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix article: <https://w3id.org/vnrc/id/article/> .
@prefix statement: <https://w3id.org/vnrc/id/statement/> .
@prefix unit: <https://w3id.org/vnrc/id/unit/> .

statement:000-001 vnrc:statementSubject unit:a ;
  vnrc:statementPredicate vnrc:partOf ;
  vnrc:statementObject unit:b ;
  vnrc:evidencedBy <https://w3id.org/vnrc/text/000#char=10,20> ;
  vnrc:saidIn article:000 .
"""

TERMS = """
vnrc:Statement a owl:Class .

vnrc:statementSubject a owl:ObjectProperty .

vnrc:statementPredicate a owl:ObjectProperty .

vnrc:statementObject a owl:ObjectProperty .

vnrc:evidencedBy a owl:ObjectProperty .

vnrc:saidIn a owl:ObjectProperty .
"""


@pytest.fixture
def data_dir(small_project: Path, tmp_path: Path) -> Path:
    (small_project / "data/entities/facts.ttl").write_text(FACTS, encoding="utf-8")
    with (small_project / "ontology/cooperation.ttl").open("a", encoding="utf-8") as stream:
        stream.write(TERMS)
    build(small_project, tmp_path / "data", max_file_bytes=10**6)
    return tmp_path / "data"


def run(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(explain, [*arguments, "--data-dir", str(data_dir)])


def test_an_inference_is_shown_down_to_the_passage(data_dir: Path) -> None:
    result = run(data_dir, "unit:a", "vnrc:partOf", "unit:c")
    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
unit:a vnrc:partOf unit:c
  Commune A – part of – unit:c
  follows by prp-trp:
    vnrc:partOf rdf:type owl:TransitiveProperty
      part of – rdf:type – owl:TransitiveProperty
      stated in <https://w3id.org/vnrc/graph/ontology/cooperation>
    unit:a vnrc:partOf unit:b
      Commune A – part of – unit:b
      stated in <https://w3id.org/vnrc/graph/entities/units>
      evidence: statement:000-001: <https://w3id.org/vnrc/text/000#char=10,20>, article:000
    unit:b vnrc:partOf unit:c
      unit:b – part of – unit:c
      stated in <https://w3id.org/vnrc/graph/entities/units>
"""
    )


def test_labels_and_words_come_in_the_language_asked_for(data_dir: Path) -> None:
    result = run(data_dir, "unit:a", "vnrc:partOf", "unit:b", "--lang", "vi")
    assert "Xã A – thuộc – unit:b" in result.stdout
    assert "được nêu trong" in result.stdout


def test_json_holds_the_whole_proof(data_dir: Path) -> None:
    result = run(data_dir, "unit:a", "vnrc:partOf", "unit:c", "--format", "json")
    proof = json.loads(result.stdout)
    assert proof["rule"] == "prp-trp"
    assert proof["triple"][0] == "<https://w3id.org/vnrc/id/unit/a>"
    assert proof["labels"] == ["Commune A", "part of", None]
    evidence = proof["premises"][1]["evidence"]
    assert evidence == [
        {
            "fact": "<https://w3id.org/vnrc/id/statement/000-001>",
            "passages": ["<https://w3id.org/vnrc/text/000#char=10,20>"],
            "articles": ["<https://w3id.org/vnrc/id/article/000>"],
            "sources": [],
        }
    ]


def test_lists_and_anonymous_classes_are_written_out(data_dir: Path) -> None:
    store = current_snapshot(data_dir).open_store()
    part_of = ox.NamedNode("https://w3id.org/vnrc/ontology#partOf")
    range_ = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#range")
    (anonymous,) = {
        str(quad.object)
        for quad in store.quads_for_pattern(part_of, range_, None)
        if isinstance(quad.object, ox.BlankNode)
    }
    result = run(data_dir, "vnrc:partOf", "rdfs:range", anonymous)
    first = result.stdout.splitlines()[0]
    assert first == "vnrc:partOf rdfs:range [ owl:unionOf ( vnrc:Place vnrc:Unit ) ]"


def test_an_absent_triple_is_said_to_be_absent_with_exit_code_1(data_dir: Path) -> None:
    result = run(data_dir, "unit:c", "vnrc:partOf", "unit:a")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "is not in the graph, neither stated nor inferred" in result.stderr


def test_a_number_is_found_by_its_value(data_dir: Path) -> None:
    assert run(data_dir, "unit:a", "vnrc:area", "1.10").exit_code == 0
    assert run(data_dir, "unit:a", "vnrc:area", "1.1").exit_code == 0
    assert run(data_dir, "unit:a", "vnrc:area", "1.2").exit_code == 1


@pytest.mark.parametrize("words", [("1", "a", "vnrc:Unit"), ("unit:a", "1", "unit:b")])
def test_what_can_be_no_triple_is_refused(data_dir: Path, words: tuple[str, str, str]) -> None:
    assert isinstance(run(data_dir, *words).exception, KgError)


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, "unit:a", "a", "vnrc:Unit")
    assert isinstance(result.exception, SnapshotError)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("unit:a", ox.NamedNode("https://w3id.org/vnrc/id/unit/a")),
        ("a", ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")),
        ("https://example.org/x#y", ox.NamedNode("https://example.org/x#y")),
        ("<urn:x>", ox.NamedNode("urn:x")),
        ('"Hà Bắc"@vi', ox.Literal("Hà Bắc", language="vi")),
        ("_:c14n7", ox.BlankNode("c14n7")),
        (
            "2023",
            ox.Literal("2023", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ),
    ],
)
def test_terms_are_read_as_they_are_written_in_data(text: str, term: object) -> None:
    assert read_term(text) == term


@pytest.mark.parametrize(
    "text", ["", "two words", "none:x", "unit:a, unit:b", "unit:a . unit:b a unit:c", "[]", "<x>"]
)
def test_what_is_no_term_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(KgError, match="is no term"):
        read_term(text)
