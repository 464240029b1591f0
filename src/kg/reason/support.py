"""Say what an ontology states that no rule here follows; nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import cast

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.namespaces import PREFIXES
from kg.rdf.terms import write_iri
from kg.reason.patterns import THING, TYPE, Triple, is_datatype, name, names, parse_patterns
from kg.reason.rules import CLASHES, RULES

DECLARATIONS = names(
    # What something is, without consequences in OWL 2 RL.
    "owl:AnnotationProperty owl:Class owl:DatatypeProperty owl:NamedIndividual "
    "owl:NegativePropertyAssertion owl:ObjectProperty owl:Ontology owl:Restriction "
    # About versions; imports are looked at below.
    "owl:backwardCompatibleWith owl:deprecated owl:DeprecatedClass owl:DeprecatedProperty "
    "owl:imports owl:incompatibleWith owl:priorVersion owl:versionInfo owl:versionIRI "
    # Names are never merged, so all are different.
    "owl:AllDifferent owl:differentFrom owl:distinctMembers "
    # Built-in classes; owl:Thing is looked at below.
    "owl:Nothing owl:Thing"
)
"""Terms of OWL that need no rule."""

ABOUT_ALL = "owl:equivalentClass owl:disjointWith owl:complementOf"
THING_AS_SUBJECT = names(f"{ABOUT_ALL} rdfs:subClassOf")
THING_AS_OBJECT = names(f"{ABOUT_ALL} rdf:first")
"""Predicates that say something of all things, where rules fail since nothing is typed as one."""

IMPORTS = name("owl:imports")
INVERSE = name("owl:inverseOf")
SOME = name("owl:someValuesFrom")
OWL = PREFIXES["owl"]


def _terms_of_rules() -> frozenset[ox.NamedNode]:
    return frozenset(
        node
        for rule in (*RULES, *CLASHES)
        for pattern in parse_patterns(rule.axioms) + parse_patterns(rule.facts)
        for node in pattern
        if isinstance(node, ox.NamedNode)
    )


SUPPORTED = DECLARATIONS | _terms_of_rules()
"""Every term of OWL that may occur as a predicate or as a class of something."""


def check_support(quads: Iterable[ox.Quad]) -> None:
    """Raise OntologyError, naming each kind of axiom, where `quads` state what no rule follows."""
    problems = {problem for _, problem in unsupported(quads)}
    if problems:
        raise OntologyError(
            "the reasoner does not support: " + "; ".join(sorted(problems)) + ". Say it otherwise, "
            "or add the rule to kg.reason.rules"
        )


def unsupported(quads: Iterable[ox.Quad]) -> Iterator[tuple[Triple, str]]:
    """Yield each triple of `quads` that states what no rule follows, with what that is."""
    quads = list(quads)
    ontology = name("owl:Ontology")
    ontologies = {quad.subject for quad in quads if quad.object == ontology}
    for quad in quads:
        for problem in _problems(quad, ontologies):
            yield cast(Triple, (quad.subject, quad.predicate, quad.object)), problem


def _problems(quad: ox.Quad, ontologies: Set[object]) -> Iterator[str]:
    """Yield what is not supported in one quad."""
    subject, predicate, object_ = quad.subject, quad.predicate, quad.object
    used = [predicate] if predicate != TYPE else [predicate, object_]
    for term in used:
        if isinstance(term, ox.NamedNode) and term.value.startswith(OWL) and term not in SUPPORTED:
            yield f"{write_iri(term.value)} (on {subject})"
    if predicate == IMPORTS and object_ not in ontologies:
        yield f"owl:imports of {object_}, which is not in the project"
    if predicate == INVERSE and isinstance(subject, ox.BlankNode):
        yield f"owl:inverseOf without a name (of {object_}): declare the inverse"
    if predicate == SOME and is_datatype(object_):
        yield f"owl:someValuesFrom of a datatype ({object_})"
    if (subject == THING and predicate in THING_AS_SUBJECT) or (
        object_ == THING and predicate in THING_AS_OBJECT
    ):
        yield f"owl:Thing in {write_iri(predicate.value)} (of {subject})"
