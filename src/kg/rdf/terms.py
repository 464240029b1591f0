"""Terms as canonical Turtle text, and the natural order of texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest

import pyoxigraph as ox

from kg.namespaces import PREFIXES

_XSD = PREFIXES["xsd"]
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
# Narrower than Turtle's local names: what would need an escape, or reads badly, stays an IRI.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_SHORTHAND = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_NAMED_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Controls, line separators and invisible characters are written so that they can be seen.
_INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
)
_SHORT = re.compile(rf'[\\"\n\t{_INVISIBLE}]')
_LONG = re.compile(rf'\\|"(?="")|"\Z|[{_INVISIBLE}]')

Node = ox.NamedNode | ox.BlankNode
Term = Node | ox.Literal


def write_iri(iri: str) -> str:
    """Return `iri` as a prefixed name where one of our prefixes gives a plain one, else in <>."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _PREFIX_OF.get(iri[:cut])
    if prefix is not None and _LOCAL.fullmatch(iri, cut):
        return f"{prefix}:{iri[cut:]}"
    return f"<{iri}>"


def write_literal(
    literal: ox.Literal, tags: Mapping[ox.Literal, str], *, multiline: bool = False
) -> str:
    '''Return `literal` with its lexical form; its language tag as in `tags`, else as it is.

    Numbers and booleans go without quotes where the lexical form stays the same. With `multiline`,
    a value with line feeds is written between """ with the line feeds as they are.
    '''
    value, datatype = literal.value, literal.datatype.value
    shorthand = _SHORTHAND.get(datatype)
    if shorthand and shorthand.fullmatch(value):
        return value
    if multiline and "\n" in value:
        text = f'"""{_LONG.sub(_escape, value)}"""'
    else:
        text = f'"{_SHORT.sub(_escape, value)}"'
    if literal.language:
        return f"{text}@{tags.get(literal, literal.language)}"
    return text if datatype == _XSD + "string" else f"{text}^^{write_iri(datatype)}"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _NAMED_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def natural(text: str) -> tuple[tuple[tuple[str, int, str], ...], str]:
    """Return a sort key in which numbers count by value: "000-2" comes before "000-10"."""
    parts = re.split(r"([0-9]+)", text)
    pairs = zip_longest(parts[::2], parts[1::2], fillvalue="")
    # Digits compare by length without leading zeros, then as text: no bound on their number.
    key = tuple((word, len(n.lstrip("0")), n.lstrip("0")) for word, n in pairs)
    return key, text
