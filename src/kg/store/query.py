"""A query as readers and remote engines take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.store.cancellation import Cancellation


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query and how to answer it.

    `solutions` and `graph` name a format each, for either kind of answer; None where that kind is
    of no use. The graphs, where any is given, replace the dataset that the text names. `prefixes`
    need no declaration in the text. `timeout`, in seconds, lowers what the settings allow.
    `cancellation` stops it from another thread.
    """

    text: str
    solutions: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = None
    cancellation: Cancellation = field(default_factory=Cancellation, compare=False)
