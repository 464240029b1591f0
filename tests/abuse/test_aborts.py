"""Queries over which the engine would end its own process."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest

from kg.config import Settings
from kg.errors import QueryError
from kg.store.query import Query
from kg.store.readers import ReaderPool
from kg.store.template import Death
from tests.servers import Server, serving

QUERIES = [
    "SELECT ?o { ?s <http://e/period> ?o } ORDER BY ?o LIMIT 500",
    "SELECT ?o { ?s <http://e/mixed> ?o } ORDER BY DESC(?o) LIMIT 500",
    "SELECT ?o { ?s <http://e/period> ?o } ORDER BY DESC(?o) ?s LIMIT 500",
    "SELECT ?o { { SELECT ?o { ?s <http://e/period> ?o } ORDER BY ?o } } LIMIT 500",
]
"""Each of them ends the engine's process, asked as it is."""

DEADLINE = 3  # of the server, in seconds
SMALL = "SELECT ?o { <https://example.org/s7> ?p ?o }"


@pytest.mark.parametrize("query", QUERIES)
def test_each_deadly_query_ends_the_bare_engine(deadly_quads: list[ox.Quad], query: str) -> None:
    store = ox.Store()
    store.extend(deadly_quads)
    pid = os.fork()
    if pid == 0:
        faulthandler.disable()
        os.close(2)
        try:
            list(cast(ox.QuerySolutions, store.query(query)))
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGABRT


def test_a_thousand_deadly_queries_are_answered_and_nothing_else_suffers(server: Server) -> None:
    expected = [server.get(query, "text/csv").body for query in QUERIES]
    small = server.get(SMALL, "text/csv").body
    stop = threading.Event()
    others: list[tuple[bool, float]] = []

    def go_on() -> None:
        while not stop.is_set():
            begin = time.perf_counter()
            reply = server.get(SMALL, "text/csv")
            others.append((reply.body == small, time.perf_counter() - begin))
            time.sleep(0.01)

    def ask(number: int) -> bool:
        kind = number % len(QUERIES)
        reply = server.get(QUERIES[kind], "text/csv")
        return reply.status == 200 and reply.body == expected[kind]

    other = threading.Thread(target=go_on)
    other.start()
    with ThreadPoolExecutor(4) as executor:
        right = sum(executor.map(ask, range(1000)))
    stop.set()
    other.join()
    assert right == 1000
    assert all(is_right for is_right, _ in others)
    assert len(others) > 100
    assert max(seconds for _, seconds in others) < DEADLINE


def test_the_numbers_of_a_mixed_order_come_in_order_of_their_values(server: Server) -> None:
    query = "SELECT ?o { ?s <http://e/mixed> ?o } ORDER BY ?o"
    lines = server.get(query, "text/tab-separated-values").text.splitlines()[1:]
    numbers = [float(line) for line in lines if line[0].isdigit()]
    assert numbers == [*range(1, 1000, 2)]


def test_readers_that_are_killed_cost_nobody_an_answer(server: Server) -> None:
    """Kill a reader every few milliseconds while it is asked: all queries are answered."""
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.05):
            for pid in _readers(server.process.pid)[:1]:
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    statuses = [server.get(QUERIES[0], "text/csv").status for _ in range(60)]
    stop.set()
    killer.join()
    # Each is asked twice at most: two kills may strike one query.
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) > 50


def test_a_template_that_is_killed_never_makes_a_500(mixed_dir: Path, empty_project: Path) -> None:
    with serving(mixed_dir, empty_project, cache_bytes=0, access_log=0) as server:
        for _ in range(3):
            for pid in _children(server.process.pid):
                os.kill(pid, signal.SIGKILL)
            statuses = {server.get(SMALL).status for _ in range(20)}
            assert statuses == {200}


def test_a_query_that_ends_the_engine_all_the_same_is_a_true_error(mixed_dir: Path) -> None:
    settings = Settings.load({}, data_dir=mixed_dir, query_timeout=20.0)
    with ReaderPool(settings) as pool:
        deaths: list[QueryError] = []

        def ask() -> None:
            try:
                pool.ask(Query(text="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
            except QueryError as error:
                deaths.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.5)
        for pid in _children(pool._template._process.pid):
            os.kill(pid, signal.SIGABRT)
        asking.join()
        assert [type(death).__name__ for death in deaths] == ["EngineAborted"]
        assert Death(-signal.SIGABRT, "").of_the_query
        assert not Death(-signal.SIGKILL, "").of_the_query


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


def _readers(server: int) -> list[int]:
    return [reader for template in _children(server) for reader in _children(template)]
