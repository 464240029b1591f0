from __future__ import annotations

from pathlib import Path

import pytest

from kg.link.facts import Facts
from kg.link.things import Thing, all_things, undecided
from kg.namespaces import PREFIXES
from kg.rdf.document import MAX_FILE_BYTES
from kg.resources import bundled_project


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(bundled_project(), max_file_bytes=MAX_FILE_BYTES)


@pytest.fixture(scope="module")
def things(facts: Facts) -> dict[str, Thing]:
    return {thing.iri.rpartition("/id/")[2]: thing for thing in all_things(facts)}


def test_a_unit_has_its_names_code_and_the_days_of_its_end(things: dict[str, Thing]) -> None:
    unit = things["unit/bac-giang-1997"]
    assert {"Bắc Giang", "tỉnh Bắc Giang", "Bắc Giang province"} <= unit.names
    assert unit.codes["iso-3166-2"] == "VN-54"
    assert unit.ends is not None
    assert unit.ends.latest == "2025-07-01"


def test_a_person_has_offices_with_the_unit_and_the_days_of_attestation(
    things: dict[str, Thing],
) -> None:
    offices = things["person/bui-van-hai"].offices
    assert {office.item for office in offices} == {PREFIXES["wd"] + "Q36367"}
    assert {office.attested.earliest for office in offices} == {"2019-10-05"}


def test_what_has_a_decision_is_not_proposed_again(facts: Facts) -> None:
    """Linked, ambiguous and not found are all decisions."""
    left = {thing.iri.rpartition("/id/")[2] for thing in undecided(facts)}
    assert not left & {"unit/bac-giang-1997", "person/duong-van-thai", "person/bui-van-hai"}
    assert "unit/vinh-phu" in left


def test_kinds_can_be_chosen(facts: Facts) -> None:
    assert {thing.kind for thing in undecided(facts, ["river"])} == {"river"}


def test_facts_about_things_are_no_things(things: dict[str, Thing]) -> None:
    assert not [name for name in things if name.startswith(("statement/", "signature/", "time/"))]


def test_every_statement_says_all_that_a_link_must(facts: Facts) -> None:
    """Outcome, day, reasons in both languages and reviewer stand in each of the real links."""
    rows = facts.select("""
        SELECT ?link (COUNT(DISTINCT ?outcome) AS ?outcomes) (COUNT(DISTINCT ?day) AS ?days)
          (COUNT(DISTINCT LANG(?reason)) AS ?languages) (COUNT(DISTINCT ?who) AS ?reviewers)
        { ?link a vnrc:LinkStatement .
          OPTIONAL { ?link vnrc:linkOutcome ?outcome } OPTIONAL { ?link vnrc:checkedOn ?day }
          OPTIONAL { ?link vnrc:linkReason ?reason } OPTIONAL { ?link vnrc:reviewedBy ?who } }
        GROUP BY ?link
    """)
    assert len(rows) > 100
    kept = {(r["outcomes"], r["days"], r["languages"], r["reviewers"]) for r in rows}
    assert kept == {("1", "1", "2", "1")}


def test_units_before_and_after_a_merger_share_an_item(facts: Facts) -> None:
    rows = facts.select(
        "SELECT ?unit { ?unit vnrc:wikidata wd:Q33408 } ORDER BY ?unit",
    )
    assert [Path(row["unit"]).name for row in rows] == ["bac-ninh-1997", "bac-ninh-2025"]


def test_an_item_is_exactly_a_unit_only_where_it_is_of_no_other_unit(facts: Facts) -> None:
    """An item that goes on through a merger is close to the unit before and to the one after."""
    rows = facts.select("""
        SELECT ?relation (COUNT(DISTINCT ?other) > 1 AS ?shared) {
          ?link vnrc:linkSubject ?unit ; vnrc:linkTarget ?item ; vnrc:linkRelation ?relation .
          ?unit a/rdfs:subClassOf* vnrc:AdministrativeUnit .
          ?also vnrc:linkSubject ?other ; vnrc:linkTarget ?item .
        }
        GROUP BY ?link ?relation
    """)
    found = {(Path(row["relation"]).name, row["shared"]) for row in rows}
    assert found == {("exact", "false"), ("close", "true")}
