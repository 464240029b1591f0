"""Queries that would never end, alone and together."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.servers import Reply, Server, serving

BOMBS = {
    "cross product": (
        "SELECT (COUNT(*) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
    ),
    "huge order": "SELECT * { ?s ?p ?o . ?t ?q ?u } ORDER BY ?o ?u",
    "concatenation": "SELECT (GROUP_CONCAT(STR(?o)) AS ?x) { ?s ?p ?o . ?t ?q ?u . ?v ?w ?x2 }",
    "regular expression": (
        "SELECT * { ?s ?p ?o . ?t ?q ?u . ?v ?w ?x "
        "FILTER(REGEX(CONCAT(STR(?s), STR(?t), STR(?v)), '^(([a-z]+)*:?/*)*!$')) }"
    ),
    "deep nesting": f"ASK {{ ?s ?p {'(' * 190}1{')' * 190} }}",
    "paths over everything": "SELECT (COUNT(*) AS ?n) { ?s (<a:a>|!<a:b>)* ?o . ?t (!<a:c>)* ?u }",
    "union of thousands": "ASK { {}" + " UNION {}" * 13_000 + " }",
    "long sum": "SELECT (1" + "+1" * 60_000 + " AS ?x) {}",
}
SMALL = "SELECT ?o { <https://example.org/s7> ?p ?o }"
EVERYTHING = "SELECT * { ?s ?p ?o . ?t ?q ?u }"
SECONDS = 3.0  # the deadline of the server


@pytest.mark.parametrize("name", BOMBS)
def test_each_bomb_ends_at_its_deadline_with_a_true_error(server: Server, name: str) -> None:
    begin = time.monotonic()
    reply = server.request(
        "POST", "/sparql?timeout=1", {"Content-Type": "application/sparql-query"},
        BOMBS[name].encode(),
    )  # fmt: skip
    assert reply.status in (503, 504)
    assert reply.type == "application/problem+json"
    assert time.monotonic() - begin < SECONDS  # not that of the server


def test_while_eight_bombs_run_small_queries_are_answered(server: Server) -> None:
    server.get(SMALL)
    answered = 0
    with _running(server, [*BOMBS.values()]) as replies:
        time.sleep(0.3)
        while len(replies) < len(BOMBS):
            assert server.get(SMALL).status == 200
            answered += 1
    assert answered > 10
    assert {reply.status for reply, _ in replies} <= {503, 504}


def test_where_too_many_queries_are_long_one_more_ends_and_short_ones_go_on(
    mixed_dir: Path, empty_project: Path
) -> None:
    with serving(
        mixed_dir, empty_project, readers=3, short_readers=1, query_timeout=4, cache_bytes=0
    ) as server:
        with _running(server, [BOMBS["cross product"]] * 3) as replies:
            time.sleep(1.5)
            assert server.get(SMALL).status == 200
        assert sorted(reply.status for reply, _ in replies) == [503, 504, 504]
        refused = next(reply for reply, _ in replies if reply.status == 503)
        assert refused.headers["Retry-After"]
        assert b"long queries" in refused.body


def test_an_answer_that_is_cut_is_no_whole_answer_in_http_11(server: Server) -> None:
    for accept in ("text/csv", "application/sparql-results+json"):
        with pytest.raises(IncompleteRead):
            server.get(EVERYTHING, accept)


def test_an_answer_that_would_be_cut_is_an_error_in_http_10(server: Server) -> None:
    head, body = _http_10(server, EVERYTHING)
    assert head.startswith(b"HTTP/1.0 503 ")
    assert b"application/problem+json" in head
    assert b"rows" in body or b"longer than" in body


def test_a_whole_answer_has_its_length_in_http_10(server: Server) -> None:
    head, body = _http_10(server, EVERYTHING + " LIMIT 50000")
    assert head.startswith(b"HTTP/1.0 200 ")
    length = next(line for line in head.lower().splitlines() if b"content-length" in line)
    assert int(length.split()[1]) == len(body)
    assert body.count(b"\r\n") == 50_001


def _http_10(server: Server, query: str) -> tuple[bytes, bytes]:
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), 20) as sock:
        target = f"/sparql?query={quote(query)}"
        sock.sendall(f"GET {target} HTTP/1.0\r\nAccept: text/csv\r\n\r\n".encode())
        data = b"".join(iter(lambda: sock.recv(1 << 20), b""))
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


@contextmanager
def _running(server: Server, queries: list[str]) -> Iterator[list[tuple[Reply, float]]]:
    """Ask `queries` at once; after the block, the list holds their replies and seconds."""
    replies: list[tuple[Reply, float]] = []
    lock = threading.Lock()

    def ask(query: str) -> None:
        begin = time.monotonic()
        content = {"Content-Type": "application/sparql-query"}
        reply = server.request("POST", "/sparql", content, query.encode())
        with lock:
            replies.append((reply, time.monotonic() - begin))

    with ThreadPoolExecutor(len(queries)) as executor:
        futures = [executor.submit(ask, query) for query in queries]
        yield replies
        for future in futures:
            future.result()
