"""A small store of what is around some things, with the ontology: enough to reason about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.site.panels import query
from kg.store.query import Query
from kg.web.site import site

_MOST_NODES = 200
_MOST_QUADS = 20_000


def around(things: Iterable[ox.NamedNode], hops: int) -> ox.Store:
    """Return a store of the ontology and of all that is said within `hops` of `things`.

    Every triple is in its named graph and in the default graph. Raises QueryError.
    """
    store = ox.Store()
    _add(store, query("axioms"))
    seen: set[ox.NamedNode] = set()
    frontier = set(things)
    for _ in range(hops):
        nodes = sorted(frontier - seen, key=str)[:_MOST_NODES]
        if not nodes:
            break
        seen.update(nodes)
        frontier = _add(store, query("around", thing=nodes, limit=_MOST_QUADS))
    return store


def _add(store: ox.Store, text: str) -> set[ox.NamedNode]:
    """Add the quads that a query selects; return the things that they name."""
    with site().pool.ask(Query(text=text, solutions="json")) as answer:
        results = ox.parse_query_results(answer.read(), ox.QueryResultsFormat.JSON)
    assert isinstance(results, ox.QuerySolutions)  # noqa: S101 - the panels are all SELECT
    quads: list[ox.Quad] = []
    for solution in results:
        quads += _both(solution["graph"], [solution[name] for name in ("s", "p", "o")])
    store.extend(quads)
    ends = (term for quad in quads for term in (quad.subject, quad.object))
    return {term for term in ends if isinstance(term, ox.NamedNode)}


def _both(graph: object, terms: Sequence[object]) -> list[ox.Quad]:
    """Return a triple in its graph and in the default graph."""
    subject, predicate, object_ = terms
    assert isinstance(graph, ox.NamedNode)  # noqa: S101 - these three hold for every quad
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)  # noqa: S101
    assert isinstance(predicate, ox.NamedNode)  # noqa: S101
    assert isinstance(object_, ox.NamedNode | ox.BlankNode | ox.Literal)  # noqa: S101
    return [
        ox.Quad(subject, predicate, object_, graph),
        ox.Quad(subject, predicate, object_),
    ]
