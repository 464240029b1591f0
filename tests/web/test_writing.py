"""Updates and graphs over HTTP, against a real server: SPARQL 1.1 Protocol and Graph Store."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from kg.store.snapshot import current_snapshot
from tests.servers import Reply, Server, serving
from tests.store.updating import BASE, built, fill, make_project, small_disk, with_prefixes

TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens nothing
BEARER = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = f"{BASE}graph/entities/new"
UNIT = "<https://w3id.org/vnrc/id/unit/{0}> a <https://w3id.org/vnrc/ontology#Unit> ."
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def data_dir(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(project, tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(project: Path, data_dir: Path) -> Iterator[Server]:
    with serving(data_dir, project, token=TOKEN) as found:
        yield found


@pytest.fixture(autouse=True)
def _as_built(server: Server) -> Iterator[None]:
    yield
    for name in ("entities/new", "local/default"):
        server.request("DELETE", f"/data/{name}", BEARER)


def update(server: Server, text: str, target: str = "/update", **headers: str) -> Reply:
    sent = {"Content-Type": "application/sparql-update", **BEARER, **headers}
    return server.request("POST", target, sent, with_prefixes(text).encode())


def insert(name: str, graph: str = "graph:entities/new") -> str:
    return f"INSERT DATA {{ GRAPH {graph} {{ unit:{name} a vnrc:Unit }} }}"


def holds(server: Server, name: str) -> bool:
    reply = server.get(with_prefixes(f"ASK {{ unit:{name} a vnrc:Unit }}"), "text/csv")
    assert reply.status == 200
    return reply.text.strip() == "true"


def put(server: Server, target: str, body: str, **headers: str) -> Reply:
    return server.request("PUT", target, {**BEARER, **TURTLE, **headers}, body.encode())


# --- the token


@pytest.mark.parametrize("given", ["", "Bearer wrong-token-of-tests", f"Basic {TOKEN}", TOKEN])
@pytest.mark.parametrize(("method", "target"), [("POST", "/update"), ("PUT", "/data?graph=urn:x")])
def test_without_the_token_nothing_is_written(
    server: Server, method: str, target: str, given: str
) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    if given:
        headers["Authorization"] = given
    reply = server.request(method, target, headers, insert("t").encode())
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert TOKEN not in reply.text


def test_without_a_token_configured_writing_is_off(project: Path, tmp_path: Path) -> None:
    with serving(built(project, tmp_path / "data"), project) as server:
        reply = update(server, insert("t"))
    assert reply.status == 403
    assert "writing is off" in json.loads(reply.text)["detail"]


# --- updates


def test_who_has_written_reads_what_was_written(server: Server) -> None:
    for number in range(5):
        reply = update(server, insert(f"r{number}"))
        assert reply.status == 204
        assert holds(server, f"r{number}")
        seen = server.get("ASK {}", "text/csv").headers["KG-Snapshot"]
        assert seen == reply.headers["KG-Snapshot"]


@pytest.mark.parametrize("charset", ["", "; charset=utf-8"])
def test_an_update_comes_as_a_form(server: Server, charset: str) -> None:
    body = urlencode({"update": with_prefixes(insert("form"))}).encode()
    kind = {"Content-Type": f"application/x-www-form-urlencoded{charset}", **BEARER}
    assert server.request("POST", "/update", kind, body).status == 204
    assert holds(server, "form")


def test_a_violation_is_answered_with_the_report(server: Server) -> None:
    text = 'INSERT DATA { GRAPH graph:entities/new { unit:v a vnrc:Unit ; vnrc:size "big" } }'
    reply = update(server, text)
    assert (reply.status, reply.type) == (422, "application/problem+json")
    report = json.loads(reply.text)["report"]
    assert report["conforms"] is False
    assert report["findings"][0]["focus"] == f"{BASE}id/unit/v"
    turtle = update(server, text, Accept="text/turtle")
    assert (turtle.status, turtle.type) == (422, "text/turtle")
    assert "ValidationReport" in turtle.text
    assert not holds(server, "v")


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("INSERT DATA { GRAPH }", 400, "line 4"),
        ("LOAD <http://127.0.0.1/x>", 403, "LOAD"),
        ("INSERT { ?s a 1 } WHERE { SERVICE <http://127.0.0.1/x> { ?s ?p 1 } }", 403, "SERVICE"),
        ("DROP GRAPH graph:ontology/cooperation", 403, "kg build"),
        ("DROP GRAPH graph:entities/none", 409, "does not exist"),
        ("DELETE WHERE { unit:a ?p ?o }", 403, "say which graph"),
    ],
)
def test_what_cannot_be_done_is_said(server: Server, text: str, status: int, said: str) -> None:
    reply = update(server, text)
    assert (reply.status, reply.type) == (status, "application/problem+json")
    assert said in json.loads(reply.text)["detail"]


def test_the_dataset_of_an_update_is_named_by_the_request(server: Server) -> None:
    text = "INSERT { GRAPH graph:entities/new { ?s a vnrc:Unit } } WHERE { ?s vnrc:size ?v }"
    none = quote(f"{BASE}graph/entities/none", safe="")
    units = quote(f"{BASE}graph/entities/units", safe="")
    before = current(server)
    assert update(server, text, f"/update?using-graph-uri={none}").status == 204
    assert current(server) == before
    assert update(server, text, f"/update?using-graph-uri={units}").status == 204
    assert current(server) != before
    again = update(
        server,
        text.replace("WHERE", "USING graph:entities/units WHERE"),
        f"/update?using-graph-uri={units}",
    )
    assert again.status == 400


def current(server: Server) -> str:
    return server.get("ASK {}", "text/csv").headers["KG-Snapshot"]


def test_a_stale_writer_is_told(server: Server) -> None:
    first = update(server, insert("s1")).headers["ETag"]
    assert update(server, insert("s2"), **{"If-Match": first}).status == 204
    reply = update(server, insert("s3"), **{"If-Match": first})
    assert reply.status == 412
    assert not holds(server, "s3")


@pytest.mark.parametrize(
    ("method", "target", "kind", "status"),
    [
        ("GET", "/update", "application/sparql-update", 405),
        ("POST", "/update", "text/plain", 415),
        ("POST", "/update", "application/x-www-form-urlencoded", 400),
        ("PUT", "/data", "text/turtle", 400),
        ("PUT", "/data?default", "text/turtle", 405),
        ("DELETE", "/data?default", "text/turtle", 405),
        ("PUT", f"/data?graph={GRAPH}", "text/html", 415),
        ("PUT", f"/data?graph={GRAPH}", "application/trig", 415),
        ("PUT", "/data?graph=not-absolute", "text/turtle", 400),
        ("PUT", f"/data?default&graph={GRAPH}", "text/turtle", 400),
        ("PUT", "/data?graph=urn:elsewhere", "text/turtle", 403),
        ("PATCH", f"/data?graph={GRAPH}", "text/turtle", 405),
        ("GET", "/data", "text/turtle", 400),
        ("GET", "/data?graph=urn:none", "text/turtle", 404),
        ("DELETE", "/data/entities/none", "text/turtle", 404),
    ],
)
def test_the_status_says_what_is_wrong(
    server: Server, method: str, target: str, kind: str, status: int
) -> None:
    reply = server.request(method, target, {**BEARER, "Content-Type": kind}, b"")
    assert (reply.status, reply.type) == (status, "application/problem+json")
    if status == 405:
        assert reply.headers["Allow"]


# --- graphs


def test_a_graph_is_made_read_replaced_and_taken_away(server: Server) -> None:
    by_name, direct = f"/data?graph={quote(GRAPH, safe='')}", "/data/entities/new"
    assert put(server, by_name, UNIT.format("g1")).status == 201
    assert put(server, direct, UNIT.format("g2")).status == 204
    assert server.request("HEAD", direct).status == 200
    read = server.request("GET", by_name, {"Accept": "application/n-triples"})
    assert (read.status, read.type) == (200, "application/n-triples")
    assert (
        read.text.split()
        == UNIT.format("g2")
        .replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ")
        .split()
    )
    not_changed = server.request(
        "GET", by_name, {"Accept": "application/n-triples", "If-None-Match": read.headers["ETag"]}
    )
    assert not_changed.status == 304
    more = server.request("POST", direct, {**BEARER, **TURTLE}, UNIT.format("g3").encode())
    assert more.status == 204
    assert holds(server, "g2")
    assert holds(server, "g3")
    assert put(server, direct, UNIT.format("g4"), **{"If-None-Match": "*"}).status == 412
    stale = put(server, direct, UNIT.format("g4"), **{"If-Match": read.headers["ETag"]})
    assert stale.status == 412
    assert server.request("DELETE", by_name, BEARER).status == 204
    assert server.request("GET", direct).status == 404


def test_what_is_added_to_the_default_graph_is_in_it(server: Server) -> None:
    body = UNIT.format("d1").encode()
    assert server.request("POST", "/data?default", {**BEARER, **TURTLE}, body).status == 204
    read = server.request("GET", "/data?default", {"Accept": "application/n-triples"})
    assert "unit/d1>" in read.text
    assert "unit/a>" in read.text
    assert server.request("GET", "/data/local/default").status == 200


def test_a_new_graph_gets_a_name(server: Server) -> None:
    reply = server.request("POST", "/data", {**BEARER, **TURTLE}, UNIT.format("n1").encode())
    assert reply.status == 201
    target = reply.headers["Location"].removeprefix(server.url.rstrip("/"))
    assert "unit/n1>" in server.request("GET", target, {"Accept": "text/turtle"}).text
    assert server.request("DELETE", target, BEARER).status == 204


def test_files_come_as_a_form(server: Server) -> None:
    parts = [("a.ttl", "text/turtle", UNIT.format("m1")), ("b.nt", "application/n-triples", "")]
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n{text}\r\n"
        for name, kind, text in parts
    )
    headers = {**BEARER, "Content-Type": "multipart/form-data; boundary=x"}
    reply = server.request("POST", "/data/entities/new", headers, f"{body}--x--\r\n".encode())
    assert reply.status == 201
    assert holds(server, "m1")


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("text/turtle", "<a> b .", "predicate"),
        ("text/turtle", "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), ""),
        ("application/rdf+xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type"),
        ("application/ld+json", '{"@graph": [', ""),
    ],
)
def test_what_is_no_rdf_is_refused(server: Server, kind: str, body: str, said: str) -> None:
    reply = put(server, "/data/entities/new", body, **{"Content-Type": kind})
    assert reply.status == 400
    assert said in json.loads(reply.text)["detail"]


# --- processes


def test_the_second_server_of_a_directory_says_so_and_stops(
    server: Server, project: Path, data_dir: Path
) -> None:
    options = ["--port", "0", "--data-dir", str(data_dir), "--project", str(project)]
    second = subprocess.run(
        [sys.executable, "-m", "kg", "serve", *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "is served by another process" in second.stderr
    assert server.request("GET", "/-/health").status == 200


def test_a_writer_that_is_killed_is_replaced(server: Server) -> None:
    assert update(server, insert("k1")).status == 204
    children = subprocess.run(
        ["ps", "--ppid", str(server.process.pid), "-o", "pid=,args="],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    writers = [int(line.split()[0]) for line in children if "kg.store.writer_process" in line]
    assert len(writers) == 1
    os.kill(writers[0], signal.SIGKILL)
    replies = [update(server, insert(f"k{number}")).status for number in (2, 3)]
    assert replies == [500, 204]
    assert holds(server, "k1")
    assert holds(server, "k3")


def test_a_server_that_is_killed_has_lost_nothing(project: Path, tmp_path: Path) -> None:
    data_dir = built(project, tmp_path / "data")
    with serving(data_dir, project, token=TOKEN) as server:
        assert update(server, insert("x1")).status == 204
        server.process.kill()
        server.process.wait()
    with serving(data_dir, project, token=TOKEN) as server:
        assert holds(server, "x1")
        assert update(server, insert("x2")).status == 204
    current_snapshot(data_dir).verify()


# --- a full disk


def test_on_a_full_disk_an_update_is_507_and_nothing_is_broken(
    project: Path, tmp_path: Path
) -> None:
    with (
        small_disk(tmp_path / "small") as place,
        serving(built(project, place / "data"), project, token=TOKEN) as server,
    ):
        assert update(server, insert("before")).status == 204
        filler = place / "filler"
        with pytest.raises(OSError, match="No space left"):
            fill(filler)
        target, body = "/data/entities/new", UNIT.format("full")
        for reply in (update(server, insert("full")), put(server, target, body)):
            assert (reply.status, reply.type) == (507, "application/problem+json"), reply.text
            assert "is full: nothing was changed" in json.loads(reply.text)["detail"]
        assert (holds(server, "before"), holds(server, "full")) == (True, False)
        filler.unlink()
        assert update(server, insert("after")).status == 204
        assert holds(server, "after")
