"""Answers that are kept, compressed, or about an older snapshot."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import zstandard

from kg.web.cache import AnswerCache, KeptAnswer
from tests.conftest import Publish
from tests.servers import Reply, Server, serving

ROWS = "SELECT ?s ?o { ?s ?p ?o FILTER(isIRI(?o)) } ORDER BY ?s LIMIT 200"
MANY = "SELECT * { ?s ?p ?o . ?t ?q ?u } LIMIT 20000"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT * { ?s ?p ?o . ?t ?q ?u }"


def hits(server: Server) -> int:
    text = server.request("GET", "/-/metrics").text
    line = next(line for line in text.splitlines() if line.startswith("kg_cache_hits "))
    return int(float(line.split()[1]))


def unpacked(reply: Reply) -> bytes:
    match reply.headers["Content-Encoding"]:
        case "gzip":
            return zlib.decompress(reply.body, 31)
        case "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(reply.body)
    return reply.body


# --- the cache itself


def test_the_cache_stays_within_its_bytes_and_forgets_the_oldest() -> None:
    cache = AnswerCache(20_000, 2000)
    for number in range(100):
        cache.put(number, KeptAnswer(bytes(1000), "text/csv"))
        assert cache.get(0) is not None  # asked for again and again
        assert cache.size <= 20_000
    assert cache.get(1) is None
    assert cache.get(99) is not None
    cache.put(0, KeptAnswer(b"new", "text/csv"))
    kept = cache.get(0)
    assert kept is not None
    assert kept.body == b"new"


def test_what_is_too_large_is_not_kept() -> None:
    cache = AnswerCache(10_000, 100)
    cache.put("large", KeptAnswer(bytes(101), "text/csv"))
    assert (cache.get("large"), cache.size) == (None, 0)
    assert AnswerCache(0, 100).collector().body is not None
    nothing = AnswerCache(0, 100)
    nothing.put("small", KeptAnswer(b"", "text/csv"))
    assert nothing.get("small") is None


def test_a_collector_gathers_what_passes_until_it_is_too_much() -> None:
    for most, expected in ((6, b"abcdef"), (5, None)):
        collector = AnswerCache(1000, most).collector()
        assert list(collector.passing(iter([b"abc", b"def"]))) == [b"abc", b"def"]
        assert collector.body == expected


# --- over HTTP


@pytest.mark.parametrize("query", [ROWS, MANY], ids=["whole", "streamed"])
def test_the_same_question_is_answered_again_without_a_reader(server: Server, query: str) -> None:
    first = server.get(query, "text/csv")
    before = hits(server)
    again = server.get(query, "text/csv")
    assert hits(server) == before + 1
    assert (again.body, again.headers["ETag"]) == (first.body, first.headers["ETag"])
    assert server.get(query, "application/json").body != first.body
    assert hits(server) == before + 1


def test_the_dataset_tells_questions_apart(server: Server) -> None:
    graphs = [{}, {"default-graph-uri": "https://example.org/g0"}]
    graphs.append({"named-graph-uri": "https://example.org/g0"})
    for _ in range(2):
        numbers = [server.get(COUNT, "text/csv", **graph).text for graph in graphs]
        assert len(set(numbers)) == 3


@pytest.mark.parametrize("text", ["RAND()", "NOW()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_chance_or_time_decides_is_never_kept(server: Server, text: str) -> None:
    query = f"SELECT ({text} AS ?x) {{}}"
    first, before = server.get(query), hits(server)
    assert server.get(query).headers["ETag"] is None
    assert hits(server) == before
    assert first.headers["Cache-Control"] == "no-store"


def test_an_answer_that_was_cut_is_not_kept(server: Server) -> None:
    for _ in range(2):
        with pytest.raises(IncompleteRead):
            server.get(ENDLESS, "text/csv")


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a", W/"b", {}', "*"])
def test_entity_tags_are_compared_weakly_and_in_lists(server: Server, form: str) -> None:
    tag = server.get(ROWS).headers["ETag"].removeprefix("W/")
    target = f"/sparql?query={quote(ROWS)}"
    reply = server.request("GET", target, {"If-None-Match": form.format(tag)})
    assert (reply.status, reply.body, reply.headers["Content-Type"]) == (304, b"", None)
    assert server.request("HEAD", target, {"If-None-Match": form.format(tag)}).status == 304
    other = server.request("GET", target, {"If-None-Match": '"other", W/"b"'})
    assert other.status == 200


def test_a_query_that_cannot_be_answered_is_no_answer_that_is_known(server: Server) -> None:
    for tag in ("*", '"a"'):
        assert server.request("GET", "/sparql?query=ASK", {"If-None-Match": tag}).status == 400
    stream = server.request(
        "GET", f"/sparql?query={quote(MANY + ' # new')}", {"If-None-Match": "*"}
    )
    assert stream.status == 304
    assert json.loads(server.request("GET", "/-/queries").body)["queries"] == []


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "gzip"),
        ("identity", None),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=0, zstd;q=0", None),
        ("br", None),
        ("", None),
    ],
)
def test_the_coding_most_wanted_is_chosen(
    server: Server, accepted: str, expected: str | None
) -> None:
    plain = server.get(ROWS, "text/csv").body
    for query, body in ((ROWS, plain), (f"{ROWS} # {accepted}", plain), (MANY, None)):
        target = f"/sparql?query={quote(query)}"
        reply = server.request("GET", target, {"Accept": "text/csv", "Accept-Encoding": accepted})
        assert reply.headers["Content-Encoding"] == expected
        assert unpacked(reply) == (body or server.get(MANY, "text/csv").body)


def test_a_long_answer_is_compressed_as_it_comes(server: Server) -> None:
    query = "SELECT * { ?s ?p ?o . ?t ?q ?u } LIMIT 150000"  # too large to be kept
    for coding in ("gzip", "zstd"):
        headers = {"Accept": "text/csv", "Accept-Encoding": coding}
        reply = server.request("GET", f"/sparql?query={quote(query)}", headers)
        assert reply.headers["Transfer-Encoding"] == "chunked"
        assert unpacked(reply).count(b"\r\n") == 150_001


def test_pages_and_descriptions_are_compressed_and_small_answers_are_not(server: Server) -> None:
    headers = {"Accept-Encoding": "gzip"}
    assert b"<html" in unpacked(server.request("GET", "/en/", headers))
    void = server.request("GET", "/void", headers)
    assert void.headers["Content-Encoding"] == "gzip"
    assert b"void:Dataset" in unpacked(void)
    assert server.request("GET", "/-/health", headers).headers["Content-Encoding"] is None


# --- older snapshots


@pytest.fixture(scope="module")
def versions(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[tuple[Server, list[str], Path]]:
    """Give a server of four snapshots, the ids in their order, and its directory."""
    data_dir = tmp_path_factory.mktemp("versions")
    thing = ox.NamedNode("https://example.org/s")
    ids = [
        publish_quads(
            data_dir, [ox.Quad(thing, thing, ox.Literal(item)) for item in range(number)]
        ).id
        for number in range(1, 5)
    ]
    with serving(data_dir, project, older_snapshots=2) as found:
        yield found, ids, data_dir


def test_an_older_snapshot_answers_by_preference_and_by_address(
    versions: tuple[Server, list[str], Path],
) -> None:
    server, ids, _ = versions
    target = f"/sparql?query={quote(COUNT)}&format=csv"
    assert server.request("GET", target).text == "n\r\n4\r\n"
    for number, identifier in [*enumerate(ids, 1), *enumerate(ids, 1)]:
        headers = {"Prefer": f"respond-async, snapshot={identifier}; why=this"}
        reply = server.request("GET", target, headers)
        assert (reply.text, reply.headers["KG-Snapshot"]) == (f"n\r\n{number}\r\n", identifier)
        assert reply.headers["Preference-Applied"] == f"snapshot={identifier}"
        pinned = server.request("GET", f"/snapshots/{identifier}{target}")
        assert pinned.body == reply.body
        assert "immutable" in pinned.headers["Cache-Control"]
        described = server.request("GET", f"/snapshots/{identifier}/sparql")
        assert identifier in described.text
        assert f"/snapshots/{identifier}/sparql> ;" in described.text
    assert "Preference-Applied" not in server.request("GET", target).headers


@pytest.mark.parametrize("identifier", ["0" * 20, "nonsense", "..", "%2e%2e"])
def test_a_snapshot_that_never_was_is_404(
    versions: tuple[Server, list[str], Path], identifier: str
) -> None:
    server, _, _ = versions
    assert server.request("GET", f"/snapshots/{identifier}/sparql?query=ASK%7B%7D").status == 404
    prefer = {"Prefer": f"snapshot={identifier}"}
    reply = server.request("GET", "/sparql?query=ASK%7B%7D", prefer)
    assert (reply.status, reply.type) == (404, "application/problem+json")


def test_a_snapshot_that_is_gone_is_410(versions: tuple[Server, list[str], Path]) -> None:
    server, ids, data_dir = versions
    target = f"/snapshots/{ids[1]}/sparql?query={quote(COUNT)}"
    assert server.request("GET", target).status == 200
    shutil.rmtree(data_dir / "snapshots" / ids[1])
    reply = server.request("GET", target)
    assert (reply.status, "not kept" in json.loads(reply.body)["detail"]) == (410, True)
