"""A store whose default graph merges its named graphs, each distinct triple once."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

_DEFAULT = ox.DefaultGraph()


def put_in(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Add `quads`, all in named graphs, and what they bring to the default graph."""
    held = list(quads)
    store.extend(held)
    store.extend(map(merged, held))


def take_out(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Remove `quads`, all in named graphs, and what the default graph then lacks a reason for."""
    for quad in quads:
        store.remove(quad)
        if not list(holders(store, quad)):
            store.remove(merged(quad))


def merged(quad: ox.Quad) -> ox.Quad:
    """Return the triple of `quad` in the default graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def holders(store: ox.Store, quad: ox.Quad) -> list[ox.Quad]:
    """Return the triple of `quad` in each named graph that holds it."""
    found = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return [item for item in found if item.graph_name != _DEFAULT]
