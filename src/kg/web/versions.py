"""Which snapshot a request is about: the current one, or one that it names.

`Prefer: snapshot=<id>` (RFC 7240) and `/snapshots/<id>/sparql` name one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Request
from werkzeug.http import parse_list_header

from kg.store.interface import AnswerStream, Served
from kg.store.query import Query
from kg.web.problems import Problem
from kg.web.site import site

_PREFERENCE = "snapshot"


@dataclass(frozen=True)
class Version:
    """A snapshot, and how to ask it."""

    snapshot: Served
    ask: Callable[[Query], AnswerStream]


def preferred_snapshot(request: Request) -> str | None:
    """Return the id that the header `Prefer` names, or None. The first of several counts."""
    for item in parse_list_header(request.headers.get("Prefer", "")):
        name, _, value = item.partition(";")[0].partition("=")
        if name.strip().lower() == _PREFERENCE:
            return value.strip().strip('"')
    return None


def version(identifier: str | None) -> Version:
    """Return the snapshot called `identifier`, the current one where that is None.

    Raises Problem where there is none: 410 where this server has answered from it before, else 404.
    """
    current, history = site().pool, site().history
    if history is not None:
        history.remember(current.snapshot.id)
    if identifier is None or identifier == current.snapshot.id:
        return Version(current.snapshot, current.ask)
    found = history.find(identifier) if history else None
    if history is not None and found is not None:
        return Version(found, lambda query: history.ask(found, query))
    if history is not None and history.remembers(identifier):
        raise Problem(HTTPStatus.GONE, f"snapshot {identifier} is not kept any more")
    raise Problem(
        HTTPStatus.NOT_FOUND,
        f"there is no snapshot {identifier[:40]!r} here; /-/snapshots/ lists those that are kept",
    )
