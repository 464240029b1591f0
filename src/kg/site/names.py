"""Prefixed names: what people who write queries call a term."""

from __future__ import annotations

from kg.namespaces import PREFIXES

_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def short(iri: str) -> str:
    """Return `iri` with the longest prefix that fits, else as it is."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
