"""What a snapshot holds: the asserted graphs, the inferred one, and all of them merged.

The engine's own union of graphs counts a triple twice that stands in two of them, so the default
graph holds each distinct triple once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import pyoxigraph as ox

from kg.namespaces import GRAPH, GRAPH_INFERRED

INFERRED = ox.NamedNode(str(GRAPH_INFERRED))


def with_canonical_blanks(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return `quads` with blank nodes labelled by RDFC-1.0: by what is said of them alone.

    Source: https://www.w3.org/TR/rdf-canon/. Only quads with blank nodes enter it; the labels do
    not depend on the others.
    """
    named: list[ox.Quad] = []
    blank: list[ox.Quad] = []
    for quad in quads:
        nodes = (quad.subject, quad.object, quad.graph_name)
        (blank if any(isinstance(node, ox.BlankNode) for node in nodes) else named).append(quad)
    dataset = ox.Dataset(blank)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [*named, *dataset]


def served(asserted: Sequence[ox.Quad], inferred: Sequence[ox.Triple]) -> list[ox.Quad]:
    """Return the quads of a snapshot: `asserted` in their graphs, `inferred` in its own, merged."""
    merged = {quad.triple for quad in asserted} | set(inferred)
    return [
        *asserted,
        *(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in inferred),
        *(ox.Quad(t.subject, t.predicate, t.object) for t in merged),
    ]


def canonical_lines(quads: Iterable[ox.Quad]) -> bytes:
    """Return `quads` as N-Quads in UTF-8, each once, in the order of the lines' bytes."""
    text = cast(bytes, ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    return b"\n".join([*sorted(set(text.split(b"\n")) - {b""}), b""])


def role(graph: str) -> str:
    """Return what a graph holds: the room in its IRI (`articles`, `entities`, …) or `inferred`."""
    return graph.removeprefix(str(GRAPH)).partition("/")[0]
