"""The descriptions say what is true of the snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store.formats import GRAPHS, GraphFormat
from tests.conftest import Publish
from tests.servers import Server, serving

PREFIXES = """\
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX vnrc: <https://w3id.org/vnrc/ontology#>
PREFIX graph: <https://w3id.org/vnrc/graph/>
PREFIX unit: <https://w3id.org/vnrc/id/unit/>
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
DATA = """
unit:a a vnrc:Unit ; skos:closeMatch wd:Q1, wd:Q2 ; vnrc:area 1 .
unit:b a vnrc:Unit, vnrc:Place ; skos:closeMatch wd:Q3 .
[] a vnrc:Unit .
"""


@pytest.fixture(scope="module")
def described(
    tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish, project: Path
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("described")
    graph = ox.NamedNode("https://w3id.org/vnrc/graph/article/000")
    store = ox.Store()
    store.update(f"{PREFIXES} INSERT DATA {{ {DATA} }}")
    quads = list(store)
    inside = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
    publish_quads(data_dir, [*quads, *inside])
    with serving(data_dir, project) as found:
        yield found


def load(server: Server, target: str, written: ox.RdfFormat, media_type: str) -> ox.Store:
    reply = server.request("GET", target, {"Accept": media_type})
    assert (reply.status, reply.type) == (200, media_type)
    store = ox.Store()
    store.load(reply.body, written)
    return store


def holds(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}"))


@pytest.mark.parametrize("target", ["/void", "/.well-known/void", "/sparql"])
@pytest.mark.parametrize("item", GRAPHS, ids=lambda item: item.name)
def test_the_data_are_described_truly_in_every_format(
    described: Server, target: str, item: GraphFormat
) -> None:
    store = load(described, target, item.engine, item.media_types[0])
    snapshot = described.get("ASK {}").headers["KG-Snapshot"]
    assert holds(
        store,
        f"""
        ?data a void:Dataset ; dcterms:identifier "{snapshot}" ; void:triples 8 ;
          void:entities 2 ; void:classes 2 ; void:properties 3 ;
          void:distinctSubjects 3 ; void:distinctObjects 6 ;
          dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
          void:sparqlEndpoint <{described.endpoint}> ;
          void:vocabulary vnrc:, skos: ;
          void:classPartition [ void:class vnrc:Unit ; void:entities 3 ],
            [ void:class vnrc:Place ; void:entities 1 ] ;
          void:propertyPartition [ void:property skos:closeMatch ; void:triples 3 ] ;
          void:subset ?links .
        ?links a void:Linkset ; void:linkPredicate skos:closeMatch ; void:triples 3 ;
          void:subjectsTarget ?data ;
          void:objectsTarget [ void:uriSpace "http://www.wikidata.org/entity/" ] .
        FILTER(ISIRI(?data))
        """,
    )


def test_the_endpoint_names_its_features_and_the_groups_of_graphs(described: Server) -> None:
    store = load(described, "/sparql", ox.RdfFormat.TURTLE, "text/turtle")
    assert holds(
        store,
        f"""
        ?service a sd:Service ; sd:endpoint <{described.endpoint}> ;
          sd:supportedLanguage sd:SPARQL11Query ;
          sd:feature sd:UnionDefaultGraph, <https://w3id.org/vnrc/feature/triple-terms> ;
          sd:defaultDataset [ sd:defaultGraph [ void:triples 8 ] ;
            sd:namedGraph [ sd:name <https://w3id.org/vnrc/graph/article/000> ] ] ;
          sd:availableGraphs/sd:namedGraph/sd:name graph:all, graph:asserted, graph:inferred,
            graph:article .
        FILTER NOT EXISTS {{ ?service sd:feature sd:BasicFederatedQuery }}
        """,
    )
    formats = store.query(f"{PREFIXES} SELECT ?f {{ ?s sd:resultFormat ?f }}")
    assert isinstance(formats, ox.QuerySolutions)
    assert len(list(formats)) == 11


def test_the_names_of_groups_that_are_described_can_be_asked(described: Server) -> None:
    store = load(described, "/sparql", ox.RdfFormat.TURTLE, "text/turtle")
    names = store.query(
        f"{PREFIXES} SELECT ?g {{ ?s sd:availableGraphs/sd:namedGraph/sd:name ?g }}"
    )
    assert isinstance(names, ox.QuerySolutions)
    for row in names:
        name = str(row["g"]).strip("<>")
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        expected = 0 if "inferred" in name else 8
        reply = described.get(count, "text/csv", **{"default-graph-uri": name})
        assert reply.text == f"n\r\n{expected}\r\n"


def test_what_a_graph_cannot_be_written_in_is_406(described: Server) -> None:
    assert described.request("GET", "/void", {"Accept": "text/csv"}).status == 406
    assert described.request("GET", "/void?format=csv").status == 406
    assert described.request("GET", "/void?format=nt").type == "application/n-triples"
