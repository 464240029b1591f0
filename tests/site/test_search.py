"""The search page and the suggestions."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from urllib.parse import quote

import pytest

from kg.site.texts import text as message
from tests.servers import Server
from tests.site.test_pages import page


def suggestions(server: Server, query: str, language: str = "vi") -> list[dict[str, Any]]:
    reply = server.request("GET", f"/-/suggest?q={quote(query)}&lang={language}")
    assert reply.status == 200
    found: list[dict[str, Any]] = json.loads(reply.text)
    return found


@pytest.mark.parametrize("query", ["dong viet", "Đồng Việt", "CẦU ĐỒNG", "đồng việt cầu"])
def test_what_is_found_is_marked_whether_or_not_marks_were_typed(real: Server, query: str) -> None:
    for form in ("NFC", "NFD"):
        text = page(real, f"/vi/search?q={quote(unicodedata.normalize(form, query))}").text
        assert 'href="/vi/id/project/cau-dong-viet"' in text
        assert "<mark>Đồng</mark>" in text


def test_groups_stand_in_order_with_their_names_and_numbers(real: Server) -> None:
    text = page(real, "/vi/search?q=b%E1%BA%AFc%20giang").text
    kinds = [message("vi", f"things.kind_{kind}") for kind in ("agreement", "unit", "post")]
    places = [text.index(f">{kind} <span") for kind in kinds]
    assert places == sorted(places)


def test_one_kind_is_read_page_by_page(real: Server) -> None:
    first = page(real, "/en/search?q=b&kind=statement").text
    assert 'aria-current="true"' in first
    one = page(real, "/en/search?q=giang&kind=unit").text
    assert "/en/id/unit/bac-giang-1997" in one
    assert 'id="kind-post"' not in one
    beyond = page(real, "/en/search?q=giang&kind=unit&page=999")
    assert beyond.status == 200


def test_a_kind_that_is_none_is_no_filter(real: Server) -> None:
    assert 'id="kind-unit"' in page(real, "/en/search?q=giang&kind=nonsense&page=x").text


@pytest.mark.parametrize(
    "query", ["", "   ", "<script>", '"', "a" * 5000, "\u202e", "%F0%9F%A6%86"]
)
def test_anything_may_be_searched_for(real: Server, query: str) -> None:
    target = query if query.startswith("%") else quote(query)
    text = page(real, f"/vi/search?q={target}").text
    assert "<script>" not in text


def test_suggestions_are_in_the_readers_language_things_first(real: Server) -> None:
    found = suggestions(real, "dong v")
    assert found[0]["text"] == "cầu Đồng Việt"
    assert found[0]["url"] == "/vi/id/project/cau-dong-viet"
    assert found[0]["kind"] == message("vi", "things.kind_project")
    english = suggestions(real, "dong v", "en")
    assert (english[0]["text"], english[0]["lang"]) == ("Đồng Việt bridge", "en")
    assert len(suggestions(real, "a")) == 8
    assert suggestions(real, "") == []


def test_a_saved_question_is_found_by_its_title_in_either_language(real: Server) -> None:
    for words in ("ai chu tri hoi nghi", "who chaired"):
        found = suggestions(real, words)
        assert found[0]["url"] == "/vi/questions/CQ05"
        assert found[0]["text"] == "Ai chủ trì hội nghị nào?"
