"""The endpoint, over servers of the tests on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import ConfigError, EngineError, QueryRefused
from kg.link.endpoint import Endpoint
from tests.link.conftest import Connect
from tests.servers import Server

QUERY = 'SELECT ?item { ?item wdt:P300 "VN-54" }'
ANSWER = (
    b'{"head": {"vars": ["x"]}, '
    b'"results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}'
)


class Remote(BaseHTTPRequestHandler):
    """Answers as it is told, one answer a request, the last one for ever."""

    answers: list[tuple[int, dict[str, str], bytes]] = []  # noqa: RUF012 - shared on purpose
    seen: list[dict[str, str]] = []  # noqa: RUF012 - shared on purpose

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(dict(self.headers))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def remote() -> Iterator[str]:
    Remote.answers, Remote.seen = [(200, {}, ANSWER)], []
    with ThreadingHTTPServer(("127.0.0.1", 0), Remote) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        server.shutdown()
        thread.join()


def waiting(connect: Connect, url: str, **options: object) -> tuple[Endpoint, list[float]]:
    """Return an endpoint and the list of the waits that it would have made."""
    waits: list[float] = []
    return connect(url, wait=waits.append, **options), waits


def test_a_question_is_answered(wikidata: Server, connect: Connect) -> None:
    assert connect(wikidata.endpoint).select(QUERY) == [
        {"item": "http://www.wikidata.org/entity/Q36367"}
    ]


def test_it_says_who_asks(remote: str, connect: Connect) -> None:
    connect(remote).select(QUERY)
    assert Remote.seen[0]["User-Agent"] == "tests (nobody@example.org)"


def test_who_says_nothing_of_himself_may_not_ask(remote: str, connect: Connect) -> None:
    with pytest.raises(ConfigError, match="KG_USER_AGENT"):
        connect(remote, agent=" ")


def test_between_two_requests_there_is_a_pause(remote: str, connect: Connect) -> None:
    endpoint, waits = waiting(connect, remote, pause=1.5)
    for number in range(3):
        endpoint.select(f"SELECT ?x {{ BIND({number} AS ?x) }}")
    assert waits == [1.5, 1.5]


def test_what_was_answered_is_not_asked_again(remote: str, connect: Connect) -> None:
    """Neither in one run nor in the next."""
    first = connect(remote)
    assert first.select(QUERY) == first.select(QUERY) == connect(remote).select(QUERY)
    assert len(Remote.seen) == 1


def test_an_old_answer_is_asked_again(remote: str, connect: Connect) -> None:
    connect(remote).select(QUERY)
    connect(remote, max_age=-1.0).select(QUERY)
    assert len(Remote.seen) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_endpoint_is_waited_for_longer_each_time(
    status: int, remote: str, connect: Connect
) -> None:
    Remote.answers = [(status, {}, b""), (status, {}, b""), (200, {}, ANSWER)]
    endpoint, waits = waiting(connect, remote)
    assert endpoint.select(QUERY) == [{"x": "1"}]
    assert [seconds for seconds in waits if seconds] == [1.0, 2.0]


def test_as_long_as_the_endpoint_says(remote: str, connect: Connect) -> None:
    """Retry-After is in seconds or a date; a wait beyond five minutes is left to the person."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    Remote.answers = [
        (429, {"Retry-After": "17"}, b""),
        (503, {"Retry-After": soon}, b""),
        (429, {"Retry-After": "7200"}, b""),
    ]
    endpoint, waits = waiting(connect, remote)
    with pytest.raises(EngineError, match=r"429.*try again later"):
        endpoint.select(QUERY)
    long = [seconds for seconds in waits if seconds]
    assert long[0] == 17.0
    assert long[1] == pytest.approx(100, abs=3)
    assert len(Remote.seen) == 3


def test_it_gives_up_after_some_tries(remote: str, connect: Connect) -> None:
    Remote.answers = [(503, {}, b"")]
    endpoint, _ = waiting(connect, remote)
    with pytest.raises(EngineError, match="503"):
        endpoint.select(QUERY)
    assert len(Remote.seen) == 6


def test_a_refusal_is_not_asked_again(remote: str, connect: Connect) -> None:
    Remote.answers = [(403, {}, b"")]
    with pytest.raises(EngineError, match="403"):
        connect(remote).select(QUERY)
    assert len(Remote.seen) == 1


def test_a_redirect_is_not_followed(remote: str, connect: Connect) -> None:
    Remote.answers = [(302, {"Location": remote}, b""), (200, {}, ANSWER)]
    with pytest.raises(EngineError, match="302"):
        connect(remote).select(QUERY)
    assert len(Remote.seen) == 1


def test_an_answer_that_is_none_is_said_and_not_kept(remote: str, connect: Connect) -> None:
    Remote.answers = [(200, {}, b"<html>"), (200, {}, ANSWER)]
    endpoint = connect(remote)
    with pytest.raises(EngineError, match="does not answer with SPARQL results"):
        endpoint.select(QUERY)
    assert endpoint.select(QUERY) == [{"x": "1"}]


def test_an_answer_may_not_be_too_long(remote: str, connect: Connect) -> None:
    with pytest.raises(EngineError, match="more than 10 bytes"):
        connect(remote, max_bytes=10).select(QUERY)


def test_an_endpoint_that_is_not_there_is_said(connect: Connect) -> None:
    endpoint, waits = waiting(connect, "http://127.0.0.1:9/sparql")
    with pytest.raises(EngineError, match="cannot be asked"):
        endpoint.select(QUERY)
    assert len([seconds for seconds in waits if seconds]) == 5


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_inside_is_refused(address: str, connect: Connect) -> None:
    """No connection is made: the address is checked before."""

    def resolver(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("query.example.org", 443)
        return [address]

    endpoint = connect("https://query.example.org/sparql", resolver=resolver)
    with pytest.raises(QueryRefused, match="not a public address"):
        endpoint.select(QUERY)


def test_a_proxy_of_the_environment_is_not_used(
    remote: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert connect(remote).select(QUERY) == [{"x": "1"}]


def test_a_cache_that_cannot_be_written_is_said(
    remote: str, connect: Connect, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written"):
        connect(remote, cache=tmp_path / "file").select(QUERY)
