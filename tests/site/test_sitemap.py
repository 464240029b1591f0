"""What search engines read, and catalogues: with the address that the server is known by."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph

from kg.config import Settings
from kg.errors import ConfigError
from kg.resources import bundled_project
from kg.site import create_app
from kg.store.readers import ReaderPool
from tests.conftest import Publish
from tests.servers import Server, serving

PUBLIC = "https://graph.example.org/hop-tac"
PLACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
UNIT = "https://w3id.org/vnrc/id/unit/a"
DCAT = "http://www.w3.org/ns/dcat#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROFILE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
[] sh:targetClass dcat:Catalog, dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 2 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 2 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dct:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dct:language ; sh:nodeKind sh:IRI ] .
[] sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
    [ sh:path dcat:service ; sh:class dcat:DataService ] .
[] sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
[] sh:targetClass dcat:DataService ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ] ,
    [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
[] sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:nodeKind sh:Literal ] .
"""


@pytest.fixture(scope="module")
def public(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Server]:
    """A server behind a proxy that is known by another address, with one unit in its data."""
    data_dir = tmp_path_factory.mktemp("public")
    unit, name = ox.NamedNode(UNIT), ox.NamedNode("https://w3id.org/vnrc/graph/entities/units")
    triples = [
        (ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), "ontology#Place"),
        (ox.NamedNode("https://w3id.org/vnrc/ontology#partOf"), "id/unit/b"),
    ]
    concept = ox.NamedNode("https://w3id.org/vnrc/vocab/area/heritage")
    said = [
        (unit, predicate, ox.NamedNode(f"https://w3id.org/vnrc/{value}"))
        for predicate, value in triples
    ]
    said.append((concept, triples[0][0], ox.NamedNode(f"{SKOS}Concept")))
    publish_quads(
        data_dir,
        [ox.Quad(*facts, graph) for facts in said for graph in (name, ox.DefaultGraph())],
    )
    with serving(data_dir, project, base=PUBLIC) as found:
        yield found


def test_robots_are_kept_from_what_costs_much_and_led_to_the_sitemap(public: Server) -> None:
    lines = public.request("GET", "/robots.txt").text.splitlines()
    assert "Disallow: /hop-tac/sparql" in lines
    assert "Disallow: /hop-tac/vi/query" in lines
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in lines


def test_the_sitemap_lists_each_thing_in_each_language(public: Server) -> None:
    index = ET.fromstring(public.request("GET", "/sitemap.xml").text)  # noqa: S314 - our own
    parts = [item.text for item in index.findall("s:sitemap/s:loc", PLACES)]
    assert parts == [f"{PUBLIC}/sitemap-1.xml"]
    part = ET.fromstring(public.request("GET", "/sitemap-1.xml").text)  # noqa: S314
    places = [item.text for item in part.findall("s:url/s:loc", PLACES)]
    assert f"{PUBLIC}/vi/id/unit/a" in places
    assert f"{PUBLIC}/en/id/unit/a" in places
    assert f"{PUBLIC}/vi/" in places
    assert f"{PUBLIC}/en/reconcile" in places
    assert f"{PUBLIC}/vi/vocab/area/heritage" in places
    assert len(part.findall("s:url/x:link", PLACES)) == 2 * len(places)


@pytest.mark.parametrize("target", ["/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-x.xml"])
def test_a_part_that_is_not_there_is_404(public: Server, target: str) -> None:
    assert public.request("GET", target).status == 404


def test_behind_a_proxy_links_are_those_that_its_readers_can_follow(public: Server) -> None:
    for target in ("/vi/id/unit/a", "/hop-tac/vi/id/unit/a"):
        page = public.request("GET", target, {"Accept": "text/html"}).text
        assert 'href="/hop-tac/vi/id/unit/b"' in page
        assert 'href="/hop-tac/static/css/base.css' in page
        assert 'href="/vi/' not in page
    assert public.request("GET", "/vi/id/unit/b", {"Accept": "text/html"}).status == 200
    lead = public.request("GET", "/id/unit/a", {"Accept": "text/turtle"})
    assert lead.headers["Location"] == "/hop-tac/id/unit/a.ttl"
    assert "</hop-tac/id/unit/a.ttl>" in lead.headers["Link"]


def test_behind_a_proxy_the_data_keep_their_iris_and_descriptions_name_its_address(
    public: Server,
) -> None:
    data = public.request("GET", "/id/unit/a.nt").text
    assert f"<{UNIT}>" in data
    assert "graph.example.org" not in data
    for target in ("/void", "/dcat"):
        found = list(
            ox.parse(public.request("GET", f"{target}?format=nt").body, ox.RdfFormat.N_TRIPLES)
        )
        homes = {str(quad.object.value) for quad in found if isinstance(quad.object, ox.NamedNode)}
        assert f"{PUBLIC}/sparql" in homes
        assert not any("127.0.0.1" in home for home in homes)


def test_the_record_for_catalogues_names_files_and_services(public: Server) -> None:
    found = list(ox.parse(public.request("GET", "/dcat?format=nt").body, ox.RdfFormat.N_TRIPLES))
    classes = {quad.object for quad in found if quad.predicate.value.endswith("#type")}
    wanted = ("Catalog", "Dataset", "DataService", "Distribution")
    agent = ox.NamedNode("http://xmlns.com/foaf/0.1/Agent")
    assert classes == {*(ox.NamedNode(DCAT + name) for name in wanted), agent}
    services = {str(q.object.value) for q in found if q.predicate.value == f"{DCAT}endpointURL"}
    assert services == {f"{PUBLIC}/sparql", f"{PUBLIC}/reconcile"}
    files = [q.object for q in found if q.predicate == ox.NamedNode(f"{DCAT}downloadURL")]
    assert len(files) == 1
    path = str(files[0].value).removeprefix(PUBLIC)
    size = next(q.object for q in found if q.predicate == ox.NamedNode(f"{DCAT}byteSize"))
    assert len(public.request("GET", path).body) == int(size.value)


def test_the_record_for_catalogues_has_what_dcat_profiles_demand(public: Server) -> None:
    """What DCAT-AP calls mandatory, and agents and languages as resources, not as texts."""
    text = public.request("GET", "/dcat?format=ttl").text
    data, profile = (Graph().parse(data=turtle, format="turtle") for turtle in (text, PROFILE))
    conforms, _, report = pyshacl.validate(data, shacl_graph=profile)
    assert conforms, report


@pytest.mark.parametrize("target", ["/void", "/dcat"])
def test_a_browser_is_led_from_a_description_to_the_page_of_the_data(
    public: Server, target: str
) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
    reply = public.request("GET", target, browser)
    assert (reply.status, reply.headers["Location"]) == (303, "/hop-tac/en/data")
    assert "Accept" in reply.headers["Vary"]
    assert public.request("GET", f"{target}?format=turtle", browser).type == "text/turtle"


@pytest.mark.parametrize("base", ["example.org", "ftp://example.org/", "https://a.org/?x=1"])
def test_a_base_that_is_no_web_address_is_refused(
    tmp_path: Path, publish_quads: Publish, base: str
) -> None:
    publish_quads(tmp_path, [])
    settings = Settings(data_dir=tmp_path, base=base)
    with ReaderPool(settings) as pool, pytest.raises(ConfigError, match="KG_BASE"):
        create_app(settings, pool, bundled_project())
