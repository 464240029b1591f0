"""Materialise what follows from a dataset by the rules of OWL 2 RL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TypeAlias, cast

import pyoxigraph as ox

from kg.reason.instances import Instance, Key, instances, pattern_key, triple_keys
from kg.reason.patterns import (
    Pattern,
    Triple,
    as_ox_triple,
    as_triple,
    bind,
    parse_patterns,
    solve,
)
from kg.reason.rules import RULES, SHORTCUTS


def materialise(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return the triples that follow from `quads`, their graphs merged, and are not among them.

    What is left out against the standard stands in `kg.reason.rules`. Literals come out as they
    were written: the engine, which would turn `1.10` into `1.1`, sees them as plain strings.
    Raises OntologyError where a list of the ontology is broken.
    """
    opaque = Opaque()
    store = ox.Store()
    store.extend(
        ox.Quad(*as_ox_triple(opaque.hidden(quad.triple)))
        for quad in quads
        if not isinstance(quad.object, ox.Triple)
    )
    return [opaque.shown(triple) for triple in close(store)]


class Opaque:
    """Hides literals from the engine behind plain strings, and shows them again."""

    def __init__(self) -> None:
        """Start with no literal."""
        self._literals: dict[ox.Literal, ox.Literal] = {}

    def hidden(self, triple: ox.Triple) -> Triple:
        """Return `triple`, which holds no triple term, as it stands in the store."""
        node = triple.object
        if isinstance(node, ox.Literal):
            plain = ox.Literal(str(node))
            self._literals[plain] = node
            node = plain
        return cast(Triple, (triple.subject, triple.predicate, node))

    def shown(self, triple: Triple) -> ox.Triple:
        """Return `triple` of the store as it was written."""
        subject, predicate, node = triple
        if isinstance(node, ox.Literal):
            node = self._literals[node]
        return as_ox_triple((subject, predicate, node))


AXIOM_KEYS: frozenset[Key] = frozenset(
    pattern_key(axiom) for rule in RULES for axiom in parse_patterns(rule.axioms)
)
"""A change under one of these means new instances of rules."""


Form: TypeAlias = tuple[tuple[Pattern, ...], Pattern | None]
"""What an instance asks for and concludes; of two with one form, one is enough."""


def close(store: ox.Store) -> list[Triple]:
    """Add all that follows to the default graph of `store`; return what was added.

    An instance of a rule runs again when something that it could match was added since its last
    run; the number of triples added so far is the clock. This ends: no rule makes new terms, so
    there are finitely many triples.
    """
    added: list[Triple] = []
    changed: dict[Key, int] = {}
    known: dict[Form, Instance] = {}
    ran: dict[Form, int] = {}
    shortcuts: set[Triple] = set()
    grounded = -1
    while True:
        before = len(added)
        if grounded < max(changed.get(key, 0) for key in AXIOM_KEYS):
            grounded = before
            known.update(_instances(store, shortcuts))
        for form, instance in known.items():
            keys = map(pattern_key, instance.facts)
            if ran.get(form, -1) < max((changed.get(key, 0) for key in keys), default=0):
                ran[form] = len(added)
                added.extend(new := _run(instance, store))
                if instance.rule.name in SHORTCUTS:
                    shortcuts.update(new)
                for triple in new:
                    changed.update(dict.fromkeys(triple_keys(triple), len(added)))
        if len(added) == before:
            return added


def _instances(store: ox.Store, shortcuts: Set[Triple]) -> Iterator[tuple[Form, Instance]]:
    """Yield the instances of the rules under the axioms that are no shortcuts, by their form."""
    for rule in RULES:
        for instance in instances(rule, store):
            if shortcuts.isdisjoint(instance.axioms):
                yield (instance.facts, instance.then), instance


def _run(instance: Instance, store: ox.Store) -> list[Triple]:
    """Add to `store` what `instance` concludes and it does not hold; return that."""
    then = cast(Pattern, instance.then)
    bindings = solve(store, instance.facts, conclusion=then, differ=instance.differ)
    new = [as_triple(bind(then, binding)) for binding in bindings]
    store.extend(ox.Quad(*as_ox_triple(triple)) for triple in new)
    return new
