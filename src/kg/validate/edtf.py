"""Dates that only a parser can check: EDTF (ISO 8601-2), and the bounds that stand beside them.

`vnrc:edtf` is the best reading for people, `vnrc:earliest` and `vnrc:latest` are outer bounds that
are safe for queries (ontology/README.md, Time): so the bounds contain the reading. An end that the
reading leaves unknown ("2025/") asks for no bound; one that it says is open ("2025/..") has none.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from time import struct_time

import pyoxigraph as ox

from kg.namespaces import VNRC
from kg.rdf.findings import Finding, Rule
from kg.rdf.lines import literal_key
from kg.rdf.load import GraphFile, Project
from kg.rdf.scan import Place

with warnings.catch_warnings():
    # edtf builds its grammar in a way that newer releases of pyparsing warn about.
    warnings.simplefilter("ignore")
    from edtf import parse_edtf
    from edtf.parser.parser_classes import Season

INVALID = Rule(
    "edtf",
    "“{text}” không phải ngày EDTF hợp lệ: hãy viết như 2023-02-09, 2023-02?, 2023/2025 hoặc 2025/",
    "“{text}” is not a valid EDTF date: write it like 2023-02-09, 2023-02?, 2023/2025 or 2025/",
)
REVERSED = Rule(
    "edtf-reversed",
    "khoảng “{text}” kết thúc trước khi bắt đầu: hãy đổi chỗ hai đầu",
    "the interval “{text}” ends before it begins: exchange its ends",
)
NOT_CONTAINED = Rule(
    "edtf-bounds",
    "cách đọc “{text}” vượt ra ngoài {bound} {limit}: hãy nới {bound} hoặc sửa cách đọc",
    "the reading “{text}” goes beyond {bound} {limit}: widen {bound}, or mend the reading",
)

MAX_LENGTH = 200
"""Longest text that is parsed, in code points: the parser's time grows with the square of it."""

_EARLIEST = str(VNRC.earliest)
_LATEST = str(VNRC.latest)
_EDTF = str(VNRC.edtf)


@dataclass(frozen=True, slots=True)
class Reading:
    """The first and last day that an EDTF text can mean.

    `date.min` and `date.max` stand for an end said to be open; None for one that is unknown, or
    too vague for a day (a season), or outside the years 1 to 9999.
    """

    first: date | None
    last: date | None


def read_edtf(text: str) -> Reading:
    """Return the bounds of the EDTF `text`; ValueError where it is not a date.

    The parser alone does not suffice: it takes 29 February of any year and blanks at the end,
    invents ten years for an unknown end, and leaves some errors as they come.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"{text[:20]!r}… is not an EDTF date: it is too long")
    if text != text.strip():
        raise ValueError(f"{text!r} is not an EDTF date: it has blanks around it")
    try:
        with redirect_stdout(io.StringIO()):
            parsed = parse_edtf(text)
            first, last = _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except Exception as error:
        raise ValueError(f"{text!r} is not an EDTF date: {error}") from error
    if isinstance(parsed, Season):
        return Reading(None, None)
    return Reading(
        None if text.startswith("/") else first,
        None if text.endswith("/") else last,
    )


def _day(moment: struct_time | float) -> date | None:
    if isinstance(moment, float):
        return date.max if moment == math.inf else date.min
    if not date.min.year <= moment.tm_year <= date.max.year:
        return None
    return date(*moment[:3])


def check_dates(project: Project) -> Iterator[Finding]:
    """Yield a finding for each `vnrc:edtf` that is no date or lies outside its bounds."""
    for graph in project.graphs.values():
        spans: dict[str, dict[str, list[str]]] = {}
        for quad in graph.quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                span = spans.setdefault(quad.subject.value, {})
                span.setdefault(quad.predicate.value, []).append(quad.object.value)
        for subject, values in spans.items():
            for text in values.get(_EDTF, ()):
                yield from _check_reading(graph, subject, text, values)


def _check_reading(
    graph: GraphFile, subject: str, text: str, values: dict[str, list[str]]
) -> Iterator[Finding]:
    place = graph.document.lines.find(subject, _EDTF, literal_key(text, None)) or Place(1, 1)

    def found(rule: Rule, bound: str = "", limit: str = "") -> Finding:
        return rule.found(
            graph.path, *place, focus=subject, path=_EDTF, text=text, bound=bound, limit=limit
        )

    try:
        reading = read_edtf(text)
    except ValueError:
        yield found(INVALID)
        return
    if reading.first and reading.last and reading.first > reading.last:
        yield found(REVERSED)
        return
    for bound in values.get(_EARLIEST, ()):
        if reading.first and (limit := _iso_day(bound)) and reading.first < limit:
            yield found(NOT_CONTAINED, bound="vnrc:earliest", limit=bound)
    for bound in values.get(_LATEST, ()):
        if reading.last and (limit := _iso_day(bound)) and reading.last > limit:
            yield found(NOT_CONTAINED, bound="vnrc:latest", limit=bound)


def _iso_day(text: str) -> date | None:
    """Return the day, None where `text` is none: the shapes say so."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
