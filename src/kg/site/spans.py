"""When something was, in words: exact where the source is, with its bounds where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.site.formats import day, month
from kg.site.panels import Row, rows
from kg.site.texts import text

_STATED = "stated"
_POINT = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_ONE_OF = re.compile(r"\[([0-9,\s-]+)\]")
_DOUBT = ("?", "~", "%")


@dataclass(frozen=True)
class Span:
    """A time span of the graph: its EDTF, its outer bounds, and the words of the source.

    `bases` are what it rests on: local names of `vocab/date-basis`.
    """

    edtf: str = ""
    earliest: date | None = None
    latest: date | None = None
    stated: str = ""
    bases: frozenset[str] = frozenset()


def look_up(iris: Iterable[NamedNode]) -> dict[str, Span]:
    """Return the time spans among `iris`, by IRI; raises QueryError."""
    found: dict[str, list[Row]] = {}
    nodes = sorted(set(iris), key=str)
    for row in rows("spans", span=nodes) if nodes else ():
        if isinstance(row["span"], NamedNode):
            found.setdefault(row["span"].value, []).append(row)
    return {iri: _span(several) for iri, several in found.items()}


def in_words(span: Span, language: str, *, lasting: bool = False) -> str:
    """Return `span` as a reader says it: “10/02/2022”, “giữa 10/02/2022 và 31/12/2025, …”.

    A span that is `lasting` goes from one end to the other; else it is one moment somewhere inside.
    """
    certain = _certain(span, language, lasting=lasting)
    shown = certain or _uncertain(span, language)
    if not shown:
        name = "time.stated_only" if span.stated else "time.unknown"
        return text(language, name, stated=span.stated)
    if span.bases and _STATED not in span.bases:
        basis = min(span.bases).replace("-", "_")
        return text(language, f"time.basis_{basis}", when=shown)
    if span.stated and not certain:
        return text(language, "time.with_stated", when=shown, stated=span.stated)
    return shown


def _certain(span: Span, language: str, *, lasting: bool) -> str:
    """Return what has no doubt in it: one day, month or year, or a period that lasts."""
    if _POINT.fullmatch(span.edtf):
        return _point(span.edtf, language)
    if "/" in span.edtf and lasting:
        first, last = (_point(part, language) for part in span.edtf.split("/", 1))
        if first and last:
            return text(language, "time.from_to", first=first, last=last)
        if first:
            return text(language, "time.since", first=first)
        return text(language, "time.until", last=last) if last else ""
    exact = span.earliest is not None and span.earliest == span.latest and not span.edtf
    return day(span.earliest, language) if exact and span.earliest else ""


def _uncertain(span: Span, language: str) -> str:
    """Return the best reading and the bounds; empty where nothing is known."""
    bounds = _bounds(span, language)
    if span.edtf[-1:] in _DOUBT and _POINT.fullmatch(span.edtf[:-1]):
        best = text(language, "time.perhaps", when=_point(span.edtf[:-1], language))
        outside = span.earliest != span.latest
        return text(language, "time.both", best=best, bounds=bounds) if outside else best
    if one_of := _ONE_OF.fullmatch(span.edtf):
        days = [_point(part.strip(), language) for part in one_of[1].split(",")]
        if all(days):
            return text(language, "time.one_of", days=", ".join(days))
    return bounds


def _bounds(span: Span, language: str) -> str:
    first = day(span.earliest, language) if span.earliest else ""
    last = day(span.latest, language) if span.latest else ""
    if first and last:
        return first if first == last else text(language, "time.between", first=first, last=last)
    if first:
        return text(language, "time.not_before", first=first)
    return text(language, "time.not_after", last=last) if last else ""


def _point(edtf: str, language: str) -> str:
    """Return a year, a month or a day of EDTF in words; empty where it is none."""
    try:
        match [int(part) for part in edtf.split("-")]:
            case [year]:
                return str(year)
            case [year, number]:
                return month(date(year, number, 1), language)
            case [year, number, in_month]:
                return day(date(year, number, in_month), language)
    except ValueError:  # an open end, or what only EDTF can say
        pass
    return ""


def _span(several: list[Row]) -> Span:
    values: Mapping[str, Literal | NamedNode | None] = several[0]
    return Span(
        edtf=_text(values["edtf"]),
        earliest=_day(values["earliest"]),
        latest=_day(values["latest"]),
        stated=_text(values["stated"]),
        bases=frozenset(
            row["basis"].value.rpartition("/")[2]
            for row in several
            if isinstance(row["basis"], NamedNode)
        ),
    )


def _text(term: Literal | NamedNode | None) -> str:
    return term.value if term is not None else ""


def _day(term: Literal | NamedNode | None) -> date | None:
    try:
        return date.fromisoformat(term.value) if term is not None else None
    except ValueError:
        return None
