"""What whoever runs the server can see and do: figures, settings, logs, running queries."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from prometheus_client.parser import text_string_to_metric_families

from kg.config import Settings
from tests.conftest import Publish
from tests.servers import Reply, Server, serving

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } # " + 3000 * "x"
TOKEN = "a-token-for-the-tests"  # noqa: S105 - opens nothing else
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def narrow(
    tmp_path_factory: pytest.TempPathFactory,
    publish_quads: Publish,
    mixed_quads: list[ox.Quad],
    project: Path,
) -> Iterator[tuple[Server, Path]]:
    """Give a server where one query runs and one waits, and the file of its logs."""
    data_dir = tmp_path_factory.mktemp("narrow")
    publish_quads(data_dir, mixed_quads)
    log = data_dir / "log"
    settings: dict[str, int | str] = {"readers": 1, "waiting_queries": 1, "query_timeout": 20}
    with (
        log.open("w") as stream,
        serving(data_dir, project, stderr=stream, token=TOKEN, **settings) as found,
    ):
        yield found, log


class Asking(threading.Thread):
    """Asks a query in the background."""

    def __init__(self, server: Server, query: str) -> None:  # noqa: D107
        super().__init__()
        self.server, self.query = server, query
        self.reply: Reply | None = None
        self.start()

    def run(self) -> None:
        self.reply = self.server.get(self.query)

    def answer(self) -> Reply:
        self.join(25)
        assert self.reply is not None
        return self.reply


def running(server: Server, count: int) -> list[dict[str, object]]:
    """Return what runs or waits, as soon as that are `count`."""
    for _ in range(1000):
        found = json.loads(server.request("GET", "/-/queries").body)["queries"]
        if len(found) == count:
            return list(found)
        time.sleep(0.02)
    raise AssertionError(found)


def cancel(server: Server, identifier: object, **headers: str) -> int:
    return server.request("DELETE", f"/-/queries/{identifier}", headers).status


# --- running queries


def test_a_query_can_be_seen_and_stopped_and_one_too_many_is_429(
    narrow: tuple[Server, Path],
) -> None:
    server, _ = narrow
    snapshot = server.get("ASK {}").headers["KG-Snapshot"]
    first = Asking(server, RUNAWAY)
    (entry,) = running(server, 1)
    assert str(entry["query"]).startswith(RUNAWAY[:50])
    assert len(str(entry["query"])) < len(RUNAWAY)
    assert entry["snapshot"] == snapshot
    second = Asking(server, "ASK { ?waits ?for ?it }")
    assert running(server, 2)[0]["id"] == entry["id"]
    refused = server.get("ASK { ?one ?too ?many }")
    assert (refused.status, refused.type) == (429, "application/problem+json")
    assert refused.headers["Retry-After"]
    assert cancel(server, entry["id"]) == 401
    assert cancel(server, entry["id"], Authorization="Bearer wrong") == 401
    assert cancel(server, entry["id"], Authorization=f"Basic {TOKEN}") == 401
    assert len(running(server, 2)) == 2
    assert cancel(server, entry["id"], **BEARER) == 204
    stopped = first.answer()
    assert (stopped.status, "cancelled" in json.loads(stopped.body)["detail"]) == (503, True)
    assert second.answer().status == 200
    assert running(server, 0) == []
    assert cancel(server, entry["id"], **BEARER) == 404


def test_a_query_that_waits_can_be_stopped_too(narrow: tuple[Server, Path]) -> None:
    server, _ = narrow
    first = Asking(server, RUNAWAY)
    running(server, 1)
    second = Asking(server, "SELECT * { ?s ?p ?o } LIMIT 1")
    waits = running(server, 2)[1]
    assert cancel(server, waits["id"], **BEARER) == 204
    for item in running(server, 2)[:1]:
        cancel(server, item["id"], **BEARER)
    assert [first.answer().status, second.answer().status] == [503, 503]
    assert server.get("ASK {}").status == 200


def test_a_query_that_is_over_leaves_nothing_to_stop(narrow: tuple[Server, Path]) -> None:
    server, _ = narrow
    for query in ("ASK {}", "SELECT", "SELECT * { ?s ?p ?o . ?t ?q ?u } LIMIT 30000"):
        server.get(query)
        assert running(server, 0) == []


def test_without_a_token_nothing_can_be_stopped(server: Server) -> None:
    assert cancel(server, "any") == 403
    assert cancel(server, "any", **BEARER) == 403


# --- settings, figures, logs


def test_every_setting_is_shown_with_its_documentation_and_no_secret(
    narrow: tuple[Server, Path],
) -> None:
    server, _ = narrow
    reply = server.request("GET", "/-/settings")
    listed = {item["name"]: item for item in json.loads(reply.body)["settings"]}
    assert listed.keys() == {item.metadata["env"] for item in fields(Settings)}
    assert all(item["doc"] for item in listed.values())
    assert (listed["KG_READERS"]["value"], listed["KG_TOKEN"]["value"]) == (1, "(set)")
    assert TOKEN not in reply.text


def test_figures_are_those_of_prometheus(server: Server) -> None:
    server.get("ASK {}")
    server.request("GET", "/nothing")
    reply = server.request("GET", "/-/metrics")
    assert reply.headers["Content-Type"].startswith("text/plain")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }
    assert samples["kg_http_requests_total", "/sparql", "200", "GET"] >= 1
    assert samples["kg_http_requests_total", "404", "GET", "none"] >= 1
    assert samples["kg_http_request_seconds_count", "/sparql"] >= 1
    snapshot = server.get("ASK {}").headers["KG-Snapshot"]
    assert samples["kg_snapshot_triples", snapshot] == 3001
    assert samples["kg_queries_running",] == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("abc-1.2:3_4", True), ("a b", False), ("x" * 65, False), ("đ", False), ("", False)],
)
def test_a_request_has_an_id_which_a_client_may_choose(
    server: Server, sent: str, *, kept: bool
) -> None:
    headers = {"X-Request-ID": sent.encode()} if sent else {}
    for target in ("/sparql?query=ASK%7B%7D", "/nothing", "/sparql?query="):
        reply = server.request("GET", target, headers)  # type: ignore[arg-type]
        found = reply.headers["X-Request-ID"]
        assert (found == sent) is kept
        assert re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", found)


def test_each_request_is_one_line_of_json_with_a_bounded_query(
    narrow: tuple[Server, Path],
) -> None:
    server, log = narrow
    query = "ASK { ?s ?p 'đ\n\x1b[31m' }" + 5000 * "#"
    server.request("GET", f"/sparql?query={quote(query)}", {"X-Request-ID": "the-one"})
    for _ in range(100):
        lines = [json.loads(line) for line in log.read_text(encoding="ascii").splitlines()]
        found = [line for line in lines if line.get("request") == "the-one"]
        if found:
            break
        time.sleep(0.02)
    (line,) = found
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sparql", 400)
    assert line["query"].startswith("ASK { ?s ?p 'đ")
    assert len(line["query"]) <= 2001
    assert line["milliseconds"] > 0
    assert all(line["time"] and line["level"] for line in lines)
    assert TOKEN not in log.read_text()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_the_end_is_logged_with_the_signal_that_asked_for_it(
    name: str, tmp_path: Path, publish_quads: Publish, mixed_quads: list[ox.Quad], project: Path
) -> None:
    publish_quads(tmp_path, mixed_quads)
    with (tmp_path / "log").open("w+") as log, serving(tmp_path, project, stderr=log) as server:
        server.request("GET", "/-/health")
        server.process.send_signal(signal.Signals[name])
        assert server.process.wait(20) == 0
        log.seek(0)
        said = [json.loads(line) for line in log]
    told = [line["message"] for line in said if "message" in line]
    assert told == [f"the server ends: {name}"]


# --- while all readers are busy


def test_descriptions_come_without_their_counts(narrow: tuple[Server, Path]) -> None:
    server, _ = narrow
    first = Asking(server, RUNAWAY)
    (entry,) = running(server, 1)
    for target in ("/void", "/sparql"):
        reply = server.request("GET", target, {"Accept": "text/turtle"})
        assert (reply.status, "3001" in reply.text) == (200, True)
    running(server, 1)  # which they did not wait for
    cancel(server, entry["id"], **BEARER)
    first.answer()


def test_a_graph_that_is_read_counts_among_the_queries(narrow: tuple[Server, Path]) -> None:
    server, _ = narrow
    asking = [Asking(server, RUNAWAY), Asking(server, f"{RUNAWAY} again")]
    running(server, 2)
    assert server.request("GET", "/data?default", {"Accept": "text/turtle"}).status == 429
    for entry in reversed(running(server, 2)):
        cancel(server, entry["id"], **BEARER)
    for thread in asking:
        thread.answer()
