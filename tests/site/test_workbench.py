"""The workbench and the pages of saved questions: queries, answers, programs, short links."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from kg.resources import bundled_project
from kg.site import saved
from kg.site.snippets import Kind, snippets
from kg.site.texts import text as message
from tests.conftest import Publish
from tests.servers import Reply, Server, serving
from tests.site.test_pages import BROWSER, page

FORM = {"Content-Type": "application/x-www-form-urlencoded", **BROWSER}
CURL = "/usr/bin/curl"


def ask(server: Server, query: str, language: str = "en", **more: str) -> Reply:
    return page(server, f"/{language}/query?{urlencode({'query': query, **more})}")


def keep(server: Server, query: str, **headers: str) -> Reply:
    body = urlencode({"query": query}).encode()
    return server.request("POST", "/vi/query", {**FORM, **headers}, body)


def test_a_saved_question_is_shown_and_answered_in_the_readers_language(server: Server) -> None:
    for target in ("/query?question=CQ01", "/questions/CQ01", "/questions/cq01"):
        text = page(server, f"/en{target}").text
        assert "<td>en</td>" in text
        assert "A row is a thing." in text
        assert "<td>vi</td>" in page(server, f"/vi{target}").text


def test_a_question_leads_to_the_workbench_and_to_its_neighbours(real: Server) -> None:
    text = page(real, "/vi/questions/CQ05").text
    assert 'href="/vi/query?question=CQ05"' in text
    assert 'rel="prev" href="/vi/questions/CQ04"' in text
    assert 'rel="next" href="/vi/questions/CQ06"' in text
    assert "title-vi:" not in text


def test_a_project_without_questions_says_so(tmp_path: Path, publish_quads: Publish) -> None:
    publish_quads(tmp_path / "data", [])
    for room in ("ontology", "shapes", "data", "queries"):
        (tmp_path / "project" / room).mkdir(parents=True)
    with serving(tmp_path / "data", tmp_path / "project") as server:
        assert message("vi", "questions.none") in page(server, "/vi/questions").text
        assert message("vi", "ontology.empty") in page(server, "/vi/ontology").text
        assert message("vi", "ontology.empty_lists") in page(server, "/vi/vocab").text
        assert message("vi", "search.nothing") in page(server, "/vi/search?q=a").text
        assert page(server, "/vi/query").status == 200


def test_a_browser_at_the_endpoint_is_led_to_the_form(server: Server) -> None:
    reply = server.request("GET", "/sparql", {**BROWSER, "Accept-Language": "en"})
    assert (reply.status, reply.headers["Location"]) == (303, "/en/query")
    asked = server.request("GET", f"/sparql?query={quote('ASK {}')}", BROWSER)
    assert asked.headers["Location"] == "/vi/query?query=ASK+%7B%7D"
    assert "<textarea" in page(server, "/en/query").text


def test_rows_are_a_table_with_links_and_languages(server: Server) -> None:
    text = ask(server, "SELECT (<https://example.org/a> AS ?x) ('chữ <b>'@vi AS ?y) {}").text
    assert '<th scope="col">x</th>' in text
    assert '<a href="https://example.org/a">' in text
    assert '<td lang="vi">chữ &lt;b&gt;</td>' in text


@pytest.mark.parametrize("other", ["x_iri", "xLabel", "x_label"])
def test_a_thing_and_its_name_are_one_column(server: Server, other: str) -> None:
    iri, name = "<https://example.org/a>", "'tên'@vi"
    values = (name, iri) if other == "x_iri" else (iri, name)
    text = ask(server, f"SELECT ({values[0]} AS ?x) ({values[1]} AS ?{other}) {{}}").text
    assert '<td lang="vi"><a href="https://example.org/a">tên</a></td>' in text
    assert other not in text.split("<table>")[1].split("</table>")[0]


def test_two_columns_that_are_no_thing_and_name_stay_two(server: Server) -> None:
    text = ask(server, "SELECT (<urn:a> AS ?x) (<urn:b> AS ?x_iri) {}").text
    assert "<td>urn:a</td><td>urn:b</td>" in text
    text = ask(server, "SELECT ('a' AS ?x) ('b' AS ?x_iri) {}").text
    assert "<td>a</td><td>b</td>" in text


@pytest.mark.parametrize(
    ("term", "vi", "en"),
    [
        ("1234567.5", "1.234.567,5", "1,234,567.5"),
        ("0.000125", "0,000125", "0.000125"),
        ("2023", "2023", "2023"),
        ("'2022-02-10'^^xsd:date", "10/02/2022", "10 February 2022"),
        ("true", "có", "yes"),
        ("'1e400'^^xsd:double", "INF", "INF"),
        ("'x'^^xsd:integer", "x", "x"),
    ],
)
def test_values_are_written_as_the_language_does(
    server: Server, term: str, vi: str, en: str
) -> None:
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ({term} AS ?x) {{}}"
    for language, expected in (("vi", vi), ("en", en)):
        assert f">{expected}</td>" in ask(server, query, language).text


def test_a_date_is_not_broken_at_its_hyphens(server: Server) -> None:
    text = ask(server, "SELECT ('2023-02-09?' AS ?x) ('Hải Dương - Bắc Giang' AS ?y) {}").text
    assert '<td class="whole">2023-02-09?</td>' in text
    assert "<td>Hải Dương - Bắc Giang</td>" in text


def test_an_address_that_a_browser_would_run_is_no_link(server: Server) -> None:
    text = ask(server, "SELECT (<javascript:alert(1)> AS ?x) {}").text
    assert 'href="javascript' not in text
    assert "<td>javascript:alert(1)</td>" in text


def test_a_long_answer_shows_its_first_rows_and_says_how_many_there_are(server: Server) -> None:
    text = ask(server, "SELECT * { ?s <https://example.org/p> ?o }").text
    assert message("en", "workbench.first_rows", count=3001, shown=500) in text
    assert message("en", "workbench.download_rows", count=3001) in text
    assert text.count("<tr>") == 501


def test_a_very_long_answer_is_counted_only_so_far(server: Server) -> None:
    text = ask(server, "SELECT * { ?s ?p ?o . ?t ?q ?u } LIMIT 150000").text
    assert "of more than 100" in text
    assert message("en", "workbench.download_all") in text


def test_truth_values_graphs_and_empty_answers_have_their_own_form(server: Server) -> None:
    assert '<p class="truth">Đúng</p>' in ask(server, "ASK {}", "vi").text
    graph = ask(server, "CONSTRUCT WHERE { <https://example.org/s1> ?p ?o }").text
    assert "&lt;https://example.org/s1&gt;" in graph
    assert "format=turtle" in graph
    assert message("en", "workbench.no_rows") in ask(server, "SELECT ?x { FILTER(false) }").text


def test_an_error_is_shown_with_its_place_and_status(server: Server) -> None:
    reply = ask(server, "SELECT * {\n ?s <b> }")
    assert reply.status == 400
    assert message("en", "workbench.place", line=2, column=5) in reply.text
    assert 'data-error-line="2" data-error-column="5"' in reply.text
    assert "SELECT * {\n ?s &lt;b&gt; }</textarea>" in reply.text


def test_a_query_is_asked_composed_as_the_data_are(server: Server) -> None:
    query = unicodedata.normalize("NFD", "SELECT ?s { ?s ?p 'chữ 1'@vi } LIMIT 1")
    assert unicodedata.normalize("NFC", query) in unescape(ask(server, query).text)


def test_the_views_that_fit_are_offered_and_drawn(real: Server) -> None:
    text = page(real, "/vi/questions/CQ01?view=timeline").text
    assert "<svg" in text
    assert message("vi", "workbench.timeline_title") in text
    assert "<svg" in page(real, "/en/questions/CQ02?view=network").text
    drawn = page(real, "/vi/questions/CQ02?view=map").text
    assert message("vi", "workbench.area", unit="Bắc Giang", count=4) in drawn
    assert "Bắc Giang – Bắc Ninh" in drawn or "Bắc Ninh – Bắc Giang" in drawn
    assert "<svg" not in page(real, "/en/questions/CQ14?view=timeline").text


def test_what_is_too_large_to_draw_says_so(server: Server) -> None:
    text = ask(server, "SELECT ?s ?o { ?s ?p ?o FILTER(isIRI(?o)) }", view="network").text
    assert message("en", "workbench.too_large") in text


def test_evidence_leads_to_its_page(real: Server) -> None:
    text = page(real, "/vi/questions/CQ16").text
    assert 'href="/vi/text/001#char=' in text or 'href="/vi/evidence/' in text


def test_a_query_that_is_kept_has_a_short_link_that_never_changes(server: Server) -> None:
    reply = keep(server, "SELECT * { ?s ?p 'Đồng Việt' } LIMIT 1\r\n")
    assert reply.status == 303
    identifier = reply.headers["Location"].rpartition("=")[2]
    again = keep(server, unicodedata.normalize("NFD", "SELECT * { ?s ?p 'Đồng Việt' } LIMIT 1"))
    assert again.headers["Location"] == reply.headers["Location"]
    short = server.request("GET", f"/q/{identifier}", {"Accept-Language": "en"})
    assert (short.status, short.headers["Location"]) == (302, f"/en/query?saved={identifier}")
    text = unescape(page(server, f"/en/query?saved={identifier}").text)
    assert "'Đồng Việt'" in text
    assert f"/q/{identifier}" in text


@pytest.mark.parametrize("name", ["aaaaaaaaaaaa", "..%2F..%2Fetc", "A" * 12, "x"])
def test_a_link_that_was_never_made_is_404(server: Server, name: str) -> None:
    assert server.request("GET", f"/q/{name}").status == 404
    assert server.request("GET", f"/vi/query?saved={name}").status == 404


def test_other_sites_keep_nothing_here(server: Server) -> None:
    reply = keep(server, "ASK { <urn:from> ?b ?c }", **{"Sec-Fetch-Site": "cross-site"})
    assert reply.status == 403
    assert server.request("GET", f"/q/{saved.identifier('ASK { <urn:from> ?b ?c }')}").status == 404


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("bounded")
    publish_quads(data_dir, [])
    with serving(data_dir, bundled_project(), saved_queries=2, saved_query_length=50) as found:
        yield found


def test_how_many_queries_are_kept_and_how_long_is_bounded(bounded: Server) -> None:
    assert [keep(bounded, f"ASK {{ ?a ?b {number} }}").status for number in range(3)] == [
        303,
        303,
        507,
    ]
    assert keep(bounded, "ASK { ?a ?b 0 }").status == 303
    assert keep(bounded, f"ASK {{ }} # {'a' * 50}").status == 413
    assert keep(bounded, " ").status == 400


def test_the_schema_offers_classes_with_their_properties_in_both_languages(real: Server) -> None:
    reply = real.request("GET", "/-/schema")
    found = json.loads(reply.text)
    classes = {term["name"]: term for term in found["classes"]}
    assert classes["vnrc:Agreement"]["label"]["vi"] == "thỏa thuận hợp tác"
    assert "vnrc:hasParty" in classes["vnrc:SignedAgreement"]["properties"]
    properties = {term["name"]: term for term in found["properties"]}
    assert properties["vnrc:certainty"]["values"] == "certainty"
    assert "rdfs:label" in properties
    assert {"name": "area:bridge", "label": {"vi": "cầu", "en": "bridges"}} in found["concepts"]
    assert found["prefixes"]["vnrc"] == "https://w3id.org/vnrc/ontology#"
    again = real.request("GET", "/-/schema", {"If-None-Match": reply.headers["ETag"]})
    assert again.status == 304


QUERY = "SELECT ?o WHERE {\n  <https://example.org/s5> ?p ?o # it's\n}"


@pytest.mark.parametrize("program", [0, 1])
@pytest.mark.parametrize(
    ("query", "kind", "expected"),
    [
        (QUERY, "rows", "chữ 4"),
        ("ASK {} # it's", "truth", "True"),
        ("CONSTRUCT WHERE { <https://example.org/s5> ?p ?o }", "graph", "chữ 4"),
    ],
)
def test_the_python_programs_run_and_answer(
    server: Server, program: int, query: str, kind: Kind, expected: str
) -> None:
    code = snippets(server.endpoint, query, kind)[program].code
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert expected in done.stdout


@pytest.mark.skipif(not Path(CURL).exists(), reason="curl is not installed")
@pytest.mark.parametrize("query", [QUERY, QUERY + "\nSPARQL", "ASK {} # $HOME `id` '\"\\"])
def test_the_shell_program_sends_the_query_as_it_is(server: Server, query: str) -> None:
    code = snippets(server.endpoint, query)[3].code
    shell = f"set -e; echo() {{ cat; }}; {code}"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, text=True, check=False)
    expected = "line 4" if query.endswith("SPARQL") else "true" if "ASK" in query else "chữ 4"
    assert expected in done.stdout


@pytest.mark.parametrize("text", ["a ''' b", "a \\n b", "a'", "''"])
def test_a_query_in_a_python_program_means_itself(text: str) -> None:
    code = snippets("http://x/", text)[0].code
    start = code.index("setQuery(") + len("setQuery(")
    literal = code[start : code.index(")\nasking.setReturnFormat")]
    assert eval(literal).strip("\n") == text  # noqa: S307 - our own literal
