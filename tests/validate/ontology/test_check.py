from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.rdf.findings import Severity
from kg.resources import bundled_project
from kg.validate.ontology.check import check_ontology
from kg.validate.ontology.java import java_missing

Write = Callable[..., Path]
needs_java = pytest.mark.skipif(java_missing() is not None, reason=f"{java_missing()}")


def _codes(directory: Path) -> set[str]:
    return {finding.code for finding in check_ontology(directory).findings} - {"java-missing"}


@needs_java
def test_our_own_ontology_holds() -> None:
    report = check_ontology(bundled_project(), require_java=True)
    grave = {Severity.VIOLATION, Severity.WARNING}
    assert [finding for finding in report.findings if finding.severity in grave] == []


def test_the_clean_ontology_has_no_findings(write: Write, clean: str) -> None:
    report = check_ontology(write(clean))
    assert {finding.code for finding in report.findings} <= {"java-missing"}
    assert report.files == 1


def test_each_part_of_the_check_speaks(write: Write, clean: str) -> None:
    faults = (
        'vnrc:Person skos:altLabel "homme"@fr ; rdfs:seeAlso skos:Concepts .'
        "person:x a vnrc:Person, vnrc:Event ."
    )
    expected = {"rule:text-language", "unknown-external-term"}
    if java_missing() is None:
        expected.add("contradiction")
    assert _codes(write(clean + faults)) == expected


def test_each_axiom_that_the_reasoner_does_not_follow_is_a_violation_at_its_place(
    write: Write, clean: str
) -> None:
    text = (
        "vnrc:Person rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty vnrc:size ; owl:maxCardinality 1 ] ."
    )
    text += "\nvnrc:Event owl:sameAs vnrc:Person ."
    directory = write(clean + text)
    findings = [f for f in check_ontology(directory).findings if f.code == "unsupported-axiom"]
    same, cardinality = sorted(findings, key=lambda finding: finding.message_en, reverse=True)
    assert "owl:sameAs" in same.message_en
    assert "owl:maxCardinality" in cardinality.message_en
    assert {finding.severity for finding in findings} == {Severity.VIOLATION}
    assert same.file is not None
    lines = (directory / same.file).read_text(encoding="utf-8").splitlines()
    assert same.line == len(lines)
    assert lines[(cardinality.line or 0) - 1].startswith("vnrc:Person")


def test_an_exception_of_the_project_counts(write: Write, clean: str) -> None:
    text = clean + "skos:broader a owl:TransitiveProperty ."
    assert _codes(write(text)) == {"rule:hijacked-term"}
    assert _codes(write(text, exceptions='[hijacked-term]\n"skos:broader" = "why"\n')) == set()


def test_an_ontology_that_is_not_there_does_not_pass(write: Write) -> None:
    assert "no-ontology" in _codes(write(""))


def test_a_file_that_cannot_be_read_is_the_only_finding(write: Write, clean: str) -> None:
    directory = write(clean + "vnrc:Person a ;", exceptions='[profile]\n"vnrc:Person" = "why"\n')
    (finding,) = check_ontology(directory).findings
    assert finding.code == "syntax"


def test_a_label_that_is_not_nfc_is_found(write: Write, clean: str) -> None:
    assert _codes(write(clean.replace('"quen"@vi', '"que\u0302n"@vi'))) == {"nfd"}


def test_a_directory_without_an_ontology_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="lacks ontology/"):
        check_ontology(tmp_path)
