"""What the graph says of itself for those who write queries: its schema, prefixes and examples.

Query editors look for them at the endpoint they are pointed at: classes with their properties as
VoID partitions (https://www.w3.org/TR/void/, with https://ldf.fi/void-ext for datatypes), prefixes
as `sh:declare`, saved queries as `sh:SPARQLExecutable` (https://www.w3.org/TR/shacl/). All follows
from the ontology, the shapes and the saved questions alone, so an update of the data never makes
it stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

import pyoxigraph as ox

from kg.namespaces import BASE, GRAPH, ONTOLOGY, PREFIXES, VNRC, VOCAB
from kg.questions import LANGUAGES, Question, read_questions
from kg.rdf.load import Project
from kg.reason.patterns import TYPE, name
from kg.validate.shapes import load_shapes

EXAMPLES = ox.NamedNode(GRAPH["guide/examples"])
SCHEMA = ox.NamedNode(GRAPH["guide/schema"])

QUESTIONS = f"{BASE}questions/"
"""What the IRIs of saved questions begin with; the language follows as a fragment."""

_VOID = "http://rdfs.org/ns/void#"
_DESCRIPTION = f"{BASE}void#"
_DATASET = ox.NamedNode(f"{_DESCRIPTION}dataset")
_CLASS = ox.NamedNode(f"{_VOID}class")
_CLASS_PARTITION = ox.NamedNode(f"{_VOID}classPartition")
_PROPERTY = ox.NamedNode(f"{_VOID}property")
_PROPERTY_PARTITION = ox.NamedNode(f"{_VOID}propertyPartition")
_URI_SPACE = ox.NamedNode(f"{_VOID}uriSpace")
_DATATYPE = ox.NamedNode("http://ldf.fi/void-ext#datatype")
_DATATYPE_PARTITION = ox.NamedNode("http://ldf.fi/void-ext#datatypePartition")

_CODE_LIST = re.compile(rf"\^({re.escape(VOCAB)}[a-z-]+/)")

_TERMS = f"""
PREFIX owl: <{PREFIXES["owl"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX sh: <{PREFIXES["sh"]}>
PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT ?class ?owner ?property ?value ?pattern ?shape WHERE {{
  ?class a owl:Class ; rdfs:subClassOf* ?owner .
  FILTER(STRSTARTS(STR(?class), "{VNRC}") || STRSTARTS(STR(?class), "{PREFIXES["skos"]}"))
  {{
    ?shape sh:targetClass ?owner ; sh:property ?part .
    ?part sh:path ?property .
    OPTIONAL {{ ?part sh:class|sh:datatype ?value }}
    OPTIONAL {{ ?part sh:pattern ?pattern . ?part sh:class skos:Concept }}
  }} UNION {{
    ?property rdfs:domain ?owner .
    OPTIONAL {{ ?property rdfs:range ?value }}
  }}
  FILTER(isIRI(?property))
}}
ORDER BY ?class ?property ?value
"""


def guide(project: Project) -> list[ox.Quad]:
    """Return the graphs `guide/examples` and `guide/schema` of `project`.

    Raises ProjectError where a saved question cannot be read.
    """
    questions = read_questions(project.directory)
    triples = dict.fromkeys((*_prefixes(), *_executables(questions)))
    return [
        *(ox.Quad(t.subject, t.predicate, t.object, EXAMPLES) for t in triples if questions),
        *(ox.Quad(t.subject, t.predicate, t.object, SCHEMA) for t in _schema(project)),
    ]


def _prefixes() -> Iterator[ox.Triple]:
    ontology = ox.NamedNode(ONTOLOGY)
    for prefix, namespace in PREFIXES.items():
        declaration = ox.NamedNode(f"{BASE}questions#prefix-{prefix}")
        address = ox.Literal(namespace, datatype=name("xsd:anyURI"))
        yield ox.Triple(ontology, name("sh:declare"), declaration)
        yield ox.Triple(declaration, TYPE, name("sh:PrefixDeclaration"))
        yield ox.Triple(declaration, name("sh:prefix"), ox.Literal(prefix))
        yield ox.Triple(declaration, name("sh:namespace"), address)


def _executables(questions: Iterable[Question]) -> Iterator[ox.Triple]:
    """Yield each question once a language: its query asks for labels in that language."""
    for question in questions:
        for language in LANGUAGES:
            node = ox.NamedNode(f"{QUESTIONS}{question.number}#{language}")
            title = ox.Literal(question.title(language), language=language)
            text = ox.Literal(question.body(language))
            yield ox.Triple(node, TYPE, name("sh:SPARQLExecutable"))
            yield ox.Triple(node, TYPE, name("sh:SPARQLSelectExecutable"))
            yield ox.Triple(node, name("rdfs:label"), title)
            yield ox.Triple(node, name("rdfs:comment"), title)
            yield ox.Triple(node, name("sh:select"), text)
            yield ox.Triple(node, name("sh:prefixes"), ox.NamedNode(ONTOLOGY))


def _schema(project: Project) -> Iterator[ox.Triple]:
    """Yield each class with its properties, and each property with what it leads to.

    The shapes say what a class may have; the ontology only what they do not: what is inferred.
    """
    store = ox.Store()
    documents = [item for item in project.documents if item.path.parts[0] == "ontology"]
    for document in (*documents, *load_shapes(project.directory).documents):
        store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in document.quads)
    found = store.query(_TERMS)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
    rows = list(found)
    shaped = {(row["class"], row["property"]) for row in rows if row["shape"] is not None}
    triples: dict[ox.Triple, None] = {}
    for row in rows:
        if row["shape"] is not None or (row["class"], row["property"]) not in shaped:
            triples |= dict.fromkeys(_partition(row))
    yield from triples


def _partition(row: ox.QuerySolution) -> Iterator[ox.Triple]:
    """Yield what one row says; classes share the partitions of what they inherit."""
    kind, owner, property_, shape = (
        cast(ox.NamedNode, row[key]) for key in ("class", "owner", "property", "shape")
    )
    whole = ox.NamedNode(_DESCRIPTION + _local(kind))
    part = ox.NamedNode(f"{_DESCRIPTION}{_local(owner)}.{_local(property_)}")
    yield ox.Triple(_DATASET, _CLASS_PARTITION, whole)
    yield ox.Triple(whole, _CLASS, kind)
    yield ox.Triple(whole, _PROPERTY_PARTITION, part)
    yield ox.Triple(part, _PROPERTY, property_)
    if isinstance(shape, ox.NamedNode):
        yield ox.Triple(part, name("dcterms:conformsTo"), shape)
    value, pattern = row["value"], row["pattern"]
    if isinstance(value, ox.NamedNode):
        end = ox.NamedNode(f"{part.value}.{_local(value)}")
        is_datatype = value.value.startswith((PREFIXES["xsd"], PREFIXES["rdf"]))
        yield ox.Triple(part, _DATATYPE_PARTITION if is_datatype else _CLASS_PARTITION, end)
        yield ox.Triple(end, _DATATYPE if is_datatype else _CLASS, value)
        if isinstance(pattern, ox.Literal) and (space := _code_list(pattern.value)):
            yield ox.Triple(end, _URI_SPACE, ox.Literal(space))


def _code_list(pattern: str) -> str | None:
    """Return the code list whose concepts' IRIs a pattern of the shapes allows, where one."""
    found = _CODE_LIST.match(pattern.replace("\\", ""))
    return found[1] if found else None


def _local(term: ox.NamedNode) -> str:
    """Return the name of `term` for a fragment: without our own prefix, with that of others."""
    fitting = [item for item in PREFIXES.items() if term.value.startswith(item[1])]
    if not fitting:
        return term.value.rpartition("/")[2].replace("#", "-")
    prefix, namespace = max(fitting, key=lambda item: len(item[1]))
    local = term.value.removeprefix(namespace)
    return local if namespace == str(VNRC) else f"{prefix}:{local}"
