"""The pages of things, over the project's own data."""

from __future__ import annotations

import html
import json
import re

import pytest

from kg.site.texts import text as message
from tests.servers import Server
from tests.site.test_pages import BROWSER

THINGS = [
    "id/agreement/bg-tn-mou-2023-2025",
    "id/person/bui-van-hai",
    "id/unit/bac-giang-1997",
    "id/project/cau-dong-viet",
    "id/event/bg-bn-signing",
    "id/commitment/000-01",
    "id/dossier/yen-tu",
    "id/post/bi-thu-tinh-uy-quang-ninh",
    "id/body/tinh-uy-hai-duong",
    "id/article/000",
    "id/statement/000-031",
    "id/change/merger-2025-lam-dong",
    "id/time/002-event",
    "id/source/resolution-60-annex",
    "id/code/iso-3166-2-lang-son",
    "id/link/wikidata-unit-dak-nong",
    "vocab/area/heritage",
    "vocab/area",
    "graph/article/000",
    "graph/inferred",
    "shape/Agreement",
]


def plain(text: str) -> str:
    """Return the words of a page without its elements."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", THINGS)
def test_every_kind_of_thing_has_its_page(real: Server, address: str, language: str) -> None:
    reply = real.request("GET", f"/{language}/{address}", BROWSER)
    assert reply.status == 200
    assert f'<html lang="{language}">' in reply.text
    assert "<h1" in reply.text


@pytest.mark.parametrize("address", THINGS[:16])
def test_no_bare_iri_is_shown_as_a_name(real: Server, address: str) -> None:
    shown = plain(real.request("GET", f"/vi/{address}", BROWSER).text)
    iri = f"https://w3id.org/vnrc/{address}"
    assert shown.count("https://w3id.org/") <= shown.count(iri)  # only its own


def test_an_agreement_tells_its_parties_with_the_evidence_of_each(real: Server) -> None:
    text = real.request("GET", "/vi/id/agreement/bg-bn-programme-2023-2025", BROWSER).text
    assert 'href="/vi/id/unit/bac-giang-1997"' in text
    assert 'href="/vi/evidence/statement/000-031"' in text
    assert "từ 2023 đến 2025" in plain(text)


def test_a_moment_is_said_with_its_bounds(real: Server) -> None:
    text = plain(real.request("GET", "/vi/id/agreement/bg-tn-mou-2023-2025", BROWSER).text)
    assert "Hội nghị ký kết" in text
    event = plain(real.request("GET", "/vi/id/event/bg-tn-signing", BROWSER).text)
    assert "giữa 10/02/2022 và 31/12/2025, theo nội dung bài" in event


def test_a_contradiction_shows_both_sides_and_whose_they_are(real: Server) -> None:
    text = real.request("GET", "/en/id/dossier/yen-tu", BROWSER).text
    assert message("en", "things.disputed") in text
    sides = text.partition('<ul class="sides">')[2].partition("</dd>")[0]
    assert "designation/world-heritage-natural" in sides
    assert sides.count('class="says"') == 2
    assert "/en/evidence/statement/" in sides


def test_a_unit_tells_what_it_came_from_and_what_came_of_it(real: Server) -> None:
    text = plain(real.request("GET", "/vi/id/unit/bac-giang-1997", BROWSER).text)
    assert re.search(r"01/07/2025.{0,40}sáp nhập Bắc Giang ; Bắc Ninh Bắc Ninh \(từ 2025\)", text)
    assert re.search(r"1997 chia tách Hà Bắc", text)


def test_an_inferred_fact_leads_to_its_explanation(real: Server) -> None:
    text = real.request("GET", "/en/id/unit/bac-giang-1997", BROWSER).text
    found = re.search(r'href="(/en/explain\?[^"]*succeededBy[^"]*)"', text)
    assert found
    shown = real.request("GET", html.unescape(found[1]), BROWSER)
    assert shown.status == 200
    assert "prp-spo2" in shown.text
    assert "/en/evidence/" in shown.text or "/en/graph/background" in shown.text


def test_a_record_of_a_narrower_area_leads_to_its_explanation(real: Server) -> None:
    text = real.request("GET", "/en/vocab/area/culture-sport", BROWSER).text
    found = re.search(r'class="chip" href="(/en/explain\?[^"]*areaClosure[^"]*)"', text)
    assert found
    assert real.request("GET", html.unescape(found[1]), BROWSER).status == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("subject=a&predicate=b&object=c", 400),
        ("subject=urn:a&predicate=urn:b&object=urn:c", 404),
        ("subject=urn:a&predicate=urn:b&object=urn:c%3E%7D", 400),
    ],
)
def test_what_cannot_be_explained_is_refused(real: Server, query: str, status: int) -> None:
    assert real.request("GET", f"/vi/explain?{query}", BROWSER).status == status


def test_many_records_are_paged(real: Server) -> None:
    whole = real.request("GET", "/vi/vocab/certainty/explicit", BROWSER).text
    shown = re.search(r'href="([^"]*show=statement)"', whole)
    assert shown
    first = real.request("GET", shown[1], BROWSER).text
    assert first.count("<tr>") == 51
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = real.request("GET", html.unescape(following[1]), BROWSER).text
    rows = re.compile(r'href="/vi/evidence/([^"]+)"')
    assert not set(rows.findall(first)) & set(rows.findall(second))


@pytest.mark.parametrize("query", ["show=nothing", "show=remark&page=0", "show=remark&page=999"])
def test_a_page_of_records_that_is_not_there_is_404(real: Server, query: str) -> None:
    assert real.request("GET", f"/vi/id/unit/bac-giang-1997?{query}", BROWSER).status == 404


def test_a_statement_is_called_by_what_it_says(real: Server) -> None:
    text = real.request("GET", "/en/id/statement/000-031", BROWSER).text
    title = re.search(r"<h1[^>]*>(.*?)</h1>", text)
    assert title
    assert plain(title[1]).endswith("has party – Bắc Giang")


def test_the_head_describes_the_thing_to_programs(real: Server) -> None:
    text = real.request("GET", "/en/id/article/001", BROWSER).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    content = json.loads(found[1])
    assert content["@type"] == "NewsArticle"
    assert content["@id"] == "https://w3id.org/vnrc/id/article/001"
    assert '<meta name="citation_title"' in text
    assert 'type="text/turtle" href="/id/article/001.ttl"' in text


def test_only_an_exact_link_says_that_two_are_the_same(real: Server) -> None:
    def described(name: str) -> dict[str, object]:
        text = real.request("GET", f"/en/id/{name}", BROWSER).text
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert found
        content: dict[str, object] = json.loads(found[1])
        return content

    assert described("body/quoc-hoi")["sameAs"] == ["http://www.wikidata.org/entity/Q1765001"]
    assert "sameAs" not in described("dossier/yen-tu")  # related, no more
