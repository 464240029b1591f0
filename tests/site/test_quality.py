from __future__ import annotations

import re
from html import unescape

import pytest

from kg.site.texts import text as message
from tests.servers import Server
from tests.site.test_pages import BROWSER, page


def test_the_report_of_the_snapshot_is_shown_with_what_was_asked(real: Server) -> None:
    text = real.request("GET", "/en/quality", BROWSER).text
    assert "<b>0</b> violations" in text
    assert "<code>Agreement</code>" in text
    assert "<code>chair-is-no-signatory</code>" in text
    assert "signed-agreement-without-signatory" in text
    assert message("en", "quality.ontology") in text


def test_coverage_counts_facts_as_the_endpoint_does(real: Server) -> None:
    query = (
        "SELECT (COUNT(DISTINCT ?f) AS ?n) { GRAPH ?g "
        "{ ?f a <https://w3id.org/vnrc/ontology#Commitment> } "
        "FILTER(?g != <https://w3id.org/vnrc/graph/inferred>) }"
    )
    expected = real.get(query, "text/csv").text.split()[1]
    shown = real.request("GET", "/en/quality", BROWSER).text
    row = re.search(r'<th scope="row"><a href="/en/ontology#Commitment.*?</tr>', shown, re.DOTALL)
    assert row is not None
    assert f'<td class="number">{expected}</td>' in row[0]
    assert "100%" in row[0]


def test_an_empty_graph_says_what_would_fill_the_page(server: Server) -> None:
    text = page(server, "/en/quality").text
    assert message("en", "quality.no_facts") in text
    assert "This snapshot holds no links yet; <code>kg link</code> proposes some." in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_graph_and_snapshot_can_be_downloaded(real: Server, language: str) -> None:
    text = page(real, f"/{language}/data").text
    files = re.findall(r'href="(/-/snapshots/[^"]+|/data/[^"]+|/CHANGELOG.md)"', text)
    assert len(files) > 100
    for target in files[:4] + files[-4:]:
        assert real.request("GET", unescape(target)).status == 200
    turtle = real.request("GET", "/data/article/000?format=turtle", BROWSER)
    assert "ontology#SignedAgreement>" in turtle.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_about_the_graph_says_its_limits_and_how_to_cite(
    real: Server, language: str
) -> None:
    text = page(real, f"/{language}/about").text
    assert message(language, "about.limits_title") in text
    assert "VNRC contributors. (2026)." in text
