from __future__ import annotations

import json
from xml.dom.minidom import Document

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.servers import Server

FEW = "SELECT ?s ?o { ?s ?p ?o FILTER(isIRI(?o)) } ORDER BY ?s LIMIT 2"
ONE = "CONSTRUCT WHERE { <https://example.org/s1> ?p ?o }"


def wrapper(server: Server, query: str, form: str, method: str = GET) -> SPARQLWrapper:
    client = SPARQLWrapper(server.endpoint, returnFormat=form)
    client.setMethod(method)
    client.setQuery(query)
    return client


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_solutions_in_every_format(server: Server, method: str) -> None:
    found = wrapper(server, FEW, JSON, method).queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == 2
    xml = wrapper(server, FEW, XML, method).queryAndConvert()
    assert isinstance(xml, Document)
    assert len(xml.getElementsByTagName("result")) == 2
    for form in (CSV, TSV):
        text = wrapper(server, FEW, form, method).queryAndConvert()
        assert isinstance(text, bytes)
        assert len(text.splitlines()) == 3


def test_sparqlwrapper_can_post_the_query_itself(server: Server) -> None:
    client = wrapper(server, FEW, JSON, POST)
    client.setRequestMethod("postdirectly")
    found = client.queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == 2


# The warning is about what SPARQLWrapper 2.0 does with rdflib 7.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", [XML, RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs_as_rdflib_graphs(server: Server, form: str) -> None:
    found = wrapper(server, ONE, form).queryAndConvert()
    assert isinstance(found, rdflib.Graph)
    assert len(found) == 1


@pytest.mark.parametrize("form", [TURTLE, N3])
def test_sparqlwrapper_reads_graphs_as_text(server: Server, form: str) -> None:
    found = wrapper(server, ONE, form).queryAndConvert()
    assert isinstance(found, bytes)
    assert len(rdflib.Graph().parse(data=found, format="turtle")) == 1


def test_sparqlwrapper_tells_the_place_of_a_syntax_error(server: Server) -> None:
    with pytest.raises(QueryBadFormed) as caught:
        wrapper(server, "SELECT * {\n ?s ?p }", JSON).query()
    assert "line 2, column 8" in str(caught.value)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_endpoint_as_a_graph(server: Server, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(server.endpoint, method=method))
    assert len(list(graph.query(FEW))) == 2
    subject = rdflib.URIRef("https://example.org/s1")
    assert len(list(graph.triples((subject, None, None)))) == 1
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    assert len(graph) == 3001


def test_json_is_what_the_standard_says(server: Server) -> None:
    found = json.loads(server.get("SELECT (1.5 AS ?x) ('a'@vi AS ?y) ?z {}").body)
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    assert found == {
        "head": {"vars": ["x", "y", "z"]},
        "results": {
            "bindings": [
                {
                    "x": {"type": "literal", "value": "1.5", "datatype": decimal},
                    "y": {"type": "literal", "value": "a", "xml:lang": "vi"},
                }
            ]
        },
    }
