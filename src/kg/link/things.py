"""The things of the graph that can have an item in Wikidata, with what tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from kg.link.facts import Facts, Row
from kg.link.points import Point, points_by_code
from kg.namespaces import ID

KINDS = (
    "unit",
    "person",
    "body",
    "organisation",
    "region",
    "river",
    "place",
    "site",
    "event",
    "project",
    "dossier",
    "policy",
    "agreement",
    "plan",
)
"""Kinds of things that are looked for, those that are found most often first."""

_NAMES = """
SELECT DISTINCT ?thing ?text (LANG(?text) AS ?lang) (?p = rdfs:label AS ?is_label) {
  ?thing a ?class ; ?p ?text .
  FILTER(?p IN (rdfs:label, skos:altLabel) && STRSTARTS(STR(?thing), STR(id:)))
}
"""
_CLASSES = (
    "SELECT DISTINCT ?thing ?class { ?thing a ?class FILTER(STRSTARTS(STR(?thing), STR(id:))) }"
)
_CODES = """
SELECT ?thing ?scheme ?value {
  ?code vnrc:codeOf ?thing ; vnrc:codeScheme ?scheme ; vnrc:codeValue ?value
}
"""
_BEGINNINGS = """
SELECT ?thing ?earliest ?latest {
  ?change vnrc:resultingUnit ?thing ; vnrc:effectiveOn ?time .
  ?time vnrc:earliest ?earliest ; vnrc:latest ?latest
}
"""
_ENDS = """
SELECT ?thing ?earliest ?latest {
  ?thing vnrc:changedBy ?change . ?change vnrc:effectiveOn ?time .
  ?time vnrc:earliest ?earliest ; vnrc:latest ?latest
}
"""
_PLACES = """
SELECT DISTINCT ?thing ?unit ?item {
  ?thing vnrc:partOf|vnrc:bodyOf|vnrc:connects|vnrc:takesPlaceIn ?unit .
  OPTIONAL { ?unit vnrc:wikidata ?item }
}
"""
_OFFICES = """
SELECT DISTINCT ?thing ?role ?unit ?item ?earliest ?latest {
  ?holding vnrc:holder ?thing ; vnrc:ofPost ?post ; vnrc:attestedAt ?event .
  ?post vnrc:postRole ?concept . ?concept skos:prefLabel ?role FILTER(LANG(?role) = "en")
  ?post vnrc:postFor|(vnrc:postIn/vnrc:bodyOf) ?unit .
  OPTIONAL { ?unit vnrc:wikidata ?item }
  ?event vnrc:atTime ?time . ?time vnrc:earliest ?earliest ; vnrc:latest ?latest
}
"""
_DECIDED = "SELECT DISTINCT ?thing { ?link a vnrc:LinkStatement ; vnrc:linkSubject ?thing }"


@dataclass(frozen=True)
class Days:
    """The first and the last day that something can be, ISO 8601."""

    earliest: str
    latest: str


@dataclass(frozen=True)
class Office:
    """An office of a person: its role in English, the unit's IRI and item, when it is attested."""

    role: str
    unit: str
    item: str | None
    attested: Days


@dataclass(frozen=True)
class Thing:
    """A thing of the graph; `items` of places are IRIs of Wikidata.

    `codes` maps the last word of a code scheme's IRI to the code. `begins` and `ends` are those
    of an administrative unit, `point` is where a drawing has it.
    """

    iri: str
    labels: dict[str, str]
    names: frozenset[str]
    classes: frozenset[str]
    codes: dict[str, str]
    begins: Days | None
    ends: Days | None
    places: frozenset[str]
    offices: tuple[Office, ...]
    point: Point | None = None

    @property
    def kind(self) -> str:
        """The word after `id/` in its IRI."""
        return kind_of(self.iri)

    def label(self, language: str) -> str:
        """Return its label in `language`, else in another, else its IRI."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.iri)


def kind_of(iri: str) -> str:
    """Return the kind in the IRI of a thing."""
    return iri.removeprefix(str(ID)).partition("/")[0]


def undecided(facts: Facts, kinds: Collection[str] = KINDS) -> list[Thing]:
    """Return the things of `kinds` about which no link statement says anything, in order."""
    decided = {row["thing"] for row in facts.select(_DECIDED)}
    found = [thing for thing in all_things(facts) if thing.iri not in decided]
    return [thing for kind in KINDS if kind in kinds for thing in found if thing.kind == kind]


def all_things(facts: Facts) -> list[Thing]:
    """Return all things that can have an item, by IRI."""
    names = _by_thing(facts.select(_NAMES))
    classes = _by_thing(facts.select(_CLASSES))
    codes = _by_thing(facts.select(_CODES))
    begins, ends = _by_thing(facts.select(_BEGINNINGS)), _by_thing(facts.select(_ENDS))
    places = _by_thing(facts.select(_PLACES))
    offices = _by_thing(facts.select(_OFFICES))
    points = points_by_code(facts.directory)
    return [
        Thing(
            iri=iri,
            labels={r["lang"]: r["text"] for r in names[iri] if r["is_label"] == "true"},
            names=frozenset(row["text"] for row in names[iri]),
            classes=frozenset(row["class"] for row in classes[iri]),
            codes={row["scheme"].rpartition("/")[2]: row["value"] for row in codes[iri]},
            begins=_days(begins[iri]),
            ends=_days(ends[iri]),
            places=frozenset(row["item"] for row in places[iri] if "item" in row),
            offices=tuple(
                Office(
                    row["role"],
                    row["unit"],
                    row.get("item"),
                    Days(row["earliest"], row["latest"]),
                )
                for row in offices[iri]
            ),
            point=next((points[r["value"]] for r in codes[iri] if r["value"] in points), None),
        )
        for iri in sorted(names)
        if kind_of(iri) in KINDS
    ]


def _by_thing(rows: list[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["thing"]].append(row)
    return found


def _days(rows: list[Row]) -> Days | None:
    if not rows:
        return None
    return Days(min(row["earliest"] for row in rows), max(row["latest"] for row in rows))
