from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.sort_keys import comparable
from kg.store.sparql_text import (
    is_nested_deeper,
    is_update,
    is_volatile,
    place,
    service_bodies,
    services,
    tokens,
    with_services,
)


@given(st.text())
def test_every_text_has_tokens_that_stand_where_they_say(text: str) -> None:
    for token in tokens(text):
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * { SERVICE <http://a/> {} }", ["http://a/"]),
        ("SELECT * { service silent <http://a/> {} }", ["http://a/"]),
        ("SELECT * { SERVICE ?where {} }", [None]),
        ("SELECT * { ?s ?p trueSERVICE<http://a/>{} }", ["http://a/"]),
        ("SELECT * { ?s ?p 1e5SERVICE <http://a/> {} }", ["http://a/"]),
        ("ASK { SERVICESILENT<http://a/>{} }", ["http://a/"]),
        ("PREFIX a: <http://a/> PREFIX SERVICEa: <b:> ASK { SERVICEa:x{} }", [None]),
        (r"ASK { ?s ?p a:b\' . SERVICE <http://a/> {} # ' }", ["http://a/"]),
        ("ASK { FILTER(1<2).SERVICE<http://a/>{} FILTER(3>2) }", ["http://a/"]),
    ],
)
def test_a_service_is_found_however_it_is_written(text: str, found: list[str | None]) -> None:
    assert services(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a <http://service/> } # SERVICE <http://a/>",
        'SELECT * { ?s ?p \'SERVICE <http://a/> {}\', """SERVICE " x""" }',
        "PREFIX service: <a:> SELECT * { ?s service:b _:service }",
    ],
)
def test_the_word_service_elsewhere_is_no_service(text: str) -> None:
    assert services(text) == []


def test_brackets_count_only_where_they_are_brackets() -> None:
    assert is_nested_deeper("ASK {{{}}}", 2)
    assert not is_nested_deeper("ASK {{{}}}", 3)
    assert not is_nested_deeper("ASK { ?s ?p '{{{{', <a:((((> # {{{{\n }", 1)
    assert not is_nested_deeper("ASK {} {} {} {}", 1)


@pytest.mark.parametrize("text", ["SELECT (NOW() AS ?n) {}", "ASK { FILTER(rand() < 1) }"])
def test_a_query_that_asks_for_time_or_chance_is_volatile(text: str) -> None:
    assert is_volatile(text)


def test_a_query_that_only_names_such_a_function_is_not() -> None:
    assert not is_volatile("SELECT ?now { ?now ?p 'RAND()' }")


def test_an_update_is_told_from_a_query_behind_its_prologue() -> None:
    assert is_update("PREFIX insert: <a:>\nDELETE WHERE { ?s ?p ?o }")
    assert not is_update("BASE <insert:> SELECT ?insert { ?s a insert:a }")


def test_places_count_lines_of_every_kind_and_code_points() -> None:
    assert place("a\r\nb\rc\nđ𝄞x", 9) == (4, 3)


def test_a_service_within_another_one_is_left_to_the_other_endpoint() -> None:
    text = "ASK { SERVICE <a:1> { SERVICE <a:2> {} } SERVICE SILENT <a:1> {} }"
    changed = with_services(text, {"a:1": "b:1", "a:2": "b:2"})
    assert changed == "ASK { SERVICE <b:1> { SERVICE <a:2> {} } SERVICE SILENT <b:1> {} }"


def test_what_other_endpoints_read_is_found() -> None:
    text = "ASK { SERVICE <a:1> { { ?s ?p '}' } } SERVICE <a:2> {"
    assert [text[body.start : body.stop] for body in service_bodies(text)] == [
        "{ { ?s ?p '}' } }",
        "{",
    ]


@pytest.mark.parametrize(
    "part", ["a.", "a-", "SERVICE ", "SERVICE <a:a> {", "'''x'' ", "ORDER BY ("]
)
def test_the_longest_text_is_read_in_a_moment(part: str) -> None:
    text = part * (128 * 1024 // len(part))
    begin = time.process_time()
    is_nested_deeper(text, 200)
    is_volatile(text)
    service_bodies(text)
    comparable(text)
    assert time.process_time() - begin < 3  # seconds; it was a minute where it was quadratic
