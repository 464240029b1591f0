"""SERVICE between two servers of ours, on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.config import Settings
from kg.errors import QueryError
from kg.store.query import Query
from kg.store.readers import ReaderPool
from kg.web.cache import AnswerCache
from kg.web.metrics import Metrics
from kg.web.running import RunningQueries
from tests.conftest import Publish
from tests.servers import Server

MIXED = "SELECT (COUNT(*) AS ?n) { SERVICE <%s> { SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 2000 } }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAY = "SELECT * { SERVICE <%s> { " + COUNT + " } }"


@pytest.fixture(params=["memory", "disk"])
def pool(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    server: Server,
    publish_quads: Publish,
    mixed_quads: list[ox.Quad],
) -> Iterator[ReaderPool]:
    publish_quads(tmp_path, mixed_quads[:10])
    settings = Settings.load(
        {},
        data_dir=tmp_path,
        query_timeout=5.0,
        in_memory_triples=1_000_000 if request.param == "memory" else 0,
        allowed_services=(server.endpoint, "http://localhost:1/sparql"),
    )
    with ReaderPool(settings) as found:
        yield found


def ask(pool: ReaderPool, text: str, timeout: float | None = None) -> bytes:
    with pool.ask(Query(text=text, solutions="csv", timeout=timeout)) as answer:
        return answer.read()


def test_an_allowed_service_is_asked_in_the_words_of_the_query(
    pool: ReaderPool, server: Server
) -> None:
    assert ask(pool, MIXED % server.endpoint) == b"n\r\n2000\r\n"
    assert pool.forwarder is not None
    assert pool.forwarder.counts.requests == 1
    assert pool.forwarder.counts.bytes > 100_000


def test_a_service_keeps_the_deadline_of_the_query(pool: ReaderPool, server: Server) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.5 s|cannot be asked"):
        ask(pool, RUNAWAY % server.endpoint, timeout=0.5)


def test_an_allowed_name_that_leads_inside_is_refused_without_a_request(pool: ReaderPool) -> None:
    with pytest.raises(QueryError, match="not a public address"):
        ask(pool, "ASK { SERVICE <http://localhost:1/sparql> { ?s ?p ?o } }")


def test_another_address_is_refused_and_never_asked(pool: ReaderPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        with pytest.raises(QueryError, match="not allowed"):
            ask(pool, f"ASK {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ }} }}")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_what_services_were_asked_is_among_the_figures(pool: ReaderPool, server: Server) -> None:
    running = RunningQueries(1)
    metrics = Metrics(pool, running, AnswerCache(0, 0))
    ask(pool, MIXED % server.endpoint)
    assert b"kg_service_requests 1.0" in metrics.text()
    assert b"kg_service_failures 0.0" in metrics.text()
