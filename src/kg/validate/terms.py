"""Words of ours that the ontology does not have, and digests that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import pyoxigraph as ox

from kg.namespaces import PREFIXES, VNRC
from kg.rdf.document import Document
from kg.rdf.findings import Finding, Rule
from kg.rdf.lines import literal_key
from kg.rdf.load import Project
from kg.rdf.scan import Place
from kg.rdf.terms import write_iri

UNDECLARED = Rule(
    "undeclared-term",
    "{term} chưa được khai báo trong ontology/: hãy khai báo, hoặc sửa lỗi gõ{hint}",
    "{term} is not declared in ontology/: declare it, or correct the spelling{hint}",
)
DIGEST = Rule(
    "sha256",
    "“{text}” không phải mã SHA-256: cần đúng 64 chữ số thập lục phân, chữ thường",
    "“{text}” is not a SHA-256 digest: 64 hexadecimal digits in lower case are needed",
)

_TYPE = PREFIXES["rdf"] + "type"
_DIGESTS = {str(VNRC.sha256), str(VNRC.sliceSha256)}


def declared_terms(project: Project) -> set[str]:
    """Return the IRIs in our namespace that the ontology gives a type."""
    return {
        quad.subject.value
        for graph in project.graphs.values()
        if graph.path.parts[0] == "ontology"
        for quad in graph.quads
        if quad.predicate.value == _TYPE
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(VNRC)
    }


def check_terms(documents: Iterable[Document], declared: set[str]) -> Iterator[Finding]:
    """Yield a finding for the first mention in each file of each term that is not declared."""
    for document in documents:
        for iri, place in document.lines.mentions.items():
            if iri.startswith(VNRC) and iri != str(VNRC) and iri not in declared:
                near = get_close_matches(iri, declared, n=1, cutoff=0.8)
                hint = f" ({write_iri(near[0])}?)" if near else ""
                yield UNDECLARED.found(document.path, *place, term=write_iri(iri), hint=hint)


def check_digests(project: Project) -> Iterator[Finding]:
    """Yield a finding for each value of a digest property that is not 64 hexadecimal digits."""
    for graph in project.graphs.values():
        for quad in graph.quads:
            predicate, value = quad.predicate.value, quad.object
            if predicate not in _DIGESTS or not isinstance(value, ox.Literal):
                continue
            if not re.fullmatch("[0-9a-f]{64}", value.value):
                subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                key = literal_key(value.value, value.language)
                place = graph.document.lines.find(subject, predicate, key) or Place(1, 1)
                yield DIGEST.found(
                    graph.path, *place, focus=subject or None, path=predicate, text=value.value
                )
