"""Whatever the data hold, a page stays a page: markup, turned writing, long words, nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.site.labels import MOST_LETTERS
from kg.site.records import PAGE, PREVIEW
from kg.site.texts import text as message
from tests.conftest import Publish
from tests.servers import Server, serving
from tests.site.test_pages import page

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
OVERRIDE = "\u202egnaiG cắB\u202c"
LONG = "dài" * 3000
MANY = 10_000
DATA = f"""\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix id: <https://w3id.org/vnrc/id/> .
<https://w3id.org/vnrc/id/unit/script> a vnrc:Province ; rdfs:label "{SCRIPT}"@vi ;
  skos:altLabel "{SCRIPT}"@vi ; rdfs:comment "{SCRIPT}"@vi ;
  vnrc:borders <https://w3id.org/vnrc/id/unit/override> , <javascript:alert(3)> ,
    <data:text/html,x> , <http://example.org/%22onmouseover=%22alert(4)> ;
  vnrc:documentNumber "{SCRIPT}" ; vnrc:issuedOn "no day"^^xsd:date ;
  vnrc:obsValue "9e999"^^xsd:double , "NaN"^^xsd:double , "x"^^xsd:integer .
<https://w3id.org/vnrc/id/unit/override> rdfs:label "{OVERRIDE}"@vi .
<https://w3id.org/vnrc/id/unit/long> a vnrc:Province ; rdfs:label "{LONG}"@vi ;
  vnrc:aim "{LONG}"@vi .
<https://w3id.org/vnrc/id/unit/english> rdfs:label "Only in English"@en ;
  vnrc:borders <https://w3id.org/vnrc/id/unit/french> .
<https://w3id.org/vnrc/id/unit/french> rdfs:label "Seulement en français"@fr ;
  vnrc:borders <https://w3id.org/vnrc/id/unit/khong-ten> .
<https://w3id.org/vnrc/id/unit/khong-ten> vnrc:partOf <https://w3id.org/vnrc/id/unit/english> .
<https://w3id.org/vnrc/id/unit/blank> vnrc:borders [ rdfs:label "x" ] .
"""


def quads() -> Iterator[ox.Quad]:
    """Yield the data, and as many events as nobody wants to read in one place."""
    name = ox.NamedNode("https://w3id.org/vnrc/graph/entities/hostile")
    triples = [quad.triple for quad in ox.parse(DATA, ox.RdfFormat.TURTLE)]
    for number in range(MANY):
        subject = ox.NamedNode(f"https://w3id.org/vnrc/id/event/{number:05}")
        for property_, thing in (("takesPlaceIn", "unit/long"), ("organisedBy", "unit/long")):
            predicate = ox.NamedNode(f"https://w3id.org/vnrc/ontology#{property_}")
            value = ox.NamedNode(f"https://w3id.org/vnrc/id/{thing}")
            triples.append(ox.Triple(subject, predicate, value))
    for triple in triples:
        for graph in (name, ox.DefaultGraph()):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("hostile")
    publish_quads(data_dir, list(quads()))
    with serving(data_dir, project) as found:
        yield found


def test_markup_in_the_data_is_text_on_the_page(hostile: Server) -> None:
    text = hostile.request("GET", "/vi/id/unit/script", {"Accept": "text/html"}).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text
    assert "<img" not in text
    assert text.count("<script") == text.count("</script>")


def test_an_address_that_a_browser_would_run_is_no_link(hostile: Server) -> None:
    text = hostile.request("GET", "/vi/id/unit/script", {"Accept": "text/html"}).text
    assert not re.search(r'(?:href|src)="(?:javascript|data):', text)
    assert '"onmouseover=' not in text


def test_what_is_ill_typed_is_shown_as_it_is_written(hostile: Server) -> None:
    text = hostile.request("GET", "/vi/id/unit/script", {"Accept": "text/html"}).text
    assert "<bdi>no day</bdi>" in text
    assert "<bdi>x</bdi>" in text


def test_writing_is_not_turned_around_by_a_name(hostile: Server) -> None:
    text = page(hostile, "/vi/id/unit/override").text
    assert "gnaiG cắB" in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("english", '<h1 lang="en"><bdi>Only in English</bdi>'),
        ("french", '<h1 lang="fr"><bdi>Seulement en français</bdi>'),
        ("khong-ten", "<h1><bdi>khong ten</bdi>"),
    ],
)
def test_a_name_in_another_language_says_so_and_none_is_no_iri(
    hostile: Server, name: str, shown: str
) -> None:
    assert shown in page(hostile, f"/vi/id/unit/{name}").text


def test_a_name_without_end_is_cut(hostile: Server) -> None:
    title = re.search(r"<h1><bdi>(.*?)</bdi></h1>", page(hostile, "/vi/id/unit/long").text)
    assert title
    assert len(title[1]) == MOST_LETTERS + 1
    assert title[1].endswith("…")


def test_blank_nodes_are_left_out(hostile: Server) -> None:
    text = page(hostile, "/vi/id/unit/blank").text
    assert "_:" not in text
    assert message("vi", "things.nothing") in text


def test_ten_thousand_records_are_a_few_and_a_way_to_the_rest(hostile: Server) -> None:
    text = page(hostile, "/vi/id/unit/long").text
    assert text.count("<tr>") == PREVIEW + 1
    assert "10.000" in text
    assert len(text) < 200_000
    last = page(hostile, f"/vi/id/unit/long?show=event&page={MANY // PAGE}").text
    assert last.count("<tr>") == PAGE + 1
    assert "/vi/id/event/09999" in last
    assert 'rel="next"' not in last


def test_a_description_of_a_thing_that_many_refer_to_has_a_limit(hostile: Server) -> None:
    reply = hostile.request("GET", "/id/unit/long.nt")
    assert reply.status == 200
    assert len(reply.body.splitlines()) <= 10_000


@pytest.fixture(scope="module")
def empty(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("empty")
    publish_quads(data_dir, [])
    with serving(data_dir, project) as found:
        yield found


@pytest.mark.parametrize(
    "target",
    ["/", "/browse", "/query", "/questions", "/ontology", "/vocab", "/quality", "/data", "/about"],
)
def test_an_empty_graph_has_its_pages(empty: Server, target: str) -> None:
    for language in ("vi", "en"):
        reply = empty.request("GET", f"/{language}{target}", {"Accept": "text/html"})
        assert reply.status == 200, reply.text[:500]


def test_an_empty_graph_knows_no_thing(empty: Server) -> None:
    reply = empty.request("GET", "/vi/id/unit/a", {"Accept": "text/html"})
    assert (reply.status, reply.type) == (404, "text/html")
    assert empty.request("GET", "/sitemap.xml").status == 200
