"""The shapes, which are in the project and not in the graph: what each demands, in RDF."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.store.formats import GraphFormat
from kg.web.site import site


def describe_shape(node: ox.NamedNode, written: GraphFormat | None = None) -> bytes | None:
    """Return what the shapes say of `node`, its blank nodes with it; None where they do not.

    Without a format, only whether they do: the answer is then empty.
    """
    found = _description(_shapes(site().project), node)
    if not found:
        return None
    return ox.serialize(found, format=written.engine, prefixes=PREFIXES) if written else b""


@lru_cache(maxsize=4)
def _shapes(project: Path) -> ox.Store:
    store = ox.Store()
    for file in sorted((project / "shapes").glob("*.ttl")):
        quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        store.extend(quads)
    return store


def _description(store: ox.Store, node: ox.NamedNode) -> list[ox.Triple]:
    """Return the concise bounded description: https://www.w3.org/submissions/CBD/."""
    found: list[ox.Triple] = []
    waiting: list[ox.NamedNode | ox.BlankNode] = [node]
    seen = {*waiting}
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None):
            found.append(quad.triple)
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return found
