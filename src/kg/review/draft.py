"""A draft as it lies before a reviewer: facts, the things they are about, passages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError
from kg.namespaces import PREFIXES, VNRC
from kg.rdf.document import MAX_FILE_BYTES, read_document
from kg.text.normal import digest

TYPE = PREFIXES["rdf"] + "type"
EVIDENCED_BY = str(VNRC.evidencedBy)
PLACE = re.compile(r"^(?P<text>.+)#char=(?P<start>\d+),(?P<end>\d+)$")

Term = ox.NamedNode | ox.Literal
Direct = tuple[str, str, Term]


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a fact that a reviewer replaced; both as N-Triples, `new` empty to remove.

    A new passage comes with the SHA-256 of the UTF-8 bytes of its `slice`.
    """

    predicate: str
    old: str
    new: str
    slice: str = ""


@dataclass(frozen=True)
class Draft:
    """The triples of a draft file.

    `facts` are the IRIs of what a reviewer decides on, in the order of the text; `quads` those of
    each subject. Raises KgError where the file is no draft of one article.
    """

    path: Path
    sha256: str
    article: str
    facts: tuple[str, ...]
    quads: Mapping[str, tuple[ox.Quad, ...]]

    @cached_property
    def _statements(self) -> dict[Direct, set[str]]:
        """The direct triples that stand beside statements, and those statements."""
        found: dict[Direct, set[str]] = defaultdict(set)
        for fact in self.facts:
            triple = direct_triple(self.quads[fact])
            if triple and any(_key(quad) == triple for quad in self.quads.get(triple[0], ())):
                found[triple].add(fact)
        return found

    def graph_name(self) -> ox.NamedNode:
        """Return the name of the graph that says what the article says."""
        name = self.quads[self.article][0].graph_name
        if not isinstance(name, ox.NamedNode):
            raise KgError(f"{self.path}: the article stands in no named graph")
        return name

    def graph(
        self, included: Iterable[str], changes: Mapping[str, tuple[Change, ...]]
    ) -> list[ox.Quad]:
        """Return the article, the facts `included` with their `changes`, and what they are about.

        A direct triple goes with its statement, a thing with the first fact about it, and a triple
        to a fact that is left out is left out with it.
        """
        chosen = set(included)
        stating = {
            fact: [
                quad for old in self.quads[fact] if (quad := changed(old, changes.get(fact, ())))
            ]
            for fact in chosen
        }
        kept: dict[ox.Quad, None] = {}
        waiting = [self.article, *(fact for fact in self.facts if fact in chosen)]
        seen = set(waiting)
        stated = self._stated(stating)
        for subject in waiting:
            quads = [*stating.get(subject, self.quads.get(subject, ()))]
            if subject in stated:
                quads.append(_quad(stated[subject], quads[0].graph_name))
            for quad in quads:
                if self._is_left_out(quad, chosen, stated):
                    continue
                kept.setdefault(quad)
                for thing in _things(quad):
                    if thing in self.quads and thing not in seen:
                        seen.add(thing)
                        waiting.append(thing)
        passages = (one for fact in chosen for one in changes.get(fact, ()) if one.slice)
        kept |= dict.fromkeys(quad for change in passages for quad in self._evidence(change))
        return [*kept]

    def _stated(self, stating: Mapping[str, list[ox.Quad]]) -> dict[str, Direct]:
        """Return the direct triple beside each statement that has one, as it is now stated."""
        with_triple = {fact for facts in self._statements.values() for fact in facts}
        found = {fact: direct_triple(stating[fact]) for fact in with_triple & stating.keys()}
        return {fact: triple for fact, triple in found.items() if triple}

    def _is_left_out(self, quad: ox.Quad, chosen: set[str], stated: Mapping[str, Direct]) -> bool:
        value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
        if value in self.facts and value not in chosen:
            return True
        return _key(quad) in self._statements and _key(quad) not in stated.values()

    def _evidence(self, change: Change) -> Iterator[ox.Quad]:
        """Yield what a new passage is (ontology/README.md, Evidence)."""
        evidence = parse_term(change.new)
        match = PLACE.match(evidence.value)
        if match is None or not isinstance(evidence, ox.NamedNode):
            raise KgError(f"{evidence.value} is no passage of a text")
        start, end = int(match["start"]), int(match["end"])
        whole = PREFIXES["xsd"] + "integer"
        values = {
            TYPE: VNRC.Evidence,
            str(VNRC.inText): match["text"],
            str(VNRC.inZone): self._zone_at(match["text"], start),
            str(VNRC.start): ox.Literal(str(start), datatype=ox.NamedNode(whole)),
            str(VNRC.end): ox.Literal(str(end), datatype=ox.NamedNode(whole)),
            str(VNRC.sliceSha256): ox.Literal(change.slice),
        }
        for predicate, value in values.items():
            term = value if isinstance(value, ox.Literal) else ox.NamedNode(str(value))
            yield ox.Quad(evidence, ox.NamedNode(predicate), term, self.graph_name())

    def _zone_at(self, text: str, start: int) -> str:
        for quads in self.quads.values():
            held = {quad.predicate.value: quad.object for quad in quads}
            ends = [held.get(str(VNRC[name])) for name in ("zoneStart", "zoneEnd")]
            if all(isinstance(end, ox.Literal) for end in ends) and (
                int(ends[0].value) <= start < int(ends[1].value)  # type: ignore[union-attr]
            ):
                return held[str(VNRC.zoneKind)].value  # type: ignore[union-attr]
        raise KgError(f"no zone of {text} holds the character {start}")


def read_draft(path: Path) -> Draft:
    """Return the draft in the Turtle or TriG file `path`. Raises KgError where it is none."""
    document = read_document(path, max_bytes=MAX_FILE_BYTES)
    if not document.readable:
        raise KgError(f"{path}: {document.findings[0].message('en')}")
    quads: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in document.quads:
        if not isinstance(quad.subject, ox.NamedNode) or isinstance(
            quad.object, ox.BlankNode | ox.Triple
        ):
            raise KgError(f"{path}: a draft holds no blank nodes")
        quads[quad.subject.value].append(quad)
    articles = [subject for subject in quads if _is(quads[subject], str(VNRC.Article))]
    if len(articles) != 1:
        raise KgError(f"{path}: is about {len(articles)} articles; a draft is about one")
    facts = [s for s, held in quads.items() if any(_is_certainty(quad) for quad in held)]
    facts.sort(key=lambda fact: (_first_place(quads[fact]), fact))
    held = {subject: tuple(found) for subject, found in quads.items()}
    return Draft(path, digest(document.source.text), articles[0], tuple(facts), held)


def changed(quad: ox.Quad, changes: Iterable[Change]) -> ox.Quad | None:
    """Return `quad` after `changes`, None where one of them removes it."""
    for change in changes:
        if (quad.predicate.value, str(quad.object)) == (change.predicate, change.old):
            if not change.new:
                return None
            value = parse_term(change.new)
            return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)
    return quad


def parse_term(text: str) -> Term:
    """Return the term that N-Triples write as `text`. Raises KgError where it is none."""
    try:
        (triple,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):
        raise KgError(f"{text} is neither an IRI in angle brackets nor a literal") from None
    if not isinstance(triple.object, ox.NamedNode | ox.Literal):
        raise KgError(f"{text} is neither an IRI nor a literal")
    return triple.object


def direct_triple(quads: Iterable[ox.Quad]) -> Direct | None:
    """Return the triple that a statement states; None where `quads` are no statement's."""
    held = {quad.predicate.value: quad.object for quad in quads}
    subject = held.get(str(VNRC.statementSubject))
    predicate = held.get(str(VNRC.statementPredicate))
    value = held.get(str(VNRC.statementObject)) or held.get(str(VNRC.statementValue))
    if not isinstance(subject, ox.NamedNode) or not isinstance(predicate, ox.NamedNode):
        return None
    if not isinstance(value, ox.NamedNode | ox.Literal):
        return None
    return subject.value, predicate.value, value


def places(quads: Iterable[ox.Quad]) -> list[tuple[int, int]]:
    """Return the passages that a fact rests on, in order: code points, end exclusive."""
    found = [
        (int(match["start"]), int(match["end"]))
        for quad in quads
        if quad.predicate.value == EVIDENCED_BY
        and isinstance(quad.object, ox.NamedNode)
        and (match := PLACE.match(quad.object.value))
    ]
    return sorted(found)


def _first_place(quads: Iterable[ox.Quad]) -> tuple[int, int]:
    return next(iter(places(quads)), (0, 0))


def _is(quads: Iterable[ox.Quad], class_: str) -> bool:
    return any(
        quad.predicate.value == TYPE and quad.object == ox.NamedNode(class_) for quad in quads
    )


def _is_certainty(quad: ox.Quad) -> bool:
    return quad.predicate.value == str(VNRC.certainty)


def _things(quad: ox.Quad) -> Iterator[str]:
    """Yield what a triple is about: the thing it is said of, and the one it leads to."""
    for term in (quad.subject, quad.object):
        if isinstance(term, ox.NamedNode):
            yield term.value


def _quad(triple: Direct, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> ox.Quad:
    subject, predicate, value = triple
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, graph)


def _key(quad: ox.Quad) -> Direct:
    subject, value = quad.subject, quad.object
    assert isinstance(subject, ox.NamedNode)  # noqa: S101 - read_draft refuses others
    assert isinstance(value, ox.NamedNode | ox.Literal)  # noqa: S101
    return subject.value, quad.predicate.value, value
