"""Materialise what follows from a dataset by the rules of OWL 2 RL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import pyoxigraph as ox

from kg.reason.instances import Instance, Key, instances, pattern_key, triple_keys
from kg.reason.patterns import (
    Pattern,
    Term,
    Triple,
    as_ox_triple,
    as_triple,
    bind,
    parse_patterns,
    solve,
)
from kg.reason.rules import RULES


def materialise(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return the triples that follow from `quads`, their graphs merged, and are not among them.

    What is left out against the standard stands in `kg.reason.rules`. Literals come out as they
    were written: the engine, which would turn `1.10` into `1.1`, sees them as plain strings.
    Raises OntologyError where a list of the ontology is broken.
    """
    literals: dict[ox.Literal, ox.Literal] = {}
    store = ox.Store()
    store.extend(
        ox.Quad(quad.subject, quad.predicate, _opaque(quad.object, literals)) for quad in quads
    )
    inferred = _close(store)
    return [_restored(triple, literals) for triple in inferred]


def _opaque(node: Term | ox.Triple, literals: dict[ox.Literal, ox.Literal]) -> Term | ox.Triple:
    if not isinstance(node, ox.Literal):
        return node
    opaque = ox.Literal(str(node))
    literals[opaque] = node
    return opaque


def _restored(triple: Triple, literals: dict[ox.Literal, ox.Literal]) -> ox.Triple:
    subject, predicate, object_ = triple
    if isinstance(object_, ox.Literal):
        object_ = literals[object_]
    return as_ox_triple((subject, predicate, object_))


AXIOM_KEYS: frozenset[Key] = frozenset(
    pattern_key(axiom) for rule in RULES for axiom in parse_patterns(rule.axioms)
)
"""A change under one of these means new instances of rules."""


def _close(store: ox.Store) -> list[Triple]:
    """Add all that follows to the default graph of `store`; return what was added.

    Each pass runs the instances of rules that a change of the pass before can touch. It stops:
    no rule makes new terms, so there are finitely many triples.
    """
    added: list[Triple] = []
    known: dict[tuple[tuple[Pattern, ...], Pattern | None], Instance] = {}
    changed: set[Key] = set(AXIOM_KEYS)
    while changed:
        fresh = _new_instances(store, known) if changed & AXIOM_KEYS else set()
        touched = changed
        changed = set()
        for form, instance in known.items():
            if form in fresh or any(pattern_key(fact) in touched for fact in instance.facts):
                for triple in _run(instance, store):
                    added.append(triple)
                    changed.update(triple_keys(triple))
    return added


def _new_instances(
    store: ox.Store, known: dict[tuple[tuple[Pattern, ...], Pattern | None], Instance]
) -> set[tuple[tuple[Pattern, ...], Pattern | None]]:
    """Add the instances not yet in `known`, one for each form; return the forms added."""
    fresh = set()
    for rule in RULES:
        for instance in instances(rule, store):
            form = (instance.facts, instance.then)
            if form not in known:
                known[form] = instance
                fresh.add(form)
    return fresh


def _run(instance: Instance, store: ox.Store) -> list[Triple]:
    """Add to `store` what `instance` concludes and it does not hold; return that."""
    then = cast(Pattern, instance.then)
    bindings = solve(store, instance.facts, conclusion=then, differ=instance.differ)
    new = [as_triple(bind(then, binding)) for binding in bindings]
    store.extend(ox.Quad(*as_ox_triple(triple)) for triple in new)
    return new
