"""Canaries: for every axiom a few facts from which something must follow, if the reasoner lives.

A reasoner that does not know a kind of axiom passes over it in silence. Here each axiom of the
ontology gets facts about things of its own, the reasoner of the build runs over all of them, and
an expected triple (or an expected clash) that does not come is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.rdf.terms import write_iri
from kg.reason.clashes import find_clashes
from kg.reason.materialise import materialise
from kg.reason.patterns import TYPE, Term, Triple, as_ox_triple, is_datatype, name, names
from kg.reason.support import DECLARATIONS, SUPPORTED
from kg.validate.ontology.axioms import THING, Axioms

Facts = list[Triple]
Outcome = tuple[Facts, Triple | None]
"""Facts to add, and the triple that must follow; None where they must clash."""

STRUCTURE = names(
    "owl:onProperty owl:someValuesFrom owl:allValuesFrom owl:hasValue owl:members "
    "owl:intersectionOf owl:unionOf"
)
"""Parts of axioms; the axiom around them has the canary."""

_MINTED = re.compile(r"<urn:x-kg:(x[0-9]+)>")


@dataclass(frozen=True, slots=True)
class Canary:
    """Facts about fresh things, the axiom they are for, and the triple that must follow.

    `then` is None where the facts must clash.
    """

    axiom: Triple
    facts: tuple[Triple, ...]
    then: Triple | None

    @property
    def kind(self) -> str:
        """The kind of the axiom as a prefixed name."""
        _, predicate, value = self.axiom
        return show(value if predicate == TYPE else predicate)

    def __str__(self) -> str:
        """Return `facts ⟶ conclusion`, for people."""
        facts = " . ".join(" ".join(map(show, fact)) for fact in self.facts)
        return f"{facts} ⟶ {' '.join(map(show, self.then)) if self.then else '⊥'}"


def show(term: Term) -> str:
    """Return `term` as a person reads it."""
    if isinstance(term, ox.NamedNode):
        return _MINTED.sub(r"\1", write_iri(term.value))
    return str(term)


def canaries(axioms: Axioms) -> Iterator[Canary]:
    """Yield the canaries of every axiom; raise OntologyError where a list is broken."""
    for make in (_from_predicate, _from_type):
        for triple in axioms.find():
            yield from make(axioms, triple)


def kinds_without_canary(axioms: Axioms) -> Iterator[Triple]:
    """Yield the triples of axioms that the reasoner knows and for which there is no canary."""
    known = STRUCTURE | DECLARATIONS | {name(kind) for kind in (*_PREDICATES, *_TYPES)}
    for subject, predicate, value in axioms.find():
        term = value if predicate == TYPE else predicate
        if term in SUPPORTED and term not in known and term.value.startswith(PREFIXES["owl"]):
            yield subject, predicate, value


def silent(axioms: Axioms, chosen: Sequence[Canary]) -> Iterator[Canary]:
    """Yield the canaries that do not sing: what must follow from their facts does not.

    Raises OntologyError where the reasoner cannot run over the ontology.
    """
    facts = [ox.Quad(*as_ox_triple(fact)) for canary in chosen for fact in canary.facts]
    asserted = [*axioms.store, *facts]
    inferred = [ox.Quad(*triple) for triple in materialise(asserted)]
    closure = ox.Store()
    closure.bulk_extend([*asserted, *inferred])
    clashes = {(axiom, frozenset(c.facts)) for c in find_clashes(closure) for axiom in c.axioms}
    for canary in chosen:
        if canary.then is None:
            heard = (canary.axiom, frozenset(canary.facts)) in clashes
        else:
            heard = ox.Quad(*as_ox_triple(canary.then)) in closure
        if not heard:
            yield canary


def _from_predicate(axioms: Axioms, triple: Triple) -> Iterator[Canary]:
    _, predicate, _ = triple
    make = _PREDICATES.get(show(predicate))
    for facts, then in make(axioms, triple) if make else ():
        yield Canary(triple, tuple(facts), then)


def _from_type(axioms: Axioms, triple: Triple) -> Iterator[Canary]:
    subject, predicate, value = triple
    make = _TYPES.get(show(value)) if predicate == TYPE else None
    for facts, then in make(axioms, subject) if make else ():
        yield Canary(triple, tuple(facts), then)


def _member(axioms: Axioms, node: Term, cls: Term) -> Facts | None:
    """Return facts that make `node` a member of `cls`; None where facts cannot."""
    if isinstance(cls, ox.NamedNode):
        return [] if cls == THING else [(node, TYPE, cls)]
    prop = axioms.value(cls, "owl:onProperty")
    if prop is not None and (filler := axioms.value(cls, "owl:someValuesFrom")):
        other = axioms.fresh()
        inner = _member(axioms, other, filler)
        return None if inner is None else [(node, prop, other), *inner]
    if prop is not None and (value := axioms.value(cls, "owl:hasValue")):
        return [(node, prop, value)]
    if head := axioms.value(cls, "owl:intersectionOf"):
        parts = [_member(axioms, node, part) for part in axioms.members(head)]
        return None if None in parts else [fact for part in parts for fact in part or ()]
    if head := axioms.value(cls, "owl:unionOf"):
        return _member(axioms, node, axioms.members(head)[0])
    return None


def _outcomes(axioms: Axioms, node: Term, cls: Term) -> Iterator[Outcome]:
    """Yield what follows from `node` being a member of `cls`."""
    if isinstance(cls, ox.NamedNode):
        if cls != THING:
            yield [], (node, TYPE, cls)
        return
    prop = axioms.value(cls, "owl:onProperty")
    if prop is not None and (value := axioms.value(cls, "owl:hasValue")):
        yield [], (node, prop, value)
    filler = axioms.value(cls, "owl:allValuesFrom")
    if prop is not None and filler is not None and not is_datatype(filler):
        inner = axioms.fresh()
        for facts, then in _outcomes(axioms, inner, filler):
            yield [(node, prop, inner), *facts], then
    if head := axioms.value(cls, "owl:intersectionOf"):
        for part in axioms.members(head):
            yield from _outcomes(axioms, node, part)


def _subclass(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    lower, _, upper = triple
    node = axioms.fresh()
    facts = _member(axioms, node, lower)
    for more, then in _outcomes(axioms, node, upper) if facts else ():
        yield [*(facts or ()), *more], then


def _equivalent_class(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    one, predicate, other = triple
    yield from _subclass(axioms, (one, predicate, other))
    yield from _subclass(axioms, (other, predicate, one))


def _subproperty(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    lower, _, upper = triple
    node, value = axioms.fresh(), axioms.fresh_value(lower)
    yield [(node, lower, value)], (node, upper, value)


def _equivalent_property(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    one, predicate, other = triple
    yield from _subproperty(axioms, (one, predicate, other))
    yield from _subproperty(axioms, (other, predicate, one))


def _domain(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    prop, _, cls = triple
    node, value = axioms.fresh(), axioms.fresh_value(prop)
    for facts, then in _outcomes(axioms, node, cls):
        yield [(node, prop, value), *facts], then


def _range(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    prop, _, cls = triple
    if prop in axioms.datatype_properties or is_datatype(cls):
        return
    node, value = axioms.fresh(), axioms.fresh()
    for facts, then in _outcomes(axioms, value, cls):
        yield [(node, prop, value), *facts], then


def _inverse(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    one, _, other = triple
    for prop, inverse in ((one, other), (other, one)):
        node, value = axioms.fresh(), axioms.fresh()
        yield [(node, prop, value)], (value, inverse, node)


def _chain(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    prop, _, head = triple
    links = axioms.members(head)
    nodes: list[Term] = [axioms.fresh() for _ in links]
    nodes.append(axioms.fresh_value(links[-1]))
    facts = [(nodes[i], link, nodes[i + 1]) for i, link in enumerate(links)]
    yield facts, (nodes[0], prop, nodes[-1])


def _disjoint_classes(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    yield from _disjoint(axioms, (triple[0], triple[2]))


def _disjoint(axioms: Axioms, classes: Sequence[Term]) -> Iterator[Outcome]:
    for one, other in combinations(classes, 2):
        node = axioms.fresh()
        facts = _member(axioms, node, one), _member(axioms, node, other)
        if facts[0] and facts[1]:
            yield [*facts[0], *facts[1]], None


def _disjoint_properties(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    yield from _disjoint_pairs(axioms, (triple[0], triple[2]))


def _disjoint_pairs(axioms: Axioms, properties: Sequence[Term]) -> Iterator[Outcome]:
    for one, other in combinations(properties, 2):
        node, value = axioms.fresh(), axioms.fresh_value(one)
        yield [(node, one, value), (node, other, value)], None


def _all_disjoint_classes(axioms: Axioms, node: Term) -> Iterator[Outcome]:
    if head := axioms.value(node, "owl:members"):
        yield from _disjoint(axioms, axioms.members(head))


def _all_disjoint_properties(axioms: Axioms, node: Term) -> Iterator[Outcome]:
    if head := axioms.value(node, "owl:members"):
        yield from _disjoint_pairs(axioms, axioms.members(head))


def _key(axioms: Axioms, triple: Triple) -> Iterator[Outcome]:
    cls, _, head = triple
    one, other = axioms.fresh(), axioms.fresh()
    facts: Facts = [(one, TYPE, cls), (other, TYPE, cls)]
    for prop in axioms.members(head):
        value = axioms.fresh_value(prop)
        facts += [(one, prop, value), (other, prop, value)]
    yield facts, None


def _symmetric(axioms: Axioms, prop: Term) -> Iterator[Outcome]:
    node, value = axioms.fresh(), axioms.fresh()
    yield [(node, prop, value)], (value, prop, node)


def _transitive(axioms: Axioms, prop: Term) -> Iterator[Outcome]:
    one, two, three = axioms.fresh(), axioms.fresh(), axioms.fresh()
    yield [(one, prop, two), (two, prop, three)], (one, prop, three)


def _irreflexive(axioms: Axioms, prop: Term) -> Iterator[Outcome]:
    node = axioms.fresh()
    yield [(node, prop, node)], None


def _asymmetric(axioms: Axioms, prop: Term) -> Iterator[Outcome]:
    one, other = axioms.fresh(), axioms.fresh()
    yield [(one, prop, other), (other, prop, one)], None


def _functional(axioms: Axioms, prop: Term) -> Iterator[Outcome]:
    node = axioms.fresh()
    if prop in axioms.datatype_properties:
        values: tuple[Term, Term] = ox.Literal("x"), ox.Literal("y")
    else:
        values = axioms.fresh(), axioms.fresh()
    yield [(node, prop, value) for value in values], None


def _inverse_functional(axioms: Axioms, prop: Term) -> Iterator[Outcome]:
    value = axioms.fresh()
    yield [(axioms.fresh(), prop, value), (axioms.fresh(), prop, value)], None


_PREDICATES: dict[str, Callable[[Axioms, Triple], Iterator[Outcome]]] = {
    "rdfs:subClassOf": _subclass,
    "owl:equivalentClass": _equivalent_class,
    "rdfs:subPropertyOf": _subproperty,
    "owl:equivalentProperty": _equivalent_property,
    "rdfs:domain": _domain,
    "rdfs:range": _range,
    "owl:inverseOf": _inverse,
    "owl:propertyChainAxiom": _chain,
    "owl:disjointWith": _disjoint_classes,
    "owl:propertyDisjointWith": _disjoint_properties,
    "owl:hasKey": _key,
}
_TYPES: dict[str, Callable[[Axioms, Term], Iterator[Outcome]]] = {
    "owl:AllDisjointClasses": _all_disjoint_classes,
    "owl:AllDisjointProperties": _all_disjoint_properties,
    "owl:SymmetricProperty": _symmetric,
    "owl:TransitiveProperty": _transitive,
    "owl:IrreflexiveProperty": _irreflexive,
    "owl:AsymmetricProperty": _asymmetric,
    "owl:FunctionalProperty": _functional,
    "owl:InverseFunctionalProperty": _inverse_functional,
}
