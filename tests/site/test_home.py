from __future__ import annotations

import re
from html import unescape

from kg.site.texts import text as message
from tests.servers import Server
from tests.site.test_pages import page


def test_each_figure_leads_to_the_query_that_gives_it(real: Server) -> None:
    text = page(real, "/en/").text
    tallies = re.findall(r'<b>([\d,]+)</b> <a href="([^"]+)">', text)
    assert len(tallies) == 7
    for number, target in tallies:
        answered = page(real, unescape(target)).text
        assert f">{number}</td>" in answered.replace("<b>", "").replace("</b>", "")


def test_the_newest_agreement_comes_first_and_uncertain_days_keep_their_bounds(
    real: Server,
) -> None:
    text = page(real, "/vi/").text
    newest = text[text.index('<ul class="newest">') :]
    names = re.findall(r'<h3><a href="/vi/id/agreement/([^"]+)">', newest)
    assert len(names) == 4
    assert names[-1].endswith("2020-2025")
    assert "giữa 10/02/2022 và 31/12/2025" in newest


def test_an_empty_graph_says_what_would_fill_the_page(server: Server) -> None:
    assert message("vi", "home.empty") in page(server, "/vi/").text
