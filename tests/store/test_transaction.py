"""An update is published whole, or nothing has changed; what is incremental equals what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import OntologyError, QueryRefused, StaleUpdate, UpdateConflict
from kg.rdf.document import Document
from kg.rdf.findings import Finding
from kg.rdf.load import GraphFile, Project
from kg.rdf.scan import Source
from kg.reason.clashes import find_clashes
from kg.reason.materialise import materialise
from kg.store.candidate import Candidate, quads_of
from kg.store.dataset import INFERRED, canonical_lines, served
from kg.store.evaluate import Delta, evaluate
from kg.store.snapshot import content_id, current_snapshot
from kg.store.transaction import Change, InvalidUpdate, Transactions, Written
from kg.store.update_text import read_update
from kg.validate.change import ChangeValidator
from kg.validate.rules import check_rules, load_rules
from kg.validate.shacl import check_shacl
from kg.validate.shapes import load_shapes
from tests.store.updating import BASE, built, make_project, with_prefixes

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def data_dir(project: Path, tmp_path: Path) -> Path:
    return built(project, tmp_path / "data")


@pytest.fixture
def transactions(project: Path, data_dir: Path) -> Transactions:
    return Transactions(data_dir, project)


def change(text: str) -> Change:
    operations = read_update(with_prefixes(text))

    def run(candidate: Candidate) -> Iterator[Delta]:
        for operation in operations:
            yield evaluate(operation, candidate.served, candidate.contents)

    return run


def run(transactions: Transactions, text: str) -> Written:
    return transactions.run(change(text))


def lines(data_dir: Path) -> set[bytes]:
    return current_snapshot(data_dir).lines()


def test_an_update_is_current_with_what_follows(transactions: Transactions, data_dir: Path) -> None:
    before = current_snapshot(data_dir)
    written = run(
        transactions,
        "INSERT DATA { GRAPH graph:entities/new { unit:d a vnrc:Unit ; vnrc:partOf unit:a } }",
    )
    after = current_snapshot(data_dir)
    assert after.id == written.snapshot != before.id
    assert after.manifest.updates == 1
    store = after.open_store()
    assert store.query(with_prefixes("ASK { GRAPH graph:inferred { unit:d vnrc:partOf unit:c } }"))
    after.verify()


def test_an_update_taken_back_by_another_leads_to_the_same_id(
    transactions: Transactions, data_dir: Path
) -> None:
    first = current_snapshot(data_dir).id
    run(transactions, "INSERT DATA { GRAPH graph:entities/new { unit:d a vnrc:Unit } }")
    written = run(transactions, "DROP GRAPH graph:entities/new")
    assert written.snapshot == current_snapshot(data_dir).id == first


def test_a_violation_changes_nothing(transactions: Transactions, data_dir: Path) -> None:
    before = lines(data_dir)
    with pytest.raises(InvalidUpdate) as caught:
        run(
            transactions,
            "INSERT DATA { GRAPH graph:entities/x { unit:e a vnrc:Unit } } ;"
            'INSERT DATA { GRAPH graph:entities/x { unit:e vnrc:size "big" } }',
        )
    assert [finding.focus for finding in caught.value.report.findings] == [f"{BASE}id/unit/e"]
    assert lines(data_dir) == before
    # The candidate is as it was: the next update stands on what is published.
    run(transactions, "INSERT DATA { GRAPH graph:entities/x { unit:e a vnrc:Unit } }")
    assert b"big" not in b"".join(lines(data_dir))


def test_a_contradiction_changes_nothing(transactions: Transactions, data_dir: Path) -> None:
    before = lines(data_dir)
    with pytest.raises(InvalidUpdate, match="1 violation"):
        run(transactions, "INSERT DATA { GRAPH graph:entities/x { unit:a vnrc:leads unit:b } }")
    assert lines(data_dir) == before


def test_what_the_reasoner_cannot_follow_changes_nothing(
    transactions: Transactions, data_dir: Path
) -> None:
    before = lines(data_dir)
    same = "<http://www.w3.org/2002/07/owl#sameAs>"
    text = f"INSERT DATA {{ GRAPH graph:entities/x {{ unit:a {same} unit:b }} }}"
    with pytest.raises((OntologyError, InvalidUpdate)):
        run(transactions, text)
    assert lines(data_dir) == before


def test_lexical_forms_stay_as_they_are_sent(transactions: Transactions, data_dir: Path) -> None:
    run(
        transactions,
        "INSERT DATA { GRAPH graph:entities/x { unit:b vnrc:size 2.50 } }",
    )
    stated = [line for line in lines(data_dir) if b"#size>" in line and b"unit/b" in line]
    assert stated
    assert all(b'"2.50"' in line for line in stated)
    run(transactions, "DELETE DATA { GRAPH graph:entities/x { unit:b vnrc:size 2.5 } }")
    assert not [line for line in lines(data_dir) if b"unit/b" in line and b"#size>" in line]


def test_a_stale_writer_is_told(transactions: Transactions, data_dir: Path) -> None:
    first = current_snapshot(data_dir).id
    text = "INSERT DATA { GRAPH graph:entities/x { unit:d a vnrc:Unit } }"
    transactions.run(change(text), only_if=[first])
    with pytest.raises(StaleUpdate, match=current_snapshot(data_dir).id):
        transactions.run(change("DROP GRAPH graph:entities/x"), only_if=[first])
    assert b"unit/d" in b"".join(lines(data_dir))


def test_a_build_in_between_is_noticed(
    transactions: Transactions, project: Path, data_dir: Path
) -> None:
    run(transactions, "INSERT DATA { GRAPH graph:entities/x { unit:d a vnrc:Unit } }")
    built(project, data_dir)
    run(transactions, "INSERT DATA { GRAPH graph:entities/y { unit:f a vnrc:Unit } }")
    text = b"".join(lines(data_dir))
    assert b"unit/f" in text
    assert b"unit/d" not in text


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("DROP GRAPH graph:ontology/cooperation", QueryRefused, "kg build"),
        ("DROP GRAPH graph:guide/schema", QueryRefused, "kg build"),
        ("CLEAR ALL", QueryRefused, "name the graphs"),
        ("DELETE DATA { unit:a a vnrc:Unit }", QueryRefused, "say which graph"),
        ("INSERT DATA { GRAPH <urn:x> { unit:a a vnrc:Unit } }", QueryRefused, "<room>/<name>"),
        ("INSERT DATA { GRAPH graph:inferred { unit:a a vnrc:Unit } }", QueryRefused, "<room>"),
        ("DROP GRAPH graph:entities/none", UpdateConflict, "does not exist"),
        ("CREATE GRAPH graph:entities/units", UpdateConflict, "exists already"),
        ("COPY graph:entities/none TO graph:entities/x", UpdateConflict, "does not exist"),
    ],
)
def test_what_may_not_be_written_is_said(
    transactions: Transactions, data_dir: Path, text: str, error: type[Exception], said: str
) -> None:
    before = lines(data_dir)
    with pytest.raises(error, match=said):
        run(transactions, text)
    assert lines(data_dir) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { unit:z a vnrc:Unit }", {"local/default": 1, "entities/units": 9}),
        ("MOVE graph:entities/units TO graph:entities/x", {"entities/x": 9}),
        ("COPY graph:entities/units TO graph:entities/x", {"entities/x": 9, "entities/units": 9}),
        ("DROP SILENT GRAPH graph:entities/none", {"entities/units": 9}),
        (
            "WITH graph:entities/units DELETE { ?s vnrc:size ?v } INSERT { ?s vnrc:area ?v } "
            "WHERE { ?s vnrc:size ?v }",
            {"entities/units": 9},
        ),
        (
            "DELETE { GRAPH ?g { ?s vnrc:partOf ?o } } WHERE { GRAPH ?g { ?s vnrc:partOf ?o } }",
            {"entities/units": 7},
        ),
        (
            "INSERT { GRAPH graph:entities/x { ?s a vnrc:Unit } } "
            "USING graph:entities/none WHERE { ?s a vnrc:Unit }",
            {"entities/units": 9},
        ),
    ],
)
def test_operations_do_as_the_standard_says(
    transactions: Transactions, data_dir: Path, text: str, expected: dict[str, int]
) -> None:
    run(transactions, text)
    graphs = current_snapshot(data_dir).manifest.graphs
    found = {name.removeprefix(f"{BASE}graph/"): count for name, count in graphs.items()}
    given = ("inferred", "ontology/cooperation", "guide/schema")
    assert {name: count for name, count in found.items() if name not in given} == expected


# --- what is incremental equals what is not

_UNITS = [ox.NamedNode(f"{BASE}id/unit/{name}") for name in "abcd"]
_GRAPHS = [ox.NamedNode(f"{BASE}graph/{name}") for name in ("entities/units", "other/x")]


def _vnrc(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}ontology#{name}")


_LINKS = st.tuples(
    st.sampled_from(_UNITS),
    st.sampled_from([_vnrc("partOf"), _vnrc("near"), _vnrc("leads")]),
    st.sampled_from(_UNITS),
)
_TYPES = st.tuples(
    st.sampled_from(_UNITS),
    st.just(ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")),
    st.sampled_from([_vnrc("Unit"), _vnrc("Person"), _vnrc("Place")]),
)
_VALUES = st.tuples(
    st.sampled_from(_UNITS),
    st.sampled_from([_vnrc("size"), _vnrc("area")]),
    st.sampled_from(
        [
            ox.Literal("1.10", datatype=ox.NamedNode(f"{XSD}decimal")),
            ox.Literal("1.1", datatype=ox.NamedNode(f"{XSD}decimal")),
            ox.Literal("7"),
        ]
    ),
)
_QUADS = st.builds(
    lambda triple, graph: ox.Quad(triple[0], triple[1], triple[2], graph),
    st.one_of(_LINKS, _TYPES, _VALUES),
    st.sampled_from(_GRAPHS),
)
_DELTAS = st.builds(Delta, st.lists(_QUADS, max_size=4), st.lists(_QUADS, max_size=4))

_Key = tuple[str, str | None, str | None, str | None, str]


def _key(finding: Finding) -> _Key:
    return finding.code, finding.focus, finding.path, finding.value, finding.message_en


def _full(project: Path, asserted: list[ox.Quad]) -> set[_Key]:
    """Return what validating everything says."""
    by_graph: dict[str, list[ox.Quad]] = {}
    for quad in asserted:
        by_graph.setdefault(str(quad.graph_name), []).append(quad)
    empty = Document(Path("x.ttl"), Source(""))
    graphs = {name: GraphFile(name, empty, tuple(quads)) for name, quads in by_graph.items()}
    whole = Project(project, (), graphs, ())
    rules, _ = load_rules(project / "shapes/rules", project)
    return {
        *map(_key, check_rules(whole, rules)),
        *map(_key, check_shacl(whole, load_shapes(project))),
    }


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deltas=st.lists(_DELTAS, min_size=1, max_size=3), kept=st.booleans())
def test_incremental_equals_full(
    project: Path,
    data_dir: Path,
    deltas: list[Delta],
    kept: bool,  # noqa: FBT001 - hypothesis chooses
) -> None:
    """Findings, inferences, contradictions, counts and id are those of starting afresh."""
    snapshot = current_snapshot(data_dir)
    candidate = Candidate(snapshot, data_dir)
    validator = ChangeValidator(project, candidate.asserted, candidate.about)
    asserted = [q for q in quads_of(snapshot.lines()) if _is_asserted(q)]
    findings = _full(project, asserted)
    clashes = 0
    for delta in deltas:
        delta = replace(delta)  # noqa: PLW2901 - hypothesis keeps the one it gave
        candidate.change(delta)
        removed, added = candidate.written_change()
        gone = set(removed)
        asserted = [*(q for q in asserted if q not in gone), *added]
        checked = validator.check(removed, added)
        earlier = {key for key in findings if not checked.covers(key[0], key[1])}
        findings = earlier | set(map(_key, checked.findings))
        assert findings == _full(project, asserted)
        clashes += len(candidate.reason())
        quads = served(asserted, materialise(asserted))
        identifier = content_id(canonical_lines(quads))
        assert candidate.identifier == identifier
        named = [q for q in quads if q.graph_name != ox.DefaultGraph()]
        assert candidate.counts.total() == len(named)
        assert candidate.triples == len(quads) - len(named)
        store = ox.Store()
        store.bulk_extend(q for q in quads if q.graph_name == ox.DefaultGraph())
        assert (clashes == 0) or kept or any(True for _ in find_clashes(store)) or delta.removed
        if any(True for _ in find_clashes(store)):
            assert clashes > 0
        if kept:
            candidate.keep()
        else:
            candidate.take_back()
            assert candidate.identifier == snapshot.id
            asserted = [q for q in quads_of(snapshot.lines()) if _is_asserted(q)]
            findings = _full(project, asserted)
            clashes = 0


def _is_asserted(quad: ox.Quad) -> bool:
    return quad.graph_name not in (ox.DefaultGraph(), INFERRED)
