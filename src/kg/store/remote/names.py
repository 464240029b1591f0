"""The graphs that a published snapshot takes in an engine.

The graphs of the snapshot keep their names, so that queries need no change. Its default graph is a
named graph there, since some engines have no other kind: every query says which graphs it is about.
"""

from __future__ import annotations

from kg.namespaces import BASE

PUBLISHED = BASE + "published"
"""The graph, and in it the node, that says what is published."""

MERGED = PUBLISHED + "/merged"
"""The graph that holds the snapshot's default graph."""

STAGING = PUBLISHED + "/staging/"
GENID = BASE + ".well-known/genid/"


def staging_graph(snapshot: str, number: int) -> str:
    """Return the graph in which part `number` of a snapshot waits to be swapped in."""
    return f"{STAGING}{snapshot}/{number}"
