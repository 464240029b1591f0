from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.link.items import EXTRACT, Extract, Item, ItemSource, describe
from kg.namespaces import PREFIXES
from kg.rdf.document import MAX_FILE_BYTES
from kg.resources import bundled_project
from tests.link.conftest import Connect
from tests.servers import Server

WD = PREFIXES["wd"]


@pytest.fixture(scope="module")
def extract() -> Extract:
    return Extract(bundled_project(), max_file_bytes=MAX_FILE_BYTES)


def one(source: ItemSource, qid: str) -> Item:
    (found,) = describe(source, [WD + qid])
    return found


def test_a_name_is_found_without_diacritics_and_inside_a_longer_one(extract: Extract) -> None:
    assert f"{WD}Q36367" in extract.find(["bac giang"], {})
    assert extract.find(["chùa Vĩnh Nghiêm"], {}) == [f"{WD}Q10748589"]


def test_a_single_word_is_not_looked_for_inside_names(extract: Extract) -> None:
    assert extract.find(["giang"], {}) == []


def test_a_code_is_found(extract: Extract) -> None:
    assert extract.find([], {"P300": "VN-54"}) == [f"{WD}Q36367"]
    assert extract.find([], {"P1566": "1905419"}) == [f"{WD}Q36367"]


def test_what_the_extract_says_of_an_item(extract: Extract) -> None:
    item = one(extract, "Q36367")
    assert (item.label("vi"), item.label("en")) == ("Bắc Giang", "Bắc Giang")
    assert item.values["P300"] == {"VN-54"}
    assert item.classes == {f"{WD}Q2824648"}
    assert item.description["en"] == "former province of Vietnam"


def test_an_endpoint_says_the_same_as_the_extract(
    extract: Extract, wikidata: Server, connect: Connect
) -> None:
    """One set of queries serves both."""
    endpoint = connect(wikidata.endpoint)
    for qid in ("Q33408", "Q10799486", "Q16481408"):
        assert one(endpoint, qid) == one(extract, qid)


def test_an_endpoint_finds_names_as_written_or_plain_and_items_alone(
    wikidata: Server, connect: Connect
) -> None:
    found = connect(wikidata.endpoint).find(["Bùi Văn Hải"], {"P300": "VN-54"})
    assert found == [f"{WD}Q36367", f"{WD}Q900001", f"{WD}Q900002"]


def test_a_name_with_quotes_and_braces_stays_a_name(wikidata: Server, connect: Connect) -> None:
    hostile = 'x"@vi } ?item ?p ?o } #\n\\'
    assert connect(wikidata.endpoint).find([hostile], {"P300": '" } ?a ?b ?c { "'}) == []


def test_offices_come_with_the_units_they_are_for(wikidata: Server, connect: Connect) -> None:
    item = one(connect(wikidata.endpoint), "Q900002")
    (position,) = item.positions
    assert position.places == {f"{WD}Q36367"}
    assert position.labels == {"Bí thư Tỉnh ủy Bắc Giang"}


def test_an_extract_that_is_missing_has_no_items(tmp_path: Path) -> None:
    assert Extract(tmp_path, max_file_bytes=MAX_FILE_BYTES).find(["Bắc Giang"], {}) == []


def test_each_item_that_is_linked_and_in_the_extract_names_its_day_and_source(
    tmp_path: Path,
) -> None:
    """Every item has one document, with a day, the licence and a source."""
    shutil.copytree(bundled_project() / EXTRACT, tmp_path / EXTRACT)
    rows = Extract(tmp_path, max_file_bytes=MAX_FILE_BYTES).select("""
        SELECT ?item (COUNT(DISTINCT ?day) AS ?days) (COUNT(DISTINCT ?source) AS ?sources)
        { ?item a wikibase:Item . ?copy <http://schema.org/about> ?item ;
            vnrc:checkedOn ?day ; dcterms:source ?source }
        GROUP BY ?item
    """)
    assert len(rows) == 80
    assert all(row["days"] == "1" and int(row["sources"]) >= 1 for row in rows)
