"""What may be asked of a candidate beside its name, and what may be added to a table about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.namespaces import ID, PREFIXES, VNRC
from kg.reconcile.entity import CODES, WIKIDATA, Entity, Property
from kg.reconcile.index import Index
from kg.reconcile.load import Ask, solutions
from kg.reconcile.matching import DATE, OFFICE, UNIT_OF

IRI, BEGIN, END = "iri", "begin", "end"

CONDITIONS: tuple[Property, ...] = (
    Property(
        DATE,
        {"vi": "ngày (thời điểm dòng này nói đến)", "en": "date (that the row is about)"},
    ),
    Property(UNIT_OF, {"vi": "đơn vị hành chính", "en": "administrative unit"}),
    Property(OFFICE, {"vi": "chức vụ", "en": "office"}),
    Property("iso-3166-2", {"vi": "mã ISO 3166-2", "en": "ISO 3166-2 code"}),
    Property("gso", {"vi": "mã của cơ quan thống kê", "en": "statistics office code"}),
    Property("geonames", {"vi": "mã GeoNames", "en": "GeoNames id"}),
    Property(WIKIDATA, {"vi": "mục từ Wikidata (Q…)", "en": "Wikidata item (Q…)"}),
)
"""What a query may ask of a candidate."""

CODE_LABELS = {item.id: item.labels for item in CONDITIONS if item.id in CODES}

ADDED: tuple[Property, ...] = (
    Property(IRI, {"vi": "IRI", "en": "IRI"}),
    Property(BEGIN, {"vi": "tồn tại từ", "en": "existed from"}),
    Property(END, {"vi": "tồn tại đến", "en": "existed until"}),
    *(item for item in CONDITIONS if item.id in CODES),
)
"""What a table can be given beside the properties of the ontology."""

Value: TypeAlias = Mapping[str, str | int | float]
"""A cell in the protocol's form: one of `str`, `int`, `float` and `date`, or `id` with `name`."""
Row: TypeAlias = dict[str, list[Value]]

_VALUES = """
SELECT ?s ?p ?o (SAMPLE(?label) AS ?name) (SAMPLE(?stated) AS ?time) {{
  VALUES ?s {{ {things} }} VALUES ?p {{ {properties} }}
  ?s ?p ?o .
  OPTIONAL {{ ?o rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = "{language}") }}
  OPTIONAL {{ ?o vnrc:edtf ?stated }}
}}
GROUP BY ?s ?p ?o ORDER BY ?s ?p ?o
"""
_USED = """
SELECT ?p (COUNT(?o) AS ?count) {{
  ?s a {type} ; ?p ?o . FILTER(STRSTARTS(STR(?p), STR(vnrc:)))
}}
GROUP BY ?p ORDER BY DESC(?count) ?p
"""
_XSD = PREFIXES["xsd"]
_NUMBERS = {f"{_XSD}integer": int, f"{_XSD}decimal": float, f"{_XSD}double": float}


def used(ask: Ask, index: Index, type_: str, most: int) -> list[Property]:
    """Return what can be told of things of a class, the most frequent first, at most `most`.

    Raises QueryError where the store does not answer.
    """
    known = index.types.get(type_)
    if known is None:
        return list(ADDED)[:most]
    found = [
        index.properties[row["p"].value.removeprefix(VNRC)]
        for row in solutions(ask, _USED.format(type=NamedNode(known.iri)))
        if row["p"].value.removeprefix(VNRC) in index.properties
    ]
    return [*ADDED, *found][:most]


def extend(
    ask: Ask, index: Index, ids: Iterable[str], wanted: Sequence[str], language: str
) -> dict[str, Row]:
    """Return a row for each of `ids`, with a list of values for each property `wanted`.

    What is unknown has no values. Raises QueryError where the store does not answer.
    """
    rows: dict[str, Row] = {item: {name: [] for name in wanted} for item in ids}
    entities = {item: entity for item in rows if (entity := index.find(item))}
    for item, entity in entities.items():
        for name in wanted:
            rows[item][name] += _own(entity, name)
    asked = [index.properties[name] for name in wanted if name in index.properties]
    if asked and entities:
        values = _stated(ask, entities.values(), asked, language)
        for item, entity in entities.items():
            for prop in asked:
                rows[item][prop.id] += values[entity.iri, prop.iri]
    return rows


def _own(entity: Entity, name: str) -> list[Value]:
    """Return what the index itself knows of `entity`."""
    if name == IRI:
        return [{"str": entity.iri}]
    if name in CODES:
        return [{"str": code.value} for code in entity.codes if code.scheme == name]
    bounds = {BEGIN: entity.period.begins, END: entity.period.ends}
    if name not in bounds or not bounds[name].is_stated:
        return []
    first, last = bounds[name].first, bounds[name].last
    return [{"date": f"{first}T00:00:00Z"} if first == last else {"str": f"{first}/{last}"}]


def _stated(
    ask: Ask, entities: Iterable[Entity], wanted: Iterable[Property], language: str
) -> defaultdict[tuple[str, str], list[Value]]:
    text = _VALUES.format(
        things=" ".join(str(NamedNode(entity.iri)) for entity in entities),
        properties=" ".join(str(NamedNode(item.iri)) for item in wanted),
        language=language,
    )
    found: defaultdict[tuple[str, str], list[Value]] = defaultdict(list)
    for row in solutions(ask, text):
        name = row["time"] or row["name"]
        found[row["s"].value, row["p"].value].append(_value(row["o"], name and name.value))
    return found


def _value(term: object, name: str | None) -> Value:
    """Return a term as a cell; a time is the text of its date."""
    if isinstance(term, Literal):
        number = _NUMBERS.get(term.datatype.value)
        if term.datatype.value == f"{_XSD}date":
            return {"date": f"{term.value}T00:00:00Z"}
        if number is not None:
            return {"int" if number is int else "float": number(term.value)}
        return {"str": term.value}
    iri = term.value if isinstance(term, NamedNode) else ""
    kind = iri.removeprefix(ID).partition("/")[0]
    if iri.startswith(ID) and name and kind != "time":
        return {"id": iri.removeprefix(ID), "name": name}
    return {"str": name or iri}
