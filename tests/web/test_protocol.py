"""What the SPARQL 1.1 Protocol and HTTP ask of the endpoint beside plain queries."""

from __future__ import annotations

import json
import socket
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from kg.store.formats import GRAPHS
from kg.web.cors import _READ
from tests.servers import Reply, Server

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TRIPLE_TERM = "CONSTRUCT { <a:s> <a:p> <<( <a:x> <a:y> 'đ' )>> } {}"
FORM = "application/x-www-form-urlencoded"
G0, G1 = "https://example.org/g0", "https://example.org/g1"
PAGES = ["/en/", "/vi/query"]
"""Their errors are pages too."""
ADDRESSES = [
    "/",
    *PAGES,
    "/sparql",
    "/void",
    "/.well-known/void",
    "/-/health",
    "/-/ready",
    "/-/metrics",
    "/-/settings",
    "/-/queries",
    "/-/openapi.json",
    "/-/snapshots/",
]


def count(server: Server, clauses: str = "", **parameters: str) -> int:
    text = server.get(COUNT.replace("{", f"{clauses} {{", 1), "text/csv", **parameters).text
    return int(text.split()[1])


def detail(reply: Reply) -> str:
    assert reply.type == "application/problem+json"
    body = json.loads(reply.body)
    assert (body["status"], bool(body["title"])) == (reply.status, True)
    return str(body["detail"])


def raw(server: Server, request: bytes) -> bytes:
    """Send bytes that no client would, and return all that comes back."""
    place = urlsplit(server.url)
    answer = b""
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(request)
        while True:
            try:
                part = connection.recv(65536)
            except ConnectionResetError:  # the server has not read all before it closed
                part = b""
            if not part:
                return answer
            answer += part


# --- the dataset


def test_several_default_graphs_are_merged(server: Server) -> None:
    one, two = count(server, f"FROM <{G0}>"), count(server, f"FROM <{G1}>")
    assert count(server, f"FROM <{G0}> FROM <{G1}>") == one + two
    both = f"default-graph-uri={quote(G0)}&default-graph-uri={quote(G1)}"
    reply = server.request("GET", f"/sparql?query={quote(COUNT)}&{both}&format=csv")
    assert reply.text == f"n\r\n{one + two}\r\n"


def test_the_request_goes_before_the_text_in_naming_graphs(server: Server) -> None:
    expected = count(server, f"FROM <{G0}>")
    assert count(server, f"FROM <{G1}>", **{"default-graph-uri": G0}) == expected
    assert count(server, **{"named-graph-uri": G0}) == 0


def test_groups_of_graphs_have_names(server: Server) -> None:
    base = "https://w3id.org/vnrc/graph/"
    assert count(server, f"FROM <{base}all>") == count(server)
    assert count(server, f"FROM <{base}asserted>") == count(server)
    assert count(server, f"FROM <{base}inferred>") == 0


# --- requests that are not well formed


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/sparql?query=ASK%7B%7D%zz", "percent"),
        ("/sparql?query=ASK%7B%7D&other=%ff", "UTF-8"),
        ("/void?question=%ff", "UTF-8"),
        ("/%ff/", "UTF-8"),
        ("/sparql?default-graph-uri=a:b", "no query"),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=relative", "IRI"),
        ("/sparql?query=ASK%7B%7D&named-graph-uri=", "IRI"),
        ("/sparql?query=ASK%7B%7D&timeout=soon", "timeout"),
        ("/sparql?query=ASK%7B%7D&timeout=-1", "timeout"),
        ("/sparql?query=ASK%7B%7D&timeout=inf", "timeout"),
        ("/sparql?query=ASK%7B%7D&timeout=1&timeout=2", "timeout"),
        ("/void?format=png", "format"),
    ],
)
def test_what_is_not_well_formed_is_400(server: Server, target: str, expected: str) -> None:
    reply = server.request("GET", target)
    assert reply.status == 400
    assert expected in detail(reply)


def test_a_form_that_is_badly_encoded_or_compressed_is_refused(server: Server) -> None:
    assert "percent" in detail(server.post(b"query=%zz", FORM))
    packed = server.post(b"query=ASK%7B%7D", FORM, **{"Content-Encoding": "gzip"})
    assert (packed.status, packed.headers["Accept-Encoding"]) == (415, "identity")


def test_a_query_in_the_address_and_another_in_the_body_are_two(server: Server) -> None:
    reply = server.request(
        "POST", "/sparql?query=ASK%7B%7D", {"Content-Type": "application/sparql-query"}, b"ASK{}"
    )
    assert reply.status == 400
    assert "more than one" in detail(reply)


def test_a_query_may_lower_its_deadline(server: Server) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    reply = server.get(runaway, timeout="0.2")
    assert (reply.status, "0.2 s" in detail(reply)) == (504, True)
    assert server.get("ASK { } # not kept", timeout="1e-9").status == 504
    assert server.get("ASK {}", timeout="1000").status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /sparql?query=" + 600_000 * b"a" + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET /sparql?query=" + 470_000 * b"a" + b" HTTP/1.1\r\nHost: a\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + 700_000 * b"b" + b"\r\n\r\n", 431),
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET /sparql HTTP/1.1\r\nHost: a<b\r\n", 400),
        (b"GET /sparql?query=\xff HTTP/1.1\r\nHost: a\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: foo\r\n\r\n", 501),
        (b"BREW /sparql HTTP/1.1\r\nHost: a\r\n", 405),
    ],
    ids=["long", "longer", "headers", "line", "host", "utf8", "body", "chunk", "coding", "method"],
)
def test_the_server_itself_refuses_with_problems_too(
    server: Server, request_: bytes, status: int
) -> None:
    if not request_.endswith(b"\r\n\r\n") and b"zz" not in request_:
        request_ += b"Connection: close\r\n\r\n"
    head, _, body = raw(server, request_).partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == status


def test_a_body_that_is_too_long_is_413(server: Server) -> None:
    assert server.post(b"query=" + 470_000 * b"a", FORM).status == 413


# --- every address


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_options_and_a_slash_work_everywhere(server: Server, address: str) -> None:
    get = server.request("GET", address)
    assert get.status in (200, 302)
    head = server.request("HEAD", address)
    assert (head.status, head.body) == (get.status, b"")
    if address not in ("/-/metrics", "/-/ready"):
        assert head.headers["Content-Length"] == get.headers["Content-Length"]
    options = server.request("OPTIONS", address)
    assert (options.status, options.body) == (204, b"")
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Allow"].split(", "))
    other = address.rstrip("/") if address.endswith("/") else f"{address}/"
    assert server.request("GET", other or "/").status == get.status
    wrong = server.request("PATCH", address)
    assert (wrong.status, "GET" in wrong.headers["Allow"]) == (405, True)
    assert wrong.type == ("text/html" if address in PAGES else "application/problem+json")


def test_what_does_not_exist_is_404_for_options_too(server: Server) -> None:
    assert server.request("OPTIONS", "/nothing").status == 404
    assert "not found" in detail(server.request("GET", "/nothing")).lower()


def test_a_page_of_another_site_may_read_what_matters(server: Server) -> None:
    reply = server.get("ASK {}")
    assert reply.headers["Access-Control-Expose-Headers"] == _READ
    for name in ("ETag", "KG-Snapshot", "X-Request-ID"):
        assert name in _READ
        assert reply.headers[name]
    preflight = server.request("OPTIONS", "/sparql", {"Origin": "https://example.org"})
    for name in ("Authorization", "Content-Type", "Prefer", "If-None-Match"):
        assert name in preflight.headers["Access-Control-Allow-Headers"]


def test_vary_names_what_the_answer_depends_on(server: Server) -> None:
    tag = server.get("ASK {}").headers["ETag"]
    for headers in ({}, {"If-None-Match": tag}, {"Accept-Encoding": "gzip"}):
        reply = server.request("GET", "/sparql?query=ASK%7B%7D", headers)
        assert set(reply.headers["Vary"].split(", ")) == {"Accept", "Accept-Encoding", "Prefer"}


# --- RDF 1.2


def test_triple_terms_come_through(server: Server) -> None:
    term = "SELECT (<<( <a:x> <a:y> 'đ' )>> AS ?t) {}"
    body = json.loads(server.get(term).body)["results"]["bindings"][0]["t"]
    assert (body["type"], body["value"]["object"]["value"]) == ("triple", "đ")
    for item in GRAPHS:
        reply = server.get(TRIPLE_TERM, item.media_types[0])
        if item.name in ("jsonld", "n3"):
            assert (reply.status, "triple terms" in detail(reply)) == (406, True)
        else:
            assert reply.status == 200
            triple = next(iter(ox.parse(reply.body, format=item.engine)))
            assert isinstance(triple.object, ox.Triple)


def test_a_graph_that_rdf_xml_cannot_write_is_406(server: Server) -> None:
    reply = server.get("CONSTRUCT { <a:s> <http://example.org/1> 1 } {}", "application/rdf+xml")
    assert (reply.status, "RDF/XML" in detail(reply)) == (406, True)
