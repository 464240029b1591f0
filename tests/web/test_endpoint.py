from __future__ import annotations

import http.client
import json
import threading
import xml.etree.ElementTree as ET
from http import HTTPStatus
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.store.formats import GRAPHS, SOLUTIONS
from tests.servers import Server

FEW = "SELECT ?s ?o { ?s ?p ?o FILTER(isNumeric(?o)) } ORDER BY ?o LIMIT 3"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isIRI(?o)) }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS = "SELECT * { ?s ?p ?o . ?t ?q ?u }"


def problem(server: Server, query: str, **parameters: str) -> tuple[int, dict[str, object]]:
    reply = server.get(query, **parameters)
    assert reply.type == "application/problem+json"
    body = json.loads(reply.body)
    assert body["status"] == reply.status
    assert body["title"]
    assert body["detail"]
    return reply.status, body


# --- answers


@pytest.mark.parametrize("written", SOLUTIONS, ids=lambda item: item.name)
def test_solutions_come_in_every_format_and_can_be_read_again(server: Server, written) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    for media_type in written.media_types:
        reply = server.get(FEW, media_type)
        assert (reply.status, reply.type) == (200, media_type)
        if written.name != "csv":
            results = ox.parse_query_results(reply.body, written.engine)
            assert isinstance(results, ox.QuerySolutions)
            assert len(list(results)) == 3
    truth = server.get("ASK {}", written.media_types[0])
    assert b"true" in truth.body


@pytest.mark.parametrize("written", GRAPHS, ids=lambda item: item.name)
def test_graphs_come_in_every_format_and_can_be_read_again(server: Server, written) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    reply = server.get(GRAPH, written.media_types[0])
    assert (reply.status, reply.type) == (200, written.media_types[0])
    assert len(set(ox.parse(reply.body, format=written.engine))) == 334


def test_describe_and_ask_are_answered(server: Server) -> None:
    described = server.get("DESCRIBE <https://example.org/s1>", "application/n-triples")
    assert described.text.startswith("<https://example.org/s1> <https://example.org/p> ")
    assert json.loads(server.get("ASK {}").body)["boolean"] is True


def test_all_three_ways_of_asking_give_the_same_answer(server: Server) -> None:
    expected = server.get(FEW).body
    form = f"query={quote(FEW)}".encode()
    assert server.post(form, "application/x-www-form-urlencoded").body == expected
    charset = "application/x-www-form-urlencoded; charset=UTF-8"
    assert server.post(form, charset).body == expected
    assert server.post(FEW.encode(), "application/sparql-query").body == expected
    assert server.request("GET", f"/sparql/?query={quote(FEW)}").body == expected


def test_text_is_utf8_in_every_way_of_asking(server: Server) -> None:
    query = "SELECT ('Đồng Việt' AS ?x) {}"
    form = f"query={quote(query)}".encode()
    for reply in (
        server.get(query, "text/csv"),
        server.post(form, "application/x-www-form-urlencoded", Accept="text/csv"),
        server.post(query.encode(), "application/sparql-query", Accept="text/csv"),
    ):
        assert reply.text == "x\r\nĐồng Việt\r\n"
        assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_the_dataset_of_the_request_is_kept_in_every_way_of_asking(server: Server) -> None:
    named = "default-graph-uri=https%3A%2F%2Fexample.org%2Fg0"
    form = f"query={quote(COUNT)}&{named}".encode()
    replies = [
        server.request("GET", f"/sparql?query={quote(COUNT)}&{named}&format=csv"),
        server.post(form + b"&format=csv", "application/x-www-form-urlencoded"),
        server.request(
            "POST",
            f"/sparql?{named}&format=csv",
            {"Content-Type": "application/sparql-query"},
            COUNT.encode(),
        ),
    ]
    assert {reply.text for reply in replies} == {"n\r\n1501\r\n"}


def test_the_parameter_format_goes_before_the_header(server: Server) -> None:
    assert server.get(FEW, "text/csv", format="xml").type == "application/sparql-results+xml"
    assert server.get(GRAPH, "text/turtle", format="json-ld").type == "application/ld+json"
    many = server.request("GET", f"/sparql?query={quote(FEW)}&format=what&format=tsv&format=csv")
    assert many.type == "text/tab-separated-values"


def test_a_long_answer_is_streamed_whole(server: Server) -> None:
    reply = server.get(f"{ENDLESS} LIMIT 100000", "text/tab-separated-values")
    assert reply.headers["Transfer-Encoding"] == "chunked"
    assert reply.body.count(b"\n") == 100_001


def test_xml_holds_what_xml_can_hold_and_refuses_the_rest(server: Server) -> None:
    ET.fromstring(server.get("SELECT ('<&>\"đ' AS ?x) {}", format="xml").body)  # noqa: S314
    status, body = problem(server, "SELECT ('a\\u0001b' AS ?x) {}", format="xml")
    assert status == HTTPStatus.NOT_ACCEPTABLE
    assert "XML" in str(body["detail"])


# --- refusals


def test_a_syntax_error_is_400_with_line_and_column(server: Server) -> None:
    status, body = problem(server, "SELECT * {\n ?s ?p }")
    assert (status, body["line"], body["column"]) == (400, 2, 8)


def test_service_is_403_after_the_syntax_check(server: Server) -> None:
    assert problem(server, "ASK { SERVICE <http://127.0.0.1:1/> {} }")[0] == 403
    assert problem(server, "ASK { SERVICE <http://127.0.0.1:1/> { }")[0] == 400


@pytest.mark.parametrize(
    ("target", "detail"),
    [
        ("/sparql?query=ASK{}&query=ASK{}", "more than one"),
        ("/sparql?query=ASK{}&format=png", "format"),
        ("/sparql?query=ASK%20{%22%FF%22}", "UTF-8"),
        ("/sparql?update=CLEAR%20ALL", "updates"),
        ("/sparql?query=CLEAR%20ALL", "Update"),
        ("/sparql?query=", "too early"),
    ],
)
def test_what_is_not_well_formed_is_400(server: Server, target: str, detail: str) -> None:
    reply = server.request("GET", target)
    assert (reply.status, reply.type) == (400, "application/problem+json")
    assert detail in json.loads(reply.body)["detail"]


def test_a_body_that_is_not_utf8_is_400_and_one_without_a_query_too(server: Server) -> None:
    form = "application/x-www-form-urlencoded"
    for body, kind in (
        (b"query=%FF", form),
        (b"", form),
        (b"ASK {'\xff'}", "application/sparql-query"),
    ):
        assert server.post(body, kind).status == 400


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/sparql-update", "application/sparql-query; charset=latin1"],
)
def test_another_body_is_415(server: Server, kind: str) -> None:
    assert server.post(b"ASK {}", kind).status == 415


def test_a_type_that_cannot_be_given_is_406(server: Server) -> None:
    assert server.get("ASK {}", "image/png").status == 406
    assert server.get("ASK {}", "text/turtle").status == 406
    assert server.get(GRAPH, "text/csv").status == 406


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_405_and_names_those_allowed(server: Server, method: str) -> None:
    reply = server.request(method, "/sparql")
    assert reply.status == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_query_that_is_too_long_is_413(server: Server) -> None:
    body = b"ASK {} #" + b"x" * 200_000
    assert server.post(body, "application/sparql-query").status == 413
    assert server.post(body * 10, "application/sparql-query").status == 413


def test_an_unknown_address_is_404_as_a_problem(server: Server) -> None:
    reply = server.request("GET", "/nothing")
    assert (reply.status, reply.type) == (404, "application/problem+json")


# --- headers


def test_an_answer_names_its_snapshot_and_is_not_sent_twice(server: Server) -> None:
    first = server.get(FEW)
    assert first.headers["KG-Snapshot"] == server.request("GET", "/-/ready").text.strip()
    assert "Accept" in first.headers["Vary"]
    target, tag = f"/sparql?query={quote(FEW)}", first.headers["ETag"]
    again = server.request("GET", target, {"If-None-Match": tag})
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    other = server.request("GET", target, {"If-None-Match": tag, "Accept": "text/csv"})
    assert other.status == 200


def test_an_answer_that_depends_on_the_moment_is_not_kept(server: Server) -> None:
    reply = server.get("SELECT (NOW() AS ?now) {}")
    assert reply.headers["ETag"] is None
    assert reply.headers["Cache-Control"] == "no-store"


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    target = f"/sparql?query={quote(FEW)}"
    head, get = (server.request(method, target) for method in ("HEAD", "GET"))
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Type", "ETag", "Content-Length", "KG-Snapshot"):
        assert head.headers[name] == get.headers[name]


def test_pages_of_other_sites_may_ask(server: Server) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    preflight = server.request("OPTIONS", "/sparql", asked)
    assert (preflight.status, preflight.body) == (204, b"")
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    for reply in (preflight, server.get(FEW), server.get("SELECT")):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_without_a_query_the_endpoint_describes_itself_truly(server: Server) -> None:
    reply = server.request("GET", "/sparql", {"Accept": "text/turtle"})
    assert (reply.status, reply.type) == (200, "text/turtle")
    store = ox.Store()
    store.load(reply.body, ox.RdfFormat.TURTLE)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
    sd += "PREFIX void: <http://rdfs.org/ns/void#> "
    check = (
        f"ASK {{ ?s a sd:Service ; sd:endpoint <{server.endpoint}> ; sd:defaultDataset ?d . "
        "?d sd:defaultGraph/void:triples 3001 ; sd:namedGraph ?g . "
        "?g sd:name <https://example.org/g0> ; sd:graph/void:triples 1501 }"
    )
    assert store.query(sd + check)


# --- deadlines and deaths


def test_a_runaway_query_is_504_at_its_deadline_and_small_ones_go_on(server: Server) -> None:
    statuses: list[int] = []

    def run_away() -> None:
        statuses.append(server.get(RUNAWAY).status)

    threads = [threading.Thread(target=run_away) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert server.get("ASK {}").status == 200
    assert statuses == [504] * 4


def test_an_order_that_kills_the_engine_is_answered(server: Server) -> None:
    reply = server.get("SELECT * { ?s ?p ?o } ORDER BY ?o", "text/tab-separated-values")
    assert (reply.status, reply.body.count(b"\n")) == (200, 3002)


@pytest.mark.parametrize("media_type", ["application/json", "text/csv"])
def test_an_answer_that_is_cut_never_looks_whole(server: Server, media_type: str) -> None:
    with pytest.raises(http.client.IncompleteRead):
        server.get(ENDLESS, media_type)
    assert server.get("ASK {}").status == 200
