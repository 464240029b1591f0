"""What the application needs of a store: the embedded one and a remote engine both provide it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, Self

from kg.store.formats import AnyFormat
from kg.store.query import Query
from kg.store.snapshot import Manifest


class Served(Protocol):
    """A snapshot that is served, wherever it is."""

    @property
    def id(self) -> str:
        """The digest that names it."""

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""

    @property
    def triples(self) -> int:
        """Number of triples in its default graph."""


class AnswerStream(Protocol):
    """An answer: see `kg.store.answer.Answer`."""

    @property
    def snapshot(self) -> Served:
        """What was asked."""

    @property
    def complete(self) -> bool:
        """Whether nothing can go wrong any more."""

    @property
    def format(self) -> AnyFormat | None:
        """How it is written."""

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(self, *_: object) -> None:
        """Close it."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes; raises QueryError where the rest will not come."""

    def read(self) -> bytes:
        """Return all bytes; raises QueryError where they will not come."""

    def close(self) -> None:
        """Let go of what answers."""


class QueryStore(Protocol):
    """Answers queries, from any thread, over the snapshot that is current."""

    @property
    def snapshot(self) -> Served:
        """The snapshot that the next query is answered from."""

    def ask(self, query: Query) -> AnswerStream:
        """Return the answer to `query`, or raise the QueryError that says why there is none."""
