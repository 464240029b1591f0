from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.namespaces import GRAPH
from kg.store.memory import Stores
from kg.store.selection import (
    ALL,
    ASSERTED,
    Dataset,
    Selector,
    TooManyTriples,
    dataset_of,
    without_dataset,
)

ONE, TWO, BACKGROUND, INFERRED = (
    str(GRAPH[name]) for name in ("article/1", "article/2", "background/codes", "inferred")
)
GRAPHS = [ONE, TWO, BACKGROUND, INFERRED]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/{name}")


@pytest.fixture(params=["one store", "two stores"])
def selector(request: pytest.FixtureRequest) -> Selector:
    """Return one over a snapshot in which `shared` stands in both articles."""
    store = ox.Store()
    facts = [(ONE, "shared"), (TWO, "shared"), (ONE, "one"), (BACKGROUND, "b"), (INFERRED, "i")]
    for graph, name in facts:
        subject, predicate, same = node(name), node("p"), ox.BlankNode("same")
        store.add(ox.Quad(subject, predicate, same, ox.NamedNode(graph)))
        store.add(ox.Quad(subject, predicate, same))
    default = ox.Store()
    default.extend(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return Selector(Stores(store, default if request.param == "two stores" else None))


def count(selector: Selector, *default: str, named: tuple[str, ...] = (), text: str = COUNT) -> int:
    store, options = selector.select(Dataset(default, named), text, 100)
    solutions = store.query(text, **options)
    assert isinstance(solutions, ox.QuerySolutions)
    value = next(solutions)["n"]
    assert isinstance(value, ox.Literal)
    return int(value.value)


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ((ONE,), 2),
        ((ONE, TWO), 2),
        ((TWO, ONE, ONE), 2),
        ((ONE, TWO, BACKGROUND), 3),
        ((ASSERTED,), 3),
        ((INFERRED,), 1),
        ((str(GRAPH["article"]),), 2),
        ((ALL,), 4),
        ((ALL, ONE), 4),
        ((ASSERTED, INFERRED), 4),
        ((str(GRAPH["nothing"]),), 0),
        (("https://example.org/none", ONE), 2),
    ],
)
def test_a_triple_of_several_graphs_is_there_once(
    selector: Selector, default: tuple[str, ...], expected: int
) -> None:
    assert count(selector, *default) == expected


def test_no_dataset_is_the_whole_store(selector: Selector) -> None:
    assert count(selector) == 4
    for keyword in ("GRAPH", "graph", "GrApH"):
        inside = f"SELECT (COUNT(*) AS ?n) {{ {keyword} ?g {{ ?s ?p ?o }} }}"
        assert count(selector, text=inside) == 5
    both = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }"
    assert count(selector, text=both) == 5


def test_named_graphs_keep_their_names_beside_a_merge(selector: Selector) -> None:
    inside = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(selector, ONE, TWO, text=inside) == 0
    assert count(selector, ONE, TWO, named=(BACKGROUND, INFERRED), text=inside) == 2
    assert count(selector, named=(str(GRAPH["article"]),), text=inside) == 2
    assert count(selector, named=(ONE,), text=COUNT) == 0
    assert count(selector, ONE, TWO, named=(BACKGROUND,), text=COUNT) == 2


def test_a_blank_node_of_two_graphs_stays_one(selector: Selector) -> None:
    nodes = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"
    assert count(selector, ONE, TWO, text=nodes) == 1


def test_more_triples_than_may_be_merged_are_refused(selector: Selector) -> None:
    with pytest.raises(TooManyTriples, match="more than 2 triples"):
        selector.select(Dataset((ONE, TWO), ()), COUNT, 2)
    assert selector.select(Dataset((ONE,), ()), COUNT, 0)[1]["default_graph"] == [ox.NamedNode(ONE)]


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * { ?s ?p 'FROM <a:b>' }", (), ()),
        ("# FROM <a:b>\nASK {}", (), ()),
        ("ASK FROM <a:b> {}", ("a:b",), ()),
        ("SELECT*FROM<a:b>FROM NAMED<a:c>{}", ("a:b",), ("a:c",)),
        ("PREFIX e: <a:> DESCRIBE <a:x> from e:b from named e:c", ("a:b",), ("a:c",)),
        ("BASE <http://a.org/x/y> CONSTRUCT {} FROM <../b> {}", ("http://a.org/b",), ()),
        ("BASE <a://b/> BASE <c/> PREFIX e: <d#> ASK FROM e:f {}", ("a://b/c/d#f",), ()),
        ("ASK FROM known:b {}", ("k:b",), ()),
        ("ASK FROM <a:\\u0062> {}", ("a:b",), ()),
    ],
)
def test_the_dataset_is_read_from_the_text(
    text: str, default: tuple[str, ...], named: tuple[str, ...]
) -> None:
    assert dataset_of(text, {"known": "k:"}) == Dataset(default, named)


def test_a_name_that_cannot_be_resolved_is_a_syntax_error() -> None:
    for text in ("ASK FROM <b> {}", "ASK FROM e:b {}"):
        with pytest.raises(SyntaxError):
            dataset_of(text, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?s ?p 'FROM <a:b>' } # FROM <a:b>", "ASK { ?s ?p 'FROM <a:b>' } # FROM <a:b>"),
        ("SELECT*FROM<a:b>FROM NAMED<a:c>{}", "SELECT* {}"),
        ("ASK from ex:a from named ex:b WHERE {}", "ASK WHERE {}"),
    ],
)
def test_a_query_without_its_dataset_is_else_the_same(text: str, expected: str) -> None:
    assert without_dataset(text).split() == expected.split()
