"""Passages of articles as a reader sees them: where they stand, and their words where we have them.

The words come from the reader's own library, never from the graph; each is compared with the digest
in the graph before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from kg.read.library import Library
from kg.site.panels import Row, rows
from kg.text.normal import digest
from kg.web.site import site

_CONTEXT = 160  # code points before and after


@dataclass(frozen=True)
class Words:
    """The words of a passage with what stands around them; an ellipsis where that was cut."""

    before: str
    passage: str
    after: str


@dataclass(frozen=True)
class Passage:
    """A passage: offsets are code points of the text's normal form, `end` exclusive.

    `words` is None where the reader's library has no text, or another one.
    """

    node: NamedNode
    text: NamedNode
    article: NamedNode
    start: int
    end: int
    length: int
    zone: NamedNode | None
    words: Words | None

    @property
    def range(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end


def look_up(iris: Iterable[NamedNode]) -> dict[str, Passage]:
    """Return the passages among `iris`, by IRI; raises QueryError."""
    nodes = sorted(set(iris), key=str)
    found = (_passage(row) for row in rows("passage", evidence=nodes)) if nodes else ()
    return {passage.node.value: passage for passage in found if passage is not None}


def _passage(row: Row) -> Passage | None:
    node, text, article = row["evidence"], row["text"], row["article"]
    if not (
        isinstance(node, NamedNode)
        and isinstance(text, NamedNode)
        and isinstance(article, NamedNode)
    ):
        return None
    start, end, length = (int(_value(row, name)) for name in ("start", "end", "length"))
    zone = row["zone"]
    return Passage(
        node,
        text,
        article,
        start,
        end,
        length,
        zone if isinstance(zone, NamedNode) else None,
        _words(_value(row, "textDigest"), start, end, _value(row, "digest")),
    )


def _value(row: Row, name: str) -> str:
    term = row[name]
    return "" if term is None else term.value


def _words(text_digest: str, start: int, end: int, passage_digest: str) -> Words | None:
    whole = _library(site().settings.library).find(text_digest)
    if whole is None or digest(whole[start:end]) != passage_digest:
        return None
    before, after = whole[max(start - _CONTEXT, 0) : start], whole[end : end + _CONTEXT]
    if start > _CONTEXT:
        before = f"…{before.partition(' ')[2]}"
    if end + _CONTEXT < len(whole):
        after = f"{after.rpartition(' ')[0]}…"
    return Words(before, whole[start:end], after)


@cache
def _library(directory: Path) -> Library:
    return Library(directory)
