"""Say why a triple holds: a proof by the rules, from triples that the data assert.

Proofs are found on demand, by matching the conclusions of the rules backwards over a store whose
default graph holds everything and whose named graphs say what is asserted where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import KgError
from kg.namespaces import GRAPH_INFERRED
from kg.reason.instances import Instance, Key, instances, joined, pattern_key, triple_keys
from kg.reason.patterns import Pattern, Triple, as_triple, bind, match, solve
from kg.reason.rules import RULES

INFERRED = ox.NamedNode(str(GRAPH_INFERRED))
MAX_DEPTH = 32
"""Most rules on a path from a conclusion to an asserted triple."""
MAX_GOALS = 20_000
"""Most triples that are looked at for one proof."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A triple and why it holds: asserted in `graphs`, or by `rule` from `premises`."""

    triple: Triple
    graphs: tuple[ox.NamedNode, ...] = ()
    rule: str | None = None
    premises: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    rule: str
    premises: tuple[Triple, ...]


class Explainer:
    """Explains triples of one store; the instances of the rules are found once."""

    def __init__(self, store: ox.Store) -> None:
        """Find the instances of the rules under the ontology in the default graph of `store`."""
        self._store = store
        self._by_conclusion: dict[Key, list[Instance]] = defaultdict(list)
        for rule in RULES:
            for instance in instances(rule, store):
                if instance.then is not None:
                    self._by_conclusion[pattern_key(instance.then)].append(instance)

    def explain(self, triple: Triple) -> Proof | None:
        """Return the proof of `triple` with the shortest way to asserted triples, None if absent.

        Of several, the one with the fewest steps. Raises KgError where the triple is in the store
        but no proof was found within MAX_DEPTH and MAX_GOALS.
        """
        if not _contains(self._store, triple):
            return None
        steps: dict[Triple, list[_Step]] = {}
        frontier = {triple}
        for _ in range(MAX_DEPTH):
            steps.update((goal, self._steps(goal)) for goal in frontier)
            chosen = _cheapest(steps)
            if triple in chosen:
                return self._proof(triple, chosen)
            frontier = _open_premises(steps)
            if not frontier or len(steps) + len(frontier) > MAX_GOALS:
                break
        raise KgError(
            "no proof was found: the triple is there, but neither asserted nor inferred from the "
            f"ontology within {MAX_DEPTH} rules and {MAX_GOALS} triples; build the snapshot again"
        )

    def graphs(self, triple: Triple) -> tuple[ox.NamedNode, ...]:
        """Return the named graphs that assert `triple`, in the order of their IRIs."""
        subject, predicate, object_ = triple
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            return ()
        found = self._store.quads_for_pattern(subject, predicate, object_, None)
        names = {quad.graph_name for quad in found} - {INFERRED}
        return tuple(sorted(name for name in names if isinstance(name, ox.NamedNode)))

    def _steps(self, goal: Triple) -> list[_Step]:
        """Return every way to conclude `goal` by one rule; none where it is asserted."""
        if self.graphs(goal):
            return [_Step("", ())]
        return [
            _Step(instance.rule.name, (*instance.axioms, *map(as_triple, facts)))
            for key in triple_keys(goal)
            for instance in self._by_conclusion[key]
            for facts in self._matches(instance, goal)
        ]

    def _matches(self, instance: Instance, goal: Triple) -> Iterator[Sequence[Pattern]]:
        """Yield the facts of `instance` in each way in which they conclude `goal`."""
        bound = match(instance.then, goal) if instance.then else None
        if bound is None:
            return
        facts = [bind(fact, bound) for fact in instance.facts]
        for binding in joined(instance, facts, bound, self._store):
            yield [bind(fact, binding) for fact in facts]

    def _proof(self, triple: Triple, chosen: Mapping[Triple, _Step]) -> Proof:
        step = chosen[triple]
        if not step.rule:
            return Proof(triple, graphs=self.graphs(triple))
        premises = tuple(self._proof(premise, chosen) for premise in step.premises)
        return Proof(triple, rule=step.rule, premises=premises)


def _contains(store: ox.Store, triple: Triple) -> bool:
    return any(True for _ in solve(store, [triple]))


def _open_premises(steps: Mapping[Triple, Sequence[_Step]]) -> set[Triple]:
    premises = {item for ways in steps.values() for step in ways for item in step.premises}
    return premises - steps.keys()


def _cheapest(steps: Mapping[Triple, Sequence[_Step]]) -> dict[Triple, _Step]:
    """Return, for each triple with a proof from `steps`, the step that its smallest proof ends in.

    Its size is the number of its nodes; of two of one size the shallower is smaller. A step weighs
    more than its premises, so what is chosen has no cycle.
    """
    sizes: dict[Triple, tuple[int, int]] = {}
    chosen: dict[Triple, _Step] = {}
    improved = True
    while improved:
        improved = False
        for goal, ways in steps.items():
            for step in ways:
                if not all(premise in sizes for premise in step.premises):
                    continue
                parts = [sizes[premise] for premise in step.premises]
                size = (
                    1 + sum(nodes for nodes, _ in parts),
                    1 + max((d for _, d in parts), default=0),
                )
                if goal not in sizes or size < sizes[goal]:
                    sizes[goal], chosen[goal], improved = size, step, True
    return chosen
