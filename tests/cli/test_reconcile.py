from __future__ import annotations

import csv
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import group
from tests.conftest import Publish
from tests.reconcile.conftest import world
from tests.servers import serving

TABLE = "nơi,năm\nLông Hải,2019\nLông Hải,2021\nLông Hải,\nHòa Vắng,2019\nkhông có,2019\n"
EXPECTED = [
    ["nơi", "năm", "nơi IRI", "nơi name", "nơi Wikidata"],
    *(
        [place, year, iri and f"https://w3id.org/vnrc/id/unit/{iri}", name, item]
        for place, year, iri, name, item in [
            ("Lông Hải", "2019", "long-hai-1990", "Lông Hải", "Q1001"),
            ("Lông Hải", "2021", "long-hai-2020", "Lông Hải (from 2020)", "Q1001"),
            ("Lông Hải", "", "", "", ""),
            ("Hòa Vắng", "2019", "hoa-vang", "Hòa Vắng", "Q1002"),
            ("không có", "2019", "", "", ""),
        ]
    ),
]
OPTIONS = ("--column", "nơi", "--date-column", "năm", "--kind", "unit")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Path:
    directory = tmp_path_factory.mktemp("matched")
    publish_quads(directory, world())
    return directory


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "bảng.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def run(*arguments: object, text: str | None = None) -> Result:
    return CliRunner().invoke(group, ["reconcile", *map(str, arguments)], input=text)


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_what_is_sure_is_taken_and_the_file_written_whole(
    data_dir: Path, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    result = run(table, *OPTIONS, "--auto", "--out", out, "--data-dir", data_dir)
    assert (result.exit_code, result.stderr) == (0, "3 of 5 names matched\n")
    assert read(out) == EXPECTED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bảng.csv", "out.csv"]


def test_it_reads_standard_input_and_writes_standard_output(data_dir: Path) -> None:
    result = run("-", *OPTIONS, "--data-dir", data_dir, text=TABLE)
    assert list(csv.reader(result.stdout.splitlines())) == EXPECTED


def test_a_service_that_is_named_answers_as_the_snapshot_does(
    data_dir: Path, table: Path, small_project: Path
) -> None:
    with serving(data_dir, small_project) as server:
        result = run(table, *OPTIONS, "--auto", "--service", f"{server.url}reconcile/en")
        other = run(table, *OPTIONS, "--service", f"{server.url}void")
    assert list(csv.reader(result.stdout.splitlines())) == EXPECTED
    assert "its address ends in /reconcile/vi or /reconcile/en" in str(other.exception)
    gone = run(table, *OPTIONS, "--service", f"{server.url}reconcile/en")
    assert "cannot be reached" in str(gone.exception)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


def test_at_a_terminal_it_asks_where_it_is_not_sure(
    data_dir: Path, table: Path, tmp_path: Path, terminal: tuple[int, int]
) -> None:
    ours, theirs = terminal
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "kg", "reconcile", str(table), *OPTIONS]
    with subprocess.Popen(
        [*command, "--out", str(out), "--data-dir", str(data_dir)],
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        os.write(ours, b"2\n")
        assert process.wait(30) == 0
    assert read(out)[3][2] == "https://w3id.org/vnrc/id/unit/long-hai-2020"
    said = os.read(ours, 65536).decode(errors="replace")
    assert "Province, until 30 June 2020. [100]" in said
    assert "4 of 5 names matched" in said


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        (TABLE.encode(), ("--column", "x"), "there is no column 'x'; there are: nơi, năm"),
        (b"", OPTIONS, "the table has no rows"),
        (b"n\xff\n1\n", OPTIONS, "byte 1 is not UTF-8: save the table as CSV in UTF-8"),
        (b'a\n"b', OPTIONS, "line 2 is no CSV"),
    ],
)
def test_what_cannot_be_matched_is_one_line_and_nothing_is_written(
    data_dir: Path, tmp_path: Path, content: bytes, options: tuple[str, ...], expected: str
) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out.csv"
    file.write_bytes(content)
    arguments = [*map(str, (file, *options)), "--data-dir", str(data_dir), "--out", str(out)]
    result = subprocess.run(
        [sys.executable, "-m", "kg", "reconcile", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert expected in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not out.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "none.csv", "--column", "x")
    assert "none.csv cannot be read" in str(result.exception)
