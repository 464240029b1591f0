"""Where each subject, property and value of a Turtle or TriG text stands.

A walk over the tokens that follows `.`, `;`, `,` and brackets; it needs no canonical layout.
The text must be Turtle or TriG 1.1 (the parser has accepted it); otherwise the walk ends where it
no longer understands, and what it found until then stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.rdf.scan import Place, Prefixes, Source, Token

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LITERALS = {"string", "number"}
_BOOLEANS = {"true", "false"}


@dataclass
class Lines:
    """The places of one text.

    `literals` lists the literals in the order of the text, each with the subject and property it
    belongs to (None for a blank node or a list) and its language tag as written. `mentions` gives
    the first place of each IRI, whatever it stands for there.
    """

    places: dict[tuple[str | None, ...], Place] = field(default_factory=dict)
    literals: list[LiteralPlace] = field(default_factory=list)
    mentions: dict[str, Place] = field(default_factory=dict)

    def find(
        self, subject: str, predicate: str | None = None, value: str | None = None
    ) -> Place | None:
        """Return the place of the value, else of the property, else of the subject's first block.

        `value` is an IRI, or the form of a literal that `literal_key` gives.
        """
        for key in ((subject, predicate, value), (subject, predicate), (subject,)):
            if place := self.places.get(key):
                return place
        return None


@dataclass
class LiteralPlace:
    """A literal in the text: what it belongs to, its tag as written, where it begins."""

    subject: str | None
    predicate: str | None
    place: Place
    language: str | None = None


@dataclass
class _Frame:
    """What the walk is inside of: the document or a graph ("{"), a blank node, a list."""

    opened_by: str
    subject: str | None = None
    predicate: str | None = None
    has_subject: bool = False
    has_predicate: bool = False


def literal_key(value: str, language: str | None) -> str:
    """Return the text by which `Lines.find` knows a literal; the tag in any case."""
    return f'"{value}"@{language.lower()}' if language else f'"{value}"'


def read_lines(source: Source) -> Lines:
    """Return the places of the subjects, properties and values of `source`."""
    return _Walk(source).run()


class _Walk:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.prefixes = Prefixes()
        self.lines = Lines()
        self.stack = [_Frame("{")]

    def run(self) -> Lines:
        stream = iter(token for token in self.source.tokens if token.kind != "comment")
        for token in stream:
            if not self._directive(token, stream):
                self._step(token, stream)
        return self.lines

    def _directive(self, token: Token, stream: Iterator[Token]) -> bool:
        """Read a prefix or base declaration; the dot after it is a mark like any other."""
        word = token.text.lstrip("@").lower()
        at_start = not self.stack[-1].has_subject
        if token.kind not in {"at", "word"} or word not in {"prefix", "base"} or not at_start:
            return False
        name = next(stream, None)
        if word == "prefix" and name is not None and (iri := next(stream, None)) is not None:
            self.prefixes.declare(name.text, iri.text)
        return True

    def _step(self, token: Token, stream: Iterable[Token]) -> None:
        if token.kind == "mark":
            self._mark(token, stream)
        elif token.kind in _LITERALS or token.text in _BOOLEANS:
            self._literal(token)
        elif token.kind == "at" and self.lines.literals:
            self.lines.literals[-1].language = token.text[1:]
        elif token.kind in {"iri", "name"}:
            iri = self.prefixes.resolve(token)
            self.lines.mentions.setdefault(iri, self.source.place(token.start))
            self._term(iri, token)
        elif token.kind == "blank":
            self._term(None, token)
        elif token.text == "a":
            self._term(_RDF_TYPE, token)

    def _mark(self, token: Token, stream: Iterable[Token]) -> None:
        frame = self.stack[-1]
        match token.text:
            case "{":
                frame.has_subject = frame.has_predicate = False
                self.stack.append(_Frame("{"))
            case "[" | "(":
                self._term(None, token)
                self.stack.append(_Frame(token.text, has_subject=True))
            case "}" | "]" | ")":
                if len(self.stack) > 1:
                    self.stack.pop()
            case ";":
                frame.has_predicate = False
            case ".":
                frame.has_subject = frame.has_predicate = False
            case "^^":
                next(iter(stream), None)

    def _term(self, iri: str | None, token: Token) -> None:
        """Take a node as subject, property or value, whichever is due in the open frame."""
        frame = self.stack[-1]
        if frame.opened_by == "(":
            return
        if not frame.has_subject:
            frame.subject, frame.has_subject = iri, True
            self._record(token, iri)
        elif not frame.has_predicate:
            frame.predicate, frame.has_predicate = iri, True
            self._record(token, frame.subject, iri)
        else:
            self._record(token, frame.subject, frame.predicate, iri)

    def _literal(self, token: Token) -> None:
        frame = self.stack[-1]
        inside = frame.opened_by == "("
        self.lines.literals.append(
            LiteralPlace(
                None if inside else frame.subject,
                None if inside else frame.predicate,
                self.source.place(token.start),
            )
        )

    def _record(self, token: Token, *key: str | None) -> None:
        if None not in key:
            self.lines.places.setdefault(key, self.source.place(token.start))
