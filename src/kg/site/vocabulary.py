"""The terms of the ontology and the concepts of its code lists, as the graph describes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.namespaces import PREFIXES, VNRC
from kg.site.panels import Row, Term, rows
from kg.text.collation import SortKey, sort_key
from kg.web.site import site
from kg.web.versions import version

_OWL = PREFIXES["owl"]
_TYPE = PREFIXES["rdf"] + "type"

CLASS, OBJECT, DATATYPE, ANNOTATION = "class", "object", "datatype", "annotation"
_KINDS = {
    f"{_OWL}Class": CLASS,
    f"{_OWL}ObjectProperty": OBJECT,
    f"{_OWL}DatatypeProperty": DATATYPE,
    f"{_OWL}AnnotationProperty": ANNOTATION,
}


@dataclass
class Entry:
    """A term of the ontology. IRIs are strings; `said` maps a property to what is said by it."""

    iri: str
    kind: str
    said: Mapping[str, Sequence[Term]]
    uses: int = 0
    properties: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    narrower: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    code_list: str | None = None
    example: tuple[NamedNode, Term | None] | None = None

    @property
    def name(self) -> str:
        """The part of the IRI that is its anchor."""
        return self.iri.removeprefix(str(VNRC))

    def text(self, property_: str, language: str) -> Literal | None:
        """Return what a property (prefixed) says in `language`, else in another one."""
        return in_language(self.said.get(expand(property_), ()), language)

    def label(self, language: str) -> str:
        """Return what it is called in `language`."""
        found = self.text("rdfs:label", language)
        return found.value if found else self.name

    def nodes(self, property_: str) -> list[str]:
        """Return the IRIs that a property (prefixed) leads to."""
        found = self.said.get(expand(property_), ())
        return [term.value for term in found if isinstance(term, NamedNode)]

    def is_true(self, property_: str) -> bool:
        """Tell whether a property (prefixed) is true."""
        found = self.said.get(expand(property_), ())
        return any(isinstance(term, Literal) and term.value == "true" for term in found)


@dataclass(frozen=True)
class Concept:
    """A concept of a code list, or a code list; `uses` counts the triples that lead to it."""

    iri: str
    texts: Mapping[str, Sequence[Term]]
    broader: str | None = None
    uses: int = 0

    def text(self, property_: str, language: str) -> Literal | None:
        """Return what a property (prefixed) says in `language`, else in another one."""
        return in_language(self.texts.get(expand(property_), ()), language)

    @property
    def name(self) -> str:
        """The last part of the IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True)
class Ontology:
    """The terms by IRI, and what the ontology says of itself."""

    entries: Mapping[str, Entry]
    about: Mapping[str, Sequence[Term]]

    def of_kind(self, language: str, *kinds: str) -> list[Entry]:
        """Return the terms of some kinds, by what they are called in `language`."""
        found = (entry for entry in self.entries.values() if entry.kind in kinds)
        return sorted(found, key=lambda entry: sort_key(entry.label(language)))


def in_language(terms: Iterable[Term], language: str) -> Literal | None:
    """Return the text in `language`, else one without a language, else any."""
    texts = [term for term in terms if isinstance(term, Literal)]
    wanted = {language: 0, None: 1}
    return min(texts, key=lambda item: (wanted.get(item.language, 2), item.value), default=None)


def load_ontology() -> Ontology:
    """Return the ontology of the current snapshot; raises QueryError."""
    said: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("ontology_terms"):
        _note(said, row, "term")
    about: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("ontology_about"):
        _note(about, row, None)
    entries = {
        iri: Entry(iri, kind, found)
        for iri, found in said.items()
        if (kind := _kind(found)) is not None
    }
    _add_structure(entries)
    _add_counts(entries)
    _add_examples(entries)
    return Ontology(entries, about[""])


def load_schemes() -> list[Concept]:
    """Return the code lists, by their last name; `uses` counts their concepts."""
    texts: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("schemes"):
        _note(texts, row, "scheme")
    sizes: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("concepts"):
        scheme, concept = row["scheme"], row["concept"]
        if isinstance(scheme, NamedNode) and isinstance(concept, NamedNode):
            sizes[scheme.value].add(concept.value)
    return [Concept(iri, found, uses=len(sizes[iri])) for iri, found in sorted(texts.items())]


def load_concepts(scheme: NamedNode, language: str) -> list[tuple[int, Concept]]:
    """Return the concepts of a code list as a tree: depth and concept, in the order of `language`.

    Raises QueryError.
    """
    texts: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    broader: dict[str, str] = {}
    for row in rows("concepts", scheme=scheme):
        _note(texts, row, "concept")
        concept, above = row["concept"], row["broader"]
        if isinstance(concept, NamedNode) and isinstance(above, NamedNode):
            broader.setdefault(concept.value, above.value)
    uses = _numbers(rows("concept_uses", scheme=scheme), "concept", "uses")
    concepts = {
        iri: Concept(iri, found, broader.get(iri), uses.get(iri, 0)) for iri, found in texts.items()
    }
    return _tree(concepts, language)


def _tree(concepts: Mapping[str, Concept], language: str) -> list[tuple[int, Concept]]:
    below: defaultdict[str | None, list[Concept]] = defaultdict(list)
    for concept in concepts.values():
        below[concept.broader if concept.broader in concepts else None].append(concept)

    def order(concept: Concept) -> SortKey:
        label = concept.text("skos:prefLabel", language)
        return sort_key(label.value if label else concept.name)

    found: list[tuple[int, Concept]] = []
    waiting = [(0, item) for item in sorted(below.pop(None, []), key=order, reverse=True)]
    while waiting:
        depth, concept = waiting.pop()
        found.append((depth, concept))
        narrower = sorted(below.pop(concept.iri, []), key=order, reverse=True)
        waiting += [(depth + 1, item) for item in narrower]
    return found


def _add_structure(entries: Mapping[str, Entry]) -> None:
    """Add subclasses, and which class has which property by which shape."""
    for entry in entries.values():
        for above in entry.nodes("rdfs:subClassOf"):
            if above in entries:
                entries[above].narrower.append(entry.iri)
    for row in rows("shaped"):
        kind, property_, shape, space = (
            row[key] for key in ("class", "property", "shape", "space")
        )
        if not isinstance(kind, NamedNode) or not isinstance(property_, NamedNode):
            continue
        if kind.value in entries:
            _append(entries[kind.value].properties, property_.value)
        if property_.value in entries:
            found = entries[property_.value]
            _append(found.holders, kind.value)
            if isinstance(space, Literal):
                found.code_list = space.value.rstrip("/")
        if isinstance(shape, NamedNode):
            for iri in (kind.value, property_.value):
                if iri in entries:
                    _append(entries[iri].shapes, shape.value)


def _add_counts(entries: Mapping[str, Entry]) -> None:
    counts = site().statistics.of(version(None))
    for iri, entry in entries.items():
        found = counts.classes if entry.kind == CLASS else counts.properties
        entry.uses = found.get(iri, 0)


def _add_examples(entries: Mapping[str, Entry]) -> None:
    for row in rows("class_examples"):
        kind, thing = row["class"], row["example"]
        if isinstance(kind, NamedNode) and isinstance(thing, NamedNode) and kind.value in entries:
            entries[kind.value].example = (thing, None)
    found = {
        row["property"]: row["example"]
        for row in rows("property_examples")
        if isinstance(row["property"], NamedNode) and isinstance(row["example"], NamedNode)
    }
    if not found:
        return
    things = dict.fromkeys(node for node in found.values() if node is not None)
    asked = rows("example_values", thing=list(things), property=[key for key in found if key])
    for row in asked:
        property_, thing, value = row["property"], row["thing"], row["value"]
        if (
            isinstance(property_, NamedNode)
            and isinstance(thing, NamedNode)
            and found[property_] == thing
            and property_.value in entries
            and entries[property_.value].example is None
        ):
            entries[property_.value].example = (thing, value)


def _kind(said: Mapping[str, Sequence[Term]]) -> str | None:
    types = [term.value for term in said.get(_TYPE, ()) if isinstance(term, NamedNode)]
    return next((_KINDS[item] for item in types if item in _KINDS), None)


def _note(found: defaultdict[str, defaultdict[str, list[Term]]], row: Row, key: str | None) -> None:
    """Note what a row says by a property, under the IRI in its column `key`."""
    subject = row[key] if key else None
    property_, value = row["property"], row.get("value") or row.get("text")
    if isinstance(property_, NamedNode) and value is not None:
        held = found[subject.value if isinstance(subject, NamedNode) else ""][property_.value]
        if value not in held:
            held.append(value)


def _numbers(table: Iterable[Row], key: str, number: str) -> dict[str, int]:
    return {
        node.value: int(value.value)
        for row in table
        if isinstance(node := row[key], NamedNode) and isinstance(value := row[number], Literal)
    }


def _append(held: list[str], value: str) -> None:
    if value not in held:
        held.append(value)


def expand(prefixed: str) -> str:
    """Return the IRI of a prefixed name."""
    prefix, _, local = prefixed.partition(":")
    return PREFIXES[prefix] + local
