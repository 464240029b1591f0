"""Renew the extract in `data/wikidata/`: what Wikidata says today of the linked items.

Items come in batches; after each, the file is written, so that a run that was stopped loses
nothing. An item that the endpoint does not give stays as it is, with its day and its sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg.errors import EngineError, ProjectError
from kg.link.endpoint import Endpoint
from kg.link.facts import Facts, plain
from kg.link.items import ENTITY, EXTRACT, is_item
from kg.namespaces import PREFIXES, VNRC
from kg.rdf.canonical import format_document
from kg.rdf.document import Document, read_document
from kg.rdf.files import write_atomically
from kg.rdf.scan import Source

FILE = EXTRACT / "items.ttl"

LANGUAGES = ("vi", "en", "de", "es", "fr", "ja", "km", "ko", "lo", "ru", "th", "zh")
"""Languages of the labels that are kept."""

PROPERTIES = (
    *("P17", "P31", "P131", "P300", "P569", "P571", "P625", "P1435", "P1566", "P8119"),
    *("P39", "P576", "P1082", "P1365", "P1366", "P2046", "P7888"),
)
"""Kind, place, codes, days, coordinates; offices, ends, populations, areas, predecessors."""

_QUALIFIERS = ("P580", "P582", "P585", "P768", "P1001", "P2937")
_BATCH = 10
_DOCUMENTS = "https://www.wikidata.org/wiki/Special:EntityData/"
_SCHEMA = "http://schema.org/"
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_NODES = (
    "http://www.wikidata.org/entity/statement/",
    "http://www.wikidata.org/value/",
    PREFIXES["wikidata"],
)
"""Where the IRIs of statements and of values begin; the last in an extract at second hand."""
_CC0 = ox.NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")

_LINKED = """
SELECT DISTINCT ?item { ?link a vnrc:LinkStatement ; vnrc:linkTarget ?item } ORDER BY ?item
"""
# Deprecated statements are left out: their values are kept in Wikidata as known to be wrong.
_ITEMS = """
CONSTRUCT {{
  ?item rdfs:label ?label ; skos:altLabel ?alias ; <http://schema.org/description> ?description ;
    ?direct ?best ; ?claim ?statement .
  ?statement ?simple ?value ; ?full ?node ; ?qualifier ?qualified ; wikibase:rank ?rank .
  ?node ?part ?partial .
}}
WHERE {{
  VALUES ?item {{ {items} }}
  {{ ?item rdfs:label ?label FILTER(LANG(?label) IN ({languages})) }}
  UNION {{ ?item skos:altLabel ?alias FILTER(LANG(?alias) IN ("vi", "en")) }}
  UNION {{
    ?item <http://schema.org/description> ?description FILTER(LANG(?description) IN ("vi", "en"))
  }}
  UNION {{ VALUES ?direct {{ {direct} }} ?item ?direct ?best FILTER(!ISBLANK(?best)) }}
  UNION {{
    VALUES (?claim ?simple) {{ {claims} }}
    ?item ?claim ?statement .
    ?statement ?simple ?value ; wikibase:rank ?rank .
    FILTER(?rank IN (wikibase:NormalRank, wikibase:PreferredRank) && !ISBLANK(?value))
    OPTIONAL {{ VALUES ?qualifier {{ {qualifiers} }} ?statement ?qualifier ?qualified }}
  }}
  UNION {{
    ?item p:P2046 ?statement . ?statement psv:P2046 ?node ; wikibase:rank ?rank .
    FILTER(?rank IN (wikibase:NormalRank, wikibase:PreferredRank))
    BIND(psv:P2046 AS ?full)
    VALUES ?part {{ wikibase:quantityAmount wikibase:quantityUnit }}
    ?node ?part ?partial
  }}
}}
"""


@dataclass(frozen=True)
class Refreshed:
    """Identifiers of the items that were renewed, and of those the endpoint does not give."""

    renewed: tuple[str, ...]
    missing: tuple[str, ...]


def linked_items(facts: Facts) -> list[str]:
    """Return the IRIs of all items that link statements name, the ambiguous ones too."""
    found = {row["item"] for row in facts.select(_LINKED) if is_item(row["item"])}
    return sorted(found, key=lambda iri: (len(iri), iri))


def refresh(  # noqa: PLR0913 - each is a circumstance of its own
    project: Path,
    endpoint: Endpoint,
    items: Sequence[str],
    today: date,
    *,
    max_file_bytes: int,
    progress: Callable[[str], None] = lambda _: None,
) -> Refreshed:
    """Replace what the extract says of `items` (IRIs) by what `endpoint` says.

    `progress` is told of each batch. Raises EngineError where the endpoint does not answer: the
    batches before stay written; ProjectError where the extract cannot be read or written.
    """
    renewed: list[str] = []
    for start in range(0, len(items), _BATCH):
        batch = items[start : start + _BATCH]
        progress(f"{start + len(batch)}/{len(items)}")
        fresh = _fetch(endpoint, batch)
        named = {quad.subject for quad in fresh if quad.predicate == _LABEL}
        known = [iri for iri in batch if ox.NamedNode(iri) in named]
        if known:
            _replace(project, known, fresh, endpoint.name, today, max_file_bytes)
            renewed += known
    qids = {iri: iri.removeprefix(ENTITY) for iri in items}
    return Refreshed(
        tuple(qids[iri] for iri in renewed),
        tuple(qid for iri, qid in qids.items() if iri not in renewed),
    )


def _fetch(endpoint: Endpoint, items: Sequence[str]) -> list[ox.Quad]:
    query = _ITEMS.format(
        items=" ".join(str(ox.NamedNode(iri)) for iri in items),
        languages=", ".join(f'"{language}"' for language in LANGUAGES),
        direct=" ".join(f"wdt:{name}" for name in PROPERTIES),
        claims=" ".join(f"(p:{name} ps:{name})" for name in PROPERTIES),
        qualifiers=" ".join(f"pq:{name}" for name in _QUALIFIERS),
    )
    body = endpoint.construct(query)
    try:
        found = list(ox.parse(body, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise EngineError(f"{endpoint.name} does not answer with Turtle: {error}") from None
    return _reachable(found, {ox.NamedNode(iri) for iri in items})


def _reachable(quads: Iterable[ox.Quad], items: Set[object]) -> list[ox.Quad]:
    """Return what is said of `items`, of their statements and of the values of these.

    What else an endpoint may send is no business of the extract.
    """
    named = [_plain(quad) for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]
    known = set(items)
    for _ in ("statements", "values"):
        known |= {
            quad.object
            for quad in named
            if quad.subject in known
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value.startswith(_NODES)
        }
    return [quad for quad in named if quad.subject in known]


def _plain(quad: ox.Quad) -> ox.Quad:
    value = quad.object
    if isinstance(value, ox.Literal) and value.language:
        value = ox.Literal(plain(value.value), language=value.language)
    return ox.Quad(quad.subject, quad.predicate, value)


def _replace(  # noqa: PLR0913, PLR0917 - one step of refresh, with its circumstances
    project: Path,
    items: Iterable[str],
    fresh: Iterable[ox.Quad],
    source: str,
    today: date,
    max_file_bytes: int,
) -> None:
    file = project / FILE
    document = (
        read_document(file, name=FILE, max_bytes=max_file_bytes)
        if file.exists()
        else Document(FILE, Source(""))
    )
    if not document.readable:
        raise ProjectError(f"{FILE} cannot be read: run `kg validate`")
    renewed = set(items)
    gone = _about(document.quads, renewed)
    quads = [quad for quad in document.quads if quad.subject not in gone]
    quads += fresh
    quads += _typed(fresh, renewed, source, today)
    quads = _without_loose_nodes(quads)
    text, problems = format_document(
        Document(FILE, document.source, tuple(quads), document.lines, document.tags)
    )
    if problems:
        raise ProjectError(f"{FILE} holds comments that would be lost: run `kg fmt`")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    except OSError as error:
        raise ProjectError(f"{FILE} cannot be written: {error.strerror}") from None


def _about(quads: Iterable[ox.Quad], items: set[str]) -> set[object]:
    """Return the items, their documents and their statements."""
    nodes: set[object] = {ox.NamedNode(iri) for iri in items}
    nodes |= {ox.NamedNode(_document(iri)) for iri in items}
    claims = {ox.NamedNode(PREFIXES["p"] + name) for name in PROPERTIES}
    nodes |= {q.object for q in quads if q.subject in nodes and q.predicate in claims}
    return nodes


def _document(item: str) -> str:
    return _DOCUMENTS + item.removeprefix(ENTITY)


def _typed(fresh: Iterable[ox.Quad], items: set[str], source: str, today: date) -> list[ox.Quad]:
    """Return the classes of items, statements and values, and from where and when they are."""
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    quads = []
    for iri in items:
        item, document = ox.NamedNode(iri), ox.NamedNode(_document(iri))
        day = ox.Literal(today.isoformat(), datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))
        quads += [
            ox.Quad(item, kind, ox.NamedNode(PREFIXES["wikibase"] + "Item")),
            ox.Quad(document, kind, ox.NamedNode(_SCHEMA + "Dataset")),
            ox.Quad(document, ox.NamedNode(_SCHEMA + "about"), item),
            ox.Quad(document, ox.NamedNode(PREFIXES["dcterms"] + "license"), _CC0),
            ox.Quad(document, ox.NamedNode(PREFIXES["dcterms"] + "source"), ox.NamedNode(source)),
            ox.Quad(document, ox.NamedNode(str(VNRC.checkedOn)), day),
        ]
    derived = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
    for quad in fresh:
        name = quad.predicate.value
        if name.startswith(PREFIXES["p"]) and name.removeprefix(PREFIXES["p"]) in PROPERTIES:
            document = ox.NamedNode(_document(str(getattr(quad.subject, "value", ""))))
            statement = ox.NamedNode(str(getattr(quad.object, "value", "")))
            quads += [
                ox.Quad(statement, kind, ox.NamedNode(PREFIXES["wikibase"] + "Statement")),
                ox.Quad(statement, derived, document),
            ]
        elif name == PREFIXES["wikibase"] + "quantityAmount":
            value = ox.NamedNode(PREFIXES["wikibase"] + "QuantityValue")
            quads.append(ox.Quad(quad.subject, kind, value))
    return quads


def _without_loose_nodes(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return `quads` without the values (quantities, times) that no statement has any more."""
    values = {ox.NamedNode(PREFIXES["wikibase"] + name) for name in ("QuantityValue", "TimeValue")}
    used = {quad.object for quad in quads}
    loose = {quad.subject for quad in quads if quad.object in values and quad.subject not in used}
    return [quad for quad in quads if quad.subject not in loose]
