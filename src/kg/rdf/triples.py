"""Triples by subject, whatever graphs they stand in: for reading what is said of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import PREFIXES, VNRC

_TYPE = PREFIXES["rdf"] + "type"
LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
OTHER_LABELS = (PREFIXES["skos"] + "altLabel",)


class Triples:
    """What is said of things; IRIs and literals are given as text. Blank nodes are left out."""

    def __init__(self, triples: Iterable[ox.Triple], behind: Triples | None = None) -> None:
        """Hold `triples`; a property that they do not say of a thing is looked up in `behind`."""
        self.subjects: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(dict)
        self._behind = behind
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(
                triple.object, ox.NamedNode | ox.Literal
            ):
                properties = self.subjects[triple.subject.value]
                properties.setdefault(triple.predicate.value, []).append(triple.object)

    def __contains__(self, subject: str) -> bool:
        """Tell whether anything is said of `subject`."""
        return subject in self.subjects or (self._behind is not None and subject in self._behind)

    def values(self, subject: str, name: str) -> list[str]:
        """Return the values of the property `name`: an IRI, else a name in our ontology."""
        iri = name if ":" in name else str(VNRC[name])
        found = self.subjects.get(subject, {}).get(iri)
        if found is not None:
            return [value.value for value in found]
        return self._behind.values(subject, name) if self._behind else []

    def value(self, subject: str, name: str) -> str:
        """Return the first value of a property, empty where there is none."""
        return next(iter(self.values(subject, name)), "")

    def types(self, subject: str) -> set[str]:
        """Return the local names of the classes of our ontology that `subject` is said to be of."""
        own = {
            value.value.removeprefix(str(VNRC))
            for value in self.subjects.get(subject, {}).get(_TYPE, ())
        }
        return own | (self._behind.types(subject) if self._behind else set())

    def names(
        self, subject: str, properties: tuple[str, ...] = LABELS, *, language: str = "vi"
    ) -> list[str]:
        """Return the names of `subject` in a language, then those in none."""
        found = [
            value
            for name in properties
            for value in self.subjects.get(subject, {}).get(name, ())
            if isinstance(value, ox.Literal) and value.language in {None, language}
        ]
        found.sort(key=lambda value: value.language is None)
        if found or not self._behind:
            return [value.value for value in found]
        return self._behind.names(subject, properties, language=language)

    def name(self, subject: str, *, language: str = "vi") -> str:
        """Return the first name of `subject`, else the last word of its IRI."""
        found = self.names(subject, language=language)
        return found[0] if found else subject.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
