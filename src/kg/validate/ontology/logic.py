"""What OWLAPI and HermiT say of an ontology, as findings: profiles, contradictions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from kg.rdf.findings import Finding, Rule, Severity
from kg.rdf.terms import write_iri
from kg.reason.patterns import Triple, as_ox_triple, name
from kg.validate.ontology.axioms import ONTOLOGY, Axioms
from kg.validate.ontology.example import example
from kg.validate.ontology.java import JavaFailed, ask_owlapi, java_missing
from kg.validate.ontology.owlapi import Answer, Violation
from kg.validate.ontology.places import Place, Places

JAVA_MISSING = Rule(
    "java-missing",
    "chưa kiểm tra hồ sơ OWL 2 RL/DL và tính nhất quán, vì không có Java ({reason}): hãy cài một "
    "JRE, hoặc đặt JAVA_HOME",
    "the OWL 2 RL and DL profiles and the consistency were not checked, since there is no Java "
    "({reason}): install a JRE, or set JAVA_HOME",
    Severity.INFO,
)
JAVA_FAILED = Rule(
    "java-failed",
    "OWLAPI hoặc HermiT không trả lời ({reason}): hãy thử lại, hoặc tăng --timeout",
    "OWLAPI or HermiT gave no answer ({reason}): try again, or give a longer --timeout",
)
NO_JAVA = {JAVA_MISSING.code, JAVA_FAILED.code}
"""Codes of the findings that say that the rest of this module did not run."""

PROFILE = Rule(
    "profile",
    "nằm ngoài OWL 2 {profile}, {why}: {axiom}",
    "outside OWL 2 {profile}, {why}: {axiom}",
)
NOT_OWL = Rule(
    "not-owl",
    "bộ ba không thuộc tiên đề OWL nào: {triple}: hãy viết trọn tiên đề, hoặc khai báo thuộc tính",
    "the triple is no part of an OWL axiom: {triple}: write the whole axiom, or declare the "
    "property",
)
CONTRADICTION = Rule(
    "contradiction",
    "bản thể học tự mâu thuẫn; các tiên đề này không thể cùng đúng: {axioms}",
    "the ontology contradicts itself; these axioms cannot hold together: {axioms}",
)
UNSATISFIABLE = Rule(
    "unsatisfiable",
    "không gì có thể là hay có {term}, vì: {axioms}",
    "nothing can be or have {term}, because: {axioms}",
)
UNEXPLAINED = Rule(
    UNSATISFIABLE.code,
    "không gì có thể là hay có {term}: hãy sửa trước các lỗi đã được giải thích",
    "nothing can be or have {term}: first mend the faults that are explained",
)
REFUSED = Rule(
    "not-reasoned",
    "HermiT không suy luận được trên bản thể học này ({reason}): hãy sửa các lỗi hồ sơ trước",
    "HermiT cannot reason over this ontology ({reason}): first mend the faults of its profile",
)
EXAMPLE = Rule(
    "example-contradiction",
    "một ví dụ trong đó mỗi lớp có mọi thuộc tính được phép gặp mâu thuẫn: {axioms}",
    "an example in which each class has every property that it may have meets a contradiction: "
    "{axioms}",
    Severity.WARNING,
)

_REASONS = {
    "UseOfNonSuperClassExpression": (
        "biểu thức không được đứng ở vế lớp cha",
        "the expression may not stand as a superclass",
    ),
    "UseOfNonSubClassExpression": (
        "biểu thức không được đứng ở vế lớp con",
        "the expression may not stand as a subclass",
    ),
    "UseOfNonEquivalentClassExpression": (
        "biểu thức không được đứng trong một tiên đề tương đương",
        "the expression may not stand in an equivalence",
    ),
    "UseOfIllegalAxiom": ("loại tiên đề không được phép", "this kind of axiom is not allowed"),
    "UseOfIllegalDataRange": ("kiểu dữ liệu không được phép", "the datatype is not allowed"),
    "UseOfUnknownDatatype": ("kiểu dữ liệu không thuộc OWL 2", "OWL 2 has no such datatype"),
    "LexicalNotInLexicalSpace": (
        "giá trị không hợp lệ với kiểu dữ liệu",
        "the value is not one of its datatype",
    ),
    "UseOfUndeclaredClass": ("lớp chưa được khai báo", "the class is not declared"),
    "UseOfUndeclaredObjectProperty": (
        "thuộc tính đối tượng chưa được khai báo",
        "the object property is not declared",
    ),
    "UseOfUndeclaredDataProperty": (
        "thuộc tính dữ liệu chưa được khai báo",
        "the data property is not declared",
    ),
    "UseOfUndeclaredAnnotationProperty": (
        "thuộc tính chú giải chưa được khai báo",
        "the annotation property is not declared",
    ),
    "UseOfUndeclaredDatatype": (
        "kiểu dữ liệu chưa được khai báo",
        "the datatype is not declared",
    ),
    "IllegalPunning": (
        "một IRI được dùng cho hai loại thuật ngữ",
        "one IRI stands for two kinds of term",
    ),
    "UseOfPropertyInChainCausesCycle": (
        "chuỗi thuộc tính tạo thành vòng",
        "the property chain makes a cycle",
    ),
}
"""OWLAPI's names of faults, in Vietnamese and English."""

_PREDICATES = {
    "SubClassOf": "rdfs:subClassOf",
    "EquivalentClasses": "owl:equivalentClass",
    "DisjointClasses": "owl:disjointWith",
    "ObjectPropertyDomain": "rdfs:domain",
    "DataPropertyDomain": "rdfs:domain",
    "ObjectPropertyRange": "rdfs:range",
    "DataPropertyRange": "rdfs:range",
    "SubObjectPropertyOf": "rdfs:subPropertyOf",
    "SubDataPropertyOf": "rdfs:subPropertyOf",
    "InverseObjectProperties": "owl:inverseOf",
}
"""Axioms of the functional syntax, and the property that says them in RDF."""

_IRI = re.compile(r"<([^<>\s]+)>")


def check_logic(
    axioms: Axioms, places: Places, *, seconds: float, require_java: bool
) -> Iterator[Finding]:
    """Yield what is wrong with the profiles and the consistency of `axioms`.

    Without Java, one finding says that nothing was checked; `require_java` makes it a violation.
    The Java machine has `seconds` for its answer. Raises KgError where HermiT's jar is missing.
    """
    if reason := java_missing():
        severity = Severity.VIOLATION if require_java else Severity.INFO
        yield replace(JAVA_MISSING.found(None, reason=reason), severity=severity)
        return
    ontology = _rdf_xml(_without_headers(axioms))
    try:
        answer = ask_owlapi(ontology, _rdf_xml(example(axioms)), seconds=seconds)
    except JavaFailed as error:
        yield JAVA_FAILED.found(None, reason=error)
        return
    yield from _findings(answer, places)


def _without_headers(axioms: Axioms) -> Iterator[Triple]:
    """Yield all triples but those about ontologies: merged files have several, and no axioms."""
    headers = set(axioms.named(ONTOLOGY))
    return (triple for triple in axioms.find() if triple[0] not in headers)


def _rdf_xml(triples: Iterable[Triple]) -> str:
    data = ox.serialize(map(as_ox_triple, triples), format=ox.RdfFormat.RDF_XML)
    return (data or b"").decode()


def _findings(answer: Answer, places: Places) -> Iterator[Finding]:
    for violation in answer["violations"]:
        yield _profile(violation, places)
    for triple in answer["leftover"]:
        yield NOT_OWL.found(*_place(triple, places), triple=_prefixed(triple))
    if answer["refused"]:
        yield REFUSED.found(None, reason=answer["refused"])
    if together := answer["contradiction"]:
        yield CONTRADICTION.found(*_place(together[0], places), axioms=_listed(together))
    for fault in answer["unsatisfiable"]:
        term = fault["term"]
        rule = UNSATISFIABLE if fault["because"] else UNEXPLAINED
        yield rule.found(
            *places.find(term),
            focus=term,
            term=write_iri(term),
            axioms=_listed(fault["because"]),
        )
    if together := answer["example_contradiction"]:
        yield EXAMPLE.found(*_place(together[0], places), axioms=_listed(together))


def _profile(violation: Violation, places: Places) -> Finding:
    kind, axiom = violation["kind"], violation["axiom"]
    vi, en = _REASONS.get(kind, (kind, kind))
    rule = replace(PROFILE, vi=PROFILE.vi.replace("{why}", vi), en=PROFILE.en.replace("{why}", en))
    return rule.found(
        *_place(axiom, places),
        focus=next(iter(_IRI.findall(axiom)), None),
        profile=violation["profile"],
        axiom=_prefixed(axiom),
    )


def _place(axiom: str, places: Places) -> Place:
    """Return the place of an axiom in functional syntax, or of the first of its terms found."""
    iris = _IRI.findall(axiom)
    predicate = _PREDICATES.get(axiom.partition("(")[0])
    found = [places.find(iri) for iri in iris]
    if predicate and iris:
        found.insert(0, places.find(iris[0], name(predicate).value, *iris[1:2]))
    return next((place for place in found if place[0]), (None, None, None))


def _prefixed(axiom: str) -> str:
    """Return `axiom` with prefixed names for IRIs."""
    return _IRI.sub(lambda match: write_iri(match[1]), axiom)


def _listed(axioms: list[str]) -> str:
    return "; ".join(map(_prefixed, axioms))
