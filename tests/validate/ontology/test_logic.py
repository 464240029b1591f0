from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jpype
import pytest

from kg.rdf.findings import Finding, Severity
from kg.rdf.load import load_project
from kg.validate.ontology.axioms import Axioms
from kg.validate.ontology.java import java_missing
from kg.validate.ontology.logic import check_logic
from kg.validate.ontology.places import Places

Write = Callable[..., Path]
needs_java = pytest.mark.skipif(java_missing() is not None, reason=f"{java_missing()}")


def _check(directory: Path, seconds: float = 60, *, require_java: bool = True) -> list[Finding]:
    project = load_project(directory, rooms=("ontology",))
    assert project.findings == ()
    axioms, places = Axioms(project.quads()), Places(project)
    return list(check_logic(axioms, places, seconds=seconds, require_java=require_java))


@needs_java
def test_the_clean_ontology_is_in_both_profiles_and_consistent(write: Write, clean: str) -> None:
    assert _check(write(clean)) == []


FAULTS = {
    "RL": (
        "vnrc:Person rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty vnrc:attends ; owl:someValuesFrom vnrc:Event ] .",
        "profile",
        "outside OWL 2 RL, the expression may not stand as a superclass: "
        "SubClassOf(vnrc:Person ObjectSomeValuesFrom(vnrc:attends vnrc:Event))",
    ),
    "DL": (
        'vnrc:Person vnrc:note "x" .',
        "profile",
        "outside OWL 2 DL, the annotation property is not declared: ",
    ),
    "misspelt": (
        "vnrc:Person owl:disjointwith vnrc:Event .",
        "not-owl",
        "no part of an OWL axiom: vnrc:Person owl:disjointwith vnrc:Event: ",
    ),
    "half an axiom": (
        "[] a owl:AllDisjointClasses .",
        "not-owl",
        "no part of an OWL axiom: [] rdf:type owl:AllDisjointClasses: ",
    ),
    "contradiction": (
        "person:x a vnrc:Person, vnrc:Event .",
        "contradiction",
        "SubClassOf(vnrc:Person vnrc:Agent)",
    ),
    "class": (
        "vnrc:Ghost a owl:Class ; rdfs:subClassOf vnrc:Person, vnrc:Event .",
        "unsatisfiable",
        "nothing can be or have vnrc:Ghost, because: DisjointClasses(vnrc:Agent vnrc:Event); "
        "SubClassOf(vnrc:Ghost vnrc:Event); SubClassOf(vnrc:Ghost vnrc:Person); "
        "SubClassOf(vnrc:Person vnrc:Agent)",
    ),
    "property": (
        "vnrc:haunts a owl:ObjectProperty ; rdfs:domain vnrc:Person, vnrc:Event .",
        "unsatisfiable",
        "nothing can be or have vnrc:haunts, because: ",
    ),
    "data property": (
        "vnrc:weight a owl:DatatypeProperty ; rdfs:domain vnrc:Person, vnrc:Event .",
        "unsatisfiable",
        "nothing can be or have vnrc:weight, because: ",
    ),
    "example": (
        "vnrc:Hermit a owl:Class ; rdfs:subClassOf vnrc:Person, [ a owl:Restriction ;"
        " owl:onProperty vnrc:knows ; owl:maxCardinality 0 ] .",
        "example-contradiction",
        "SubClassOf(vnrc:Hermit ObjectMaxCardinality(0 vnrc:knows",
    ),
}


@needs_java
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_logic_is_found_with_its_axioms_and_place(
    fault: str, write: Write, clean: str
) -> None:
    text, code, message = FAULTS[fault]
    directory = write(clean + text)
    (finding,) = _check(directory)
    assert finding.code == code
    assert message in finding.message_en
    assert finding.message_vi != finding.message_en
    if finding.focus:
        lines = (directory / "ontology" / "sample.ttl").read_text("utf-8").splitlines()
        assert finding.line is not None
        assert finding.focus.rpartition("#")[2] in "\n".join(lines[finding.line - 1 :])


@needs_java
def test_where_hermit_cannot_reason_the_faults_of_the_profile_are_still_told(
    write: Write, clean: str
) -> None:
    text = (
        "vnrc:knows a owl:TransitiveProperty . vnrc:Person rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty vnrc:knows ; owl:maxCardinality 1 ] ."
    )
    assert {finding.code for finding in _check(write(clean + text))} == {"profile", "not-reasoned"}


@needs_java
def test_only_the_first_unsatisfiable_terms_are_explained(write: Write, clean: str) -> None:
    ghosts = "".join(
        f"vnrc:Ghost{n} a owl:Class ; rdfs:subClassOf vnrc:Person, vnrc:Event ." for n in range(12)
    )
    messages = [finding.message_en for finding in _check(write(clean + ghosts))]
    assert len(messages) == 12
    assert sum("because: " in message for message in messages) == 10


@needs_java
def test_a_deadline_that_passes_is_a_violation(write: Write, clean: str) -> None:
    (finding,) = _check(write(clean), seconds=0.01)
    assert (finding.code, finding.severity) == ("java-failed", Severity.VIOLATION)


def test_without_java_a_note_says_so_or_a_violation_if_java_is_required(
    write: Write, clean: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> str:
        raise jpype.JVMNotFoundException("no JVM here.")

    monkeypatch.setattr(jpype, "getDefaultJVMPath", nowhere)
    (note,) = _check(write(clean), require_java=False)
    assert (note.code, note.severity) == ("java-missing", Severity.INFO)
    assert "(no JVM here)" in note.message_en
    (violation,) = _check(write(clean), require_java=True)
    assert violation.severity is Severity.VIOLATION
