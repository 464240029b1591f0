"""The counts of every facet, beside queries that are written in another way."""

from __future__ import annotations

import json

import pytest

from kg.namespaces import PREFIXES
from kg.site.selection.subjects import SUBJECTS
from tests.servers import Server
from tests.site.browse.asking import counts, page, rows, table

PREFIX = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("vnrc", "skos", "rdfs", "xsd", "unit")
)
INDEPENDENT = {
    ("agreement", "province"): "?value vnrc:partyTo ?thing . ?thing a vnrc:Agreement",
    ("agreement", "area"): "?thing a vnrc:Agreement . ?item vnrc:commitmentOf ?thing ; "
    "vnrc:area ?area . ?area skos:broader* ?value",
    ("agreement", "kind"): "?thing a vnrc:Agreement ; vnrc:agreementType ?value",
    ("agreement", "signatory"): "?thing vnrc:hasSignatory ?value",
    ("agreement", "certainty"): "?thing a vnrc:Agreement . "
    "?fact a vnrc:Statement ; vnrc:certainty ?value . ?fact vnrc:statementSubject ?thing",
    ("commitment", "province"): "?thing a vnrc:Commitment . { ?x a vnrc:Agreement ; "
    "vnrc:hasCommitment ?thing ; vnrc:hasParty ?value } UNION { ?x a vnrc:CooperationEvent ; "
    "vnrc:hasCommitment ?thing ; vnrc:organisedBy ?body . ?body vnrc:bodyOf ?value }",
    ("commitment", "area"): "?thing a vnrc:Commitment ; vnrc:area ?area . "
    "?area skos:broader* ?value",
    ("commitment", "signatory"): "?x vnrc:hasCommitment ?thing ; vnrc:hasSignatory ?value . "
    "?thing a vnrc:Commitment",
    ("commitment", "certainty"): "?thing a vnrc:Commitment ; vnrc:certainty ?value",
    ("project", "province"): "?thing a vnrc:Project . { ?thing vnrc:investedBy ?value } UNION "
    "{ ?thing vnrc:connects/vnrc:partOf* ?value } ?value a ?class . "
    "FILTER(?class IN (vnrc:Province, vnrc:Municipality))",
    ("project", "area"): "?thing a vnrc:Project . ?fact vnrc:concerns ?thing ; vnrc:area ?area . "
    "?area skos:broader* ?value",
    ("project", "kind"): "?thing a vnrc:Project ; vnrc:projectKind ?value",
    ("project", "certainty"): "?thing a vnrc:Project . "
    "?fact vnrc:statementSubject ?thing ; vnrc:certainty ?value",
    ("event", "province"): "?thing a vnrc:CooperationEvent . { ?value vnrc:partyTo ?x . "
    "?x vnrc:concludedAt ?thing } UNION { ?thing vnrc:organisedBy ?body . "
    "?value vnrc:hasBody ?body } UNION { ?thing vnrc:takesPlaceIn ?place . "
    "?place vnrc:partOf* ?value } ?value a vnrc:ProvincialUnit",
    ("event", "area"): "?thing a vnrc:CooperationEvent . { ?thing vnrc:hasCommitment ?item } UNION "
    "{ ?x vnrc:concludedAt ?thing ; vnrc:hasCommitment ?item } ?item vnrc:area ?area . "
    "?area skos:broader* ?value",
    ("event", "kind"): "?thing a ?value . VALUES ?value { vnrc:SigningEvent vnrc:ReviewEvent }",
    ("event", "signatory"): "?x vnrc:concludedAt ?thing ; vnrc:hasSignatory ?value",
    ("event", "certainty"): "?thing a vnrc:CooperationEvent . "
    "?fact vnrc:statementSubject ?thing ; vnrc:certainty ?value",
}
"""Subject and facet to a pattern from ?thing to ?value that is not the one of the program."""


def independent(server: Server, subject: str, facet: str) -> dict[str, int]:
    start = SUBJECTS[subject].namespace(facet)
    query = (
        f"{PREFIX} SELECT ?value (COUNT(DISTINCT ?thing) AS ?n) "
        f"{{ {INDEPENDENT[subject, facet]} }} GROUP BY ?value"
    )
    return {row["value"].removeprefix(start): int(row["n"]) for row in table(server, query)}


def test_every_facet_has_a_query_beside_it() -> None:
    facets = {(name, facet) for name, subject in SUBJECTS.items() for facet in subject.facets}
    assert facets == set(INDEPENDENT)


@pytest.mark.parametrize(("subject", "facet"), INDEPENDENT)
def test_a_page_counts_what_an_independent_query_counts(
    real: Server, subject: str, facet: str
) -> None:
    found = counts(page(real, ("subject", subject)), facet)
    assert found
    assert found == independent(real, subject, facet)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("units", ["then", "now"])
def test_every_value_gives_as_many_as_it_says_and_so_does_its_query(
    real: Server, subject: str, units: str
) -> None:
    """Whatever a facet offers: the file has as many rows, and the query shown finds the same."""
    start = page(real, ("subject", subject), ("units", units))
    for facet in SUBJECTS[subject].facets:
        for value, count in counts(start, facet).items():
            pairs = (("subject", subject), ("units", units), (facet, value))
            things = {row["thing"] for row in rows(page(real, *pairs, file="csv"))}
            assert len(things) == count, (facet, value)
            asked = table(real, page(real, *pairs, file="rq").text)
            assert {row["thing"] for row in asked} == things, (facet, value)


def test_what_was_chosen_of_a_facet_does_not_hide_its_other_values(real: Server) -> None:
    before = counts(page(real), "kind")
    after = counts(page(real, ("kind", next(iter(before)))), "kind")
    assert after == before


def test_of_provinces_all_must_take_part(real: Server) -> None:
    one = counts(page(real, ("province", "bac-giang-1997")), "province")
    assert one["hai-duong-1997"] == 2
    pairs = (("province", "bac-giang-1997"), ("province", "hai-duong-1997"))
    assert len(rows(page(real, *pairs, file="csv"))) == 2


def test_a_unit_as_it_is_now_stands_for_all_that_became_part_of_it(real: Server) -> None:
    then = counts(page(real), "province")
    now = counts(page(real, ("units", "now")), "province")
    assert then["bac-giang-1997"] == 4
    assert then["bac-ninh-1997"] == 1
    assert now["bac-ninh-2026"] == 4
    assert "bac-ninh-1997" not in now


@pytest.mark.parametrize(("first", "last"), [("2019", "2021"), ("2024", "2024"), ("2026", "2030")])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_years_choose_what_is_or_may_be_within_them(
    real: Server, subject: str, first: str, last: str
) -> None:
    pairs = (("subject", subject), ("from", first), ("to", last))
    things = {row["thing"] for row in rows(page(real, *pairs, file="csv"))}
    asked = table(real, page(real, *pairs, file="rq").text)
    assert {row["thing"] for row in asked} == things


def test_all_filters_at_once_still_agree_with_their_query(real: Server) -> None:
    pairs = (
        ("subject", "commitment"),
        ("units", "now"),
        ("province", "bac-ninh-2026"),
        ("province", "hai-phong-2025"),
        ("area", "economy"),
        ("area", "infrastructure"),
        ("certainty", "explicit"),
        ("from", "2020"),
        ("to", "2021"),
    )
    about = json.loads(page(real, *pairs, file="json").text)
    assert about["rows"]
    assert {row["thing"] for row in table(real, about["query"])} == {
        row["thing"] for row in about["rows"]
    }
