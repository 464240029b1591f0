"""What is said of one thing: its properties, each value with the claims behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.namespaces import PREFIXES, VNRC
from kg.site.panels import Row, Term, rows
from kg.site.terms import in_language

MOST = 500
"""Values and claims that are read at most; the downloads have all."""

_FIRST = """
agreementType statementSubject statementPredicate statementObject statementValue summary
hasParty concludedBy validity openEnded concludedAt atTime takesPlaceIn organisedBy
reviews participant participationRole inEvent holder ofPost attestedAt signedBy onBehalfOf
inCapacityOf madeDuring signatureOf proposedBy addressedTo area emphasises concerns
responsibleBody decidedBy deadline frequency reportsStatusOf status statusAt nameText
variantOf usedIn measure observedArea flowTo comparator obsValue unitOfMeasure refPeriod
limitationTheme assertedBy projectKind workType connects crosses includesWork investedBy
nominates targetDesignation preparedBy submittedTo inscribedAs publishedBy originalSource
republishedBy publishedAt pageDate byline partOf borders succeeds succeededBy holdsPost
hasSignatory postRole postIn postFor bodyKind bodyOf gender
""".split()  # noqa: SIM905 - to be read as a list of words
_ORDER = {f"{VNRC}{name}": place for place, name in enumerate(_FIRST)}
"""In which order a reader meets properties; any other comes after these."""

_RDFS, _SKOS, _DCTERMS = (PREFIXES[name] for name in ("rdfs", "skos", "dcterms"))
_ROLE = {
    f"{_RDFS}label": "label",
    f"{_SKOS}prefLabel": "label",
    f"{_SKOS}altLabel": "other",
    f"{_RDFS}comment": "comment",
    f"{_SKOS}definition": "comment",
    f"{_SKOS}scopeNote": "comment",
}
_OTHERS = (
    {f"{_SKOS}{name}" for name in ("note", "broader", "narrower", "inScheme", "notation")}
    | {f"{_DCTERMS}{name}" for name in ("title", "publisher", "issued", "license")}
    | {f"{PREFIXES['schema']}url"}
)


@dataclass(frozen=True)
class Claim:
    """A statement that gives a value: its IRI, how sure, who says it, whether others disagree."""

    statement: str
    certainty: str | None = None
    origin: str | None = None
    disputed: bool = False


@dataclass(frozen=True)
class Value:
    """A value of a property; `inferred` where no source states it in so many words."""

    term: Term
    claims: Sequence[Claim] = ()
    inferred: bool = False


@dataclass(frozen=True)
class Property:
    """A property of a thing with its values; `disputed` where sources contradict one another."""

    iri: str
    values: Sequence[Value]
    disputed: bool = field(default=False)


@dataclass(frozen=True)
class Own:
    """What there is to say of a thing: its names by role, properties, and what was read for it."""

    names: Mapping[str, Sequence[Literal]]
    properties: Sequence[Property]
    read: Sequence[Sequence[Row]]


def load(thing: NamedNode, language: str) -> Own:
    """Return what is said of `thing`, perhaps nothing; raises QueryError.

    The rows that were read are returned too, so that all names in them are looked up at once.
    """
    triples = rows("thing", thing=thing, limit=MOST)
    claims = rows("claims", thing=thing, limit=MOST)
    by_property: dict[str, dict[Term, bool]] = {}
    names: dict[str, list[Literal]] = {}
    for row in triples:
        property_, value = row["property"], row["value"]
        if not isinstance(property_, NamedNode) or value is None:
            continue
        role = _ROLE.get(property_.value)
        if role and isinstance(value, Literal):
            names.setdefault(role, []).append(value)
        elif property_.value.startswith(str(VNRC)) or property_.value in _OTHERS:
            by_property.setdefault(property_.value, {})[value] = _is_true(row["inferred"])
    said = _claims(claims)
    for iri, values in said.items():
        for value in values:
            by_property.setdefault(iri, {}).setdefault(value, False)
    properties = [
        _property(iri, values, said.get(iri, {}), language) for iri, values in by_property.items()
    ]
    properties.sort(key=lambda item: (_ORDER.get(item.iri, len(_ORDER)), item.iri))
    return Own(names, properties, (triples, claims))


def _property(
    iri: str, values: Mapping[Term, bool], said: Mapping[Term, list[Claim]], language: str
) -> Property:
    shown = [
        Value(term, said.get(term, ()), values[term] and term not in said)
        for term in in_language(values, language)
    ]
    disputed = any(claim.disputed for value in shown for claim in value.claims)
    return Property(iri, shown, disputed)


def _claims(found: Iterable[Row]) -> dict[str, dict[Term, list[Claim]]]:
    """Return the claims about a thing by property and value, each statement once."""
    claims: dict[str, dict[Term, list[Claim]]] = {}
    seen: set[str] = set()
    for row in found:
        statement, property_, value = row["statement"], row["property"], row["value"]
        if not isinstance(statement, NamedNode) or property_ is None or value is None:
            continue
        if statement.value not in seen:
            seen.add(statement.value)
            claim = Claim(
                statement.value,
                _iri(row["certainty"]),
                _iri(row["origin"]),
                _is_true(row["disputed"]),
            )
            claims.setdefault(property_.value, {}).setdefault(value, []).append(claim)
    return claims


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _is_true(term: Term | None) -> bool:
    return term is not None and term.value == "true"
