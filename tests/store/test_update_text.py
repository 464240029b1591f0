"""An update is taken apart as its grammar says, and what is wrong has its place."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.errors import QueryRefused, QuerySyntaxError
from kg.store.update_text import Clear, Modify, Transfer, read_update

P = "PREFIX a: <urn:a:> "


def test_each_operation_has_the_declarations_before_it() -> None:
    first, second, third = read_update(
        f"{P}INSERT DATA {{ a:x a:p '}}' }} ; # ;\nPREFIX b: <urn:b:>\n"
        "DELETE WHERE { GRAPH a:g { ?s ?p b:x } } ; COPY SILENT b:x TO GRAPH <urn:y> ;"
    )
    assert first == Modify("PREFIX a: <urn:a:>", insert="{ a:x a:p '}' }")
    pattern = "{ GRAPH a:g { ?s ?p b:x } }"
    both = "PREFIX a: <urn:a:> PREFIX b: <urn:b:>"
    assert second == Modify(both, delete=pattern, where=pattern)
    assert third == Transfer("COPY", NamedNode("urn:b:x"), NamedNode("urn:y"), silent=True)


def test_modify_has_its_templates_and_its_dataset() -> None:
    (found,) = read_update(
        f"{P}WITH a:w DELETE {{ ?s ?p 1 }} INSERT {{ GRAPH ?g {{ ?s ?p 2 }} }} "
        "USING a:u USING NAMED a:n WHERE { ?s ?p 1 { SELECT ?g {} } }"
    )
    assert found == Modify(
        "PREFIX a: <urn:a:>",
        delete="{ ?s ?p 1 }",
        insert="{ GRAPH ?g { ?s ?p 2 } }",
        where="{ ?s ?p 1 { SELECT ?g {} } }",
        graph=NamedNode("urn:a:w"),
        using=(NamedNode("urn:a:u"),),
        using_named=(NamedNode("urn:a:n"),),
    )


def test_the_request_names_the_dataset_of_each_where() -> None:
    text = "INSERT DATA { <urn:s> <urn:p> 1 } ; INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }"
    data, modify = read_update(text, ["urn:u"], ["urn:n"])
    assert isinstance(data, Modify)
    assert isinstance(modify, Modify)
    assert not data.has_dataset
    assert (modify.using, modify.using_named) == ((NamedNode("urn:u"),), (NamedNode("urn:n"),))


@pytest.mark.parametrize("clause", ["USING <urn:x>", "USING NAMED <urn:x>"])
def test_the_dataset_is_named_once(clause: str) -> None:
    with pytest.raises(QuerySyntaxError, match="using-graph-uri"):
        read_update(f"INSERT {{ ?s ?p 1 }} {clause} WHERE {{ ?s ?p 2 }}", ["urn:u"])


def test_clearing() -> None:
    assert read_update("CLEAR ALL; DROP SILENT DEFAULT; CREATE GRAPH <urn:g>") == [
        Clear("CLEAR", "ALL", silent=False),
        Clear("DROP", "DEFAULT", silent=True),
        Clear("CREATE", NamedNode("urn:g"), silent=False),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("INSERT DATA {\n <urn:a> }", 2, 10),
        ("INSERT DATA { <urn:a> <urn:b> 1 } ;\n FOO", 2, 2),
        ("\n INSERT DATA { a:b a:c 1 }", 2, 16),
        ("SELECT * {}", 1, 1),
    ],
)
def test_what_is_wrong_has_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read_update(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/>",
        "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <urn:g>",
        "INSERT DATA {} ; LOAD <http://127.0.0.1:9/>",
        "INSERT { ?s ?p 1 } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p 2 } }",
        "INSERT { ?s ?p 1 } WHERE { SERVICE SILENT ?x { ?s ?p 2 } }",
    ],
)
def test_what_asks_others_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        read_update(text)


def test_syntax_comes_before_refusal() -> None:
    with pytest.raises(QuerySyntaxError):
        read_update("LOAD <http://127.0.0.1:9/> ; INSERT DATA {")
