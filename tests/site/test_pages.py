from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from kg.site.texts import text as message
from tests.servers import Reply, Server

OURS = re.compile(r"/|#|https://example\.org/|https://creativecommons\.org/")
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [
            value for name, value in attrs if name in ("href", "src", "action") and value
        ]
        if tag not in ("meta", "link", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(server: Server, target: str, **headers: str) -> Reply:
    reply = server.request("GET", target, {**BROWSER, **headers})
    assert reply.type == "text/html"
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
    reader = _Links()
    reader.feed(reply.text)
    assert reader.open == []
    assert all(OURS.match(target) for target in reader.targets)
    return reply


def ask(server: Server, query: str, language: str = "en") -> Reply:
    return page(server, f"/{language}/query?query={quote(query)}")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("en-GB,en;q=0.9", "/en/"), ("vi", "/vi/"), ("fr", "/vi/"), ("", "/vi/")],
)
def test_the_root_leads_to_the_readers_language(server: Server, accept: str, expected: str) -> None:
    reply = server.request("GET", "/", {"Accept-Language": accept})
    assert (reply.status, reply.headers["Location"]) == (302, expected)
    assert reply.headers["Vary"] == "Accept-Language, Accept-Encoding"


@pytest.mark.parametrize(
    ("language", "title", "triples"),
    [("vi", "Có những gì?", "3.001"), ("en", "What is there &lt;here&gt;?", "3,001")],
)
def test_the_first_page_tells_what_there_is(
    server: Server, language: str, title: str, triples: str
) -> None:
    text = page(server, f"/{language}/").text
    assert f'<html lang="{language}">' in text
    assert f"<dd>{triples}</dd>" in text
    assert title in text
    assert f'href="/{language}/questions/CQ01"' in text
    assert server.endpoint in text


def test_a_saved_question_is_shown_and_answered_in_the_readers_language(server: Server) -> None:
    text = page(server, "/en/query?question=CQ01").text
    assert "<td>en</td>" in text
    assert "A row is a thing." in text
    assert "<td>vi</td>" in page(server, "/vi/query?question=CQ01").text


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


def test_a_date_is_not_broken_at_its_hyphens(server: Server) -> None:
    text = ask(server, "SELECT ('2023-02-09?' AS ?x) ('Hải Dương - Bắc Giang' AS ?y) {}").text
    assert '<td class="whole">2023-02-09?</td>' in text
    assert "<td>Hải Dương - Bắc Giang</td>" in text


def test_the_query_is_folded_under_a_saved_question_and_open_otherwise(server: Server) -> None:
    assert "<details>" in page(server, "/en/query?question=CQ01").text
    assert "<details open>" in ask(server, "ASK {}").text


def test_an_address_that_a_browser_would_run_is_no_link(server: Server) -> None:
    text = ask(server, "SELECT (<javascript:alert(1)> AS ?x) {}").text
    assert 'href="javascript' not in text
    assert "<td>javascript:alert(1)</td>" in text


def test_a_long_answer_shows_its_first_rows_and_says_so(server: Server) -> None:
    text = ask(server, "SELECT * { ?s ?p ?o . ?t ?q ?u }").text
    assert message("en", "workbench.first_rows", count=500) in text


def test_truth_values_graphs_and_empty_answers_have_their_own_form(server: Server) -> None:
    assert "<b>Đúng</b>" in ask(server, "ASK {}", "vi").text
    graph = ask(server, "CONSTRUCT WHERE { <https://example.org/s1> ?p ?o }").text
    assert "&lt;https://example.org/s1&gt;" in graph
    assert "format=turtle" in graph
    assert message("en", "workbench.no_rows") in ask(server, "SELECT ?x { FILTER(false) }").text


def test_an_error_is_shown_beside_the_query_with_its_status(server: Server) -> None:
    reply = ask(server, "SELECT * { ?s <b> }")
    assert reply.status == 400
    assert "line 1, column" in reply.text
    assert "SELECT * { ?s &lt;b&gt; }</textarea>" in reply.text


@pytest.mark.parametrize("target", ["/fr/", "/fr/query", "/en/query?question=CQ99"])
def test_what_does_not_exist_is_404(server: Server, target: str) -> None:
    assert server.request("GET", target).status == 404


def test_style_and_icon_are_our_own_and_kept_as_long_as_they_do_not_change(server: Server) -> None:
    found = re.findall(r'href="(/static/[^"]+)"', page(server, "/en/").text)
    replies = [server.request("GET", target) for target in found]
    assert {reply.type for reply in replies} == {"text/css", "image/svg+xml"}
    assert all("immutable" in reply.headers["Cache-Control"] for reply in replies)


def test_health_and_readiness_answer(server: Server) -> None:
    assert server.request("GET", "/-/health").text == "ok\n"
    assert server.request("GET", "/-/ready").status == 200
