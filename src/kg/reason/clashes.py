"""Find contradictions: triples that the ontology says cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.reason.instances import instances
from kg.reason.patterns import Triple, as_triple, bind, solve
from kg.reason.rules import CLASHES


@dataclass(frozen=True, slots=True)
class Clash:
    """One contradiction: the rule's W3C name, the axioms, and the facts that break them."""

    rule: str
    axioms: tuple[Triple, ...]
    facts: tuple[Triple, ...]


def find_clashes(store: ox.Store) -> Iterator[Clash]:
    """Yield each contradiction in the default graph of `store` (asserted and inferred) once.

    Two values are different where the engine holds them to be: `1.0` and `1.00` are one number.
    """
    seen: set[tuple[str, frozenset[Triple]]] = set()
    for rule in CLASHES:
        for instance in instances(rule, store):
            for binding in solve(store, instance.facts, differ=instance.differ):
                facts = tuple(as_triple(bind(fact, binding)) for fact in instance.facts)
                key = (rule.name, frozenset((*instance.axioms, *facts)))
                if key not in seen:
                    seen.add(key)
                    yield Clash(rule.name, instance.axioms, facts)
