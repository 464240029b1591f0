"""Triple patterns over a store: written as text in the rule table, solved as SPARQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias, cast

import pyoxigraph as ox

from kg.namespaces import PREFIXES

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Node: TypeAlias = Term | ox.Variable
Pattern: TypeAlias = tuple[Node, Node, Node]
Triple: TypeAlias = tuple[Term, Term, Term]
"""A plain tuple: as keys and members of sets they are several times faster than `ox.Triple`."""
Resource: TypeAlias = ox.NamedNode | ox.BlankNode
Binding: TypeAlias = Mapping[str, Term]


def name(prefixed: str) -> ox.NamedNode:
    """Return the IRI of a prefixed name, or of `a`."""
    prefix, _, local = ("rdf:type" if prefixed == "a" else prefixed).partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def names(prefixed: str) -> frozenset[ox.NamedNode]:
    """Return the IRIs of several prefixed names, separated by blanks."""
    return frozenset(map(name, prefixed.split()))


TYPE = name("rdf:type")
FIRST = name("rdf:first")
REST = name("rdf:rest")
NIL = name("rdf:nil")
THING = name("owl:Thing")
_DATATYPES = (PREFIXES["xsd"], PREFIXES["rdf"] + "langString", PREFIXES["rdfs"] + "Literal")


@lru_cache(maxsize=1024)
def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """Return the patterns that the rule table writes as `?x a ?c . ?c rdfs:subClassOf ?d`."""
    return tuple(_parse_pattern(part) for part in text.split(" . ") if part)


def _parse_pattern(text: str) -> Pattern:
    subject, predicate, object_ = (
        ox.Variable(word[1:]) if word.startswith("?") else name(word) for word in text.split()
    )
    return subject, predicate, object_


def bind(pattern: Pattern, binding: Binding) -> Pattern:
    """Return `pattern` with every variable that has a value in `binding` replaced by it."""
    subject, predicate, object_ = (
        binding.get(node.value, node) if isinstance(node, ox.Variable) else node for node in pattern
    )
    return subject, predicate, object_


def as_triple(pattern: Pattern) -> Triple:
    """Return a pattern that has no variables (the caller's promise) as a triple."""
    return cast(Triple, pattern)


def match(pattern: Pattern, triple: Triple) -> dict[str, Term] | None:
    """Return the binding that makes `pattern` into `triple`, None if there is none."""
    binding: dict[str, Term] = {}
    for node, term in zip(pattern, triple, strict=True):
        if isinstance(node, ox.Variable):
            node = binding.setdefault(node.value, term)  # noqa: PLW2901 - the value it stands for
        if node != term:
            return None
    return binding


def is_datatype(term: object) -> bool:
    """Tell whether `term` is a built-in datatype."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(_DATATYPES)


def as_ox_triple(triple: Triple) -> ox.Triple:
    """Return `triple`, whose subject is no literal (the caller's promise), as the engine's own."""
    subject, predicate, object_ = triple
    return ox.Triple(cast(Resource, subject), cast(ox.NamedNode, predicate), object_)


def solve(
    store: ox.Store,
    patterns: Sequence[Pattern],
    *,
    conclusion: Pattern | None = None,
    differ: Sequence[Node] = (),
) -> Iterator[dict[str, Term]]:
    """Yield the bindings under which all `patterns` are in the default graph of `store`.

    With a `conclusion`, only the variables of the conclusion are bound, each binding comes once,
    and those are left out under which it is in the store already, or is not a triple because its
    subject is a literal. The two nodes in `differ` are never the same term.
    """
    text = _Text()
    where = text.group(patterns)
    if differ:
        where += f" FILTER(!sameTerm({', '.join(map(text.term, differ))}))"
    wanted: Sequence[Pattern] = patterns
    if conclusion is not None:
        wanted = (conclusion,)
        where += f" FILTER NOT EXISTS {{ {text.group(wanted)} }}"
        if isinstance(conclusion[0], ox.Variable):
            where += f" FILTER(!isLiteral({conclusion[0]}))"
    variables = sorted(
        {node.value for item in wanted for node in item if isinstance(node, ox.Variable)}
    )
    # The engine takes a substitute only for a variable that is selected.
    selected = " ".join(f"?{item}" for item in [*variables, *text.blanks]) or "*"
    distinct = "DISTINCT " if conclusion is not None else ""
    query = f"SELECT {distinct}{selected} WHERE {{ {where} }}"
    substitutes: dict[ox.Variable, Term | ox.Triple] = {
        ox.Variable(item): node for item, node in text.blanks.items()
    }
    for solution in cast(ox.QuerySolutions, store.query(query, substitutions=substitutes)):
        yield {item: solution[item] for item in variables}


class _Text:
    """Writes patterns as SPARQL; blank nodes become variables with a substitute."""

    def __init__(self) -> None:
        self.blanks: dict[str, ox.BlankNode] = {}

    def group(self, patterns: Sequence[Pattern]) -> str:
        return " . ".join(" ".join(map(self.term, pattern)) for pattern in patterns)

    def term(self, node: Node) -> str:
        if not isinstance(node, ox.BlankNode):
            return str(node)
        for item, other in self.blanks.items():
            if other == node:
                return f"?{item}"
        item = f"_blank{len(self.blanks)}"
        self.blanks[item] = node
        return f"?{item}"
