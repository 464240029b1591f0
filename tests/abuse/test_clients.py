"""Clients that read slowly, hang up, send half a request or open many connections."""

from __future__ import annotations

import os
import socket
import struct
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.servers import Server, serving

SMALL = "SELECT ?o { <https://example.org/s7> ?p ?o }"
EVERYTHING = "SELECT * { ?s ?p ?o . ?t ?q ?u }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LEAVERS = 10_000


def test_ten_thousand_clients_that_leave_cost_nothing_lasting(server: Server) -> None:
    """A fifth each: nothing sent, half a request, a whole one, a long answer, a runaway query."""
    server.get(SMALL)
    before = _held(server)
    requests = [b"", b"GET /sparql?query=", *map(_request, (SMALL, EVERYTHING, RUNAWAY))]
    for number in range(LEAVERS):
        sock = _connect(server)
        sock.sendall(requests[number % 5])
        if number % 2:  # leave with a reset
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
        if number % 1000 == 999:
            assert server.get(SMALL).status in {200, 429}
    _settles(server, before)


def test_a_client_that_hangs_up_ends_its_query(server: Server) -> None:
    for _ in range(3):
        sock = _connect(server)
        sock.sendall(_request(RUNAWAY))
        _waits(lambda: b'"queries": []' not in _queries(server))
        sock.close()
        begin = time.monotonic()
        _waits(lambda: b'"queries": []' in _queries(server))
        assert time.monotonic() - begin < 2.5  # before the deadline


def test_clients_that_never_read_take_no_reader_from_others(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            sock = stack.enter_context(_connect(server))
            sock.sendall(_request(EVERYTHING))
        time.sleep(1.5)
        for _ in range(20):
            assert server.get(SMALL).status == 200
        before = _held(server)
    _settles(server, before)


def test_clients_that_never_read_are_closed_where_they_hold_all_threads(
    mixed_dir: Path, empty_project: Path
) -> None:
    """No reader and no thread is held until a deadline that is far away."""
    with (
        serving(
            mixed_dir,
            empty_project,
            readers=9,
            short_readers=0,
            waiting_queries=0,
            query_timeout=60,
            access_log=0,
        ) as server,
        ExitStack() as stack,
    ):
        for _ in range(30):
            sock = stack.enter_context(_connect(server))
            sock.sendall(_request(EVERYTHING))
        time.sleep(0.5)
        _waits(lambda: server.get(SMALL).status == 200)


def test_a_thousand_connections_leave_room_for_others(server: Server) -> None:
    with ExitStack() as stack:
        for number in range(1100):
            sock = stack.enter_context(_connect(server))
            sock.sendall(
                (b"", b"POST /sparql HTTP/1.1\r\nContent-Length: 100\r\n\r\nq")[number % 2]
            )
        assert server.get(SMALL).status == 200
        before = _held(server)
    _settles(server, before)


def test_no_snapshot_directory_is_left_behind(mixed_dir: Path, empty_project: Path) -> None:
    with serving(mixed_dir, empty_project, query_timeout=2, access_log=0) as server:
        before = sorted(mixed_dir.rglob("*"))
        for _ in range(200):
            with _connect(server) as sock:
                sock.sendall(_request(EVERYTHING))
        _waits(lambda: server.get(SMALL).status == 200)
        assert sorted(mixed_dir.rglob("*")) == before


def _connect(server: Server) -> socket.socket:
    place = urlsplit(server.url)
    return socket.create_connection((place.hostname, place.port), 20)


def _request(query: str) -> bytes:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _queries(server: Server) -> bytes:
    return server.request("GET", "/-/queries").body


def _held(server: Server) -> tuple[int, int]:
    """Return how many descriptors the server holds, and how many processes there are below it."""
    pids = [server.process.pid]
    for pid in pids:
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except FileNotFoundError:
            continue
        pids += [int(word) for word in children.split()]
    return len(os.listdir(f"/proc/{server.process.pid}/fd")), len(pids)  # noqa: PTH208 - a count


def _settles(server: Server, before: tuple[int, int]) -> None:
    """Wait until no more is held than `before`, but for readers that wait for the next query."""
    readers = 16
    most = (before[0] + readers, before[1] + readers)
    _waits(lambda: all(now <= then for now, then in zip(_held(server), most, strict=True)))
    _waits(lambda: b'"queries": []' in _queries(server))


def _waits(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
