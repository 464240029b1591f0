"""Read one Turtle or TriG file: its triples, their places, and all that is wrong with its text.

Nothing here raises for bad input: what is wrong becomes findings, and a text that cannot be read
has no quads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from kg.config import Settings
from kg.rdf import problems
from kg.rdf.findings import Finding
from kg.rdf.lines import Lines, literal_key, read_lines
from kg.rdf.scan import Place, Prefixes, Source, Token, unescape

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}
"""Accepted file name endings; RDF/XML is not among them (its entities can expand without bound)."""

MAX_FILE_BYTES = Settings.max_file_bytes
"""Largest file that is parsed, in bytes, where no setting says otherwise."""

MAX_NESTING = 64
"""Deepest nesting of brackets that is parsed; the engine's parser does not end on some hundreds."""

MAX_FAULTS = 1000
"""Most faults of one text that are listed: a hostile one could have millions."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Unicode's Bidi_Control property: marks, embeddings, overrides, isolates.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PARSER_PREAMBLE = re.compile(r"^Parser error at .*?: (?=\S)|\s*\(line \d+\)$")
_STOPS_PARSING = {
    problems.UNDECLARED_PREFIX.code,
    problems.IRI_SPACE.code,
    problems.RELATIVE_IRI.code,
    problems.NESTING.code,
    problems.TOO_MANY.code,
}
_WORDS = {"a", "true", "false", "prefix", "base", "graph"}


@dataclass(frozen=True)
class Document:
    """One file as it was read.

    `path` is the name used in findings. `quads` keep lexical forms (`007`, `1.10`); the engine's
    terms hold language tags in lower case, so `tags` gives, for each literal that was written
    otherwise, the tag as written. Blank nodes are labelled in the order of the text. `readable`
    is false where the text has no triples to work with.
    """

    path: Path
    source: Source
    quads: tuple[ox.Quad, ...] = ()
    lines: Lines = field(default_factory=Lines)
    tags: dict[ox.Literal, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    readable: bool = True

    def blank_nodes(self) -> Iterator[tuple[str, Place]]:
        """Yield the beginning of each blank node and list in the text, with its place."""
        previous: Token | None = None
        for token in self.source.tokens:
            if token.kind == "blank" or token.text == "[":
                yield token.text, self.source.place(token.start)
            if previous and previous.text == "(" and token.text != ")":
                yield previous.text, self.source.place(previous.start)
            previous = token


def read_document(
    file: Path,
    *,
    name: Path | None = None,
    max_bytes: int = MAX_FILE_BYTES,
    blank_prefix: str = "b",
) -> Document:
    """Read `file`, whose suffix says Turtle or TriG; findings call it `name`."""
    name = name or file
    try:
        size = file.stat().st_size
        if size > max_bytes:
            return _unreadable(name, problems.TOO_LARGE.found(name, size=size, limit=max_bytes))
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _unreadable(name, problems.UNREADABLE.found(name, reason=reason))
    return parse_document(data, name, blank_prefix=blank_prefix)


def parse_document(data: bytes, name: Path, *, blank_prefix: str = "b") -> Document:
    """Read the bytes of a file called `name`; its suffix says Turtle or TriG."""
    if name.suffix not in FORMATS:
        return _unreadable(name, problems.FORMAT.found(name, suffix=name.suffix or name.name))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        finding = problems.NOT_UTF8.found(
            name, line, column, byte=data[error.start], offset=error.start
        )
        return _unreadable(name, finding)

    bom = [problems.BOM.found(name, 1, 1)] if text.startswith("\ufeff") else []
    source = Source(text.removeprefix("\ufeff"))
    faults = chain(_check_characters(source, name), _check_tokens(source, name))
    findings = [*bom, *islice(faults, MAX_FAULTS)]
    if any(faults):
        findings.append(problems.TOO_MANY.found(name, limit=MAX_FAULTS))
    if any(finding.code in _STOPS_PARSING for finding in findings):
        return _unreadable(name, *findings, source=source)
    try:
        parser = ox.parse(source.text.encode(), format=FORMATS[name.suffix])
        quads = tuple(_relabel(parser, blank_prefix))
    except SyntaxError as error:
        return _unreadable(name, *findings, _syntax(name, error), source=source)
    if beyond := _beyond_rdf11(source):
        finding = problems.NOT_RDF11.found(name, *source.place(beyond.start), text=beyond.text)
        return _unreadable(name, *findings, finding, source=source)
    lines, tags = _locate(source, quads)
    return Document(name, source, quads, lines, tags, tuple(findings))


def _unreadable(name: Path, *findings: Finding, source: Source | None = None) -> Document:
    return Document(name, source or Source(""), findings=findings, readable=False)


def _syntax(name: Path, error: SyntaxError) -> Finding:
    reason = _PARSER_PREAMBLE.sub("", error.msg)
    return problems.SYNTAX.found(name, error.lineno, error.offset, reason=reason)


def _check_characters(source: Source, name: Path) -> Iterator[Finding]:
    """Report what must not stand anywhere in a text, comments included."""
    carriage = source.text.find("\r")
    if carriage >= 0:
        yield problems.CRLF.found(name, *source.place(carriage))
    for match in _BIDI.finditer(source.text):
        yield problems.BIDI.found(name, *source.place(match.start()), code=ord(match.group()))


def _check_tokens(source: Source, name: Path) -> Iterator[Finding]:
    """Report what is wrong in a token whatever stands around it."""
    prefixes = Prefixes()
    declaring = ""
    depth = 0
    for token in source.tokens:
        place = source.place(token.start)
        if token.kind == "word" or token.text in {"@prefix", "@base"}:
            declaring = token.text.lstrip("@").lower()
        elif token.kind == "name" and declaring == "prefix":
            declaring = token.text
        elif token.kind == "iri" and declaring.endswith(":"):
            prefixes.declare(declaring, token.text)
            declaring = ""
        elif token.kind == "name" and not prefixes.knows(token.text):
            prefix = token.text.partition(":")[0]
            yield problems.UNDECLARED_PREFIX.found(name, *place, prefix=prefix)
        elif token.text in {"[", "(", "{"}:
            depth += 1
            if depth == MAX_NESTING + 1:
                yield problems.NESTING.found(name, *place, limit=MAX_NESTING)
        elif token.text in {"]", ")", "}"}:
            depth -= 1
        yield from _check_token(token, name, place)


def _check_token(token: Token, name: Path, place: Place) -> Iterator[Finding]:
    text = unescape(token.text)
    if token.kind == "iri":
        if re.search(r"\s", text):
            yield problems.IRI_SPACE.found(name, *place, iri=text)
        elif not _SCHEME.match(text[1:-1]):
            yield problems.RELATIVE_IRI.found(name, *place, iri=text)
    if token.kind in {"iri", "name", "string"}:
        if not unicodedata.is_normalized("NFC", text):
            nfc = unicodedata.normalize("NFC", text)
            yield problems.NFD.found(name, *place, text=_short(text), nfc=_short(nfc))
        if not _BIDI.search(token.text) and (match := _BIDI.search(text)):
            yield problems.BIDI.found(name, *place, code=ord(match.group()))


def _beyond_rdf11(source: Source) -> Token | None:
    """Return the first token of a text the parser took that Turtle and TriG 1.1 do not have."""
    for token in source.tokens:
        unknown_word = token.kind == "word" and token.text.lower() not in _WORDS
        if unknown_word or token.kind in {"quoted", "error"}:
            return token
    return None


def _short(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _relabel(quads: Iterator[ox.Quad], prefix: str) -> Iterator[ox.Quad]:
    """Label blank nodes by their order in the text: the parser's labels are random."""
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def fresh(term: ox.BlankNode) -> ox.BlankNode:
        return labels.setdefault(term, ox.BlankNode(f"{prefix}{len(labels) + 1}"))

    for quad in quads:
        subject, value, graph = quad.subject, quad.object, quad.graph_name
        yield ox.Quad(
            fresh(subject) if isinstance(subject, ox.BlankNode) else subject,
            quad.predicate,
            fresh(value) if isinstance(value, ox.BlankNode) else value,
            fresh(graph) if isinstance(graph, ox.BlankNode) else graph,
        )


def _locate(source: Source, quads: tuple[ox.Quad, ...]) -> tuple[Lines, dict[ox.Literal, str]]:
    """Join the places of the text with the terms of the parser.

    Both meet the literals in the order of the text, which is how each literal finds its place and
    its tag as written.
    """
    lines = read_lines(source)
    tags: dict[ox.Literal, str] = {}
    literals = (quad.object for quad in quads if isinstance(quad.object, ox.Literal))
    for literal, written in zip(literals, lines.literals, strict=False):
        if written.language and written.language != literal.language:
            tags.setdefault(literal, written.language)
        if written.subject and written.predicate:
            key = literal_key(literal.value, literal.language)
            lines.places.setdefault((written.subject, written.predicate, key), written.place)
    return lines, tags
