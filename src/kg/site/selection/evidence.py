"""The facts by which things have their values: a link to evidence beside each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.site.selection.index import Index
from kg.site.selection.keeper import table
from kg.site.selection.queries import of_evidence
from kg.site.selection.subjects import PROVINCE

_AT_ONCE = 1000  # things in one query


def facts_behind(
    index: Index, name: str, things: Sequence[str], *, present: bool
) -> dict[tuple[str, str], str]:
    """Return the first fact, in order of their names, by which each thing has each value.

    `name` is a facet, or TIME, whose values are time spans. Of provinces as they are `present`,
    these are the facts about what became part of them. Raises QueryError.
    """
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(things), _AT_ONCE):
        query = of_evidence(index.subject, name, things[start : start + _AT_ONCE])
        for thing, value, fact in table(query) if query else ():
            for shown in _shown(index, name, value, present=present):
                key = (thing, shown)
                found[key] = min(fact, found.get(key, fact))
    return found


def _shown(index: Index, name: str, value: str, *, present: bool) -> Iterable[str]:
    return index.present.get(value, [value]) if present and name == PROVINCE else [value]
