"""What things are called: the label of an IRI in the reader's language, never the bare IRI."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.namespaces import VNRC, VOCAB
from kg.site.addresses import slug
from kg.site.panels import Row, rows
from kg.web.site import site

MOST_LETTERS = 300
"""Letters of a name that are shown."""

_MOST_AT_ONCE = 500
_SHARED = (str(VNRC), str(VOCAB))
_FORMATTING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[{_FORMATTING}]|([\x00-\x1f\x7f-\x9f])")


@dataclass(frozen=True)
class Label:
    """A name and the language that it is in; None where it has none."""

    text: str
    language: str | None = None


class Labels(Mapping[str, Label]):
    """The labels of IRIs that were looked up; any other IRI is called by the end of its address."""

    def __init__(self, found: Mapping[str, Label]) -> None:
        """Hold labels by IRI."""
        self._found = found

    @property
    def known(self) -> Collection[str]:
        """The IRIs that have a label."""
        return self._found.keys()

    def __getitem__(self, iri: str) -> Label:
        """Return the label of `iri`."""
        return self._found.get(iri) or Label(plain(slug(iri)))

    def __iter__(self) -> Iterable[str]:  # type: ignore[override]
        """Yield the IRIs that were looked up and have one."""
        return iter(self._found)

    def __len__(self) -> int:
        """Return how many were found."""
        return len(self._found)

    def __or__(self, other: Labels) -> Labels:
        """Return the labels of both."""
        return Labels({**self._found, **other._found})


def plain(text: str) -> str:
    """Return `text` without control characters and those that turn the direction of writing.

    They would reorder what stands around a name; the data keep them.
    """
    return _UNSEEN.sub(lambda found: " " if found[1] else "", text)


def look_up(language: str, iris: Iterable[str | NamedNode]) -> Labels:
    """Return the labels of `iris` in `language`, else in another one; raises QueryError.

    Those of terms and concepts, which most pages show, are kept as long as the snapshot is.
    """
    wanted = {item if isinstance(item, str) else item.value for item in iris}
    kept = _kept(site().pool.snapshot.id, language)
    found = {iri: kept[iri] for iri in wanted if iri in kept}
    missing = sorted(wanted - found.keys())
    for start in range(0, len(missing), _MOST_AT_ONCE):
        found |= _ask(language, missing[start : start + _MOST_AT_ONCE])
    kept |= {iri: found[iri] for iri in missing if iri in found and iri.startswith(_SHARED)}
    return Labels(found)


@lru_cache(maxsize=4)
def _kept(snapshot: str, language: str) -> dict[str, Label]:  # noqa: ARG001 - they are the key
    """Return where labels of one snapshot in one language are kept."""
    return {}


def _ask(language: str, iris: Iterable[str]) -> dict[str, Label]:
    best: dict[str, tuple[int, str, Label]] = {}
    for row in rows("labels", thing=map(NamedNode, iris)):
        thing, name = row["thing"], row["label"]
        if isinstance(thing, NamedNode) and isinstance(name, Literal):
            rank = (_rank(name.language, language), name.value)
            if thing.value not in best or rank < best[thing.value][:2]:
                best[thing.value] = (*rank, Label(_short(plain(name.value)), name.language))
    return {iri: label for iri, (_, _, label) in best.items()}


def _short(name: str) -> str:
    """Return `name`, of one that is too long for any line the beginning."""
    return name if len(name) <= MOST_LETTERS else f"{name[:MOST_LETTERS]}…"


def labels_of(language: str, *tables: Iterable[Row]) -> Labels:
    """Return the labels of every IRI in the rows of `tables`; raises QueryError."""
    return look_up(
        language,
        {
            term.value
            for table in tables
            for row in table
            for term in row.values()
            if isinstance(term, NamedNode)
        },
    )


def _rank(tag: str | None, language: str) -> int:
    """Return how well a text in the language `tag` serves a reader: 0 is best."""
    if (tag or "").partition("-")[0] == language:
        return 0
    return 1 if tag is None else 2
