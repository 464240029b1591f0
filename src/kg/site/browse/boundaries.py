"""Which outline a unit has, before and since the mergers of 1 July 2025.

The outlines are drawings that come with the program (`data/geo/`); codes of the graph, with the
days for which they hold, say which is whose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.figures.geometry import Outline, read_outlines
from kg.namespaces import PREFIXES
from kg.resources import bundled_project
from kg.site.panels import Term, rows

MERGED_ON = date(2025, 7, 1)
_GSO, _ISO = (PREFIXES["code-scheme"] + name for name in ("gso", "iso-3166-2"))


@dataclass(frozen=True)
class Boundaries:
    """Outlines by code, and the code of each unit (an IRI) that has one; `former` lie beneath."""

    outlines: Sequence[Outline]
    codes: Mapping[str, str]
    former: Sequence[Outline] = ()


def boundaries(*, merged: bool) -> Boundaries:
    """Return those since 1 July 2025, or those before; raises QueryError."""
    scheme = _GSO if merged else _ISO
    codes = {}
    for row in rows("unit_codes"):
        unit, code = row["unit"], row["code"]
        first, last = _day(row["earliest"]), _day(row["latest"])
        holds = (
            (last is None or last >= MERGED_ON) if merged else (first is None or first < MERGED_ON)
        )
        if row["scheme"] != NamedNode(scheme) or not holds:
            continue
        if isinstance(unit, NamedNode) and isinstance(code, Literal):
            codes[unit.value] = code.value
    if merged:
        return Boundaries(_units_34(), codes, _units_63())
    return Boundaries(_units_63(), codes)


@cache
def districts() -> Mapping[str, Outline]:
    """Return the outlines of districts by their items of Wikidata (IRIs)."""
    outlines = _read("vn_districts_yendung_chilinh_wof.geojson", "wikidata")
    return {PREFIXES["wd"] + outline.code: outline for outline in outlines}


@cache
def _units_63() -> list[Outline]:
    return _read("vn_provinces_63_simplified.geojson", "iso_3166_2")


@cache
def _units_34() -> list[Outline]:
    return _read("vn_provinces_34_dissolved.geojson", "gso_code")


def _read(name: str, code: str) -> list[Outline]:
    file = bundled_project() / "data/geo" / name
    return read_outlines(file.read_text(encoding="utf-8"), code)


def _day(term: Term | None) -> date | None:
    return date.fromisoformat(term.value) if isinstance(term, Literal) else None
