from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

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
