"""The pages of the vocabulary."""

from __future__ import annotations

import re

import pytest

from kg.namespaces import SCHEMES, VNRC
from kg.rdf.load import load_project
from kg.resources import bundled_project
from kg.site.ontology import ARROWS, BOXES
from tests.servers import Server
from tests.site.test_pages import BROWSER, page

ANCHOR = re.compile(r'<h3 id="(\w+)"')


def declared() -> set[str]:
    """Return the names of all terms that the ontology's file declares."""
    project = load_project(bundled_project(), max_file_bytes=2**25)
    return {
        str(quad.subject)[1:-1].removeprefix(VNRC)
        for quad in project.quads()
        if str(quad.graph_name).endswith("/ontology/cooperation>")
        and str(quad.subject).startswith(f"<{VNRC}")
        and quad.predicate.value.endswith("#type")
        and str(quad.object).startswith("<http://www.w3.org/2002/07/owl#")
    }


def ontology(server: Server, language: str) -> str:
    """Return the page, which links to other vocabularies too."""
    reply = server.request("GET", f"/{language}/ontology", BROWSER)
    assert reply.status == 200
    return reply.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_term_has_its_anchor_once_and_its_label(real: Server, language: str) -> None:
    text = ontology(real, language)
    anchors = ANCHOR.findall(text)
    assert sorted(anchors) == sorted(declared())
    assert {"vi": "thỏa thuận hợp tác", "en": "agreement"}[language] in text


def test_every_link_inside_the_page_leads_to_an_anchor(real: Server) -> None:
    text = ontology(real, "vi")
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids


def test_the_diagram_shows_terms_of_the_ontology_only(real: Server) -> None:
    names = {*BOXES, *(name for _, name, _ in ARROWS)}
    assert names <= declared()
    assert {end for start, _, end in ARROWS} | {start for start, _, end in ARROWS} <= set(BOXES)
    svg = re.findall(r"<svg.*?</svg>", ontology(real, "vi"), re.DOTALL)[0]
    assert svg.count('class="relation"') == len(ARROWS)
    assert set(re.findall(r'href="#(\w+)"', svg)) == names


def test_a_term_says_who_uses_it_and_which_shape_checks_it(real: Server) -> None:
    text = ontology(real, "en")
    term = re.findall(r'<section class="term">\s*<h3 id="certainty".*?</section>', text, re.DOTALL)[
        0
    ]
    assert 'href="/en/vocab/certainty"' in term
    assert 'href="/en/shape/Commitment"' in term
    assert re.search(r"[\d,]+ triples", term)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_code_list_has_its_page(real: Server, scheme: str) -> None:
    assert f'href="/vi/vocab/{scheme}"' in page(real, "/vi/vocab").text
    assert f'href="/vi/vocab/{scheme}/' in page(real, f"/vi/vocab/{scheme}").text


def test_narrower_concepts_stand_below_the_broader(real: Server) -> None:
    text = page(real, "/vi/vocab/area").text
    rows = re.findall(r'<tr id="([\w-]+)"><th scope="row" class="depth-(\d)"', text)
    depths = dict(rows)
    order = [name for name, _ in rows]
    assert (depths["infrastructure"], depths["transport"], depths["bridge"]) == ("0", "1", "2")
    assert order.index("infrastructure") < order.index("transport") < order.index("bridge")


def test_a_code_list_that_is_none_is_404(real: Server) -> None:
    assert real.request("GET", "/vi/vocab/nothing").status == 404
