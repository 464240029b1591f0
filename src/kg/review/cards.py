"""What a reviewer sees of a card: the passage with its span, and the fact in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import KgError
from kg.namespaces import PREFIXES, VNRC
from kg.rdf.terms import write_iri
from kg.read.library import Library
from kg.review.desk import Desk
from kg.review.draft import EVIDENCED_BY, PLACE, TYPE, Change, parse_term, places
from kg.text.normal import digest

_AROUND = 240
_HIDDEN = {TYPE, EVIDENCED_BY, str(VNRC.saidIn), PREFIXES["rdfs"] + "label"}
_STATEMENT = {
    str(VNRC[name])
    for name in ("statementSubject", "statementPredicate", "statementObject", "statementValue")
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in its paragraph: code points from `start` to `end`, exclusive."""

    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a fact: `name` of the property and value as `shown` to a person.

    `written` is what a person would write to say it (`change`); `predicate` and `term` are how they
    stand in the draft.
    """

    name: str
    shown: str
    written: str
    predicate: str
    term: str


def text_of(desk: Desk, library: Library) -> str | None:
    """Return the text that the draft was read from; None where the library has it not."""
    for subject in desk.draft.quads:
        if "TextVersion" in desk.words.types(subject):
            return library.find(desk.words.value(subject, "sha256"))
    return None


def passages(desk: Desk, fact: str, text: str) -> Iterator[Passage]:
    """Yield the passages that a fact rests on, each with what stands around it."""
    for start, end in places(desk.draft.quads[fact]):
        first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
        line_end = text.find("\n", end)
        last = min(len(text) if line_end < 0 else line_end, end + _AROUND)
        yield Passage(start, end, text[first:start], text[start:end], text[end:last])


def title(desk: Desk, fact: str, language: str) -> str:
    """Return what a fact says in one line: its label, or the three parts of a statement."""
    words = desk.words
    labels = words.names(fact, language=language)
    if labels:
        return labels[0]
    if parts := _statement(desk, fact):
        subject, predicate, value = parts
        return " ".join(
            (
                words.name(subject, language=language),
                words.name(predicate, language=language),
                _shown(desk, value, language),
            )
        )
    return words.name(fact, language=language)


def values(desk: Desk, fact: str, language: str) -> list[Value]:
    """Return the values of a fact that a reviewer may mend, its passages last."""
    found = [
        Value(
            desk.words.name(quad.predicate.value, language=language),
            _shown(desk, quad.object, language),
            _written(quad.object),
            quad.predicate.value,
            str(quad.object),
        )
        for quad in desk.draft.quads[fact]
        if quad.predicate.value not in _HIDDEN
        and isinstance(quad.object, ox.NamedNode | ox.Literal)
    ]
    found.sort(key=lambda value: value.predicate not in _STATEMENT)
    return found + [
        Value(
            desk.words.name(EVIDENCED_BY, language=language),
            quad.object.value.partition("#char=")[2].replace(",", "–"),
            quad.object.value.partition("#char=")[2].replace(",", " "),
            EVIDENCED_BY,
            str(quad.object),
        )
        for quad in desk.draft.quads[fact]
        if quad.predicate.value == EVIDENCED_BY and isinstance(quad.object, ox.NamedNode)
    ]


def change(desk: Desk, old: Value, new: str, text: str | None) -> Change:
    """Return the change of a value to what a reviewer wrote; an empty `new` removes the value.

    A literal takes any words and keeps its language and datatype; a thing is named by its IRI, or
    short (`unit:bac-giang-1997`); a passage by its start and end (`120 134`). Raises KgError where
    that is not what was written.
    """
    written = new.strip()
    if not written:
        return Change(old.predicate, old.term, "")
    if old.predicate == EVIDENCED_BY:
        return _passage(old, written, text)
    term = parse_term(old.term)
    if isinstance(term, ox.Literal):
        value: ox.Literal | ox.NamedNode = (
            ox.Literal(written, language=term.language)
            if term.language
            else ox.Literal(written, datatype=term.datatype)
        )
    else:
        value = ox.NamedNode(_iri(written))
        if value.value not in desk.words:
            raise KgError(f"{written} is known neither to the graph nor to the draft")
    return Change(old.predicate, old.term, str(value))


def _passage(old: Value, written: str, text: str | None) -> Change:
    if text is None:
        raise KgError("a passage can be mended only where the text is in your library")
    ends = written.replace("–", " ").replace(",", " ").split()
    if len(ends) != len(("start", "end")) or not all(end.isdecimal() for end in ends):
        raise KgError(f"{written} is no passage: write its start and its end, as in 120 134")
    start, end = map(int, ends)
    if not start < end <= len(text):
        raise KgError(f"{written} lies outside the text, which has {len(text)} characters")
    match = PLACE.match(old.term[1:-1])
    version = match["text"] if match else ""
    iri = ox.NamedNode(f"{version}#char={start},{end}")
    return Change(old.predicate, old.term, str(iri), slice=digest(text[start:end]))


def _written(term: ox.NamedNode | ox.Literal) -> str:
    if isinstance(term, ox.Literal):
        return term.value
    return write_iri(term.value).removeprefix("<").removesuffix(">")


def _iri(written: str) -> str:
    if written.startswith("<") and written.endswith(">"):
        return written[1:-1]
    prefix, colon, local = written.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    if written.startswith(("http://", "https://")):
        return written
    raise KgError(f"{written} is no IRI: write it in full, or short, as unit:bac-giang-1997")


def _statement(desk: Desk, fact: str) -> tuple[str, str, object] | None:
    held = {quad.predicate.value: quad.object for quad in desk.draft.quads[fact]}
    subject = desk.words.value(fact, "statementSubject")
    predicate = desk.words.value(fact, "statementPredicate")
    value = held.get(str(VNRC.statementObject)) or held.get(str(VNRC.statementValue))
    return (subject, predicate, value) if subject and predicate and value else None


def _shown(desk: Desk, term: object, language: str) -> str:
    if isinstance(term, ox.Literal):
        return term.value
    iri = term.value if isinstance(term, ox.NamedNode) else str(term)
    name = desk.words.name(iri, language=language)
    stated = desk.words.value(iri, "statedAs")
    edtf = desk.words.value(iri, "edtf")
    return f"{stated or name} ({edtf})" if edtf else name
