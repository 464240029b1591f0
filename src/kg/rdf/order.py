"""The order in which a reader meets subjects, properties and values."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import ID, PREFIXES, TEXT
from kg.rdf.terms import natural, write_iri

_CLASSES = """
    owl:Ontology skos:ConceptScheme
    owl:Class rdfs:Class rdfs:Datatype
    owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property
    owl:AllDisjointClasses owl:AllDisjointProperties owl:AllDifferent
    skos:Collection skos:OrderedCollection skos:Concept
    sh:NodeShape sh:PropertyShape sh:ConstraintComponent
""".split()  # noqa: SIM905 - a table of words reads best without quotes
# The word after id/ (for texts, the kind of fragment), in the order of an article: what it tells,
# then on what the telling rests.
_KINDS = """
    article event agreement signature unit participation post post-holding person body
    organisation group commitment proposal project dossier plan policy status-report name limitation
    observation activity remark absence change code region river place site time identity link
    wikidata source statement text zone char
""".split()  # noqa: SIM905 - a table of words reads best without quotes
_PROPERTIES = """
    rdf:type
    rdfs:label skos:prefLabel skos:altLabel skos:hiddenLabel dcterms:title
    skos:definition rdfs:comment dcterms:description skos:scopeNote skos:example
    sh:targetClass sh:targetNode sh:targetSubjectsOf sh:targetObjectsOf sh:path
    vnrc:inText vnrc:start vnrc:end vnrc:zoneOf vnrc:zoneKind vnrc:zoneStart vnrc:zoneEnd
    vnrc:statementSubject vnrc:statementPredicate vnrc:statementObject vnrc:statementValue
""".split()  # noqa: SIM905 - a table of words reads best without quotes
_LANGUAGES = ("vi", "en")


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


_CLASS_RANK = {_iri(name): rank for rank, name in enumerate(_CLASSES)}
_KIND_RANK = {kind: rank for rank, kind in enumerate(_KINDS, start=len(_CLASSES))}
_LAST = len(_CLASSES) + len(_KINDS)
_PROPERTY_RANK = {_iri(name): rank for rank, name in enumerate(_PROPERTIES)}


def subject_rank(iri: str | None, types: Iterable[str]) -> int:
    """Return where a subject stands in its graph: by its class, else by the kind in its IRI.

    A graph may speak of a thing whose type stands elsewhere, hence the IRI. `iri` is None for a
    blank node. What is neither known comes last.
    """
    ranks = [_CLASS_RANK[name] for name in types if name in _CLASS_RANK]
    if ranks:
        return min(ranks)
    return _KIND_RANK.get(_kind(iri or ""), _LAST)


def _kind(iri: str) -> str:
    if iri.startswith(ID):
        return iri.removeprefix(ID).partition("/")[0]
    if iri.startswith(TEXT):
        return iri.partition("#")[2].partition("=")[0] or "text"
    return ""


def property_key(iri: str) -> tuple[object, ...]:
    """Return the sort key of a property: type, labels and definitions first, then by name."""
    return _PROPERTY_RANK.get(iri, len(_PROPERTY_RANK)), natural(write_iri(iri))


def value_key(term: object, text: str) -> tuple[object, ...]:
    """Return the sort key of a value written as `text`.

    IRIs, then literals (Vietnamese, English, other languages, none), then blank nodes; within
    each by text in natural order.
    """
    if isinstance(term, ox.NamedNode):
        return 0, natural(text)
    if isinstance(term, ox.Literal):
        language = term.language or ""
        if language in _LANGUAGES:
            return 1 + _LANGUAGES.index(language), natural(text)
        return (3 if language else 4), natural(text)
    return 5, natural(text)
