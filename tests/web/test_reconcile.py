"""The reconciliation service answers the requests that OpenRefine sends, in the form it expects.

The requests are those of OpenRefine 3: the manifest by GET with and without JSONP, batches as a
form by POST, suggestions by GET, the preview in a frame of another site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import Publish
from tests.reconcile.conftest import world
from tests.servers import Reply, Server, serving
from tests.web.reconciliation import (
    EXTENSION,
    MANIFEST,
    PROPOSED,
    RESULTS,
    SUGGESTED,
    SUGGESTED_ENTITIES,
    Schema,
    check,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    publish_quads: Publish,
    project: Any,  # noqa: ANN401 - a fixture of the room's conftest
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("reconciled")
    publish_quads(data_dir, world())
    with serving(data_dir, project, reconcile_batch=20) as found:
        yield found


def get(server: Server, target: str, schema: Schema) -> dict[str, Any]:
    reply = server.request("GET", target)
    assert (reply.status, reply.type) == (200, "application/json")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["KG-Snapshot"]
    body = json.loads(reply.body)
    check(body, schema)
    return dict(body)


def post(server: Server, address: str = "/reconcile/vi", **fields: object) -> Reply:
    body = urlencode({name: json.dumps(value) for name, value in fields.items()})
    return server.request("POST", address, FORM, body.encode())


def reconcile(server: Server, query: Mapping[str, object]) -> list[dict[str, Any]]:
    reply = post(server, queries={"q0": query})
    assert reply.status == 200, reply.text
    check(json.loads(reply.body), RESULTS)
    return list(json.loads(reply.body)["q0"]["result"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_manifest_says_what_there_is_and_every_address_in_it_answers(
    server: Server, language: str
) -> None:
    manifest = get(server, f"/reconcile/{language}", MANIFEST)
    root = server.url.rstrip("/")
    for name, schema in (
        ("entity", SUGGESTED_ENTITIES),
        ("type", SUGGESTED),
        ("property", SUGGESTED),
    ):
        service = manifest["suggest"][name]
        address = service["service_url"] + service["service_path"]
        assert get(server, address.removeprefix(root) + "?prefix=a", schema)
    proposing = manifest["extend"]["propose_properties"]
    address = proposing["service_url"] + proposing["service_path"]
    assert get(server, address.removeprefix(root) + "?type=Agreement", PROPOSED)["properties"]
    preview = manifest["preview"]["url"].replace("{{id}}", quote("unit/hoa-vang", safe=""))
    assert server.request("GET", preview.removeprefix(root)).status == 200
    assert manifest["view"]["url"] == f"{root}/id/{{{{id}}}}"
    assert manifest["identifierSpace"] == "https://w3id.org/vnrc/id/"


def test_without_a_language_in_the_address_the_reader_is_asked(server: Server) -> None:
    assert "(vi)" in get(server, "/reconcile", MANIFEST)["name"]
    assert "(en)" in get(server, "/reconcile?lang=en", MANIFEST)["name"]
    reply = server.request("GET", "/reconcile", {"Accept-Language": "en-GB"})
    assert "(en)" in json.loads(reply.body)["name"]
    assert "Accept-Language" in reply.headers["Vary"]
    assert server.request("GET", "/reconcile?lang=fr").status == 400


def test_a_batch_by_post_as_openrefine_sends_it(server: Server) -> None:
    queries = {
        "q0": {"query": "Lông Hải", "type": "Province", "type_strict": "should", "limit": 5},
        "q1": {
            "query": "Lông Hải",
            "type": "AdministrativeUnit",
            "type_strict": "should",
            "properties": [{"pid": "date", "v": "2019-01-01T00:00:00Z"}],
        },
        "q2": {
            "query": "Trần Ví Dụ",
            "properties": [{"pid": "unit", "v": {"id": "unit/long-hai-1990", "name": "Lông Hải"}}],
        },
        "q3": {"query": "khong co gi nhu vay"},
    }
    reply = post(server, queries=queries)
    assert reply.status == 200
    answers = json.loads(reply.body)
    check(answers, RESULTS)
    assert list(answers) == list(queries)
    assert [item["match"] for item in answers["q0"]["result"]][:2] == [False, False]
    assert answers["q1"]["result"][0]["id"] == "unit/long-hai-1990"
    assert answers["q1"]["result"][0]["match"] is True
    assert answers["q1"]["result"][0]["description"] == "Tỉnh, đến 30/6/2020."
    assert answers["q2"]["result"][0]["match"] is True
    assert answers["q3"] == {"result": []}


def test_a_batch_by_get_and_in_english(server: Server) -> None:
    queries = quote(json.dumps({"a": {"query": "Long Hai", "limit": 1}}))
    found = get(server, f"/reconcile/en?queries={queries}", RESULTS)["a"]["result"]
    assert len(found) == 1
    assert found[0]["type"][0] == {"id": "Province", "name": "province"}


def test_types_may_be_several_ids_or_iris_and_dates_years(server: Server) -> None:
    types = ["https://w3id.org/vnrc/ontology#Province", {"id": "Municipality"}]
    found = reconcile(
        server,
        {"query": "Lông Hải", "type": types, "properties": [{"pid": "date", "v": [2019]}]},
    )
    assert [item["id"] for item in found if item["match"]] == ["unit/long-hai-1990"]


def test_jsonp_calls_the_function_and_nothing_else(server: Server) -> None:
    reply = server.request("GET", "/reconcile/vi?callback=jQuery17_1.f$")
    assert reply.type == "text/javascript"
    called = re.fullmatch(r"/\*\*/jQuery17_1\.f\$\((.*)\);", reply.text, re.DOTALL)
    assert called
    check(json.loads(called[1]), MANIFEST)
    assert reply.text.isascii()


@pytest.mark.parametrize("name", ["", "1a", "a b", "alert(1)", "a.", "ạ", "a\n", "x" * 101, "a;b"])
def test_what_is_no_name_of_a_function_is_refused(server: Server, name: str) -> None:
    reply = server.request("GET", f"/reconcile/vi?callback={quote(name)}")
    assert (reply.status, reply.type) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "queries",
    [
        "",
        "[]",
        "{",
        "null",
        '{"q": 1}',
        '{"q": {"query": 1}}',
        '{"q": {"query": "a", "limit": 0}}',
        '{"q": {"query": "a", "limit": true}}',
        '{"q": {"query": "a", "properties": {}}}',
        '{"q": {"query": "a", "properties": [1]}}',
        '{"q": {"query": "a", "properties": [{"v": "x"}]}}',
        '{"q": {"query": "a", "type": 7}}',
        "[" * 100_000,
        '{"\\ud800": {"query": "a"}}',
        '{"q": {"query": "a", "limit": 1e999}}',
    ],
)
def test_a_malformed_batch_is_refused_with_the_reason(server: Server, queries: str) -> None:
    reply = server.request("POST", "/reconcile/vi", FORM, urlencode({"queries": queries}).encode())
    assert (reply.status, reply.type) == (400, "application/problem+json")
    assert json.loads(reply.body)["detail"]


def test_limits_hold(server: Server) -> None:
    many = {f"q{number}": {"query": "a"} for number in range(21)}
    assert post(server, queries=many).status == 413
    wide = {"query": "a", "properties": [{"pid": str(n), "v": "x"} for n in range(21)]}
    assert post(server, queries={"q": wide}).status == 413
    ids = [f"unit/{number}" for number in range(21)]
    assert post(server, extend={"ids": ids, "properties": []}).status == 413
    assert reconcile(server, {"query": "Lông Hải " * 100}) == []
    assert len(reconcile(server, {"query": "Lông Hải", "limit": 10**9})) <= 50
    assert post(server, queries={"q": {"query": "x" * 1_000_000}}).status == 413


def test_a_post_needs_something_to_do_and_a_form(server: Server) -> None:
    assert post(server).status == 400
    assert server.request("POST", "/reconcile/vi", {"Content-Type": "a/b"}, b"x").status == 415
    assert server.request("DELETE", "/reconcile/vi").status == 405


def test_nothing_in_a_batch_is_taken_for_sparql(server: Server) -> None:
    """Ids and properties are looked up, never pasted into a query."""
    evil = '> } ; DROP ALL #"\\'
    reply = post(
        server,
        extend={"ids": [evil, "unit/hoa-vang"], "properties": [{"id": evil}, {"id": "validity"}]},
    )
    rows = json.loads(reply.body)["rows"]
    assert rows == {item: {evil: [], "validity": []} for item in (evil, "unit/hoa-vang")}
    target = f"/reconcile/vi/properties?type={quote(evil)}"
    assert get(server, target, PROPOSED)["type"] == evil


def test_a_table_is_extended_with_values_of_each_kind(server: Server) -> None:
    wanted = ["hasParty", "validity", "openEnded", "begin", "wikidata", "iri", "gso", "end"]
    reply = post(
        server,
        "/reconcile/en",
        extend={
            "ids": ["agreement/one", "unit/hoa-vang"],
            "properties": [{"id": name, "settings": {}} for name in wanted],
        },
    )
    answer = json.loads(reply.body)
    check(answer, EXTENSION)
    assert [item["id"] for item in answer["meta"]] == wanted
    assert answer["meta"][0]["name"] == "has party"
    agreement, unit = answer["rows"]["agreement/one"], answer["rows"]["unit/hoa-vang"]
    assert agreement["hasParty"] == [
        {"id": "unit/hoa-vang", "name": "Hòa Vắng"},
        {"id": "unit/long-hai-1990", "name": "Lông Hải"},
    ]
    assert agreement["validity"] == [{"str": "2010/2014"}]
    assert agreement["openEnded"] == [{"str": "true"}]
    assert agreement["begin"] == [{"date": "2010-01-01T00:00:00Z"}]
    assert unit["wikidata"] == [{"str": "Q1002"}]
    assert unit["iri"] == [{"str": "https://w3id.org/vnrc/id/unit/hoa-vang"}]
    assert unit["gso"] == [{"str": "09"}]
    assert unit["begin"] == []
    assert unit["end"] == [{"date": "2020-06-30T00:00:00Z"}]


@pytest.mark.parametrize(
    ("target", "first"),
    [
        ("entity?prefix=long+h", "unit/long-hai-1990"),
        ("entity?prefix=long+h&cursor=1", "unit/long-hai-2020"),
        ("entity?prefix=long+h&type=Agreement", "agreement/one"),
        ("type?prefix=thanh+pho", "Municipality"),
        ("type?prefix=Prov", "Province"),
        ("property?prefix=ngay", "date"),
        ("property?prefix=wiki", "wikidata"),
        ("property?prefix=ben", "hasParty"),
    ],
)
def test_beginnings_are_completed(server: Server, target: str, first: str) -> None:
    schema = SUGGESTED_ENTITIES if target.startswith("entity") else SUGGESTED
    assert get(server, f"/reconcile/vi/suggest/{target}", schema)["result"][0]["id"] == first


def test_suggestions_end(server: Server) -> None:
    target = "/reconcile/vi/suggest/entity?prefix=long&cursor=999"
    assert get(server, target, SUGGESTED_ENTITIES)["result"] == []
    assert server.request("GET", "/reconcile/vi/suggest/entity?cursor=-1").status == 400
    assert server.request("GET", "/reconcile/vi/suggest/thing").status == 404


def test_the_preview_may_stand_in_a_frame_and_run_nothing(server: Server) -> None:
    reply = server.request("GET", "/reconcile/vi/preview?id=unit%2Flong-hai-1990")
    assert (reply.status, reply.type) == (200, "text/html")
    policy = reply.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "Tỉnh, đến 30/6/2020." in reply.text
    assert f'href="{server.url}vi/id/unit/long-hai-1990"' in reply.text
    assert server.request("GET", "/reconcile/vi/preview?id=x").status == 404
    assert server.request("GET", "/reconcile/vi/preview").status == 404
