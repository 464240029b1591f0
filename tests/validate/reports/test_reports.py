from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg.rdf.findings import Finding, Severity
from kg.validate.findings import Report
from kg.validate.reports import FORMATS

SH = "http://www.w3.org/ns/shacl#"
VIOLATION = Finding(
    severity=Severity.VIOLATION,
    code="sh:ClassConstraintComponent",
    message_vi="sai <lớp> & \x00",
    message_en="wrong <class> & \x00",
    file=Path("data/a b/x.ttl"),
    line=9,
    column=5,
    focus="https://w3id.org/vnrc/id/unit/a",
    path="https://w3id.org/vnrc/ontology#partOf",
    value='"x"@vi',
    shape="https://w3id.org/vnrc/shape/Unit",
)
WARNING = Finding(
    severity=Severity.WARNING, code="nfd", message_vi="không NFC", message_en="not NFC"
)
REPORT = Report.of([VIOLATION, WARNING, VIOLATION], files=2)


def test_a_report_is_sorted_and_says_everything_once() -> None:
    assert REPORT.findings == (WARNING, VIOLATION)
    assert not REPORT.conforms()


def test_text_gives_place_severity_message_and_code_and_counts() -> None:
    assert FORMATS["text"](REPORT, "en") == (
        "warning: not NFC [nfd]\n\n"
        "data/a b/x.ttl:9:5: violation: wrong <class> & \x00 "
        "(https://w3id.org/vnrc/id/unit/a) [sh:ClassConstraintComponent]\n\n"
        "2 files: 1 violation, 1 warning, 0 notes\n"
    )
    assert "vi phạm: sai <lớp>" in FORMATS["text"](REPORT, "vi")
    assert FORMATS["text"](Report(files=2), "vi") == "2 tệp: 0 vi phạm, 0 cảnh báo, 0 thông tin\n"


def test_github_gives_commands_with_file_line_and_escaped_text() -> None:
    assert FORMATS["github"](REPORT, "en").splitlines() == [
        "::warning title=nfd::not NFC",
        "::error file=data/a b/x.ttl,line=9,col=5,title=sh%3AClassConstraintComponent::"
        "wrong <class> & \x00 (https://w3id.org/vnrc/id/unit/a)",
        "2 files: 1 violation, 1 warning, 0 notes",
    ]


def test_json_holds_all_that_is_known() -> None:
    content = json.loads(FORMATS["json"](REPORT, "vi"))
    assert content["conforms"] is False
    assert content["counts"] == {"violation": 1, "warning": 1, "info": 0}
    assert content["findings"][1] == {
        "message": "sai <lớp> & \x00",
        "severity": "violation",
        "code": "sh:ClassConstraintComponent",
        "message_vi": "sai <lớp> & \x00",
        "message_en": "wrong <class> & \x00",
        "file": "data/a b/x.ttl",
        "line": 9,
        "column": 5,
        "focus": "https://w3id.org/vnrc/id/unit/a",
        "path": "https://w3id.org/vnrc/ontology#partOf",
        "value": '"x"@vi',
        "shape": "https://w3id.org/vnrc/shape/Unit",
    }


def test_sarif_places_each_result_and_refers_to_its_rule() -> None:
    log = json.loads(FORMATS["sarif"](REPORT, "en"))
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    warning, violation = run["results"]
    assert log["version"] == "2.1.0"
    assert (warning["level"], violation["level"]) == ("warning", "error")
    assert rules[violation["ruleIndex"]] == violation["ruleId"] == VIOLATION.code
    assert violation["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "data/a%20b/x.ttl", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 9, "startColumn": 5},
    }
    assert warning["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_junit_fails_a_case_for_each_violation_and_is_well_formed() -> None:
    root = ET.fromstring(FORMATS["junit"](REPORT, "en"))  # noqa: S314 - our own output
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    (failure,) = root.iter("failure")
    assert failure.get("message") == "wrong <class> & \ufffd"
    empty = ET.fromstring(FORMATS["junit"](Report(files=1), "en"))  # noqa: S314
    assert (empty.get("tests"), empty.get("failures")) == ("1", "0")


def test_sarif_and_junit_name_the_command_that_reports() -> None:
    report = Report.of([VIOLATION], files=1, tool="kg check")
    driver = json.loads(FORMATS["sarif"](report, "en"))["runs"][0]["tool"]["driver"]
    root = ET.fromstring(FORMATS["junit"](report, "en"))  # noqa: S314
    assert (driver["name"], root.get("name")) == ("kg check", "kg check")


def test_turtle_is_a_validation_report_of_shacl() -> None:
    store = ox.Store()
    store.load(FORMATS["turtle"](REPORT, "en").encode(), format=ox.RdfFormat.TURTLE)
    rows = store.query(
        f"""PREFIX sh: <{SH}> SELECT ?component ?focus ?path ?value ?shape (LANG(?m) AS ?lang) {{
        ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
        ?result a sh:ValidationResult ; sh:resultSeverity sh:Violation ; sh:focusNode ?focus ;
          sh:resultPath ?path ; sh:value ?value ; sh:sourceShape ?shape ; sh:resultMessage ?m ;
          sh:sourceConstraintComponent ?component }} ORDER BY ?lang"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = [[str(term) for term in row] for row in rows]
    expected = [
        f"<{SH}ClassConstraintComponent>",
        f"<{VIOLATION.focus}>",
        f"<{VIOLATION.path}>",
        '"x"@vi',
        f"<{VIOLATION.shape}>",
    ]
    assert found == [[*expected, '"en"'], [*expected, '"vi"']]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_ends_with_one_line_feed(name: str) -> None:
    text = FORMATS[name](REPORT, "vi")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
