from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.questions import LANGUAGES, find_question
from kg.resources import bundled_project

LABELS = """\
# title-vi: Tên
# title-en: Labels

PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX vnrc: <https://w3id.org/vnrc/ontology#>

SELECT ?unit ?unit_iri WHERE {
  VALUES ?lang { "vi" }
  ?unit_iri vnrc:area ?area ; rdfs:label ?unit . FILTER(LANG(?unit) = ?lang)
}
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snapshots")


@pytest.fixture
def project(small_project: Path) -> Path:
    for name in ("CQ01-labels", "CQ10-other", "CQ11-other"):
        (small_project / f"queries/{name}.rq").write_text(LABELS, encoding="utf-8")
    return small_project


def run(
    project: Path, data_dir: Path, *arguments: str, text: str = "", **environ: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "kg", "query", *arguments),
            *(f"--data-dir={data_dir}", f"--project={project}"),
        ],
        input=text.encode(),
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environ},
    )


def answer(project: Path, data_dir: Path, *arguments: str, text: str = "") -> str:
    done = run(project, data_dir, *arguments, text=text)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def failure(project: Path, data_dir: Path, *arguments: str, text: str = "", **env: str) -> str:
    done = run(project, data_dir, *arguments, text=text, **env)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, len(lines)) == (2, 1)
    return lines[0]


def test_without_a_snapshot_it_says_on_stderr_that_it_builds_one(
    project: Path, tmp_path: Path
) -> None:
    done = run(project, tmp_path / "new", "CQ01", "--format=csv")
    assert "building" in done.stderr.decode()
    assert done.stdout.decode().splitlines()[0] == "unit,unit_iri"


@pytest.mark.parametrize("name", ["CQ01", "cq01", "CQ01-labels", "cq01-lab", "CQ01-labels.rq"])
def test_a_question_is_found_by_number_or_beginning(
    project: Path, data_dir: Path, name: str
) -> None:
    run(project, data_dir, "CQ01")
    assert "Xã A" in answer(project, data_dir, name)


def test_the_labels_are_in_the_readers_language(project: Path, data_dir: Path) -> None:
    run(project, data_dir, "CQ01")
    iri = "https://w3id.org/vnrc/id/unit/a"
    assert answer(project, data_dir, "CQ01", "--format=csv") == (f"unit,unit_iri\r\nXã A,{iri}\r\n")
    english = answer(project, data_dir, "CQ01", "--format=csv", "--lang=en")
    assert english == f"unit,unit_iri\r\nCommune A,{iri}\r\n"


def test_a_table_leaves_iris_out_unless_asked(project: Path, data_dir: Path) -> None:
    run(project, data_dir, "CQ01")
    assert "unit_iri" not in answer(project, data_dir, "CQ01")
    shown = answer(project, data_dir, "CQ01", "--iris")
    assert "unit_iri" in shown
    assert "https://w3id.org/vnrc/id/unit/a" in shown


def test_a_file_and_standard_input_are_read_with_the_projects_prefixes(
    project: Path, data_dir: Path, tmp_path: Path
) -> None:
    run(project, data_dir, "CQ01")
    text = "SELECT ?x { unit:a vnrc:partOf ?x } ORDER BY ?x"
    expected = [f"https://w3id.org/vnrc/id/unit/{letter}" for letter in "bc"]
    file = tmp_path / "mine.rq"
    file.write_text(text, encoding="utf-8")
    for found in (
        answer(project, data_dir, str(file), "--format=csv"),
        answer(project, data_dir, "-", "--format=csv", text=text),
    ):
        assert found.split()[1:] == expected


def test_each_format_is_what_it_says(project: Path, data_dir: Path) -> None:
    run(project, data_dir, "CQ01")
    ask, graph = "ASK {}", "CONSTRUCT { ?s vnrc:area ?o } { ?s vnrc:area ?o }"
    assert json.loads(answer(project, data_dir, "-", "--format=json", text=ask))["boolean"] is True
    assert "<boolean>true" in answer(project, data_dir, "-", "--format=xml", text=ask)
    assert answer(project, data_dir, "-", "--format=tsv", text=ask) == "true"
    assert answer(project, data_dir, "-", text=ask) == "true\n"
    for form in ("table", "turtle"):
        turtle = answer(project, data_dir, "-", f"--format={form}", text=graph)
        assert "unit:a vnrc:area 1.1" in turtle


def test_a_table_in_a_pipe_breaks_no_line(project: Path, data_dir: Path) -> None:
    run(project, data_dir, "CQ01")
    words = "chương trình hợp tác " * 20
    assert words in answer(project, data_dir, "-", text=f"SELECT ('{words}' AS ?x) {{}}")


def test_text_in_square_brackets_stays_text_in_a_table(project: Path, data_dir: Path) -> None:
    run(project, data_dir, "CQ01")
    assert "[red]x[/red]" in answer(project, data_dir, "-", text="SELECT ('[red]x[/red]' AS ?x) {}")


def test_what_cannot_be_answered_is_one_line(project: Path, data_dir: Path, tmp_path: Path) -> None:
    run(project, data_dir, "CQ01")
    assert "CQ10-other, CQ11-other" in failure(project, data_dir, "CQ1")
    assert "CQ99" in failure(project, data_dir, "CQ99")
    assert "line 2, column 8" in failure(project, data_dir, "-", text="ASK {\n ?s ?p }")
    graph = "CONSTRUCT WHERE { ?s ?p ?o }"
    refused = failure(project, data_dir, "-", "--format=csv", text=graph)
    assert "graph" in refused
    assert "--format" in refused
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe0' }")
    assert "UTF-8" in failure(project, data_dir, str(tmp_path / "latin.rq"))


def test_the_deadline_holds_for_the_command_too(project: Path, data_dir: Path) -> None:
    run(project, data_dir, "CQ01")
    values = " ".join(str(number) for number in range(400))
    cross = "".join(f"VALUES ?x{number} {{ {values} }} " for number in range(5))
    said = failure(
        project,
        data_dir,
        "-",
        text=f"SELECT (COUNT(*) AS ?n) {{ {cross} }}",
        KG_QUERY_TIMEOUT="0.5",
    )
    assert "longer than 0.5 s" in said


@pytest.mark.parametrize("number", range(1, 31))
def test_every_saved_question_has_titles_and_one_line_for_the_language(number: int) -> None:
    question = find_question(bundled_project(), f"CQ{number:02}")
    for language in LANGUAGES:
        assert question.title(language) != question.name
        assert question.query(language).count(f'VALUES ?lang {{ "{language}" }}') == 1
