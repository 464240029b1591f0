"""Tokens of Turtle and TriG, each with its place.

The parser of the engine says whether a text is Turtle and what its triples are; it does not say
where a triple stood. This scan does, and it also reads texts that the parser refuses, so that a
message can name the very word. Terminals: Turtle 1.1, section 6.5.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_START = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR = _START + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
# After a word without a colon only a directive can follow, be there full stops between or none. So
# `a.a.a` ends the scan: each of its parts would be tried as a name up to the end again.
_DIRECTIVE = rf"(?i:prefix|base|graph)(?![{_CHAR}.])"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"

_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>
          \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
        | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+'
      )
    | (?P<quoted><<|>>)
    | (?P<iri><[^<>"\r\n]*>)
    | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>[+-]?(?:
          [0-9]+\.[eE][+-]?[0-9]+ | (?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?
      )(?![{_CHAR}:]))
    | (?P<blank>_:[{_START}_0-9](?:[{_CHAR}.]*[{_CHAR}])?)
    | (?P<name>(?:[{_START}](?:[{_CHAR}.]*[{_CHAR}])?)?:
        (?:(?:[{_START}_:0-9]|{_ESCAPED})(?:(?:[{_CHAR}.:]|{_ESCAPED})*(?:[{_CHAR}:]|{_ESCAPED}))?)?)
    | (?P<word>[A-Za-z]++(?!\.*+(?!{_DIRECTIVE})[{_CHAR}]))
    | (?P<mark>\^\^|[.;,\[\](){{}}])
    | (?P<error>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMERIC_ESCAPE = re.compile(r"\\\\|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


class Place(NamedTuple):
    """A place in a text; line and column count from 1, columns in code points."""

    line: int
    column: int


class Token(NamedTuple):
    """One token: its kind (a group of the grammar above), its text, its offset in code points."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Source:
    """A text with its tokens and an index of its lines."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens, without white space, up to the end or the first `error` token.

        What follows an error (an open quotation mark, say) cannot be told from prose and is not
        read.
        """
        found: list[Token] = []
        for match in _TOKEN.finditer(self.text):
            kind = str(match.lastgroup)
            if kind != "space":
                found.append(Token(kind, match.group(), match.start()))
            if kind == "error":
                break
        return tuple(found)

    def place(self, offset: int) -> Place:
        """Return the place of the code point at `offset`."""
        line = bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]


def unescape(text: str) -> str:
    r"""Return `text` with its `\u` and `\U` escapes replaced; those of no character stay."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2] or "110000", 16)
        is_character = code <= _LAST_CODE_POINT and code not in _SURROGATES
        return chr(code) if is_character else match[0]

    return _NUMERIC_ESCAPE.sub(character, text)


class Prefixes:
    """The prefixes declared so far in a text."""

    def __init__(self) -> None:
        """Begin with none."""
        self._namespaces: dict[str, str] = {}

    def declare(self, name: str, iri: str) -> None:
        """Bind the prefix of the token text `name` ("ex:") to the token text `iri` ("<…>")."""
        self._namespaces[name.partition(":")[0]] = unescape(iri[1:-1])

    def knows(self, name: str) -> bool:
        """Tell whether the prefix of the token text `name` is declared."""
        return name.partition(":")[0] in self._namespaces

    def resolve(self, token: Token) -> str:
        """Return the IRI of an `iri` token or of a `name` token whose prefix is declared."""
        if token.kind == "iri":
            return unescape(token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        return self._namespaces.get(prefix, prefix + ":") + _LOCAL_ESCAPE.sub(r"\1", local)
