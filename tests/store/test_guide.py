"""What query editors ask an endpoint for is in the graph.

The queries are those that sib-swiss sparql-editor sends (its `metadata.ts`), in our own layout.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.namespaces import PREFIXES, VNRC
from kg.rdf.load import load_project
from kg.resources import bundled_project
from kg.store.guide import guide

MAX_FILE_BYTES = 2**25
HEAD = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""
DECLARED = "SELECT DISTINCT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix }"
EXAMPLES = """
SELECT DISTINCT ?sq ?comment ?query {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq
"""
PARTITIONS = """
SELECT DISTINCT ?subject ?property ?object ?datatype {
  ?class void:class ?subject ; void:propertyPartition ?part .
  ?part void:property ?property .
  OPTIONAL {
    { ?part void:classPartition [ void:class ?object ] }
    UNION { ?part void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
  }
}
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    project = load_project(bundled_project(), max_file_bytes=MAX_FILE_BYTES)
    found.extend(ox.Quad(q.subject, q.predicate, q.object) for q in guide(project))
    return found


def rows(store: ox.Store, query: str) -> set[tuple[str, ...]]:
    found = store.query(HEAD + query)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple("" if term is None else term.value for term in row) for row in found}


def test_every_prefix_is_declared(store: ox.Store) -> None:
    assert rows(store, DECLARED) == set(PREFIXES.items())


def test_each_question_is_an_example_in_each_language_that_can_be_run(store: ox.Store) -> None:
    found = rows(store, EXAMPLES)
    files = list((bundled_project() / "queries").glob("*.rq"))
    assert len(found) == 2 * len(files)
    for iri, _, query in found:
        language = iri.rpartition("#")[2]
        assert f'VALUES ?lang {{ "{language}" }}' in query
        ox.Store().query(query)


def test_a_class_has_the_properties_of_its_shape_those_it_inherits_and_inferred_ones(
    store: ox.Store,
) -> None:
    found = rows(store, PARTITIONS)
    signed = VNRC + "SignedAgreement"
    assert (signed, VNRC + "hasParty", VNRC + "AdministrativeUnit", "") in found
    assert (signed, VNRC + "openEnded", "", PREFIXES["xsd"] + "boolean") in found
    assert (signed, VNRC + "hasSignatory", VNRC + "Person", "") in found


def test_a_code_list_names_the_iris_that_its_property_leads_to(store: ox.Store) -> None:
    query = """SELECT ?property ?space {
      ?part void:property ?property ; void:classPartition [ void:uriSpace ?space ] }"""
    certainty = (VNRC + "certainty", PREFIXES["certainty"])
    assert certainty in rows(store, query)


def test_the_guide_is_the_same_each_time() -> None:
    project = load_project(bundled_project(), max_file_bytes=MAX_FILE_BYTES)
    assert guide(project) == guide(project)
