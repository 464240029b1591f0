from __future__ import annotations

import json
from pathlib import Path

import jpype
import pytest
from click.testing import CliRunner

from kg.cli import group
from kg.errors import KgError
from kg.resources import bundled_project
from kg.validate.ontology.java import java_missing

FAULTY = (
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n<https://example.org/o> a owl:Ontology .\n"
)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    for room in ("ontology", "shapes", "data", "queries"):
        (tmp_path / room).mkdir()
    (tmp_path / "ontology" / "o.ttl").write_text(FAULTY, "utf-8")
    return tmp_path


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise jpype.JVMNotFoundException("no JVM here")

    monkeypatch.setattr(jpype, "getDefaultJVMPath", nowhere)


@pytest.mark.skipif(java_missing() is not None, reason=f"{java_missing()}")
def test_our_own_ontology_ends_with_zero() -> None:
    arguments = ["check", "--strict", "--require-java", "--project", str(bundled_project())]
    result = CliRunner().invoke(group, arguments)
    assert (result.exit_code, result.exception) == (0, None)
    assert ": 0 violations, 0 warnings" in result.output


@pytest.mark.usefixtures("no_java")
def test_violations_end_with_one_and_name_file_and_line(faulty: Path) -> None:
    result = CliRunner().invoke(group, ["check", "--project", str(faulty)])
    assert result.exit_code == 1
    assert "ontology/o.ttl:2:1: violation: " in result.output
    assert (
        "info: the OWL 2 RL and DL profiles and the consistency were not checked" in result.output
    )


@pytest.mark.usefixtures("no_java")
def test_the_report_can_be_written_to_a_file_in_another_format_and_language(faulty: Path) -> None:
    output = faulty / "report.json"
    arguments = ["check", "--project", str(faulty), "--format", "json", "--lang", "vi"]
    result = CliRunner().invoke(group, [*arguments, "--output", str(output)])
    assert (result.exit_code, result.output) == (1, "")
    findings = json.loads(output.read_text("utf-8"))["findings"]
    assert findings
    assert all(finding["message"] == finding["message_vi"] for finding in findings)


@pytest.mark.usefixtures("no_java")
def test_required_java_that_is_missing_fails_what_would_pass() -> None:
    arguments = ["check", "--project", str(bundled_project())]
    assert CliRunner().invoke(group, arguments).exit_code == 0
    assert CliRunner().invoke(group, [*arguments, "--require-java"]).exit_code == 1


def test_what_cannot_run_is_an_error_of_ours(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["check", "--project", str(tmp_path)])
    assert isinstance(result.exception, KgError)
    result = CliRunner().invoke(group, ["check", "--timeout", "0"])
    assert isinstance(result.exception, KgError)
    assert "KG_CHECK_TIMEOUT is 0.0" in str(result.exception)
