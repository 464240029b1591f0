"""Queries that take all memory, and answers that are much larger than the server may grow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from tests.conftest import Publish
from tests.servers import Server, serving

ROWS = "SELECT * { ?s ?p ?o . ?t ?q ?u } LIMIT 100000"
SMALL = "SELECT ?o { <https://example.org/s7> ?p ?o }"
BOMB = "SELECT * { ?s ?p ?a . ?t ?q ?b } ORDER BY STR(?a)"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def lean_server(
    tmp_path_factory: pytest.TempPathFactory,
    publish_quads: Publish,
    mixed_quads: list[ox.Quad],
    empty_project: Path,
) -> Iterator[Server]:
    directory = tmp_path_factory.mktemp("lean")
    publish_quads(directory, mixed_quads)
    with serving(
        directory,
        empty_project,
        reader_memory=128 * MIB,
        query_timeout=20,
        cache_bytes=0,
        access_log=0,
    ) as found:
        yield found


def test_a_memory_bomb_dies_alone(lean_server: Server) -> None:
    before = _memory(lean_server, "VmRSS")
    for _ in range(3):
        reply = lean_server.get(BOMB)
        assert (reply.status, b"memory" in reply.body) == (503, True)
        assert lean_server.get(SMALL).status == 200
    assert _memory(lean_server, "VmRSS") < before + 16 * MIB


def test_the_front_end_stays_flat_while_a_hundred_thousand_rows_stream(lean_server: Server) -> None:
    size = len(lean_server.get(ROWS).body)
    before = _memory(lean_server, "VmHWM")
    for _ in range(5):
        assert len(lean_server.get(ROWS).body) == size
    assert _memory(lean_server, "VmHWM") < before + 8 * MIB
    assert size > 16 * MIB


def test_the_first_byte_of_a_long_answer_comes_long_before_its_last(lean_server: Server) -> None:
    lean_server.get(SMALL)
    parts = []
    for _ in range(5):
        connection = HTTPConnection(urlsplit(lean_server.url).netloc, timeout=20)
        begin = time.perf_counter()
        connection.request("GET", f"/sparql?query={quote(ROWS)}")
        response = connection.getresponse()
        response.read(1)
        first = time.perf_counter() - begin
        response.read()
        parts.append(first / (time.perf_counter() - begin))
        connection.close()
    assert sorted(parts)[2] < 0.5


def _memory(server: Server, field: str) -> int:
    """Return a figure of the serving process in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) * 1024
