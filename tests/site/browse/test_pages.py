"""The pages of the browser: every view, whatever the graph holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from kg.questions import LANGUAGES
from kg.site.browse.state import VIEWS
from kg.site.selection.subjects import SUBJECTS
from tests.servers import Reply, Server
from tests.site.browse.asking import counts, page
from tests.site.browse.conftest import LONG

_EMPTY = frozenset({"meta", "link", "br", "input"})


class _Reader(HTMLParser):
    """Notes what a page links to and whether its elements are closed as they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.links += [value for value in (named.get("href"), named.get("action")) if value]
        self.ids += [value for value in [named.get("id")] if value]
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(reply: Reply) -> _Reader:
    assert reply.status == 200, reply.text
    reader = _Reader()
    reader.feed(reply.text)
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_view_of_every_subject_is_a_whole_page(
    real: Server, subject: str, view: str, language: str
) -> None:
    reply = page(real, ("subject", subject), ("view", view), language=language)
    reader = read(reply)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert 'role="group"' in reply.text
    assert all(link.startswith(("/", "#", "https://")) for link in reader.links)
    assert "style=" not in reply.text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_link_of_a_page_to_the_browser_is_answered(
    real: Server, subject: str, view: str
) -> None:
    """Also those of marks: what they lead to is never empty, as they say how many there are."""
    found = read(page(real, ("subject", subject), ("view", view))).links
    links = {link for link in found if link.startswith("/vi/browse?")}
    for link in sorted(links)[:: max(len(links) // 12, 1)]:
        reply = real.request("GET", link)
        assert reply.status == 200, link
        assert "Không có kết quả nào" not in reply.text


def test_a_mark_for_one_thing_leads_to_it_and_for_several_to_their_table(real: Server) -> None:
    text = page(real, ("view", "network"), language="en").text
    marks = dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+ – [^"]+)"', text))
    by_name = {name: address for address, name in marks.items()}
    assert by_name["Bắc Giang – Hải Dương: 2 agreements"].startswith("/en/browse?")
    assert by_name["Bắc Giang – Bắc Ninh: 1 agreement"].startswith("/en/id/agreement/")


def test_a_fact_of_the_table_leads_to_its_evidence(real: Server) -> None:
    links = [link for link in read(page(real)).links if link.startswith("/vi/evidence/")]
    assert len(links) > 10
    for link in links[::5]:
        assert real.request("GET", link).status == 200


def test_a_chip_takes_its_filter_back(real: Server) -> None:
    reply = page(real, ("province", "bac-ninh-1997"), ("area", "economy"), ("from", "2023"))
    chips = re.findall(r'<a class="chip" href="([^"]+)"', reply.text)
    wanted = [{"area", "from"}, {"province", "from"}, {"province", "area"}, set()]
    left = [
        set(parse_qs(urlsplit(chip.replace("&amp;", "&")).query)) - {"subject", "view"}
        for chip in chips
    ]
    assert left == wanted


def test_nothing_found_says_which_filter_to_give_up(real: Server) -> None:
    pairs = (("province", "bac-ninh-1997"), ("province", "thai-nguyen-1997"), ("from", "2022"))
    text = page(real, *pairs, language="en").text
    assert "Nothing matches all of these filters." in text
    assert text.count("leaves 1 agreement") == 2


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_graph_without_such_things_says_so(server: Server, subject: str, view: str) -> None:
    text = page(server, ("subject", subject), ("view", view), language="en").text
    assert "This snapshot holds none of these yet" in text


def test_a_form_that_sends_empty_fields_is_led_to_the_address_without_them(real: Server) -> None:
    reply = page(real, ("subject", "event"), ("from", ""), ("to", "2022"), ("view", "map"))
    assert reply.status == 302
    assert reply.headers["Location"] == "/vi/browse?subject=event&to=2022&view=map"


def test_provinces_that_are_chosen_become_what_they_are_now(real: Server) -> None:
    pairs = (("province", "bac-ninh-1997"), ("province", "bac-giang-1997"))
    assert "province=bac-ninh-2026&amp;units=now" in page(real, *pairs).text
    now = page(
        real, ("province", "bac-ninh-2026"), ("province", "quang-ninh-2026"), ("units", "now")
    )
    assert "/vi/browse?subject=agreement&amp;view=table" in now.text


@pytest.mark.parametrize(
    "pair",
    [("view", "globe"), ("subject", "person"), ("page", "0"), ("page", "x"), ("from", "soon")],
)
def test_an_address_that_asks_for_what_is_not_there_is_400_with_a_page(
    real: Server, pair: tuple[str, str]
) -> None:
    reply = page(real, pair)
    assert (reply.status, reply.type) == (400, "text/html")


def test_a_value_that_nothing_has_finds_nothing_and_a_page_too_far_is_the_first(
    real: Server,
) -> None:
    assert "0 thỏa thuận" in page(real, ("province", "atlantis")).text
    assert "Biên bản" in page(real, ("page", "99")).text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("subject", ["agreement", "commitment"])
def test_strange_labels_and_dates_are_shown_decently(
    strange: Server, subject: str, view: str
) -> None:
    reply = page(strange, ("subject", subject), ("view", view))
    assert read(reply).open == []
    assert "<script>alert" not in reply.text
    assert "\u202e" not in reply.text
    assert "<b>B</b>" not in reply.text


def test_a_label_in_another_language_says_so_and_a_thing_without_one_has_a_name(
    strange: Server,
) -> None:
    text = page(strange).text
    assert 'lang="en"' in text
    assert ">English only<" in text
    assert ">nameless<" in text
    assert LONG in text


def test_areas_that_hold_each_other_are_all_offered(strange: Server) -> None:
    assert counts(page(strange), "area") == {"x": 1, "y": 1}


def test_a_value_of_another_namespace_can_be_chosen_too(strange: Server) -> None:
    foreign = "https://example.org/a?b=c&d#e"
    assert counts(page(strange), "province")[foreign] == 1
    assert "1 thỏa thuận" in page(strange, ("province", foreign)).text


@pytest.mark.parametrize(
    ("served", "pair", "units", "dashed"),
    [
        ("real", ("units", "then"), 63, False),
        ("real", ("units", "now"), 34, True),
        ("strange", ("from", "2026"), 34, True),
    ],
)
def test_a_map_has_the_boundaries_of_its_time(
    request: pytest.FixtureRequest, served: str, pair: tuple[str, str], units: int, *, dashed: bool
) -> None:
    found: Server = request.getfixturevalue(served)
    text = page(found, ("view", "map"), ("extent", "country"), pair).text
    assert text.count('class="area') == units
    assert ('class="former"' in text) == dashed


def test_what_was_between_provinces_and_is_now_within_one_is_a_loop(real: Server) -> None:
    label = "Bắc Ninh, nay cùng một đơn vị: 1 thỏa thuận"
    assert label in page(real, ("view", "map"), ("units", "now")).text
    assert label not in page(real, ("view", "map")).text


def test_a_project_is_drawn_between_the_districts_that_it_connects(real: Server) -> None:
    text = page(real, ("view", "map"), ("subject", "project")).text
    assert text.count('class="end"') == 2
    assert 'aria-label="cầu Đồng Việt"' in text
    assert "không nêu tọa độ" in text


def test_a_place_whose_coordinates_the_graph_has_is_a_point(real: Server) -> None:
    pairs = (("view", "map"), ("subject", "commitment"), ("area", "heritage"))
    text = page(real, *pairs).text
    assert text.count('class="place"') == 1
    assert 'href="/vi/id/dossier/yen-tu"' in text
    assert "Wikidata" in text
    assert 'class="place"' not in page(real, ("view", "map"), ("subject", "project")).text


def test_a_map_says_what_its_source_lacks(real: Server) -> None:
    for language in LANGUAGES:
        text = page(real, ("view", "map"), language=language).text
        assert "Hoàng Sa" in text
        assert "Natural Earth" in text


def test_a_timeline_says_its_uncertain_bounds_in_words(real: Server) -> None:
    text = page(real, ("view", "timeline"), ("subject", "event")).text
    assert "giữa 10/02/2022 và 31/12/2025" in text
    assert "url(#timeline-between)" in text
