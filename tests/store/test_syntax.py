from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QuerySyntaxError
from kg.store.syntax import explain


def refused(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    return explain(text, str(caught.value), {})


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("SELECT * {\n ?s ?p }", 2, 8, "unexpected }"),
        ("SELECT * {\n ?s ?p 'Hà Nội' ; , }", 2, 19, "unexpected ,"),
        ("SELECT * { ?s ?p ?o", 1, 20, "ends too early"),
        ("SELECT * { ?s ?p ?o }}", 1, 22, "unexpected }"),
        ("SELECT * { ?s ?p ?o FILTR(?o) }", 1, 21, "unexpected FILTR"),
        ("SELECT * { ?s ?p ?o FILTER(?o > ) }", 1, 33, "unexpected )"),
        ("SELECT * { ?s ?p ?o } LIMIT x", 1, 29, "unexpected x"),
        ("SELCT * { ?s ?p ?o }", 1, 1, "unexpected SELCT"),
        ("SELECT * { ?s x:p ?o }", 1, 15, "prefix x: is not declared"),
        ("SELECT * { ?s <http://[> ?o }", 1, 15, "IRI parsing failed"),
        ("SELECT ?a { ?s ?p ?o } GROUP BY ?s", 1, 35, "unbound"),
        ("INSERT DATA { <a:a> <a:b> 1 }", 1, 1, "SPARQL Update"),
        ("ASK { \x00 }", 1, 7, r"unexpected '\x00'"),
        ("", 1, 1, "ends too early"),
    ],
)
def test_the_error_names_the_token_at_fault(text: str, line: int, column: int, said: str) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)
    assert said in str(error)
