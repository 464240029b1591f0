"""No input ends a command in a traceback: it succeeds, says what is wrong, or cannot run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.cli.explain import explain
from kg.cli.fmt import fmt
from kg.cli.query import query
from kg.cli.validate import validate
from kg.errors import KgError
from kg.store.build import build
from tests.conftest import SMALL_DATA

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
<https://w3id.org/vnrc/shape/Unit> a sh:NodeShape ; sh:targetSubjectsOf vnrc:partOf ;
  sh:property [ sh:path vnrc:partOf ; sh:nodeKind sh:IRI ; sh:class vnrc:Unit ] .
"""
QUERY = "SELECT ?s (COUNT(*) AS ?n) { ?s vnrc:partOf+ unit:c FILTER(?s != 'x'@vi) } GROUP BY ?s"
PIECES = st.sampled_from(
    [
        *'[](){}<>"#.;,:@^\\|?$=!+-*/_\r\0\ufeff\u202e\ud7ff\U0010ffff',
        *("'''", '"""', "<<", "^^", "_:", "@prefix", "BASE <x>", "unit:", "?s ?p ?o ."),
        *("\\u0000", "\\uD800", "\\U00110000", "a\u0301", "1e9999", "<urn:%zz>", "https://["),
        *("9" * 400, "(" * 70, "[ a " * 70, "{ " * 300),
    ]
)
TEXTS = st.one_of(PIECES, st.text(max_size=30))


def mutations(text: str) -> st.SearchStrategy[str]:
    """Return `text` with up to three pieces cut out, put in, or both."""
    place = st.integers(0, len(text))
    edits = st.lists(st.tuples(place, st.integers(0, 20), TEXTS), min_size=1, max_size=3)

    def edited(edits: Sequence[tuple[int, int, str]]) -> str:
        result = text
        for start, length, piece in edits:
            result = result[:start] + piece + result[start + length :]
        return result

    return st.builds(edited, edits)


bounded = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def run(command: click.Command, *arguments: object, given: str | None = None) -> int:
    """Return the exit code of `command`, as `kg` gives it; any error that is not ours escapes."""
    try:
        result = CliRunner().invoke(
            command, ["--", *map(str, arguments)], input=given, catch_exceptions=False
        )
    except KgError:
        return 2
    assert result.exit_code in {0, 1, 2}
    return result.exit_code


@pytest.fixture
def file(small_project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data file of a small project, the current directory, with a snapshot."""
    data_dir = small_project / "snapshots"
    build(small_project, data_dir, max_file_bytes=10**6)
    (small_project / "shapes" / "unit.ttl").write_text(SHAPES, encoding="utf-8")
    monkeypatch.chdir(small_project)
    monkeypatch.setenv("KG_DATA_DIR", str(data_dir))
    return small_project / "data" / "entities" / "units.ttl"


@bounded
@given(st.one_of(st.binary(max_size=200), mutations(SMALL_DATA).map(str.encode)))
def test_fmt_reads_any_bytes(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    code = run(fmt, file)
    assert code == 0 or file.read_bytes() == data


@bounded
@given(st.one_of(st.binary(max_size=200), mutations(SMALL_DATA).map(str.encode)))
def test_validate_reads_any_bytes(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    run(validate)


@settings(bounded, max_examples=15)
@given(mutations(SHAPES).map(str.encode))
def test_validate_reads_any_shapes(file: Path, data: bytes) -> None:
    (file.parents[2] / "shapes" / "unit.ttl").write_bytes(data)
    run(validate)


TERMS = st.one_of(
    TEXTS, *(mutations(term) for term in ("unit:a", "_:c14n0", '"x"@vi', '"1"^^xsd:integer', "a"))
)


@bounded
@given(TERMS, TERMS, TERMS)
@example("_:a b", "a", "a")
@example("unit:a", "a", "(" * 600)
@example("unit:a", "a", "\udcff")
@pytest.mark.usefixtures("file")
def test_explain_reads_any_terms(subject: str, predicate: str, object_: str) -> None:
    run(explain, subject, predicate, object_)


@settings(bounded, max_examples=15)
@given(st.one_of(TEXTS, mutations(QUERY)))
@example("\udcff")
@pytest.mark.usefixtures("file")
def test_query_reads_any_text(text: str) -> None:
    run(query, "-", given=text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    run(query, text)
