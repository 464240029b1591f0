"""The forwarder, over servers of the tests on loopback."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from kg.errors import EngineError, QueryRefused
from kg.store.answer import Deadline
from kg.store.forwarder import Forwarder, Lease

WAIT = 3
"""Seconds after which the slow service answers."""


class Remote(BaseHTTPRequestHandler):
    """Answers, redirects, streams for ever or waits, as the path says."""

    protocol_version = "HTTP/1.0"
    seen: list[str] = []  # noqa: RUF012 - shared on purpose

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.path)
        if self.path == "/wait":
            time.sleep(WAIT)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/answer")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.end_headers()
        parts = [b"x" * 100_000] * 100 if self.path == "/long" else [body.upper()]
        for part in parts:
            self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing where the forwarder leaves."""


@pytest.fixture(scope="module")
def remote() -> Iterator[str]:
    with _Server(("127.0.0.1", 0), Remote) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def lent(address: str, seconds: float = 5.0) -> Iterator[tuple[Forwarder, Lease]]:
    forwarder = Forwarder(1_000_000, resolver=lambda *_: ["127.0.0.1"])
    try:
        yield forwarder, forwarder.lend([address], Deadline.after(seconds))
    finally:
        forwarder.close()


def ask(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("POST", parts.path, b"ask", {"Content-Type": "application/sparql-query"})
    response = connection.getresponse()
    try:
        return response.status, response.read()
    finally:
        connection.close()


def test_a_lent_address_is_asked_and_counted(remote: str) -> None:
    address = f"http://{remote}/answer"
    with lent(address) as (forwarder, lease):
        assert ask(lease.urls[address]) == (200, b"ASK")
        assert (forwarder.counts.requests, forwarder.counts.failures) == (1, 0)
        assert forwarder.counts.bytes == 3


def test_a_name_that_leads_to_loopback_is_refused_and_nothing_is_sent(remote: str) -> None:
    address = f"http://sparql.example:{remote.partition(':')[2]}/named"
    with lent(address) as (forwarder, lease):
        assert ask(lease.urls[address])[0] == 403
        assert isinstance(lease.failure, QueryRefused)
        assert forwarder.counts.failures == 1
    assert "/named" not in Remote.seen


def test_a_redirect_is_not_followed(remote: str) -> None:
    Remote.seen.clear()
    address = f"http://{remote}/redirect"
    with lent(address) as (_, lease):
        assert ask(lease.urls[address])[0] == 502
        assert isinstance(lease.failure, EngineError)
        assert "redirect" in str(lease.failure)
    assert Remote.seen == ["/redirect"]


def test_an_answer_that_is_too_long_is_cut_and_never_whole(remote: str) -> None:
    address = f"http://{remote}/long"
    with lent(address) as (_, lease):
        with pytest.raises(http.client.IncompleteRead):
            ask(lease.urls[address])
        assert "1000000 bytes" in str(lease.failure)


def test_the_deadline_of_the_query_holds(remote: str) -> None:
    address = f"http://{remote}/wait"
    with lent(address, seconds=0.3) as (_, lease):
        begin = time.monotonic()
        assert ask(lease.urls[address])[0] == 502
        assert time.monotonic() - begin < WAIT


def test_what_is_not_lent_any_more_is_not_forwarded(remote: str) -> None:
    address = f"http://{remote}/answer"
    with lent(address) as (_, lease):
        lease.end()
        assert ask(lease.urls[address])[0] == 404
        assert ask(lease.urls[address] + "x")[0] == 404
