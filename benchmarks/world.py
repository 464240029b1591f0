"""What the synthetic articles share: real units and code lists, made-up offices and persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

import pyoxigraph as ox

from benchmarks import words
from kg.namespaces import GRAPH, ID, VOCAB
from kg.reason.patterns import name

OFFICES = {
    "tinh-uy": (
        "vnrc:PartyBody",
        "body-kind:provincial-party-committee",
        ("Tỉnh ủy", "Party Committee of"),
        ("secretary", "deputy-secretary", "standing-committee-member"),
    ),
    "ubnd": (
        "vnrc:PublicBody",
        "body-kind:peoples-committee",
        ("UBND", "People's Committee of"),
        ("chair-peoples-committee",),
    ),
    "hdnd": (
        "vnrc:PublicBody",
        "body-kind:peoples-council",
        ("HĐND", "People's Council of"),
        ("chair-peoples-council",),
    ),
    "doan-dbqh": (
        "vnrc:PublicBody",
        "body-kind:national-assembly-delegation",
        ("Đoàn đại biểu Quốc hội", "National Assembly delegation of"),
        ("head-na-delegation",),
    ),
}
"""Bodies that each unit has: class, kind, words of the label (vi, en), roles of its posts."""

LEADERS = (
    ("secretary", "head-na-delegation"),
    ("deputy-secretary", "chair-peoples-committee", "standing-committee-member"),
    ("deputy-secretary", "chair-peoples-council"),
    ("standing-committee-member",),
)
"""Posts that the leaders of a unit hold at the same time; the first leads."""

TERM = 8
"""Articles about a unit after which its leaders change."""

_CHANGES_2025 = ox.NamedNode(GRAPH["background/units-2025-07-01"])
_ENTITIES = ox.NamedNode(GRAPH["entities/synthetic"])


def labels(node: ox.NamedNode, vi: str, en: str, graph: ox.NamedNode) -> list[ox.Quad]:
    """Return the two labels of `node`."""
    return [
        ox.Quad(node, name("rdfs:label"), ox.Literal(text, language=lang), graph)
        for text, lang in ((vi, "vi"), (en, "en"))
    ]


class Unit(NamedTuple):
    """An administrative unit with its label and its made-up bodies and posts, by their words."""

    node: ox.NamedNode
    label: str
    bodies: dict[str, ox.NamedNode]
    posts: dict[str, ox.NamedNode]


@dataclass(frozen=True)
class Person:
    """A made-up person, the posts held, and the articles that mention them."""

    node: ox.NamedNode
    label: str
    posts: Sequence[ox.NamedNode]
    articles: list[ox.NamedNode] = field(default_factory=list)


class World:
    """The units before and after the mergers of 2025, the code lists, and who leads each unit."""

    def __init__(self, real: Iterable[ox.Quad], rng: Random) -> None:
        """Take units and code lists from `real`, the quads of the project."""
        self._rng = rng
        self._persons = 0
        self._leaders: dict[ox.NamedNode, tuple[int, list[Person]]] = {}
        types: dict[ox.NamedNode, ox.NamedNode] = {}
        names: dict[ox.NamedNode, str] = {}
        merged: set[ox.NamedNode] = set()
        resulting: set[ox.NamedNode] = set()
        self.concepts: dict[str, list[ox.NamedNode]] = {}
        for subject, predicate, object_, graph in real:
            if predicate == name("rdf:type"):
                types[subject] = object_
                if object_ == name("skos:Concept"):
                    scheme = subject.value.removeprefix(str(VOCAB)).partition("/")[0]
                    self.concepts.setdefault(scheme, []).append(subject)
            elif predicate == name("rdfs:label") and object_.language == "vi":
                names[subject] = object_.value
            elif graph == _CHANGES_2025 and predicate == name("vnrc:changedBy"):
                merged.add(subject)
            elif graph == _CHANGES_2025 and predicate == name("vnrc:resultingUnit"):
                resulting.add(object_)
        self.publishers = [node for node, kind in types.items() if kind == name("vnrc:Publisher")]
        self.before = [_unit(node, names[node]) for node in sorted(merged, key=str)]
        self.after = [_unit(node, names[node]) for node in sorted(resulting, key=str)]

    def offices(self) -> Iterator[ox.Quad]:
        """Yield the made-up bodies and posts of all units."""
        for unit in {unit.node: unit for unit in self.before + self.after}.values():
            for word, (kind, body_kind, (vi, en), roles) in OFFICES.items():
                body = unit.bodies[word]
                yield ox.Quad(body, name("a"), name(kind), _ENTITIES)
                yield from labels(body, f"{vi} {unit.label}", f"{en} {unit.label}", _ENTITIES)
                yield ox.Quad(body, name("vnrc:bodyKind"), name(body_kind), _ENTITIES)
                yield ox.Quad(body, name("vnrc:bodyOf"), unit.node, _ENTITIES)
                for role in roles:
                    post = unit.posts[role]
                    text = f"{role} {unit.label}"
                    yield ox.Quad(post, name("a"), name("vnrc:Post"), _ENTITIES)
                    yield from labels(post, text, text, _ENTITIES)
                    yield ox.Quad(post, name("vnrc:postIn"), body, _ENTITIES)
                    yield ox.Quad(post, name("vnrc:postFor"), unit.node, _ENTITIES)
                    yield ox.Quad(post, name("vnrc:postRole"), name(f"post-role:{role}"), _ENTITIES)

    def leaders(self, unit: Unit) -> tuple[list[Person], list[ox.Quad]]:
        """Return who leads `unit` now, and what is to be said of those who come and go."""
        articles, persons = self._leaders.get(unit.node, (TERM, []))
        quads: list[ox.Quad] = []
        if articles == TERM:
            quads = self._identities(persons)
            articles, persons = 0, []
            for roles in LEADERS:
                person = self._person(unit, roles)
                persons.append(person)
                quads.append(ox.Quad(person.node, name("a"), name("vnrc:Person"), _ENTITIES))
                quads += labels(person.node, person.label, person.label, _ENTITIES)
        self._leaders[unit.node] = (articles + 1, persons)
        return persons, quads

    def last_identities(self) -> Iterator[ox.Quad]:
        """Yield the identity decisions on those who still lead."""
        for _, persons in self._leaders.values():
            yield from self._identities(persons)

    def _person(self, unit: Unit, roles: Sequence[str]) -> Person:
        self._persons += 1
        node = ox.NamedNode(ID[f"person/s{self._persons}"])
        return Person(node, words.name(self._rng), [unit.posts[role] for role in roles])

    def _identities(self, persons: Iterable[Person]) -> list[ox.Quad]:
        quads: list[ox.Quad] = []
        for person in persons:
            if len(person.articles) > 1:
                slug = person.node.value.rpartition("/")[2]
                node = ox.NamedNode(ID[f"identity/person-{slug}"])
                quads += labels(node, person.label, person.label, _ENTITIES)
                said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
                    ("a", name("vnrc:IdentityDecision")),
                    ("vnrc:basis", ox.Literal("Cùng chức vụ", language="vi")),
                    ("vnrc:basis", ox.Literal("The same offices", language="en")),
                    ("vnrc:decidedOn", ox.Literal("2026-01-01", datatype=name("xsd:date"))),
                    ("vnrc:decidesOn", person.node),
                    *(("vnrc:mentionedIn", article) for article in person.articles),
                ]
                quads += [ox.Quad(node, name(p), o, _ENTITIES) for p, o in said]
        return quads


def _unit(node: ox.NamedNode, label: str) -> Unit:
    slug = node.value.rpartition("/")[2]
    roles = {role for *_, roles in OFFICES.values() for role in roles}
    return Unit(
        node,
        label,
        {word: ox.NamedNode(ID[f"body/s-{word}-{slug}"]) for word in OFFICES},
        {role: ox.NamedNode(ID[f"post/s-{role}-{slug}"]) for role in roles},
    )
