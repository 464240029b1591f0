"""A snapshot cut into parts of bounded size, each of one graph, the same parts every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, serialize

from kg.store.remote.names import MERGED
from kg.store.remote.terms import as_values, skolemised
from kg.store.snapshot import Snapshot

PART_TRIPLES = 5_000
"""Triples of a part: less than the rows that any engine we know gives back at once."""


@dataclass(frozen=True)
class Part:
    """Some triples of one graph; `number` counts from 0 over the snapshot."""

    number: int
    graph: str
    triples: tuple[Triple, ...]

    @property
    def body(self) -> bytes:
        """The triples as N-Triples in UTF-8."""
        return cast(bytes, serialize(self.triples, format=RdfFormat.N_TRIPLES))


@dataclass(frozen=True)
class Digest:
    """What a set of triples amounts to: how many there are, and a digest of their values."""

    count: int
    sha256: str

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Digest:
        """Return the digest of `triples`, in any order, by value and not by spelling."""
        lines = sorted(as_values(triples))
        return cls(len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())


def parts(snapshot: Snapshot) -> Iterator[Part]:
    """Yield the parts of `snapshot`; its default graph becomes the graph MERGED.

    They are read from its database, so that an engine is given the values that the embedded one
    answers with. Raises SnapshotError where it cannot be opened.
    """
    waiting: dict[str, list[Triple]] = {}
    number = 0
    for quad in snapshot.open_store():
        graph = _name(quad.graph_name)
        held = waiting.setdefault(graph, [])
        held.append(skolemised(quad.triple))
        if len(held) == PART_TRIPLES:
            yield Part(number, graph, tuple(held))
            number += 1
            held.clear()
    for graph, held in sorted(waiting.items()):
        if held:
            yield Part(number, graph, tuple(held))
            number += 1


def _name(graph: object) -> str:
    if isinstance(graph, DefaultGraph):
        return MERGED
    assert isinstance(graph, NamedNode)  # noqa: S101 - a snapshot names its graphs by IRIs
    return graph.value
