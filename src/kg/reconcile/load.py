"""Reads the things of a snapshot through SPARQL, from whichever store holds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from pyoxigraph import Literal, QueryResultsFormat, QuerySolutions, parse_query_results

from kg.namespaces import ID, PREFIXES, VNRC, VOCAB
from kg.reconcile.dates import ALWAYS, Period, Span, read_span
from kg.reconcile.entity import WIKIDATA, Code, Entity, Name, Property, Type
from kg.store.interface import AnswerStream
from kg.store.query import Query

Ask: TypeAlias = Callable[[Query], AnswerStream]
"""Answers a query over one snapshot."""

_KINDS = frozenset(
    {
        *("agreement", "article", "body", "change", "dossier", "event", "group", "organisation"),
        *("person", "place", "plan", "policy", "post", "project", "region", "river", "site"),
        "unit",
    }
)
"""Kinds of things that tables name: the word after `id/`. Facts are named by nobody."""

_NAMES = """
SELECT ?s ?rank ?name {
  VALUES (?p ?rank) { (rdfs:label 0) (skos:altLabel 1) (rdfs:comment 3) }
  ?s ?p ?name .
  FILTER(isIRI(?s) && STRSTARTS(STR(?s), STR(id:)) && NOT EXISTS { ?s a vnrc:Fact })
}
"""
_VARIANTS = "SELECT ?s (2 AS ?rank) ?name { ?variant vnrc:variantOf ?s ; vnrc:nameText ?name }"
_TYPES = """
SELECT ?s ?type {
  ?type a owl:Class . FILTER(STRSTARTS(STR(?type), STR(vnrc:)))
  ?s a ?type . FILTER(isIRI(?s) && STRSTARTS(STR(?s), STR(id:)))
}
"""
_CLASSES = """
SELECT ?type ?label ?super {
  ?type a owl:Class ; rdfs:label ?label . FILTER(STRSTARTS(STR(?type), STR(vnrc:)))
  OPTIONAL { ?type rdfs:subClassOf ?super . FILTER(?super != ?type) }
}
"""
_PROPERTIES = """
SELECT ?property ?label {
  { ?property a owl:ObjectProperty } UNION { ?property a owl:DatatypeProperty }
  ?property rdfs:label ?label . FILTER(STRSTARTS(STR(?property), STR(vnrc:)))
}
"""
_BEGINS = """
SELECT ?s ?first ?last {
  ?change vnrc:resultingUnit ?s OPTIONAL {
    ?change vnrc:effectiveOn ?t
    OPTIONAL { ?t vnrc:earliest ?first } OPTIONAL { ?t vnrc:latest ?last }
  }
}
"""
_ENDS = """
SELECT ?s ?first ?last {
  ?s vnrc:changedBy ?change FILTER NOT EXISTS { ?change vnrc:resultingUnit ?s }
  OPTIONAL {
    ?change vnrc:effectiveOn ?t
    OPTIONAL { ?t vnrc:earliest ?first } OPTIONAL { ?t vnrc:latest ?last }
  }
}
"""
_TIMES = """
SELECT ?s ?p ?first ?last {
  VALUES ?p { vnrc:atTime vnrc:validity }
  ?s ?p ?t . FILTER NOT EXISTS { ?s a vnrc:Fact }
  OPTIONAL { ?t vnrc:earliest ?first } OPTIONAL { ?t vnrc:latest ?last }
}
"""
_CODES = """
SELECT ?s ?scheme ?value ?first ?last {
  ?code vnrc:codeOf ?s ; vnrc:codeScheme ?scheme ; vnrc:codeValue ?value .
  OPTIONAL {
    ?code vnrc:validity ?t
    OPTIONAL { ?t vnrc:earliest ?first } OPTIONAL { ?t vnrc:latest ?last }
  }
}
"""
# The item of something wider, or related, is no name of the thing.
_ITEMS = """
SELECT ?s ?item {
  ?s vnrc:wikidata ?item
  FILTER NOT EXISTS {
    ?link vnrc:linkSubject ?s ; vnrc:linkTarget ?item ; vnrc:linkRelation ?relation
    FILTER(?relation IN (link-relation:broader, link-relation:related))
  }
}
"""
_UNITS = """
SELECT ?s ?unit {
  { ?s vnrc:bodyOf|vnrc:postFor ?unit } UNION { ?s vnrc:postIn/vnrc:bodyOf ?unit }
  UNION { ?s vnrc:holdsPost/(vnrc:postFor|vnrc:postIn/vnrc:bodyOf) ?unit }
}
"""
_OFFICES = "SELECT ?s ?post { ?s vnrc:holdsPost ?post }"

_COMMENT = 3
"""The rank of a comment, after those of names."""
_OF_A_UNIT = (f"{ID}body/", f"{ID}post/")

_Row: TypeAlias = tuple[str, ...]


@dataclass
class _Draft:
    """What is read of one thing, while it is read."""

    names: set[tuple[int, str, str]] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    period: Period = ALWAYS
    codes: set[Code] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Things:
    """What was read: the things by id, the classes that some of them are of, the properties."""

    entities: tuple[Entity, ...]
    types: tuple[Type, ...]
    properties: tuple[Property, ...]


def load(ask: Ask) -> Things:
    """Return the things that the snapshot behind `ask` holds.

    Raises QueryError where it does not answer, or holds more names than an answer may have rows.
    """
    drafts: defaultdict[str, _Draft] = defaultdict(_Draft)
    labels, ranks = _classes(ask)
    for query in (_NAMES, _VARIANTS):
        for thing, rank, text, language in _literals(ask, query):
            drafts[thing].names.add((int(rank), text, language))
    for thing, type_ in _rows(ask, _TYPES):
        drafts[thing].types.add(type_.removeprefix(VNRC))
    _read_periods(ask, drafts)
    for thing, scheme, value, first, last in _rows(ask, _CODES):
        period = _closed(first, last)
        drafts[thing].codes.add(Code(scheme.removeprefix(VOCAB["code-scheme/"]), value, period))
    for thing, item in _rows(ask, _ITEMS):
        drafts[thing].codes.add(Code(WIKIDATA, item.removeprefix(PREFIXES["wd"])))
    for thing, unit in _rows(ask, _UNITS):
        drafts[thing].units.add(unit.removeprefix(ID))
    for thing, post in _rows(ask, _OFFICES):
        drafts[thing].offices.add(post.removeprefix(ID))
    entities = tuple(_entity(drafts, iri, ranks) for iri in sorted(drafts) if _wanted(drafts, iri))
    return Things(entities, _types(entities, labels), _properties(ask))


def _types(entities: Iterable[Entity], labels: Mapping[str, Mapping[str, str]]) -> tuple[Type, ...]:
    """Return the classes of `entities`, those of most of them first."""
    counts = Counter(type_ for entity in entities for type_ in entity.types)
    types = (Type(type_, labels[type_], count) for type_, count in counts.items())
    return tuple(sorted(types, key=lambda item: (-item.count, item.id)))


def _properties(ask: Ask) -> tuple[Property, ...]:
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for property_, label, language in _literals(ask, _PROPERTIES):
        labels[property_.removeprefix(VNRC)][language] = label
    return tuple(Property(name, labels[name]) for name in sorted(labels))


def _wanted(drafts: Mapping[str, _Draft], iri: str) -> bool:
    kind, _, slug = iri.removeprefix(ID).partition("/")
    named = any(rank < _COMMENT for rank, *_ in drafts[iri].names)
    return iri.startswith(ID) and kind in _KINDS and bool(slug) and named


def _entity(drafts: Mapping[str, _Draft], iri: str, ranks: Mapping[str, int]) -> Entity:
    draft = drafts[iri]
    names = sorted(draft.names)
    units = sorted(draft.units)
    period = draft.period
    if iri.startswith(_OF_A_UNIT) and len(units) == 1:  # a body, and a post, end with their unit
        unit = drafts.get(f"{ID}{units[0]}")
        period = unit.period if unit else period
    return Entity(
        id=iri.removeprefix(ID),
        names=tuple(Name(text, lang) for rank, text, lang in names if rank < _COMMENT),
        types=tuple(sorted(draft.types & ranks.keys(), key=lambda t: (-ranks[t], t))),
        period=period,
        codes=tuple(sorted(draft.codes, key=lambda code: (code.scheme, code.value))),
        units=tuple(units),
        offices=tuple(sorted(draft.offices)),
        comments=tuple(Name(text, lang) for rank, text, lang in names if rank == _COMMENT),
    )


def _classes(ask: Ask) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Return the labels of our classes by language, and how many classes are above each."""
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    above: defaultdict[str, set[str]] = defaultdict(set)
    for type_, label, language, wider in _literals(ask, _CLASSES):
        name = type_.removeprefix(VNRC)
        labels[name][language] = label
        above[name] |= {wider} if wider.startswith(VNRC) else set()
    return dict(labels), {name: len(wider) for name, wider in above.items()}


def _read_periods(ask: Ask, drafts: Mapping[str, _Draft]) -> None:
    """Give units, agreements and events the time in which they are."""
    for thing, first, last in _rows(ask, _BEGINS):
        drafts[thing].period = Period(_between(first, last), ALWAYS.ends)
    for thing, first, last in _rows(ask, _ENDS):
        changed = _between(first, last)
        drafts[thing].period = Period(drafts[thing].period.begins, _days_before(changed))
    for thing, property_, first, last in _rows(ask, _TIMES):
        point = property_ == str(VNRC.atTime)
        span = _between(first, last)
        drafts[thing].period = Period(span, span) if point else _closed(first, last)


def _between(first: str, last: str) -> Span:
    """Return the span between two days, of which either may be unknown."""
    return Span(_day(first, date.min), _day(last, date.max))


def _closed(first: str, last: str) -> Period:
    begin, end = _day(first, date.min), _day(last, date.max)
    return Period(Span(begin, begin), Span(end, end))


def _day(text: str, otherwise: date) -> date:
    span = read_span(text)
    return span.first if span else otherwise


def _days_before(span: Span) -> Span:
    """Return the last days of what a change ends that takes effect on one of `span`."""
    day_before = [
        day if day in (date.min, date.max) else date.fromordinal(day.toordinal() - 1)
        for day in (span.first, span.last)
    ]
    return Span(*day_before)


def _rows(ask: Ask, text: str) -> Iterator[_Row]:
    """Yield the values of each row of a SELECT as texts; what is unbound is empty."""
    for row in solutions(ask, text):
        yield tuple(getattr(term, "value", "") for term in row)


def _literals(ask: Ask, text: str) -> Iterator[_Row]:
    """Yield the same, the language tag behind each value that has one."""
    for row in solutions(ask, text):
        values: list[str] = []
        for number, term in enumerate(row):
            values.append(getattr(term, "value", ""))
            if isinstance(term, Literal) and (term.language or number == len(row) - 1):
                values.append(term.language or "")
        yield tuple(values)


def solutions(ask: Ask, text: str) -> QuerySolutions:
    """Return the rows of a SELECT with the project's prefixes; raises QueryError."""
    with ask(Query(text=text, solutions="json", prefixes=PREFIXES)) as answer:
        results = parse_query_results(answer.read(), QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)  # noqa: S101 - the queries are all SELECT
    return results
