from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.validate import validate

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:shape> a sh:NodeShape ; sh:targetClass <urn:C> ;
  sh:property [ sh:path <urn:p> ; sh:minCount 1 ; sh:message "thiếu"@vi, "missing"@en ] ,
    [ sh:path <urn:q> ; sh:minCount 1 ; sh:severity sh:Warning ] .
"""
SOUND = "<urn:a> a <urn:C> ; <urn:p> 1 ; <urn:q> 1 .\n"
WARNED = "<urn:a> a <urn:C> ; <urn:p> 1 .\n"
BROKEN = "\n<urn:b> a <urn:C> ; <urn:q> 1 .\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for room in ("ontology", "shapes", "data/a", "queries"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "shapes" / "x.ttl").write_text(SHAPES)
    (tmp_path / "data" / "a" / "x.ttl").write_text(SOUND)
    monkeypatch.setenv("KG_DATA_DIR", str(tmp_path / "snapshots"))
    return tmp_path


def run(project: Path, *arguments: object) -> Result:
    command = [*map(str, arguments), "--project", str(project)]
    return CliRunner().invoke(validate, command, catch_exceptions=False)


def test_exit_code_tells_conforming_from_violated(project: Path) -> None:
    assert run(project).exit_code == 0
    data = project / "data" / "a" / "x.ttl"
    data.write_text(WARNED)
    assert run(project).exit_code == 0
    assert run(project, "--strict").exit_code == 1
    data.write_text(BROKEN)
    result = run(project, "--lang", "vi")
    assert result.exit_code == 1
    assert "data/a/x.ttl:2:1: vi phạm: thiếu (urn:b) [sh:MinCountConstraintComponent]" in (
        result.output
    )


def test_only_what_concerns_the_named_files_is_reported(project: Path) -> None:
    other = project / "data" / "a" / "y.ttl"
    other.write_text(BROKEN)
    assert run(project, project / "data" / "a" / "x.ttl").exit_code == 0
    assert run(project, other).exit_code == 1


def test_the_report_goes_to_a_file_in_the_format_asked_for(project: Path) -> None:
    output = project / "report.sarif"
    result = run(project, "--format", "sarif", "--output", output)
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads(output.read_text())["version"] == "2.1.0"


def test_what_cannot_run_is_one_line_and_exit_code_two(project: Path) -> None:
    def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kg", "validate", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for arguments in (
        ["--project", str(project / "none")],
        ["--project", str(project), str(project / "none.ttl")],
        ["--project", str(project), "--output", str(project / "no" / "x")],
    ):
        done = kg(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("kg: ")
        assert done.stderr.count("\n") == 1
