"""An example that uses every class and property of an ontology at once."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.reason.patterns import TYPE, Term, Triple, is_datatype, name
from kg.validate.ontology.axioms import (
    CLASS,
    DATATYPE_PROPERTY,
    DOMAIN,
    OBJECT_PROPERTY,
    RANGE,
    SUBCLASS,
    THING,
    Axioms,
)

INFORMAL = {DOMAIN: name("schema:domainIncludes"), RANGE: name("schema:rangeIncludes")}
"""Where a domain or range would be a union, which OWL 2 RL does not have, these name its parts."""


def example(axioms: Axioms) -> Iterator[Triple]:
    """Yield an instance of each class, with a value for each property that the class can have.

    A property belongs to the class in its domain and to the classes below; each value is a thing
    of its own, of the class in the range. With the declarations that its terms need.
    """
    properties = [*axioms.named(OBJECT_PROPERTY), *axioms.named(DATATYPE_PROPERTY)]
    for kind in (CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY):
        for term in axioms.named(kind):
            yield term, TYPE, kind
    for cls in axioms.named(CLASS):
        node = axioms.fresh()
        yield node, TYPE, cls
        above = set(_above(axioms, cls))
        for prop in properties:
            if above.intersection(_ends(axioms, prop, DOMAIN)):
                yield from _use(axioms, node, prop)


def _use(axioms: Axioms, node: Term, prop: ox.NamedNode) -> Iterator[Triple]:
    value = axioms.fresh_value(prop)
    yield node, prop, value
    for cls in _ends(axioms, prop, RANGE)[:1]:
        if isinstance(value, ox.NamedNode) and not is_datatype(cls):
            yield value, TYPE, cls


def _ends(axioms: Axioms, prop: ox.NamedNode, side: ox.NamedNode) -> list[ox.NamedNode]:
    """Return the named classes of a domain or range: the formal ones, else the informal ones."""
    for predicate in (INFORMAL[side], side):
        found = {value for _, _, value in axioms.find(prop, predicate)}
        if classes := sorted((c for c in found if isinstance(c, ox.NamedNode)), key=str):
            return classes
    return []


def _above(axioms: Axioms, cls: ox.NamedNode) -> Iterator[Term]:
    """Yield `cls` and the named classes above it, each at least once."""
    seen: set[Term] = {THING}
    waiting: list[Term] = [cls]
    while waiting:
        current = waiting.pop()
        if current in seen or not isinstance(current, ox.NamedNode):
            continue
        seen.add(current)
        yield current
        waiting += [value for _, _, value in axioms.find(current, SUBCLASS)]
