from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import SnapshotError
from kg.store.build import build
from kg.store.text import Hit, search_names, write_text_index

TURTLE = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:bridge> rdfs:label "Cầu Đồng Việt"@vi , "Đồng Việt bridge"@en .
<urn:province> rdfs:label "Tỉnh Bắc Giang"@vi ; rdfs:comment "Cầu Đồng Việt"@vi .
<urn:culture> skos:prefLabel "Văn hoá"@vi ; skos:altLabel "culture" .
<urn:long> rdfs:label "Cầu Đồng Việt và đường dẫn lên cầu phía Bắc Giang"@vi .
[] rdfs:label "Đồng"@vi .
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    file = tmp_path / "names.sqlite"
    write_text_index(file, ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    return file


def found(index: Path, query: str, lang: str = "") -> set[str]:
    return {hit.iri for hit in search_names(index, query, lang=lang)}


@pytest.mark.parametrize(
    "query", ["Cầu Đồng Việt", "cau dong viet", "CẦU ĐỒNG", "viet cau", "đồng ca"]
)
def test_names_are_found_without_diacritics_case_or_order(index: Path, query: str) -> None:
    assert {"urn:bridge", "urn:long"} <= found(index, query)
    assert "urn:province" not in found(index, query)


@pytest.mark.parametrize("query", ["Văn hóa", "Văn hoá", "van hoa", "Va\u0306n hóa"])
def test_the_place_of_the_tone_mark_and_the_normal_form_do_not_matter(
    index: Path, query: str
) -> None:
    assert found(index, query) == {"urn:culture"}


def test_the_shorter_name_comes_first(index: Path) -> None:
    hits = search_names(index, "cầu đồng việt", lang="vi")
    assert hits[0] == Hit("urn:bridge", "Cầu Đồng Việt", "vi")


def test_one_language_and_a_limit_can_be_asked_for(index: Path) -> None:
    assert found(index, "viet", "en") == {"urn:bridge"}
    assert len(search_names(index, "viet", limit=1)) == 1


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "-", "( )"])
def test_a_query_without_words_finds_nothing(index: Path, query: str) -> None:
    assert search_names(index, query) == []


@pytest.mark.parametrize(
    "query", ["dong AND", "dong NOT viet", 'do"ng', "text:dong", "dong^2", "NEAR("]
)
def test_the_signs_of_the_index_language_are_plain_words(index: Path, query: str) -> None:
    assert search_names(index, query) == []


def test_a_snapshot_holds_the_names_of_its_things(small_project: Path, tmp_path: Path) -> None:
    snapshot = build(small_project, tmp_path / "data", max_file_bytes=10**6).snapshot
    assert [hit.text for hit in search_names(snapshot.names, "xa a")] == ["Xã A"]


def test_a_missing_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be searched"):
        search_names(tmp_path / "none.sqlite", "a")
