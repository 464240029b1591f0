from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.fmt import fmt
from kg.errors import KgError

UNTIDY = "<urn:b> <urn:p> 1 .\n<urn:a> <urn:p> 007 .\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(fmt, [str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "x.ttl"
    file.write_text(UNTIDY)
    return file


def test_a_file_is_rewritten_once_and_keeps_its_permissions(file: Path) -> None:
    file.chmod(0o640)
    assert run(file).output == f"rewrote {file}\n"
    written = file.read_text()
    assert written.index("<urn:a> <urn:p> 007 .") < written.index("<urn:b>")
    assert file.stat().st_mode & 0o777 == 0o640
    assert run(file).output == ""
    assert os.listdir(file.parent) == ["x.ttl"]  # noqa: PTH208 - names only


def test_check_names_what_differs_and_writes_nothing(file: Path) -> None:
    result = run("--check", file.parent)
    assert (result.exit_code, result.output) == (1, f"{file}\n")
    assert file.read_text() == UNTIDY
    run(file)
    assert run("--check", file.parent).exit_code == 0


def test_diff_shows_the_change_and_writes_nothing(file: Path) -> None:
    result = run("--diff", file)
    assert result.exit_code == 1
    assert "\n+<urn:a> <urn:p> 007 .\n" in result.output
    assert file.read_text() == UNTIDY


def test_byte_order_mark_and_crlf_go(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf<urn:a> <urn:p> 1 .\r\n")
    assert run(file).exit_code == 0
    assert file.read_bytes().startswith(b"@prefix")
    assert b"\r" not in file.read_bytes()


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_written(file: Path) -> None:
    bad = file.with_name("bad.ttl")
    bad.write_text("<urn:a> <urn:p> .\n")
    result = run(file.parent)
    assert result.exit_code == 2
    assert f"{bad}:1:17: violation: syntax error" in result.stderr
    assert result.stdout == f"rewrote {file}\n"
    assert bad.read_text() == "<urn:a> <urn:p> .\n"


def test_a_comment_is_not_lost_silently(file: Path) -> None:
    file.write_text(f"# head\n{UNTIDY}# lost\n")
    result = run("--lang", "vi", file)
    assert result.exit_code == 2
    assert f"{file}:4:1: vi phạm: chú thích này sẽ mất" in result.stderr
    assert file.read_text() == f"# head\n{UNTIDY}# lost\n"


def test_without_paths_the_rooms_of_the_project_are_formatted(tmp_path: Path) -> None:
    for room in ("ontology", "shapes", "data", "queries"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "x.ttl").write_text(UNTIDY)
    result = run("--project", tmp_path, "--check")
    assert [Path(line).parent.name for line in result.output.splitlines()] == [
        "ontology",
        "shapes",
        "data",
    ]


@pytest.mark.parametrize(("name", "message"), [("x.rdf", "is not Turtle"), ("no.ttl", "not exist")])
def test_a_path_that_cannot_be_formatted_is_refused(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "x.rdf").write_text("<rdf:RDF/>")
    result = run(tmp_path / name)
    assert isinstance(result.exception, KgError)
    assert message in str(result.exception)
