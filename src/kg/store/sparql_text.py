"""What can be told from the text of a SPARQL query before the engine sees it.

The engine parses and evaluates in one call and offers no syntax tree, so the few questions that
must be answered first are answered from the tokens. The token rules follow the terminals of SPARQL
1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), in the order in which they match. Each
takes a time that grows with the text and no faster: a prefix therefore has a hundred characters at
most, and what is longer counts as words.
Offsets are Unicode code points, from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of token that the questions below tell apart."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NAME = "name"  # prefixed name or blank node label
    NUMBER = "number"
    WORD = "word"  # keyword, built-in function, `a`, `true`
    MARK = "mark"  # operator or bracket


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its text and where the text starts."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the keywords `words`, given in capitals."""
        return self.kind is Kind.WORD and self.text.upper() in words


_TOKEN = re.compile(
    r"""
      (?P<skip>\s+|\#[^\r\n]*)
    | (?P<string>\"{3}(?:\\.|\"{0,2}[^"\\])*\"{3} | '{3}(?:\\.|'{0,2}[^'\\])*'{3}
               | "(?:\\.|[^"\\\r\n])*" | '(?:\\.|[^'\\\r\n])*')
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{4,8})*>)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:_|[^\W\d_][\w.·-]{0,99}+(?<!\.))?:
               (?:(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
                  (?:(?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\.))?)?)
    | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark><<\(?|\)>>|>>|\{\||\|\}|&&|\|\||!=|<=|>=|\^\^|\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)

_OPENERS, _CLOSERS = "([{", ")]}"
_VOLATILE = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`; blanks and comments are left out, and no text is refused."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None and kind != "skip":
            yield Token(Kind(kind), match.group(), match.start())


def is_nested_deeper(text: str, limit: int) -> bool:
    """Tell whether more than `limit` brackets of `text` are open at once."""
    if sum(map(text.count, _OPENERS)) <= limit:
        return False
    depth = 0
    for token in tokens(text):
        if token.kind is Kind.MARK:
            depth += token.text[0] in _OPENERS
            depth -= token.text[-1] in _CLOSERS
            if depth > limit:
                return True
    return False


def services(text: str) -> list[str | None]:
    """Return the address of each SERVICE of `text`; None for one that is not a plain IRI."""
    return [token.text[1:-1] if token else None for token in _service_targets(text)]


def with_services(text: str, addresses: Mapping[str, str]) -> str:
    """Return `text` with each address of a SERVICE replaced by the one that `addresses` gives.

    A SERVICE within another one is for that other endpoint to ask, and stays.
    """
    bodies = service_bodies(text)
    parts: list[str] = []
    done = 0
    for token in _service_targets(text):
        if token is not None and not is_inside(token.start, bodies):
            parts += [text[done : token.start], f"<{addresses[token.text[1:-1]]}>"]
            done = token.end
    return "".join([*parts, text[done:]])


def service_bodies(text: str) -> list[range]:
    """Return the offsets of what stands in the braces of each SERVICE: other endpoints read it.

    One within another is part of that; one whose braces do not close reaches to the end.
    """
    if "service" not in text.lower():
        return []
    bodies: list[range] = []
    begin, depth, expected = 0, 0, False
    for token in tokens(text):
        if depth == 0 and "SERVICE" in token.text.upper():
            expected = expected or token.kind is Kind.WORD
        elif expected and token.kind is Kind.MARK:
            begin = token.start if depth == 0 else begin
            depth += token.text.startswith("{")
            depth -= token.text.endswith("}") and depth > 0
            if depth == 0 and token.text.endswith("}"):
                bodies.append(range(begin, token.end))
                expected = False
    return [*bodies, range(begin, len(text))] if depth else bodies


def is_inside(offset: int, ranges: Sequence[range]) -> bool:
    """Tell whether `offset` is in one of `ranges`, which are disjoint and in order."""
    index = bisect_right(ranges, offset, key=lambda item: item.start)
    return index > 0 and offset in ranges[index - 1]


def _service_targets(text: str) -> list[Token | None]:
    """Return what each SERVICE names, where that is a plain IRI, else None.

    The engine's parser needs no blank around a keyword (`trueSERVICE<…>`, `SERVICEex:a{…}`), so
    each word that holds the keyword counts, and each prefixed name that does, before a brace.
    """
    if "service" not in text.lower():
        return []
    found: list[Token | None] = []
    listed = [*tokens(text), Token(Kind.MARK, "", len(text))]
    for index, token in enumerate(listed[:-1]):
        if "SERVICE" not in token.text.upper():
            continue
        if token.kind is Kind.WORD:
            rest = (item for item in listed[index + 1 :] if not item.is_word("SILENT"))
            target = next(rest)
            found.append(target if target.kind is Kind.IRI else None)
        elif token.kind is Kind.NAME and listed[index + 1].text.startswith("{"):
            found.append(None)
    return found


def is_volatile(text: str) -> bool:
    """Tell whether two runs of `text` over the same data may differ: it asks for time or chance."""
    capitals = text.upper()
    if "SERVICE" not in capitals and not any(word in capitals for word in _VOLATILE):
        return False
    return any(token.is_word(*_VOLATILE) for token in tokens(text)) or bool(services(text))


def is_update(text: str) -> bool:
    """Tell whether `text` begins, behind its prologue, as SPARQL Update does."""
    words = (token for token in tokens(text) if token.kind is Kind.WORD)
    first = next((word for word in words if not word.is_word("PREFIX", "BASE", "VERSION")), None)
    return first is not None and first.is_word(*_UPDATES)


def undeclared_prefix(text: str, known: Iterable[str] = ()) -> Token | None:
    """Return the first prefixed name of `text` that needs a declaration before it, or None.

    Prefixes in `known` need none. A name behind `<` is left to the engine: it may be part of a
    broken IRI.
    """
    declared = {"_", *known}
    before: Token | None = None
    for token in tokens(text):
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if before is not None and before.is_word("PREFIX"):
                declared.add(prefix)
            elif prefix not in declared and (before is None or before.text != "<"):
                return token
        before = token
    return None


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1 and in code points, of the code point at `offset`."""
    lines = re.split(r"\r\n|\n|\r", text[:offset])
    return len(lines), len(lines[-1]) + 1
