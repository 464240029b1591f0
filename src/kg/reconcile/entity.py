"""A thing as the index holds it, and a code that names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.namespaces import ID, VNRC
from kg.reconcile.dates import ALWAYS, Period

UNIT = "AdministrativeUnit"
PERSON = "Person"
"""Classes that are matched by rules of their own."""

KINDS: Mapping[str, str] = {
    "unit": UNIT,
    "organisation": "Organisation",
    "person": PERSON,
    "post": "Post",
    "agreement": "Agreement",
    "event": "CooperationEvent",
    "project": "Project",
    "plan": "Plan",
    "policy": "PolicyDocument",
}
"""What a column of a table usually holds, in a word, and its class."""

ISO, GSO, GEONAMES, WIKIDATA = CODES = ("iso-3166-2", "gso", "geonames", "wikidata")
"""Code schemes: the word after `vocab/code-scheme/`, and Wikidata's items."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; `language` is a tag, or nothing."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code and when it was that of the thing."""

    scheme: str
    value: str
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph.

    `id` is what follows `https://w3id.org/vnrc/id/` in its IRI. The labels come first among its
    `names`. `types` are local names of our classes, the narrowest first. `period` is when it
    existed, as far as a source says. `units` and `offices` are ids: units it is of, posts held.
    `comments` are by language.
    """

    id: str
    names: tuple[Name, ...]
    types: tuple[str, ...] = ()
    period: Period = ALWAYS
    codes: tuple[Code, ...] = ()
    units: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    comments: tuple[Name, ...] = ()

    def __hash__(self) -> int:
        """Return the hash of the id, which no other thing has."""
        return hash(self.id)

    @property
    def iri(self) -> str:
        """The whole IRI."""
        return f"{ID}{self.id}"

    def label(self, language: str) -> str:
        """Return the first name in `language`, else the first of all."""
        return _in(language, self.names)

    def comment(self, language: str) -> str:
        """Return what tells it from others of its name, or nothing."""
        return _in(language, self.comments) if self.comments else ""

    def code(self, scheme: str) -> str | None:
        """Return the first code of that scheme."""
        return next((code.value for code in self.codes if code.scheme == scheme), None)


def _in(language: str, names: tuple[Name, ...]) -> str:
    return next((name.text for name in names if name.language == language), names[0].text)


@dataclass(frozen=True, slots=True)
class Type:
    """A class of things: its local name, labels by language, and how many things are of it."""

    id: str
    labels: Mapping[str, str]
    count: int

    @property
    def iri(self) -> str:
        """The whole IRI."""
        return f"{VNRC}{self.id}"


@dataclass(frozen=True, slots=True)
class Property:
    """What may be said of things: its id and its labels by language.

    The id is the local name of one of our properties, or a word of the protocol's own.
    """

    id: str
    labels: Mapping[str, str]

    @property
    def iri(self) -> str:
        """The whole IRI of a property of the ontology."""
        return f"{VNRC}{self.id}"
