"""Keep what follows from a dataset true to it while its facts change.

New facts are joined with what is there (semi-naive evaluation). For facts that are taken out, all
that was concluded from them is taken out too, and what still follows otherwise is put back (delete
and rederive, Gupta, Mumick and Subrahmanian 1993). A change of the ontology means starting afresh.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import pyoxigraph as ox

from kg.reason.instances import Instance, Key, instances, joined, pattern_key, triple_keys
from kg.reason.materialise import AXIOM_KEYS, Opaque, close
from kg.reason.patterns import (
    Binding,
    Triple,
    as_ox_triple,
    as_triple,
    bind,
    match,
)
from kg.reason.rules import CLASHES, RULES, Rule


class Instances:
    """The instances of rules under the ontology of a store, found by what may match their facts."""

    def __init__(self, rules: Sequence[Rule], store: ox.Store) -> None:
        """Find the instances of `rules` under the axioms in the default graph of `store`."""
        self._by_fact: dict[Key, list[tuple[Instance, int]]] = defaultdict(list)
        self._by_conclusion: dict[Key, list[Instance]] = defaultdict(list)
        known: set[object] = set()
        for rule in rules:
            for instance in instances(rule, store):
                form = (instance.facts, instance.then, rule.name if instance.then is None else "")
                if form in known:
                    continue
                known.add(form)
                for number, fact in enumerate(instance.facts):
                    self._by_fact[pattern_key(fact)].append((instance, number))
                if instance.then is not None:
                    self._by_conclusion[pattern_key(instance.then)].append(instance)

    def using(self, triple: Triple, store: ox.Store) -> Iterator[tuple[Instance, Binding]]:
        """Yield the instances that `triple` is a fact of, with each binding in `store`."""
        for key in triple_keys(triple):
            for instance, number in self._by_fact.get(key, ()):
                bound = match(instance.facts[number], triple)
                if bound is None:
                    continue
                rest = [f for n, f in enumerate(instance.facts) if n != number]
                for found in joined(instance, [bind(fact, bound) for fact in rest], bound, store):
                    yield instance, found

    def concluding(self, triple: Triple, store: ox.Store) -> bool:
        """Tell whether `triple` follows from the triples in `store` by one instance."""
        for key in triple_keys(triple):
            for instance in self._by_conclusion.get(key, ()):
                bound = match(instance.then, triple) if instance.then else None
                if bound is None:
                    continue
                facts = [bind(fact, bound) for fact in instance.facts]
                if any(True for _ in joined(instance, facts, bound, store)):
                    return True
        return False


class Closure:
    """The triples that follow from asserted ones, in a store of its own."""

    def __init__(self, asserted: Iterable[ox.Triple], inferred: Iterable[ox.Triple]) -> None:
        """Start with `asserted` and what follows from them, which is `inferred`."""
        self._opaque = Opaque()
        self._store = ox.Store()
        self._inferred: set[Triple] = set()
        quads: list[ox.Quad] = []
        for triple in asserted:
            quads.append(self._quad(self._opaque.hidden(triple)))
        for triple in inferred:
            hidden = self._opaque.hidden(triple)
            self._inferred.add(hidden)
            quads.append(self._quad(hidden))
        self._store.bulk_extend(quads)
        self._instances = Instances(RULES, self._store)

    def change(
        self, removed: Iterable[ox.Triple], added: Iterable[ox.Triple]
    ) -> tuple[set[ox.Triple], set[ox.Triple]]:
        """Follow a change of the asserted triples; return what is inferred no more, and newly.

        `removed` are asserted no more, `added` were not asserted before. Raises OntologyError
        where an axiom names a list that is none; the closure is then of no further use.
        """
        gone = [self._opaque.hidden(triple) for triple in removed]
        new = [self._opaque.hidden(triple) for triple in added]
        before: dict[Triple, bool] = {}
        if any(key in AXIOM_KEYS for triple in (*gone, *new) for key in triple_keys(triple)):
            return self._start_afresh(gone, new)
        self._take_out(gone, before)
        self._put_in(new, before, asserted=True)
        after = {triple: triple in self._inferred for triple in before}
        return (
            {self._opaque.shown(t) for t, was in before.items() if was and not after[t]},
            {self._opaque.shown(t) for t, was in before.items() if not was and after[t]},
        )

    def _start_afresh(
        self, gone: Sequence[Triple], new: Sequence[Triple]
    ) -> tuple[set[ox.Triple], set[ox.Triple]]:
        before = self._inferred
        for triple in before:
            self._store.remove(self._quad(triple))
        for triple in gone:
            self._store.remove(self._quad(triple))
        self._store.extend(map(self._quad, new))
        self._inferred = set(close(self._store))
        self._instances = Instances(RULES, self._store)
        shown = self._opaque.shown
        return (
            set(map(shown, before - self._inferred)),
            set(map(shown, self._inferred - before)),
        )

    def _take_out(self, gone: Sequence[Triple], before: dict[Triple, bool]) -> None:
        """Take out `gone` and what was concluded from them, then put back what still follows."""
        doubtful = dict.fromkeys(gone)
        waiting = list(gone)
        while waiting:
            triple = waiting.pop()
            for instance, binding in self._instances.using(triple, self._store):
                concluded = _conclusion(instance, binding)
                if concluded in self._inferred and concluded not in doubtful:
                    doubtful[concluded] = None
                    waiting.append(concluded)
        for triple in doubtful:
            before.setdefault(triple, triple in self._inferred)
            self._inferred.discard(triple)
            self._store.remove(self._quad(triple))
        back = [triple for triple in doubtful if self._instances.concluding(triple, self._store)]
        self._put_in(back, before, asserted=False)

    def _put_in(self, new: Iterable[Triple], before: dict[Triple, bool], *, asserted: bool) -> None:
        """Put in `new` and all that follows."""
        waiting: list[Triple] = []
        for triple in new:
            before.setdefault(triple, triple in self._inferred)
            if asserted:
                self._inferred.discard(triple)
            else:
                self._inferred.add(triple)
            self._store.add(self._quad(triple))
            waiting.append(triple)
        while waiting:
            triple = waiting.pop()
            for instance, binding in self._instances.using(triple, self._store):
                concluded = _conclusion(instance, binding)
                if isinstance(concluded[0], ox.Literal):
                    continue
                quad = self._quad(concluded)
                if quad not in self._store:
                    before.setdefault(concluded, False)
                    self._inferred.add(concluded)
                    self._store.add(quad)
                    waiting.append(concluded)

    @staticmethod
    def _quad(triple: Triple) -> ox.Quad:
        return ox.Quad(*as_ox_triple(triple))


def _conclusion(instance: Instance, binding: Binding) -> Triple:
    assert instance.then is not None  # noqa: S101 - rules that infer have one
    return as_triple(bind(instance.then, binding))


class Clashes:
    """Finds the contradictions that new triples bring about."""

    def __init__(self, store: ox.Store) -> None:
        """Find the instances of the rules of contradiction under the ontology in `store`."""
        self._store = store
        self._instances = Instances(CLASHES, store)

    def found_by(
        self, triples: Iterable[ox.Triple]
    ) -> Iterator[tuple[Instance, tuple[Triple, ...]]]:
        """Yield each contradiction with one of `triples` in it: the rule, and its facts.

        `triples` are in the default graph of the store already.
        """
        seen: set[tuple[str, frozenset[Triple]]] = set()
        for triple in triples:
            if isinstance(triple.object, ox.Triple):
                continue
            plain = cast(Triple, (triple.subject, triple.predicate, triple.object))
            for instance, binding in self._instances.using(plain, self._store):
                facts = tuple(as_triple(bind(fact, binding)) for fact in instance.facts)
                key = (instance.rule.name, frozenset((*instance.axioms, *facts)))
                if key not in seen:
                    seen.add(key)
                    yield instance, facts
