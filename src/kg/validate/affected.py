"""Of what a set-wise rule may find something new after a change.

A rule is a SELECT of ?this. A row can come or go only where a changed triple matches one of the
rule's triple patterns, positive or negated. From the terms that the pattern binds, a chain of the
rule's other patterns leads to ?this; filters are left out, so that what is found is what may be
affected, never less. A rule that has no such chain, or is written with what is not read here
(subqueries, aggregates, paths beyond alternatives), is run as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.paths import AlternativePath, Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.namespaces import PREFIXES

_This = Variable("this")
_Pattern: TypeAlias = tuple[Any, Any, Any]
_WHERE = re.compile(r"^(?!\s*#)(?P<head>.*?\bWHERE\s*\{)", re.MULTILINE | re.IGNORECASE)
_MINUS = re.compile(r"^(?!\s*#)(?P<head>.*?\bMINUS\s*\{)", re.MULTILINE | re.IGNORECASE)
"""The engine evaluates a MINUS by itself, so ?this, which it holds, is restricted there too."""


class _NotReadError(Exception):
    """The rule is written with something that is not read here."""


@dataclass(frozen=True)
class _Read:
    """One pattern of a rule, and the chain of patterns from its variables to ?this."""

    pattern: _Pattern
    bound: tuple[Variable, ...]
    chain: tuple[_Pattern, ...]

    def binding(self, triple: ox.Triple) -> tuple[Any, ...] | None:
        """Return the values of `bound` where `triple` matches the pattern."""
        values: dict[Variable, Any] = {}
        terms = (triple.subject, triple.predicate, triple.object)
        for node, term in zip(self.pattern, terms, strict=True):
            if isinstance(node, Variable | BNode):
                if values.setdefault(Variable(str(node)), term) != term:
                    return None
            elif isinstance(node, AlternativePath):
                if str(term)[1:-1] not in {str(choice) for choice in node.args}:
                    return None
            elif _ox(node) != term:
                return None
        return tuple(values[variable] for variable in self.bound)

    def things(self, triples: Iterable[ox.Triple], store: ox.Store) -> Iterator[Any]:
        """Yield each ?this that one of `triples` leads to, in the default graph of `store`."""
        rows = {row for triple in triples if (row := self.binding(triple)) is not None}
        rows = {row for row in rows if not any(isinstance(t, ox.BlankNode) for t in row)}
        if not rows:
            return
        if not self.chain:
            yield from (row[0] for row in rows)
            return
        names = " ".join(variable.n3() for variable in self.bound)
        values = " ".join(f"({' '.join(map(str, row))})" for row in rows)
        chain = " . ".join(" ".join(_text(node) for node in pattern) for pattern in self.chain)
        query = f"SELECT DISTINCT ?this {{ VALUES ({names}) {{ {values} }} {chain} }}"
        for solution in store.query(query):  # type: ignore[union-attr]
            yield solution["this"]


class Affected:
    """Tells what one rule must be asked about again."""

    def __init__(self, query: str) -> None:
        """Read the rule's query; where it cannot be read, the rule is run as a whole."""
        self._query = query
        self._reads = _reads_of(query) if _WHERE.search(query) else None

    def things(self, triples: Sequence[ox.Triple], store: ox.Store) -> set[Any] | None:
        """Return each ?this with rows that the change of `triples` may touch; None: any.

        `store` holds, as its default graph, what was there before and what is there now.
        """
        if self._reads is None:
            return None
        return {thing for read in self._reads for thing in read.things(triples, store)}

    def restricted(self, things: Iterable[Any]) -> str:
        """Return the rule's query, asked about `things` only."""
        values = " ".join(str(thing) for thing in things if isinstance(thing, ox.NamedNode))
        inserted = rf"\g<head> VALUES ?this {{ {values} }}"
        return _MINUS.sub(inserted, _WHERE.sub(inserted, self._query, count=1))


@cache
def _reads_of(query: str) -> tuple[_Read, ...] | None:
    """Return how each pattern of `query` leads to ?this, None where that cannot be told.

    A query is read once: rdflib's parser takes a twentieth of a second for each.
    """
    algebra = translateQuery(parseQuery(query), initNs=PREFIXES).algebra
    try:
        return tuple(_reads(algebra.p))
    except _NotReadError:
        return None


def _reads(part: CompValue) -> Iterator[_Read]:
    while part.name in {"Project", "Distinct", "Reduced"}:
        part = part.p
    for scope, around in _groups(part, ()):
        for pattern in scope:
            yield _read(pattern, [*scope, *around])


def _read(pattern: _Pattern, usable: Sequence[_Pattern]) -> _Read:
    """Return how `pattern` leads to ?this: from each of its variables, over the fewest patterns."""
    own = _variables(pattern)
    if _This in own:
        return _Read(pattern, (_This,), ())
    others = [other for other in usable if other is not pattern]
    chains = [chain for variable in own for chain in _chain(variable, others)]
    if not chains:
        raise _NotReadError
    used = {variable for other in chains for variable in _variables(other)}
    return _Read(pattern, tuple(v for v in own if v in used), tuple(dict.fromkeys(chains)))


def _chain(start: Variable, usable: Sequence[_Pattern]) -> tuple[_Pattern, ...]:
    """Return the fewest patterns that lead from `start` to ?this; none where there is no way."""
    ways: dict[Variable, tuple[_Pattern, ...]] = {start: ()}
    waiting = [start]
    for variable in waiting:  # grows while it is walked
        for other in usable:
            found = _variables(other)
            for end in found if variable in found else ():
                if end not in ways:
                    ways[end] = (*ways[variable], other)
                    waiting.append(end)
    return ways.get(_This, ())


def _variables(pattern: _Pattern) -> list[Variable]:
    nodes = (node for node in pattern if isinstance(node, Variable | BNode))
    return list(dict.fromkeys(Variable(str(node)) for node in nodes))


_Group: TypeAlias = tuple[list[_Pattern], tuple[_Pattern, ...]]
"""Patterns that hold together, and those of the groups around them."""


def _groups(part: CompValue, around: tuple[_Pattern, ...]) -> Iterator[_Group]:
    """Yield the groups of `part`: one for each choice of UNION, and those in filters."""
    scopes, inner = _scopes(part)
    for scope in scopes:
        yield scope, around
        for group in inner:
            yield from _groups(group, (*scope, *around))


_Scopes: TypeAlias = tuple[list[list[_Pattern]], list[CompValue]]
"""The choices of patterns that must hold, and the groups that may or must not."""


def _scopes(part: CompValue) -> _Scopes:
    match part.name:
        case "BGP":
            return [[_checked(triple) for triple in part.triples]], []
        case "Graph":
            return _scopes(part.p)
        case "Join" | "Union":
            (left, inside_left), (right, inside_right) = _scopes(part.p1), _scopes(part.p2)
            both = [[*a, *b] for a in left for b in right] if part.name == "Join" else left + right
            return both, inside_left + inside_right
        case "LeftJoin" | "Minus":
            scopes, inside = _scopes(part.p1)
            if part.name == "Minus" and not _always_binds_this(part.p2):
                raise _NotReadError
            return scopes, [*inside, part.p2, *_exists(part.expr)]
        case "Filter" | "Extend":
            scopes, inside = _scopes(part.p)
            return scopes, [*inside, *_exists(part.expr)]
        case "ToMultiSet" if part.p.name == "values":
            return [[]], []
    raise _NotReadError


def _always_binds_this(part: CompValue) -> bool:
    return all(any(_This in _variables(pattern) for pattern in scope) for scope in _scopes(part)[0])


def _exists(expression: object) -> list[CompValue]:
    """Return the groups of each EXISTS and NOT EXISTS in `expression`."""
    if not isinstance(expression, CompValue):
        items = expression if isinstance(expression, list) else []
        return [group for item in items for group in _exists(item)]
    if expression.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
        return [expression.graph]
    return [group for value in expression.values() for group in _exists(value)]


def _checked(triple: _Pattern) -> _Pattern:
    predicate = triple[1]
    if isinstance(predicate, AlternativePath):
        if not all(isinstance(choice, URIRef) for choice in predicate.args):
            raise _NotReadError
    elif not isinstance(predicate, URIRef | Variable):
        raise _NotReadError
    return triple


def _ox(node: Node) -> object:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    assert isinstance(node, Literal)  # noqa: S101 - a term of a query is nothing else
    if node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
    return ox.Literal(str(node), datatype=datatype)


def _text(node: Node | Path) -> str:
    return f"?{node}" if isinstance(node, BNode) else str(node.n3())
