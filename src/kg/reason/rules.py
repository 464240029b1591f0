"""The OWL 2 RL rules as data: from this one table come the inferences and their explanations.

Names and meaning: https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
(tables 4 to 9). Against the standard and owlrl, this is left out, each for a reason:

- Triples with a literal as subject, which RDF does not allow, and all that would follow from them.
- `x a owl:Thing`, `C rdfs:subClassOf owl:Thing`, `owl:Nothing rdfs:subClassOf C` (scm-cls, scm-op,
  scm-dp) and the reflexive triples of subclass, subproperty and equivalence: true of everything,
  asked by nobody. Where a rule needs one as a premise, a variant of it below does without.
- Axiomatic triples about the OWL vocabulary itself (cls-thing, cls-nothing1, prp-ap, dt-type1).
- Datatype reasoning (dt-*): values are compared as they are written; that a value has the datatype
  of its property's range is for the shapes to check.
- Equality (eq-*): two names are never merged. What would merge them (prp-fp, prp-ifp, prp-key) is
  reported as a clash, and `owl:sameAs` is refused (`kg.reason.support`).
- `owl:maxCardinality`, `owl:maxQualifiedCardinality` (cls-maxc*, cls-maxqc*): refused likewise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: where its premises hold, `then` holds; a rule without `then` reports a clash.

    Patterns are triples of `?variable`, prefixed name or `a`, joined by ` . `. `axioms` are the
    premises about the vocabulary; they bind every predicate of `facts`, the premises about things.
    Where an axiom binds `?list` to an RDF list, `some` names the variables for any of its members
    (two of them: any pair, in the order of the list), `whole` those for all its members, with
    `{i}` from 1 to `{n}` and `{h}` one less than `{i}`; the premises in `each` then hold for each
    member. `differ` names two variables that must not be bound to the same term.
    """

    name: str
    axioms: str = ""
    some: str = ""
    whole: str = ""
    facts: str = ""
    each: str = ""
    differ: str = ""
    then: str = ""


RULES: tuple[Rule, ...] = (
    # Schema vocabulary (table 9).
    Rule(
        name="scm-sco",
        facts="?c1 rdfs:subClassOf ?c2 . ?c2 rdfs:subClassOf ?c3",
        then="?c1 rdfs:subClassOf ?c3",
    ),
    Rule(name="scm-eqc1", facts="?c1 owl:equivalentClass ?c2", then="?c1 rdfs:subClassOf ?c2"),
    Rule(name="scm-eqc1", facts="?c1 owl:equivalentClass ?c2", then="?c2 rdfs:subClassOf ?c1"),
    Rule(
        name="scm-eqc2",
        facts="?c1 rdfs:subClassOf ?c2 . ?c2 rdfs:subClassOf ?c1",
        then="?c1 owl:equivalentClass ?c2",
    ),
    Rule(
        name="scm-spo",
        facts="?p1 rdfs:subPropertyOf ?p2 . ?p2 rdfs:subPropertyOf ?p3",
        then="?p1 rdfs:subPropertyOf ?p3",
    ),
    Rule(
        name="scm-eqp1",
        facts="?p1 owl:equivalentProperty ?p2",
        then="?p1 rdfs:subPropertyOf ?p2",
    ),
    Rule(
        name="scm-eqp1",
        facts="?p1 owl:equivalentProperty ?p2",
        then="?p2 rdfs:subPropertyOf ?p1",
    ),
    Rule(
        name="scm-eqp2",
        facts="?p1 rdfs:subPropertyOf ?p2 . ?p2 rdfs:subPropertyOf ?p1",
        then="?p1 owl:equivalentProperty ?p2",
    ),
    Rule(
        name="scm-dom1",
        facts="?p rdfs:domain ?c1 . ?c1 rdfs:subClassOf ?c2",
        then="?p rdfs:domain ?c2",
    ),
    Rule(
        name="scm-dom2",
        facts="?p2 rdfs:domain ?c . ?p1 rdfs:subPropertyOf ?p2",
        then="?p1 rdfs:domain ?c",
    ),
    Rule(
        name="scm-rng1",
        facts="?p rdfs:range ?c1 . ?c1 rdfs:subClassOf ?c2",
        then="?p rdfs:range ?c2",
    ),
    Rule(
        name="scm-rng2",
        facts="?p2 rdfs:range ?c . ?p1 rdfs:subPropertyOf ?p2",
        then="?p1 rdfs:range ?c",
    ),
    Rule(
        name="scm-hv",
        facts="?c1 owl:hasValue ?v . ?c1 owl:onProperty ?p1 . ?p1 rdfs:subPropertyOf ?p2 . "
        "?c2 owl:onProperty ?p2 . ?c2 owl:hasValue ?v",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-hv",
        facts="?c1 owl:hasValue ?v . ?c1 owl:onProperty ?p . "
        "?c2 owl:onProperty ?p . ?c2 owl:hasValue ?v",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-svf1",
        facts="?c1 owl:someValuesFrom ?y1 . ?c1 owl:onProperty ?p . ?y1 rdfs:subClassOf ?y2 . "
        "?c2 owl:onProperty ?p . ?c2 owl:someValuesFrom ?y2",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-svf1",
        facts="?c1 owl:someValuesFrom ?y . ?c1 owl:onProperty ?p . "
        "?c2 owl:onProperty ?p . ?c2 owl:someValuesFrom ?y",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-svf1",
        facts="?c2 owl:someValuesFrom owl:Thing . ?c2 owl:onProperty ?p . "
        "?c1 owl:onProperty ?p . ?c1 owl:someValuesFrom ?y",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-svf2",
        facts="?c1 owl:someValuesFrom ?y . ?c1 owl:onProperty ?p1 . ?p1 rdfs:subPropertyOf ?p2 . "
        "?c2 owl:onProperty ?p2 . ?c2 owl:someValuesFrom ?y",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-avf1",
        facts="?c1 owl:allValuesFrom ?y1 . ?c1 owl:onProperty ?p . ?y1 rdfs:subClassOf ?y2 . "
        "?c2 owl:onProperty ?p . ?c2 owl:allValuesFrom ?y2",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-avf1",
        facts="?c1 owl:allValuesFrom ?y . ?c1 owl:onProperty ?p . "
        "?c2 owl:onProperty ?p . ?c2 owl:allValuesFrom ?y",
        then="?c1 rdfs:subClassOf ?c2",
    ),
    Rule(
        name="scm-avf2",
        facts="?c1 owl:allValuesFrom ?y . ?c1 owl:onProperty ?p1 . ?p1 rdfs:subPropertyOf ?p2 . "
        "?c2 owl:onProperty ?p2 . ?c2 owl:allValuesFrom ?y",
        then="?c2 rdfs:subClassOf ?c1",
    ),
    Rule(
        name="scm-int",
        axioms="?c owl:intersectionOf ?list",
        some="?c1",
        then="?c rdfs:subClassOf ?c1",
    ),
    Rule(name="scm-uni", axioms="?c owl:unionOf ?list", some="?c1", then="?c1 rdfs:subClassOf ?c"),
    # Properties (table 5).
    Rule(name="prp-dom", axioms="?p rdfs:domain ?c", facts="?x ?p ?y", then="?x a ?c"),
    Rule(name="prp-rng", axioms="?p rdfs:range ?c", facts="?x ?p ?y", then="?y a ?c"),
    Rule(name="prp-symp", axioms="?p a owl:SymmetricProperty", facts="?x ?p ?y", then="?y ?p ?x"),
    Rule(
        name="prp-trp",
        axioms="?p a owl:TransitiveProperty",
        facts="?x ?p ?y . ?y ?p ?z",
        then="?x ?p ?z",
    ),
    Rule(name="prp-spo1", axioms="?p1 rdfs:subPropertyOf ?p2", facts="?x ?p1 ?y", then="?x ?p2 ?y"),
    Rule(
        name="prp-spo2",
        axioms="?p owl:propertyChainAxiom ?list",
        whole="?p{i}",
        each="?u{h} ?p{i} ?u{i}",
        then="?u0 ?p ?u{n}",
    ),
    Rule(
        name="prp-eqp1",
        axioms="?p1 owl:equivalentProperty ?p2",
        facts="?x ?p1 ?y",
        then="?x ?p2 ?y",
    ),
    Rule(
        name="prp-eqp2",
        axioms="?p1 owl:equivalentProperty ?p2",
        facts="?x ?p2 ?y",
        then="?x ?p1 ?y",
    ),
    Rule(name="prp-inv1", axioms="?p1 owl:inverseOf ?p2", facts="?x ?p1 ?y", then="?y ?p2 ?x"),
    Rule(name="prp-inv2", axioms="?p1 owl:inverseOf ?p2", facts="?x ?p2 ?y", then="?y ?p1 ?x"),
    # Classes (tables 6 and 7).
    Rule(name="cax-sco", axioms="?c1 rdfs:subClassOf ?c2", facts="?x a ?c1", then="?x a ?c2"),
    Rule(name="cax-eqc1", axioms="?c1 owl:equivalentClass ?c2", facts="?x a ?c1", then="?x a ?c2"),
    Rule(name="cax-eqc2", axioms="?c1 owl:equivalentClass ?c2", facts="?x a ?c2", then="?x a ?c1"),
    Rule(
        name="cls-int1",
        axioms="?c owl:intersectionOf ?list",
        whole="?c{i}",
        each="?x a ?c{i}",
        then="?x a ?c",
    ),
    Rule(
        name="cls-int2",
        axioms="?c owl:intersectionOf ?list",
        some="?c1",
        facts="?x a ?c",
        then="?x a ?c1",
    ),
    Rule(
        name="cls-uni", axioms="?c owl:unionOf ?list", some="?c1", facts="?x a ?c1", then="?x a ?c"
    ),
    Rule(
        name="cls-svf1",
        axioms="?c owl:someValuesFrom ?d . ?c owl:onProperty ?p",
        facts="?x ?p ?y . ?y a ?d",
        then="?x a ?c",
    ),
    Rule(
        name="cls-svf2",
        axioms="?c owl:someValuesFrom owl:Thing . ?c owl:onProperty ?p",
        facts="?x ?p ?y",
        then="?x a ?c",
    ),
    Rule(
        name="cls-avf",
        axioms="?c owl:allValuesFrom ?d . ?c owl:onProperty ?p",
        facts="?x a ?c . ?x ?p ?y",
        then="?y a ?d",
    ),
    Rule(
        name="cls-hv1",
        axioms="?c owl:hasValue ?v . ?c owl:onProperty ?p",
        facts="?x a ?c",
        then="?x ?p ?v",
    ),
    Rule(
        name="cls-hv2",
        axioms="?c owl:hasValue ?v . ?c owl:onProperty ?p",
        facts="?x ?p ?v",
        then="?x a ?c",
    ),
    Rule(name="cls-oo", axioms="?c owl:oneOf ?list", some="?x", then="?x a ?c"),
)
"""The rules that infer, schema first: what they add lets the later ones see more in one pass."""


SHORTCUTS = frozenset(
    {
        *("scm-sco", "scm-eqc1", "scm-eqc2", "scm-spo", "scm-eqp1", "scm-eqp2"),
        *("scm-dom1", "scm-dom2", "scm-rng1", "scm-rng2"),
    }
)
"""Rules that conclude axioms from which nothing follows about things that does not follow without
them: `A rdfs:subClassOf C` where B stands between, say."""


CLASHES: tuple[Rule, ...] = (
    Rule(
        name="prp-fp",
        axioms="?p a owl:FunctionalProperty",
        facts="?x ?p ?y1 . ?x ?p ?y2",
        differ="?y1 ?y2",
    ),
    Rule(
        name="prp-ifp",
        axioms="?p a owl:InverseFunctionalProperty",
        facts="?x1 ?p ?y . ?x2 ?p ?y",
        differ="?x1 ?x2",
    ),
    Rule(name="prp-irp", axioms="?p a owl:IrreflexiveProperty", facts="?x ?p ?x"),
    Rule(name="prp-asyp", axioms="?p a owl:AsymmetricProperty", facts="?x ?p ?y . ?y ?p ?x"),
    Rule(name="prp-pdw", axioms="?p1 owl:propertyDisjointWith ?p2", facts="?x ?p1 ?y . ?x ?p2 ?y"),
    Rule(
        name="prp-adp",
        axioms="?all a owl:AllDisjointProperties . ?all owl:members ?list",
        some="?p1 ?p2",
        facts="?x ?p1 ?y . ?x ?p2 ?y",
    ),
    Rule(
        name="prp-key",
        axioms="?c owl:hasKey ?list",
        whole="?p{i}",
        facts="?x a ?c . ?y a ?c",
        each="?x ?p{i} ?z{i} . ?y ?p{i} ?z{i}",
        differ="?x ?y",
    ),
    Rule(
        name="prp-npa1",
        axioms="?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . "
        "?n owl:targetIndividual ?y",
        facts="?x ?p ?y",
    ),
    Rule(
        name="prp-npa2",
        axioms="?n owl:sourceIndividual ?x . ?n owl:assertionProperty ?p . ?n owl:targetValue ?y",
        facts="?x ?p ?y",
    ),
    Rule(name="cls-nothing2", facts="?x a owl:Nothing"),
    Rule(name="cls-com", axioms="?c1 owl:complementOf ?c2", facts="?x a ?c1 . ?x a ?c2"),
    Rule(name="cax-dw", axioms="?c1 owl:disjointWith ?c2", facts="?x a ?c1 . ?x a ?c2"),
    Rule(
        name="cax-adc",
        axioms="?all a owl:AllDisjointClasses . ?all owl:members ?list",
        some="?c1 ?c2",
        facts="?x a ?c1 . ?x a ?c2",
    ),
)
"""The rules whose premises must never hold together."""
