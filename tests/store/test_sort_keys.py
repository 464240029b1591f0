from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.sort_keys import comparable

XSD = "http://www.w3.org/2001/XMLSchema#"


def ordered(values: list[str], condition: str) -> list[str]:
    rows = " ".join(f"({value})" for value in values)
    text = comparable(f"SELECT ?x {{ VALUES (?x) {{ {rows} }} }} ORDER BY {condition}")
    assert text is not None
    return ["" if row["x"] is None else str(row["x"]) for row in _solutions(ox.Store(), text)]


def _solutions(store: ox.Store, text: str) -> list[ox.QuerySolution]:
    results = store.query(text)
    assert isinstance(results, ox.QuerySolutions)
    return list(results)


def test_unbound_comes_before_iris_and_iris_before_literals() -> None:
    assert ordered(["'a'", "<a:b>", "UNDEF", "1"], "?x")[:2] == ["", "<a:b>"]


def test_numbers_are_in_order_of_their_values_whatever_their_type() -> None:
    values = ["10", "9.5", "'b'", "1e2", "-3", "<a:b>", "9007199254740993", "9007199254740992"]
    found = ordered(values, "?x")
    assert [item.split('"')[1] for item in found[1:-1]] == [
        *("-3", "9.5", "10", "100"),
        *("9007199254740992", "9007199254740993"),
    ]


def test_date_times_with_a_time_zone_are_in_order_of_their_instants() -> None:
    first = f'"2020-01-01T08:00:00+09:00"^^<{XSD}dateTime>'
    second = f'"2020-01-01T00:00:00Z"^^<{XSD}dateTime>'
    third = f'"2020-01-01T00:00:00-05:00"^^<{XSD}dateTime>'
    fourth = f'"2020-01-01T10:00:00+01:00"^^<{XSD}dateTime>'
    found = ordered([fourth, third, second, first, f'"2020-01-01T00:00:00"^^<{XSD}dateTime>'], "?x")
    assert found[1:] == [first, second, third, fourth]


def test_false_comes_before_true() -> None:
    found = ordered(["true", "false", "'text'", "true", "false"], "?x")
    assert [item.split('"')[1] for item in found] == ["false", "false", "true", "true", "text"]


def test_integers_that_share_a_double_are_in_order_among_doubles() -> None:
    exact = [str(2**53 + step) for step in range(6)]
    values = [*exact[::-1], "9007199254740992e0", "9007199254740994e0", "9007199254740996e0"]
    found = [item for item in ordered(values, "?x") if "integer" in item]
    assert [item.split('"')[1] for item in found] == exact


@pytest.mark.parametrize(
    "values",
    [
        [f'"P{n % 7}M{n % 97}D"^^<{XSD}duration>' for n in range(3000)],
        [f"{2**53 + n % 7}" if n % 3 else f"{2**53 + n % 5}e0" for n in range(3000)],
        [f"<<( <a:s> <a:p> {n % 50 if n % 2 else repr(str(n % 70))} )>>" for n in range(3000)],
        [f'"20{n % 90 + 10}{"Z" if n % 2 else ""}"^^<{XSD}gYear>' for n in range(3000)],
        [f'"{n % 31}"^^<a:{n % 3}>' if n % 2 else f'"{n % 31}"' for n in range(3000)],
    ],
    ids=["durations", "large numbers", "triple terms", "years", "unknown datatypes"],
)
def test_values_that_are_ordered_in_part_do_not_end_the_process(values: list[str]) -> None:
    assert len(ordered(values, "?x")) == len(values)
    assert ordered(values, "?x") == ordered(values, "DESC(?x)")[::-1]


def test_descending_turns_the_whole_order_round() -> None:
    values = ["'b'", "<a:b>", "'a'", "2", "1"]
    assert ordered(values, "DESC(?x)") == ordered(values, "?x")[::-1]


@pytest.mark.parametrize(
    "condition",
    [
        "?s DESC(?o) LIMIT 5",
        "LCASE(STR(?o)) ASC(?s) OFFSET 1",
        "<http://www.w3.org/2001/XMLSchema#string>(?o)",
        "(?o) NOT EXISTS { ?o ?x ?y } VALUES ?s { <a:a> }",
        "xsd:string(?o) # LIMIT\n LIMIT 1",
    ],
)
def test_every_form_of_condition_is_understood(condition: str) -> None:
    prologue = f"PREFIX xsd: <{XSD}> "
    text = comparable(f"{prologue}SELECT * {{ ?s ?p ?o }} ORDER BY {condition}")
    assert text is not None
    assert _solutions(ox.Store(), text) == []


def test_subqueries_and_aggregates_are_sorted_too() -> None:
    text = comparable(
        "SELECT ?s (COUNT(*) AS ?n) { { SELECT ?s { ?s ?p ?o } ORDER BY ?o LIMIT 9 } } "
        "GROUP BY ?s ORDER BY DESC(COUNT(*)) ?s"
    )
    assert text is not None
    assert _solutions(ox.Store(), text) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?order { ?order ?by 'ORDER BY ?o' }",
        "SELECT * { ?s ?p ?o } ORDER BY STR(?o) DESC(COUNT(?o)) ((YEAR(?o)))",
    ],
)
def test_a_query_whose_order_is_total_is_left_alone(text: str) -> None:
    assert comparable(text) is None


@given(st.lists(st.sampled_from(["ORDER BY", "ASC", "(", ")", "?x", "NOT", "{", "STR", "()", ";"])))
def test_no_text_makes_it_fail(parts: list[str]) -> None:
    comparable(" ".join(parts))
