from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.config import Settings
from kg.errors import ConfigError, EngineError, SnapshotError
from kg.store.query import Query
from kg.store.remote.marker import read_publication
from kg.store.remote.names import MERGED, STAGING
from kg.store.remote.parts import PART_TRIPLES, parts
from kg.store.remote.progress import DIRECTORY, recorded
from kg.store.remote.publish import publish
from kg.store.remote.store import RemoteStore
from kg.store.snapshot import Snapshot
from tests.conftest import Publish
from tests.store.remote.conftest import Emptied, Server

XSD = "http://www.w3.org/2001/XMLSchema#"
WKT = ox.NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
EX = "https://example.org/"


def _quads(number: int, count: int = 200) -> list[ox.Quad]:
    """Return quads that say `number` `count` times, in a named graph and merged."""
    predicate, value = ox.NamedNode(f"{EX}p"), ox.Literal(number)
    triples = [(ox.NamedNode(f"{EX}s{index}"), predicate, value) for index in range(count)]
    graph = ox.NamedNode(f"{EX}g{number}")
    return [ox.Quad(*triple, into) for triple in triples for into in (graph, ox.DefaultGraph())]


def test_parts_are_bounded_the_same_every_time_and_together_the_snapshot(
    tmp_path: Path, publish_quads: Publish
) -> None:
    snapshot = publish_quads(tmp_path, _quads(1, PART_TRIPLES + 7))
    found = list(parts(snapshot))
    assert [len(part.triples) for part in found] == [PART_TRIPLES, PART_TRIPLES, 7, 7]
    assert {part.graph for part in found} == {MERGED, f"{EX}g1"}
    assert [part.number for part in found] == [0, 1, 2, 3]
    assert found == list(parts(snapshot))
    assert sum(len(part.triples) for part in found) == 2 * (PART_TRIPLES + 7)


def test_a_published_snapshot_replaces_the_old_one_and_leaves_nothing_behind(
    server: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    engine = emptied(server)
    first, second = (publish_quads(tmp_path, _quads(number)) for number in (1, 2))
    assert not publish(engine, first, tmp_path).unchanged
    assert publish(engine, first, tmp_path).unchanged
    done = publish(engine, second, tmp_path)
    assert (done.sent, done.kept, done.unchanged) == (2, 0, False)
    assert read_publication(engine, timeout=10) == done.publication
    assert engine.graphs(EX) == [f"{EX}g2"]
    assert engine.graphs(STAGING) == []
    assert engine.count(MERGED) == second.triples
    assert list((tmp_path / DIRECTORY).glob("*.json")) == []


def test_what_the_engine_changes_in_spelling_is_the_same_and_a_blank_node_is_one_everywhere(
    server: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    values = [
        ("true", "boolean"), ("0", "boolean"), ("007", "integer"), ("1.10", "decimal"),
        ("99999999999999999999", "integer"), ("2023-01-01", "date"), ("2023-01", "gYearMonth"),
        ("2023-01-01T10:00:00+07:00", "dateTime"), ("5", "nonNegativeInteger"),
    ]  # fmt: skip
    objects: list[ox.NamedNode | ox.Literal | ox.BlankNode] = [
        *(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text, kind in values),
        ox.Literal('Đặng\n"Ḥ"\\ 😀', language="vi-VN"),
        ox.Literal(""),
        ox.Literal("Point(105.872 -21.1306)", datatype=WKT),
        ox.NamedNode(f"{EX}tiếng"),
        ox.BlankNode("c14n0"),
    ]
    subject, graph = ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}g")
    quads = [
        ox.Quad(subject, ox.NamedNode(f"{EX}p{index}"), value, into)
        for index, value in enumerate(objects)
        for into in (graph, ox.DefaultGraph())
    ]
    publish(emptied(server), publish_quads(tmp_path, quads), tmp_path)
    with server.connect() as engine, RemoteStore(engine, Settings()) as store:
        text = f"SELECT ?o {{ ?s <{EX}p13> ?o . GRAPH ?g {{ ?s <{EX}p13> ?o }} }}"
        rows = ox.parse_query_results(
            store.ask(Query(text=text)).read(), ox.QueryResultsFormat.JSON
        )
        assert isinstance(rows, ox.QuerySolutions)
        assert [row["o"] for row in rows] == [ox.BlankNode("c14n0")]


def test_a_value_that_the_engine_damages_is_named_and_nothing_is_published(
    virtuoso: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    engine = emptied(virtuoso)
    value = ox.Literal("P1D", datatype=ox.NamedNode(f"{XSD}duration"))
    quad = ox.Quad(ox.NamedNode(f"{EX}s"), ox.NamedNode(f"{EX}p"), value)
    with pytest.raises(EngineError, match=r'does not give back .*"P1D"'):
        publish(engine, publish_quads(tmp_path, [quad]), tmp_path)
    assert read_publication(engine, timeout=10) is None


def test_an_engine_that_lets_us_not_write_says_which_variables_to_set(
    virtuoso: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    emptied(virtuoso)
    anonymous = Server("virtuoso", virtuoso.url)
    with anonymous.connect() as engine, pytest.raises(ConfigError, match="KG_STORE_USER"):
        publish(engine, publish_quads(tmp_path, _quads(1)), tmp_path)


def test_only_one_process_publishes_at_an_address(
    oxigraph: Server, tmp_path: Path, publish_quads: Publish
) -> None:
    snapshot = publish_quads(tmp_path, _quads(1))
    with (
        oxigraph.connect() as engine,
        recorded(tmp_path, engine.addresses.query, snapshot.id),
        pytest.raises(SnapshotError, match="another process"),
    ):
        publish(engine, snapshot, tmp_path)


def _publish_until(
    server: Server, data_dir: Path, words: str, sent: int
) -> subprocess.CompletedProcess[str]:
    """Run `kg publish` and kill it when it says `words` and has sent so many parts."""
    command = [sys.executable, "-m", "kg", "publish", server.url, *server.options]
    process = subprocess.Popen(
        [*command, "--data-dir", str(data_dir)],
        env={**os.environ, **server.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            while _sent(data_dir) < sent and process.poll() is None:
                pass
            process.send_signal(signal.SIGKILL)
            break
    out, rest = process.communicate(timeout=60)
    return subprocess.CompletedProcess(command, process.returncode, out, said + rest)


def _sent(data_dir: Path) -> int:
    for file in (data_dir / DIRECTORY).glob("*.json"):
        return len(json.loads(file.read_text())["sent"])
    return 0


@pytest.mark.slow
def test_a_publication_killed_at_any_point_is_resumed_and_never_half_seen(
    server: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish,
    project_snapshot: tuple[Path, Snapshot],
) -> None:  # fmt: skip
    engine = emptied(server)
    old = publish_quads(tmp_path, _quads(1))
    publish(engine, old, tmp_path)
    data_dir, snapshot = project_snapshot
    points = [("sending", count) for count in (0, 1, 2, 6, 20, 40)]
    for words, sent in [*points, ("swapping", 0), ("clearing", 0)]:
        done = _publish_until(server, data_dir, words, sent)
        assert done.returncode in (-signal.SIGKILL, 0), done.stderr
        seen = read_publication(engine, timeout=60)
        assert seen is not None
        assert seen.id in (old.id, snapshot.id)
        assert {graph: engine.count(graph) for graph in seen.counts} == seen.counts
    kept = _publish_until(server, data_dir, "nothing like it", 0)
    assert kept.returncode == 0, kept.stderr
    assert snapshot.id in kept.stdout
    last = read_publication(engine, timeout=60)
    assert last is not None
    assert last.id == snapshot.id
    assert {graph: engine.count(graph) for graph in last.counts} == last.counts
    assert engine.graphs(STAGING) == []


def test_parts_that_arrived_are_not_sent_again_unless_they_are_not_there(
    server: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    engine = emptied(server)
    snapshot = publish_quads(tmp_path, [*_quads(1), *_quads(2), *_quads(3)])
    for swapped in (0, 1):

        def interrupt(stage: str, *_: int) -> None:
            if stage == "swapping":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            publish(engine, snapshot, tmp_path, report=interrupt)
        if not swapped:
            engine.update(f"DROP SILENT GRAPH <{engine.graphs(STAGING)[0]}>")
    done = publish(engine, snapshot, tmp_path)
    assert (done.sent, done.kept) == (0, 4)


@pytest.mark.slow
def test_answers_are_of_one_snapshot_while_another_is_swapped_in(
    server: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    engine = emptied(server)
    snapshots = [publish_quads(tmp_path, _quads(number, 3000)) for number in (1, 2)]
    publish(engine, snapshots[0], tmp_path)
    text = "SELECT ?v (COUNT(*) AS ?n) { { ?s ?p ?v } UNION { GRAPH ?g { ?s ?p ?v } } } GROUP BY ?v"
    seen: list[tuple[str, bytes]] = []
    ended = threading.Event()

    def read(store: RemoteStore) -> None:
        while not ended.is_set():
            with store.ask(Query(text=text, solutions="csv")) as answer:
                seen.append((answer.snapshot.id, answer.read()))

    with server.connect() as reading, RemoteStore(reading, Settings()) as store:
        thread = threading.Thread(target=read, args=(store,))
        thread.start()
        for snapshot in [*reversed(snapshots), *reversed(snapshots)]:
            publish(engine, snapshot, tmp_path)
        ended.set()
        thread.join()
    right = {
        snapshot.id: f"v,n\r\n{number},6000\r\n".encode()
        for number, snapshot in enumerate(snapshots, 1)
    }
    assert all(right[identifier] == body for identifier, body in seen)
    assert _changes([identifier for identifier, _ in seen]) >= 1


def _changes(values: Sequence[str]) -> int:
    return sum(one != other for one, other in pairwise(values))
