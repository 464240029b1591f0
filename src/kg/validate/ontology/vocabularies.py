"""Terms of well-known vocabularies that those vocabularies do not have."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, VANN, XSD
from rdflib.namespace import QB, DefinedNamespace

from kg.rdf.findings import Finding, Rule
from kg.rdf.load import Project
from kg.rdf.terms import write_iri
from kg.validate.ontology.places import Places

UNKNOWN = Rule(
    "unknown-external-term",
    "từ vựng {namespace} không có thuật ngữ {term}: hãy sửa lỗi gõ",
    "the vocabulary {namespace} has no term {term}: correct its spelling",
)

VOCABULARIES: dict[str, type[DefinedNamespace]] = {
    str(vocabulary): vocabulary
    for vocabulary in (
        *(RDF, RDFS, OWL, XSD, SKOS),
        *(DCTERMS, FOAF, ORG, PROV, QB, SDO, TIME, VANN),
    )
}
"""Namespaces whose terms rdflib lists."""


def check_vocabularies(project: Project, places: Places) -> Iterator[Finding]:
    """Yield each use of a term that its vocabulary does not have."""
    for quad in project.quads():
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        terms = [subject, predicate, value]
        if isinstance(value, ox.Literal):
            terms.append(value.datatype)
        for iri in (term.value for term in terms if isinstance(term, ox.NamedNode)):
            if namespace := _lacking(iri):
                about = subject.value if isinstance(subject, ox.NamedNode) else ""
                place = places.find(about, predicate.value, iri)
                term = write_iri(iri)
                yield UNKNOWN.found(
                    *place, focus=about or None, value=term, term=term, namespace=namespace
                )


def _lacking(iri: str) -> str | None:
    """Return the namespace of `iri` where it is a listed one without such a term."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    vocabulary = VOCABULARIES.get(iri[:cut])
    known = vocabulary is None or not iri[cut:] or iri in vocabulary
    return None if known else iri[:cut]
