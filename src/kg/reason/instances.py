"""Instances of rules: a rule with its vocabulary premises filled in from a store.

`prp-dom` for `vnrc:holder rdfs:domain vnrc:PostHolding` has the one premise
`?x vnrc:holder ?y` and the conclusion `?x a vnrc:PostHolding`. Materialisation runs instances
forwards, explanation backwards.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.reason.patterns import (
    FIRST,
    NIL,
    REST,
    THING,
    TYPE,
    Binding,
    Node,
    Pattern,
    Term,
    Triple,
    as_triple,
    bind,
    names,
    parse_patterns,
    solve,
)
from kg.reason.rules import Rule

REFLEXIVE = names("rdfs:subClassOf rdfs:subPropertyOf owl:equivalentClass owl:equivalentProperty")
"""Predicates that hold between everything and itself, which nobody asks."""

Key = tuple[Node, Node | None]
"""What a change can touch: a predicate, or `rdf:type` with a class."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One rule under one set of axioms; without `then` it reports a clash."""

    rule: Rule
    axioms: tuple[Triple, ...]
    facts: tuple[Pattern, ...]
    then: Pattern | None

    @property
    def differ(self) -> tuple[Node, ...]:
        """The two nodes that must not be one, or none."""
        if self.rule.differ:
            return tuple(ox.Variable(part[1:]) for part in self.rule.differ.split())
        if self.then is not None and self.then[1] in REFLEXIVE:
            return self.then[0], self.then[2]
        return ()


def instances(rule: Rule, store: ox.Store) -> Iterator[Instance]:
    """Yield the instances of `rule` under the axioms in the default graph of `store`.

    Raises OntologyError where an axiom names a list that is not one.
    """
    axioms = parse_patterns(rule.axioms)
    for axiom_binding in solve(store, axioms):
        filled = tuple(as_triple(bind(axiom, axiom_binding)) for axiom in axioms)
        for item_binding, facts_text, then_text in _forms(rule, axiom_binding, store):
            binding = {**axiom_binding, **item_binding}
            facts = tuple(bind(fact, binding) for fact in parse_patterns(facts_text))
            then = bind(parse_patterns(then_text)[0], binding) if then_text else None
            if not _is_empty(facts, then):
                yield Instance(rule, filled, facts, then)


def _forms(
    rule: Rule, binding: dict[str, Term], store: ox.Store
) -> Iterator[tuple[dict[str, Term], str, str]]:
    """Yield each choice of list members: its binding, and the text of facts and conclusion."""
    if rule.some:
        variables = [item[1:] for item in rule.some.split()]
        for items in itertools.combinations(read_list(store, binding["list"]), len(variables)):
            yield dict(zip(variables, items, strict=True)), rule.facts, rule.then
    elif rule.whole:
        items = read_list(store, binding["list"])
        count = len(items)
        facts = [rule.each.format(h=i - 1, i=i) for i in range(1, count + 1)]
        if count:
            yield (
                {rule.whole[1:].format(i=i): item for i, item in enumerate(items, 1)},
                " . ".join([rule.facts, *facts] if rule.facts else facts),
                rule.then.format(n=count),
            )
    else:
        yield {}, rule.facts, rule.then


def _is_empty(facts: tuple[Pattern, ...], then: Pattern | None) -> bool:
    """Tell whether an instance can add nothing: see what the rule table leaves out."""
    if any(not isinstance(fact[1], ox.NamedNode) for fact in facts):
        return True
    if then is None:
        return False
    subject, predicate, object_ = then
    return (
        object_ == THING
        or isinstance(subject, ox.Literal)
        or not isinstance(predicate, ox.NamedNode)
        or (predicate in REFLEXIVE and subject == object_)
    )


def joined(
    instance: Instance, facts: Sequence[Pattern], bound: Binding, store: ox.Store
) -> Iterator[dict[str, Term]]:
    """Yield each binding under which `instance` applies in `store`, where `bound` holds already.

    `facts` are those of its premises that are still to be found, with `bound` filled in.
    """
    if any(isinstance(subject, ox.Literal) for subject, _, _ in facts):
        return
    differ = instance.differ
    for binding in solve(store, facts) if facts else ({},):
        whole = {**bound, **binding}
        ends = {whole[end.value] if isinstance(end, ox.Variable) else end for end in differ}
        if len(ends) == len(differ):
            yield whole


def read_list(store: ox.Store, head: Term) -> tuple[Term, ...]:
    """Return the members of the RDF list `head` in the default graph of `store`.

    Raises OntologyError where it has a loop, or a cell without exactly one value and one rest.
    """
    items: list[Term] = []
    seen: set[Term] = set()
    while head != NIL:
        cell = [_objects(store, head, predicate) for predicate in (FIRST, REST)]
        if head in seen or any(len(objects) != 1 for objects in cell):
            raise OntologyError(
                f"the list at {head} is broken after {len(items)} members: write it as ( … )"
            )
        seen.add(head)
        items.append(cell[0][0])
        head = cell[1][0]
    return tuple(items)


def _objects(store: ox.Store, subject: Term, predicate: ox.NamedNode) -> list[Term]:
    if isinstance(subject, ox.Literal):
        return []
    graph = ox.DefaultGraph()
    quads = store.quads_for_pattern(subject, predicate, None, graph)
    return [quad.object for quad in quads if not isinstance(quad.object, ox.Triple)]


def pattern_key(pattern: Pattern) -> Key:
    """Return the key under which a change must be looked for that `pattern` could match."""
    _, predicate, object_ = pattern
    if predicate == TYPE and not isinstance(object_, ox.Variable):
        return predicate, object_
    return predicate, None


def triple_keys(triple: Triple) -> tuple[Key, ...]:
    """Return the keys of all patterns that a new `triple` could match."""
    _, predicate, object_ = triple
    return ((predicate, None), (predicate, object_)) if predicate == TYPE else ((predicate, None),)
