"""What may have been meant, where an address names nothing."""

from __future__ import annotations

from http import HTTPStatus

from kg.errors import SnapshotError
from kg.site.addresses import slug
from kg.store.search import suggest
from kg.store.snapshot import Snapshot
from kg.web.problems import Problem
from kg.web.site import site

_MOST = 8
_MOST_WORDS = 8


class UnknownThing(Problem):
    """The graph has nothing of this IRI; `suggestions` are IRIs that are called alike."""

    def __init__(self, iri: str) -> None:
        """Look for what is called alike."""
        found = similar(iri)
        hint = f"; perhaps {', '.join(found)}" if found else ""
        super().__init__(HTTPStatus.NOT_FOUND, f"the graph says nothing of {iri[:200]}{hint}")
        self.suggestions = found


def similar(iri: str) -> list[str]:
    """Return IRIs of things that are called like the end of `iri`, best first.

    Words are left out from the end until something is found. Nothing is where the names cannot be
    searched, as with a remote engine.
    """
    snapshot = site().pool.snapshot
    words = slug(iri).split()[:_MOST_WORDS]
    if not isinstance(snapshot, Snapshot):
        return []
    for count in range(len(words), 0, -1):
        try:
            hits = suggest(snapshot.names, " ".join(words[:count]), limit=_MOST)
        except SnapshotError:
            return []
        if hits:
            return [hit.iri for hit in hits]
    return []
