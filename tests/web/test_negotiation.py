from __future__ import annotations

import pytest

from kg.store.formats import GRAPHS, SOLUTIONS
from kg.web.negotiation import choose, prefers_html

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;charset=utf-8", "text/csv"),
        ("text/csv;q=0.1, application/xml;q=0.2", "application/xml"),
        ("text/csv, */*", "text/csv"),
        ("text/*;q=0.5, application/*;q=0.4", "text/xml"),
        ("application/*;q=0, */*", "text/xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/json"),
    ],
)
def test_the_most_wanted_type_is_chosen(accept: str | None, media_type: str) -> None:
    found = choose(accept, SOLUTIONS)
    assert found is not None
    assert found[1] == media_type


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0"])
def test_where_nothing_is_acceptable_nothing_is_chosen(accept: str) -> None:
    assert choose(accept, SOLUTIONS) is None


@pytest.mark.parametrize(
    ("accept", "expected"),
    [(BROWSER, True), ("text/html", True), ("*/*", False), (None, False), ("text/csv", False)],
)
def test_only_who_wants_a_page_most_gets_one(accept: str | None, expected: object) -> None:
    assert prefers_html(accept, SOLUTIONS + GRAPHS) is expected
