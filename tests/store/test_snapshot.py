from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import SnapshotError
from kg.store.build import build
from kg.store.dataset import INFERRED
from kg.store.snapshot import Snapshot, current_snapshot, file_digest, open_snapshot

UNIT = "https://w3id.org/vnrc/id/unit/"
VNRC = "https://w3id.org/vnrc/ontology#"


@pytest.fixture
def snapshot(small_project: Path, tmp_path: Path) -> Snapshot:
    return build(small_project, tmp_path / "data", max_file_bytes=10**6).snapshot


def test_the_default_graph_holds_each_triple_once_whatever_graph_states_it(
    small_project: Path, tmp_path: Path
) -> None:
    again = (small_project / "data/entities/units.ttl").read_text(encoding="utf-8")
    (small_project / "data/entities/again.ttl").write_text(again, encoding="utf-8")
    built = build(small_project, tmp_path / "data", max_file_bytes=10**6)
    store = built.snapshot.open_store()
    named = [q for q in store if not isinstance(q.graph_name, ox.DefaultGraph)]
    default = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert {q.triple for q in named} == {q.triple for q in default}
    assert len(default) == built.snapshot.triples < len(named)


def test_inferences_stand_in_their_own_graph_and_what_is_asserted_does_not(
    snapshot: Snapshot,
) -> None:
    store = snapshot.open_store()
    part_of = ox.NamedNode(VNRC + "partOf")
    a, b, c = (ox.NamedNode(UNIT + letter) for letter in "abc")
    inferred = {q.triple for q in store.quads_for_pattern(None, part_of, None, INFERRED)}
    assert inferred == {ox.Triple(a, part_of, c)}
    entities = ox.NamedNode("https://w3id.org/vnrc/graph/entities/units")
    asserted = {q.triple for q in store.quads_for_pattern(None, part_of, None, entities)}
    assert asserted == {ox.Triple(a, part_of, b), ox.Triple(b, part_of, c)}


def test_the_quads_on_disk_are_sorted_complete_and_keep_lexical_forms(snapshot: Snapshot) -> None:
    text = gzip.decompress(snapshot.quads.read_bytes()).decode()
    lines = text.splitlines()
    assert lines == sorted(set(lines))
    loaded = ox.Store()
    loaded.extend(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    assert set(loaded) == set(snapshot.open_store())
    assert f'<{UNIT}a> <{VNRC}area> "1.10"^^<http://www.w3.org/2001/XMLSchema#decimal> .' in text


def test_the_manifest_says_what_is_in_the_snapshot(snapshot: Snapshot, small_project: Path) -> None:
    manifest = snapshot.manifest
    store = snapshot.open_store()
    graphs = {
        str(graph.value): len(list(store.quads_for_pattern(None, None, None, graph)))
        for graph in store.named_graphs()
    }
    assert dict(manifest.graphs) == graphs
    assert set(manifest.roles) == {"ontology", "guide", "entities", "inferred"}
    assert sum(manifest.roles.values()) == sum(graphs.values())
    assert manifest.ontology_version == "0.1"
    source = "data/entities/units.ttl"
    assert manifest.sources[source] == file_digest(small_project / source)
    assert set(manifest.sources) == {source, "ontology/cooperation.ttl"}
    assert {"data.nq.gz", "report.json"} < set(manifest.files)
    assert json.loads(snapshot.report.read_text(encoding="utf-8"))["conforms"] is True


def test_verification_passes_and_reading_changes_nothing(snapshot: Snapshot) -> None:
    snapshot.verify()
    assert len(snapshot.open_store()) > snapshot.triples
    snapshot.verify()


@pytest.mark.parametrize("name", ["data.nq.gz", "report.json"])
def test_verification_names_what_was_changed(snapshot: Snapshot, name: str) -> None:
    content = bytearray((snapshot.directory / name).read_bytes())
    content[len(content) // 2] ^= 1
    (snapshot.directory / name).write_bytes(content)
    with pytest.raises(SnapshotError, match=f"damaged: {name}"):
        snapshot.verify()


def test_a_snapshot_that_lacks_a_part_is_not_opened(snapshot: Snapshot) -> None:
    snapshot.quads.unlink()
    with pytest.raises(SnapshotError, match=r"lacks data\.nq\.gz"):
        open_snapshot(snapshot.directory)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "format None"),
        ('{"format_version": 99}', "format 99, this program reads 3"),
        ('{"format_version": 3}', r"manifest\.json lacks created"),
    ],
)
def test_a_manifest_of_another_kind_is_refused(
    snapshot: Snapshot, content: str, message: str
) -> None:
    (snapshot.directory / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(SnapshotError, match=message):
        open_snapshot(snapshot.directory)


def test_where_nothing_was_built_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="run `kg build` first"):
        current_snapshot(tmp_path)


def test_a_database_that_is_none_is_an_error(snapshot: Snapshot) -> None:
    for file in snapshot.database.iterdir():
        file.write_bytes(b"")
    with pytest.raises(SnapshotError, match="cannot be opened"):
        snapshot.open_store()
