"""Items of Wikidata, from a local extract or from any endpoint that speaks its model.

The model: https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format. Both sources are asked
the same queries; only how an item is found by name differs, since no public endpoint can be asked
to fold the diacritics of all its labels.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from kg.errors import ProjectError
from kg.link.facts import Row, plain, solve
from kg.namespaces import PREFIXES
from kg.rdf.document import read_document
from kg.text.fold import fold

EXTRACT = Path("data", "wikidata")
"""Where a project keeps its extract."""

ENTITY = PREFIXES["wd"]
_DIRECT = PREFIXES["wdt"]
_MOST_ITEMS = 40
_BATCH = 20  # items of one question: its text stays short enough for any endpoint

_VALUES = """
SELECT ?item ?property ?value (LANG(?value) AS ?lang) {{
  VALUES ?item {{ {items} }}
  VALUES ?property {{
    rdfs:label skos:altLabel <http://schema.org/description>
    wdt:P17 wdt:P131 wdt:P300 wdt:P569 wdt:P570 wdt:P571 wdt:P576 wdt:P625 wdt:P1566
  }}
  ?item ?property ?value .
  FILTER(!ISLITERAL(?value) || LANG(?value) IN ("", "vi", "en"))
}}
"""
_CLASSES = (
    "SELECT DISTINCT ?item ?class {{ VALUES ?item {{ {items} }} ?item wdt:P31/wdt:P279* ?class }}"
)
_POSITIONS = """
SELECT ?item ?statement ?position ?label ?from ?to ?place {{
  VALUES ?item {{ {items} }}
  ?item p:P39 ?statement . ?statement ps:P39 ?position .
  OPTIONAL {{ ?position rdfs:label ?label FILTER(LANG(?label) IN ("vi", "en")) }}
  OPTIONAL {{ ?statement pq:P580 ?from }}
  OPTIONAL {{ ?statement pq:P582 ?to }}
  OPTIONAL {{
    {{ ?statement pq:P768|pq:P1001|pq:P131 ?place }}
    UNION
    {{ ?position wdt:P1001|wdt:P2389 ?place }}
  }}
}}
"""


@dataclass(frozen=True)
class Position:
    """An office by P39: labels of the position, places it is for (IRIs), days (ISO 8601)."""

    labels: frozenset[str]
    places: frozenset[str]
    start: str | None
    end: str | None


@dataclass(frozen=True)
class Item:
    """An item of Wikidata; `values` maps identifiers of properties to their best values."""

    iri: str
    labels: dict[str, str]
    names: frozenset[str]
    description: dict[str, str]
    classes: frozenset[str]
    values: dict[str, frozenset[str]]
    positions: tuple[Position, ...]

    @property
    def qid(self) -> str:
        """Its identifier, as Q36367."""
        return self.iri.removeprefix(ENTITY)

    def label(self, language: str) -> str:
        """Return its label in `language`, else in another, else its identifier."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.qid)


def is_item(iri: str) -> bool:
    """Tell whether `iri` is that of an item; properties and lexemes bear names too."""
    return re.fullmatch(rf"{re.escape(ENTITY)}Q[1-9][0-9]*", iri) is not None


class ItemSource(Protocol):
    """Where items are looked up."""

    name: str

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a query over Wikidata's model."""

    def find(self, names: Iterable[str], codes: dict[str, str]) -> list[str]:
        """Return IRIs of items that bear one of the names or codes (by property)."""


class Extract:
    """The extract in a project, held in memory."""

    def __init__(self, project: Path, *, max_file_bytes: int) -> None:
        """Read the Turtle files in `data/wikidata/`; raises ProjectError where one is not RDF."""
        self.name = EXTRACT.as_posix()
        self._store = ox.Store()
        for file in sorted((project / EXTRACT).glob("*.ttl")):
            document = read_document(file, max_bytes=max_file_bytes)
            if not document.readable:
                raise ProjectError(f"{file} cannot be read: run `kg validate`")
            self._store.extend(document.quads)
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        query = "SELECT ?item ?name { ?item a wikibase:Item ; rdfs:label|skos:altLabel ?name }"
        for row in self.select(query):
            self._names[fold(row["name"])].add(row["item"])

    def select(self, query: str) -> list[Row]:
        """Return the solutions of `query`."""
        return solve(self._store, query)

    def find(self, names: Iterable[str], codes: dict[str, str]) -> list[str]:
        """Return the items one of whose names is, or contains, one of `names`, folded.

        A name that is contained has two words at least: one alone is in too many.
        """
        found = set(_by_code(self, codes))
        for wanted in {fold(name) for name in names}:
            found |= self._names.get(wanted, set())
            if " " in wanted:
                for name, items in self._names.items():
                    if f" {wanted} " in f" {name} ":
                        found |= items
        return sorted(found)


def find_exactly(source: ItemSource, names: Iterable[str], codes: dict[str, str]) -> list[str]:
    """Return items that bear one of `names` as it is written, or without diacritics, or a code."""
    texts = {form for name in names for form in (name, _plain(name))}
    literals = " ".join(
        str(ox.Literal(text, language=language))
        for text in sorted(texts)
        for language in ("vi", "en")
    )
    query = (
        f"SELECT DISTINCT ?item {{ VALUES ?name {{ {literals} }} "
        f"?item rdfs:label|skos:altLabel ?name }} LIMIT {_MOST_ITEMS}"
    )
    named = [row["item"] for row in source.select(query)] if literals else []
    return sorted({iri for iri in [*named, *_by_code(source, codes)] if is_item(iri)})


def _by_code(source: ItemSource, codes: dict[str, str]) -> list[str]:
    if not codes:
        return []
    parts = (f"{{ ?item wdt:{key} {ox.Literal(value)} }}" for key, value in sorted(codes.items()))
    query = f"SELECT DISTINCT ?item {{ {' UNION '.join(parts)} }} LIMIT {_MOST_ITEMS}"
    return [row["item"] for row in source.select(query)]


def _plain(name: str) -> str:
    """Return `name` folded, with the capital letters it has: `Bắc Giang` gives `Bac Giang`."""
    return " ".join(
        folded[:1].upper() + folded[1:] if word[:1].isupper() else folded
        for word in name.split()
        for folded in [fold(word)]
    )


def describe(source: ItemSource, iris: Sequence[str]) -> Iterator[Item]:
    """Yield what `source` says of the items `iris`, in their order."""
    for start in range(0, len(iris), _BATCH):
        some = iris[start : start + _BATCH]
        listed = " ".join(str(ox.NamedNode(iri)) for iri in some)
        values, classes, positions = (
            _by_item(source.select(query.format(items=listed)))
            for query in (_VALUES, _CLASSES, _POSITIONS)
        )
        for iri in some:
            yield _item(iri, values[iri], classes[iri], positions[iri])


def _by_item(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["item"]].append(row)
    return found


def _item(iri: str, values: list[Row], classes: list[Row], positions: list[Row]) -> Item:
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    names: set[str] = set()
    direct: defaultdict[str, set[str]] = defaultdict(set)
    for row in values:
        name, value = row["property"].replace("#", "/").rpartition("/")[2], plain(row["value"])
        if name in ("label", "altLabel"):
            names.add(value)
        if row["property"].startswith(_DIRECT):
            direct[name].add(value)
        else:
            texts[name].setdefault(row.get("lang", ""), value)
    return Item(
        iri=iri,
        labels=texts["label"],
        names=frozenset(names),
        description=texts["description"],
        classes=frozenset(row["class"] for row in classes),
        values={name: frozenset(found) for name, found in direct.items()},
        positions=_positions(positions),
    )


def _positions(rows: list[Row]) -> tuple[Position, ...]:
    by_statement: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_statement[row["statement"]].append(row)
    return tuple(
        Position(
            labels=frozenset(plain(row["label"]) for row in found if "label" in row),
            places=frozenset(row["place"] for row in found if "place" in row),
            start=next((row["from"][:10] for row in found if "from" in row), None),
            end=next((row["to"][:10] for row in found if "to" in row), None),
        )
        for _, found in sorted(by_statement.items())
    )
