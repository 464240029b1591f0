"""Sentences: ranges within one line of a text, which end like sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.read.draft import Span
from kg.read.places import CAPITAL

_END = re.compile(rf"[.?!…]['\")]*\s+(?=['\"(]*[{CAPITAL}\d])|\./\.")
_ABBREVIATION = re.compile(
    rf"(?:\b(?:TP|Tp|TX|Tx|PGS|GS|TS|ThS|Ths|BS|KTS|Q|P|H|T|TT|Đ/c|đ/c|St|Mr|Ms|Dr|No)|\b[{CAPITAL}]|T\.Ư|T\.W|\.[{CAPITAL}])$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence from `start` to `end`, and the number of its line among the zones."""

    start: int
    end: int
    line: int
    zone: str


def sentences(form: str, zones: tuple[Span, ...], wanted: frozenset[str]) -> list[Sentence]:
    """Return the sentences of the lines of `wanted` zones of a text in matching form, in order."""
    return [
        Sentence(start, end, index, zone.zone)
        for index, zone in enumerate(zones)
        if zone.zone in wanted
        for start, end in _split(form, zone.start, zone.end)
    ]


def _split(form: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _END.finditer(form, start, end):
        if match[0].startswith(".") and _ABBREVIATION.search(
            form, max(start, match.start() - 6), match.start()
        ):
            continue
        stop = match.end() - len(match[0]) + len(match[0].rstrip())
        if stop > begin:
            yield begin, stop
        begin = match.end()
    if begin < end:
        yield begin, end


def index_at(found: Sequence[Sentence], offset: int) -> int:
    """Return the index of the sentence that begins last before or at `offset`; -1 before all."""
    return bisect_right(found, offset, key=lambda item: item.start) - 1
