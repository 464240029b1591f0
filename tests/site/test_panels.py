"""Terms are bound to the queries of panels as terms, whatever is in them."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Literal, NamedNode, Store

from kg.namespaces import PREFIXES
from kg.site.panels import PANELS, query

NAMES = sorted(file.stem for file in PANELS.glob("*.rq"))
THING = NamedNode("https://w3id.org/vnrc/id/unit/a")
SLOT = re.compile(r"# (?:VALUES|FILTER) \?(\w+)")


@pytest.mark.parametrize("name", NAMES)
def test_every_panel_is_a_query_that_says_what_a_row_is(name: str) -> None:
    text = (PANELS / f"{name}.rq").read_text(encoding="utf-8")
    assert text.startswith("# ")
    terms = dict.fromkeys(SLOT.findall(text), THING)
    Store().query(query(name, **terms))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        '"} } DELETE WHERE { ?s ?p ?o } #',
        'a\\" }',
        "line\nbreak",
        "\u202e",
        "'''",
        "# VALUES ?kind",
    ],
)
def test_a_literal_never_ends_its_place(value: str) -> None:
    text = query("records", thing=THING, kind=Literal(value))
    places = [line for line in text.splitlines() if "VALUES ?kind" in line]
    assert len(places) == 1
    Store().query(text)
    found = Store().query(f"SELECT ?kind {{ {places[0]} }}")
    assert [row["kind"] for row in found] == [Literal(value)]  # type: ignore[union-attr]


def test_several_terms_are_several_values_and_none_no_row() -> None:
    several = query("labels", thing=[THING, NamedNode("urn:b")])
    assert f"VALUES ?thing {{ {THING} <urn:b> }}" in several
    assert "VALUES ?thing {  }" in query("labels", thing=[])


def test_a_filter_lets_only_the_terms_pass() -> None:
    assert f"FILTER(?property IN ({THING}, <urn:b>))" in query(
        "cells", record=THING, property=[THING, NamedNode("urn:b")]
    )


def test_a_term_without_its_line_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"labels\.rq has no line for other"):
        query("labels", other=THING)


def test_a_part_of_the_rows_is_cut_out_and_prefixes_are_declared() -> None:
    text = query("labels", thing=THING, limit=5, offset=10)
    assert text.endswith("LIMIT 5\nOFFSET 10\n")
    assert f"PREFIX rdfs: <{PREFIXES['rdfs']}>" in text
