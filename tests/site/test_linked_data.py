"""Every IRI under the project's base answers, in the form that is asked for."""

from __future__ import annotations

import json
import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from tests.servers import Server
from tests.site.test_pages import BROWSER

BASE = "https://w3id.org/vnrc/"
THING = "id/unit/bac-ninh-2025"
TYPES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "json": ("application/json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


@pytest.mark.parametrize(
    ("accept", "language", "expected"),
    [
        (BROWSER["Accept"], "en", "/en/id/unit/bac-ninh-2025"),
        (BROWSER["Accept"], "vi", "/vi/id/unit/bac-ninh-2025"),
        ("*/*", "en", "/en/id/unit/bac-ninh-2025"),
        ("text/turtle", "en", "/id/unit/bac-ninh-2025.ttl"),
        ("application/ld+json", "en", "/id/unit/bac-ninh-2025.jsonld"),
        ("application/json", "en", "/id/unit/bac-ninh-2025.jsonld"),
        ("application/n-triples;q=0.9, text/html;q=0.1", "en", "/id/unit/bac-ninh-2025.nt"),
        ("application/rdf+xml", "en", "/id/unit/bac-ninh-2025.rdf"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_wanted(
    real: Server, accept: str, language: str, expected: str
) -> None:
    reply = real.request("GET", f"/{THING}", {"Accept": accept, "Accept-Language": language})
    assert (reply.status, reply.headers["Location"]) == (303, expected)
    assert {"Accept", "Accept-Language"} <= set(reply.headers["Vary"].split(", "))
    assert 'rel="license"' in reply.headers["Link"]
    assert '</id/unit/bac-ninh-2025.ttl>; rel="alternate describedby"' in reply.headers["Link"]


def test_what_no_format_can_be_is_406(real: Server) -> None:
    assert real.request("GET", f"/{THING}", {"Accept": "image/png"}).status == 406


@pytest.mark.parametrize("suffix", TYPES)
def test_every_format_says_the_same_with_the_iris_of_the_project(real: Server, suffix: str) -> None:
    media_type, form = TYPES[suffix]
    reply = real.request("GET", f"/{THING}.{suffix}")
    assert (reply.status, reply.type) == (200, media_type)
    found = {quad.triple for quad in ox.parse(reply.body, form)}
    plain = real.request("GET", f"/{THING}.nt")
    assert found == {quad.triple for quad in ox.parse(plain.body, ox.RdfFormat.N_TRIPLES)}
    assert any(triple.subject == ox.NamedNode(BASE + THING) for triple in found)
    again = real.request("GET", f"/{THING}.{suffix}", {"If-None-Match": reply.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize(
    "name",
    [
        "vocab/area/heritage",
        "vocab/area",
        "text/000",
        "shape/Agreement",
        "questions/CQ05",
        "id/statement/000-031",
        "id/time/002-event",
    ],
)
def test_every_room_answers_in_both_ways(real: Server, name: str) -> None:
    lead = real.request("GET", f"/{name}", {"Accept": BROWSER["Accept"], "Accept-Language": "vi"})
    assert (lead.status, lead.headers["Location"]) == (303, f"/vi/{name}")
    assert real.request("GET", f"/vi/{name}", BROWSER).status == 200
    data = real.request("GET", f"/{name}.ttl")
    assert data.status == 200
    assert list(ox.parse(data.body, ox.RdfFormat.TURTLE))


def test_a_text_has_its_passages_with_it_for_they_are_parts_of_its_address(real: Server) -> None:
    body = real.request("GET", "/text/000.nt").text
    assert body.count("<https://w3id.org/vnrc/ontology#start>") > 10


def test_a_graph_leads_to_its_triples(real: Server) -> None:
    reply = real.request("GET", "/graph/article/000.nt")
    assert (reply.status, reply.headers["Location"]) == (303, "/data/article/000?format=nt")
    data = real.request("GET", reply.headers["Location"])
    assert data.type == "application/n-triples"
    assert len(data.body.splitlines()) > 1000


def test_the_ontology_is_at_the_address_of_its_terms(real: Server) -> None:
    page = real.request("GET", "/ontology", {**BROWSER, "Accept-Language": "en"})
    assert (page.status, page.headers["Location"]) == (303, "/en/ontology")
    for target, accept in (("/ontology", "text/turtle"), ("/ontology.ttl", "*/*")):
        reply = real.request("GET", target, {"Accept": accept})
        assert reply.type == "text/turtle"
        subjects = {quad.subject for quad in ox.parse(reply.body, ox.RdfFormat.TURTLE)}
        assert ox.NamedNode(f"{BASE}ontology#hasParty") in subjects


@pytest.mark.parametrize("target", ["/ontology", "/id/unit/bac-ninh-2025", "/vocab/area/heritage"])
def test_every_form_that_is_named_in_link_answers(real: Server, target: str) -> None:
    link = real.request("GET", target, {"Accept": "text/turtle"}).headers["Link"]
    forms = re.findall(r'<(/[^>]+)>; rel="alternate[^"]*"; type="([^"]+)"', link)
    assert len(forms) == 6
    for form, media_type in forms:
        reply = real.request("GET", form)
        if media_type == "text/html":
            reply = real.request("GET", reply.headers["Location"])
        assert (reply.status, reply.type) == (200, media_type)


def test_turtle_declares_only_the_prefixes_it_uses(real: Server) -> None:
    text = real.request("GET", "/vocab/certainty/explicit.ttl").text
    assert "@prefix certainty:" in text
    assert "@prefix river:" not in text


@pytest.mark.parametrize(
    "target", ["/id/unit/bac-ninh-1066", "/id/unit/bac-ninh-1066.ttl", "/vi/id/unit/bac-ninh-1066"]
)
def test_the_unknown_is_404_with_what_may_have_been_meant(real: Server, target: str) -> None:
    page = real.request("GET", target, {**BROWSER, "Accept-Language": "vi"})
    assert (page.status, page.type) == (404, "text/html")
    assert 'href="/vi/id/unit/bac-ninh-2025"' in page.text
    if not target.startswith("/vi"):
        problem = real.request("GET", target, {"Accept": "application/json"})
        assert problem.type == "application/problem+json"
        assert f"{BASE}id/unit/bac-ninh-2025" in json.loads(problem.body)["detail"]


@pytest.mark.parametrize("target", ["/id/unit/%3Cb%3E", "/id/unit/a%20b", "/id/x", "/shape/No"])
def test_an_address_that_is_no_iri_is_404(real: Server, target: str) -> None:
    assert real.request("GET", target).status == 404
    assert real.request("GET", f"/en{target}").status == 404


def test_on_another_host_links_are_local_and_the_data_keep_their_iris(real: Server) -> None:
    headers = {**BROWSER, "Host": "graph.example.org"}
    page = real.request("GET", f"/vi/{THING}", headers).text
    assert 'href="/vi/id/unit/' in page
    assert 'href="https://w3id.org/vnrc/' not in page
    data = real.request("GET", f"/{THING}.nt", headers).text
    assert f"<{BASE}{THING}>" in data
    assert "graph.example.org" not in data


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.1", "text/turtle"])
def test_every_iri_in_the_data_under_the_base_answers(real: Server, accept: str) -> None:
    query = (
        "SELECT DISTINCT ?iri { { ?iri ?p ?o } UNION { ?s ?iri ?o } UNION { ?s ?p ?iri } "
        f'FILTER(isIRI(?iri) && STRSTARTS(STR(?iri), "{BASE}")) }}'
    )
    rows = real.get(query, "text/csv").text.split()[1:]
    paths = {iri.removeprefix(BASE).partition("#")[0] for iri in rows}
    assert len(paths) > 1500
    connection = HTTPConnection(urlsplit(real.url).netloc, timeout=30)
    wrong = {}
    for path in sorted(paths):
        connection.request("GET", f"/{path}", headers={"Accept": accept})
        reply = connection.getresponse()
        reply.read()
        if reply.status not in (200, 303):
            wrong[path] = reply.status
    connection.close()
    assert wrong == {}


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("ontology/1.0.0", "/ontology"),
        ("ontology/alignment/1.0.0", "/graph/ontology/alignment.ttl"),
        ("questions", "/graph/guide/examples.ttl"),
    ],
)
def test_versions_and_lists_lead_to_what_is_served(real: Server, path: str, target: str) -> None:
    reply = real.request("GET", f"/{path}", {"Accept": "text/turtle"})
    assert (reply.status, reply.headers["Location"]) == (303, target)
