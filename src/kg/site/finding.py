"""Finding things by their names: in the text index, or by SPARQL where a remote engine answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from kg.site.panels import rows
from kg.store import search as index
from kg.store.search import MOST_WORDS, Group, Hit
from kg.store.snapshot import Snapshot
from kg.store.text import PROPERTIES, TEXT, kind_of, subject_of
from kg.text.fold import fold, words
from kg.web.site import site

MOST_FOUND = 1000
"""Texts that a remote engine is asked for: it cannot say which are best."""

_BEARERS = frozenset("adeiouy")
_MARKED = "..?.?"


def find(query: str, *, kind: str = "", limit: int, offset: int = 0) -> list[Group]:
    """Return what `query` finds, in groups by kind: see `kg.store.search.search`.

    Raises SnapshotError or QueryError where nothing can be searched.
    """
    snapshot = site().pool.snapshot
    if isinstance(snapshot, Snapshot):
        return index.search(snapshot.names, query, kind=kind, limit=limit, offset=offset)
    groups: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in _asked(query):
        if kind in ("", hit.kind):
            groups[hit.kind].append(hit)
    return [
        Group(name, len(hits), hits[offset : offset + limit])
        for name, hits in sorted(groups.items())
        if hits[offset:]
    ]


def count(query: str) -> dict[str, int]:
    """Return how many things of each kind `query` finds; raises as `find`."""
    snapshot = site().pool.snapshot
    if isinstance(snapshot, Snapshot):
        return index.count(snapshot.names, query)
    return {group.kind: group.total for group in find(query, limit=MOST_FOUND)}


def suggest(query: str, *, limit: int) -> list[Hit]:
    """Return the things whose names fit `query` best while it is typed; raises as `find`."""
    snapshot = site().pool.snapshot
    if isinstance(snapshot, Snapshot):
        return index.suggest(snapshot.names, query, limit=limit)
    return [hit for hit in _asked(query) if hit.source < TEXT][:limit]


def _asked(query: str) -> Sequence[Hit]:
    """Return what the engine finds by regular expressions, each thing once, best first."""
    sought = words(query)[:MOST_WORDS]
    if not sought:
        return []
    longest = max(sought, key=len)
    found = rows("found", limit=MOST_FOUND, property=list(PROPERTIES), pattern=_pattern(longest))
    whole = " ".join(fold(query).split())
    best: dict[str, tuple[tuple[object, ...], Hit]] = {}
    for row in found:
        thing, said, property_ = row["thing"], row["text"], row["property"]
        if not isinstance(thing, NamedNode) or not isinstance(said, Literal):
            continue
        folded = fold(said.value)
        if not all(re.search(rf"\b{re.escape(word)}", folded) for word in sought):
            continue
        source = PROPERTIES[property_] if isinstance(property_, NamedNode) else TEXT
        iri = subject_of(thing.value)
        stage = 0 if folded == whole else 1 if folded.startswith(whole) else 2
        rank = (source == TEXT, stage, source, len(said.value), said.value, iri)
        hit = Hit(iri, kind_of(iri), said.value, said.language or "", source)
        if iri not in best or rank < best[iri][0]:
            best[iri] = (rank, hit)
    return [hit for _, hit in sorted(best.values(), key=lambda item: item[0])]


def _pattern(word: str) -> Literal:
    """Return a regular expression that finds a folded word, and a little more: see `_asked`.

    A letter that may bear marks is anything of up to three bytes: Virtuoso compares bytes, and
    finds nothing by alternatives or classes of other letters.
    """
    return Literal("".join(_MARKED if letter in _BEARERS else _either(letter) for letter in word))


def _either(letter: str) -> str:
    """Return what fits a letter in either case."""
    return f"[{letter}{letter.upper()}]" if letter.isascii() and letter.isalpha() else letter
