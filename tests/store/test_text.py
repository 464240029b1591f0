"""The text index and the search in it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import SnapshotError
from kg.store.build import build
from kg.store.search import Hit, count, search, suggest
from kg.store.text import (
    LABEL,
    TEXT,
    Name,
    change_text_index,
    kind_of,
    names_in,
    write_text_index,
)

TURTLE = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:bridge> rdfs:label "Cầu Đồng Việt"@vi , "Đồng Việt bridge"@en .
<urn:province> rdfs:label "Tỉnh Bắc Giang"@vi ; rdfs:comment "Gần cầu Đồng Việt"@vi .
<urn:culture> skos:prefLabel "Văn hoá"@vi ; skos:altLabel "culture" .
<urn:long> rdfs:label "Cầu Đồng Việt và đường dẫn lên cầu phía Bắc Giang"@vi .
<urn:bac> rdfs:label "Bạc"@vi .
<https://w3id.org/vnrc/questions/CQ01#vi> rdfs:label "Đồng gì?"@vi .
<https://w3id.org/vnrc/questions/CQ01#en> rdfs:label "Which Dong?"@en .
<http://www.wikidata.org/entity/Q1> rdfs:label "Đồng"@vi .
[] rdfs:label "Đồng"@vi .
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    file = tmp_path / "names.sqlite"
    write_text_index(file, ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    return file


def found(index: Path, query: str) -> list[str]:
    return [hit.iri for group in search(index, query) for hit in group.hits]


@pytest.mark.parametrize(
    "query", ["Cầu Đồng Việt", "cau dong viet", "CẦU ĐỒNG", "viet cau", "đồng ca"]
)
def test_names_are_found_without_diacritics_case_or_order(index: Path, query: str) -> None:
    assert {"urn:bridge", "urn:long"} <= set(found(index, query))


@pytest.mark.parametrize("query", ["Văn hóa", "Văn hoá", "van hoa", "Va\u0306n hóa"])
def test_the_place_of_the_tone_mark_and_the_normal_form_do_not_matter(
    index: Path, query: str
) -> None:
    assert found(index, query) == ["urn:culture"]


def test_the_whole_name_comes_before_its_beginning_and_any_name_before_texts(index: Path) -> None:
    assert found(index, "cầu đồng việt") == ["urn:bridge", "urn:long", "urn:province"]
    hits = search(index, "cau dong viet")[0].hits
    assert hits[0] == Hit("urn:bridge", "other", "Cầu Đồng Việt", "vi", LABEL)
    assert hits[-1].source == TEXT


def test_who_types_marks_means_them_but_finds_the_others_too(index: Path) -> None:
    assert found(index, "bạc")[0] == "urn:bac"
    assert set(found(index, "bạc")) == set(found(index, "bac"))
    hits = suggest(index, "bắc")
    assert [hit.iri for hit in hits] == ["urn:province", "urn:long", "urn:bac"]


def test_suggestions_are_names_only_best_first(index: Path) -> None:
    assert [hit.iri for hit in suggest(index, "dong v")] == ["urn:bridge", "urn:long"]
    assert len(suggest(index, "dong", limit=1)) == 1


def test_a_saved_question_is_one_thing_in_both_languages(index: Path) -> None:
    assert count(index, "dong") == {"other": 3, "question": 1}
    hits = search(index, "dong", kind="question")[0].hits
    assert [hit.iri for hit in hits] == ["https://w3id.org/vnrc/questions/CQ01"]


def test_groups_can_be_read_part_by_part(index: Path) -> None:
    whole = search(index, "dong", kind="other")[0]
    parts = [search(index, "dong", kind="other", limit=1, offset=at)[0] for at in range(3)]
    assert [part.hits[0] for part in parts] == list(whole.hits)
    assert {part.total for part in parts} == {3}
    assert search(index, "dong", kind="other", offset=3) == []


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "-", "( )"])
def test_a_query_without_words_finds_nothing(index: Path, query: str) -> None:
    assert (search(index, query), count(index, query), suggest(index, query)) == ([], {}, [])


@pytest.mark.parametrize(
    "query", ["dong AND", "dong NOT viet", 'do"ng', "text:dong", "dong^2", "NEAR(", "a " * 999]
)
def test_the_signs_of_the_index_language_are_plain_words(index: Path, query: str) -> None:
    assert found(index, query) == []


def test_a_change_is_what_a_new_index_would_be(index: Path, tmp_path: Path) -> None:
    added = Name("urn:new", "Đồng mới", "vi", LABEL)
    gone = Name("urn:bridge", "Cầu Đồng Việt", "vi", LABEL)
    change_text_index(index, [gone], [added])
    names = names_in(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)) - {gone} | {added}
    other = tmp_path / "other.sqlite"
    write_text_index(other, [])
    change_text_index(other, [], names)
    for query in ("dong", "cau", "viet bridge", "moi"):
        assert search(index, query) == search(other, query)
        assert suggest(index, query) == suggest(other, query)


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        ("https://w3id.org/vnrc/id/person/a", "person"),
        ("https://w3id.org/vnrc/vocab/area/bridge", "concept"),
        ("https://w3id.org/vnrc/ontology#Agreement", "term"),
        ("https://w3id.org/vnrc/questions/CQ01", "question"),
        ("urn:x", "other"),
    ],
)
def test_an_iri_tells_its_kind(iri: str, kind: str) -> None:
    assert kind_of(iri) == kind


def test_a_snapshot_holds_the_names_of_its_things(small_project: Path, tmp_path: Path) -> None:
    snapshot = build(small_project, tmp_path / "data", max_file_bytes=10**6).snapshot
    assert [hit.text for hit in suggest(snapshot.names, "xa a")] == ["Xã A"]


def test_a_missing_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be searched"):
        search(tmp_path / "none.sqlite", "a")
