"""Statements as a reader sees them: subject, property, and object or value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.site.panels import Row, Term

_RELATIONS = ("contradicts", "supersedes", "corroborates")


@dataclass(frozen=True)
class Said:
    """What a statement says."""

    subject: NamedNode
    predicate: NamedNode
    value: Term


@dataclass(frozen=True)
class Other:
    """Another statement, how it stands to the first (local name), and which source says it."""

    node: NamedNode
    relation: str
    said: Said
    origin: NamedNode | None


def said(row: Row) -> Said | None:
    """Return what a row with `subject`, `predicate`, `object` and `value` says; None if nothing."""
    subject, predicate = row["subject"], row["predicate"]
    value = row["object"] if row["object"] is not None else row["value"]
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
        return Said(subject, predicate, value)
    return None


def others(found: Iterable[Row]) -> list[Other]:
    """Return the statements in rows of the panel `other_statements`, each once.

    Contradictions come first.
    """
    several: dict[tuple[str, str], Other] = {}
    for row in found:
        node, relation, says = row["other"], row["relation"], said(row)
        if isinstance(node, NamedNode) and relation is not None and says is not None:
            name = relation.value.rpartition("#")[2]
            origin = _node(row["article"] or row["source"])
            several.setdefault((node.value, name), Other(node, name, says, origin))
    return sorted(several.values(), key=lambda item: _RELATIONS.index(item.relation))


def _node(term: NamedNode | Literal | None) -> NamedNode | None:
    return term if isinstance(term, NamedNode) else None
