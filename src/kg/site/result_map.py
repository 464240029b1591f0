"""Rows of an answer on a map, where a column holds administrative units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

from pyoxigraph import NamedNode

from kg.figures.geometry import Outline
from kg.figures.map import Arc, Area, Drawing, map_figure
from kg.figures.svg import Figure
from kg.namespaces import ID
from kg.site.addresses import local
from kg.site.browse.boundaries import Boundaries, boundaries
from kg.site.labels import look_up
from kg.site.results import Page
from kg.site.texts import text

_UNIT = f"{ID}unit/"
_MOST_ARCS = 200

Pair = tuple[str, str]


def unit_columns(page: Page) -> list[int]:
    """Return the columns that hold administrative units and nothing else."""
    return [
        index
        for index in range(len(page.variables))
        if (held := [row[index] for row in page.rows if row[index] is not None])
        and all(isinstance(term, NamedNode) and term.value.startswith(_UNIT) for term in held)
    ]


def draw_map(page: Page, language: str) -> Figure | None:
    """Return the units of an answer on the boundaries that most of them have; None where on none.

    A unit is shaded by its rows. An arc joins units of one row, or else units of rows about the
    same thing: the first other column. Raises QueryError.
    """
    counts = Counter(unit for units in _units(page) for unit in units)
    bounds = max(
        (boundaries(merged=merged) for merged in (False, True)),
        key=lambda found: sum(unit in found.codes for unit in counts),
    )
    drawn = {unit: bounds.codes[unit] for unit in counts if unit in bounds.codes}
    if not drawn:
        return None
    areas = _areas(counts, drawn, bounds, language)
    by_code = {area.outline.code: area for area in areas}
    arcs = [
        Arc(
            ends,
            count,
            f"{by_code[ends[0]].name} – {by_code[ends[1]].name}",
            by_code[ends[0]].address,
        )
        for ends, count in _arcs(page, drawn).most_common(_MOST_ARCS)
    ]
    drawing = Drawing(areas=areas, arcs=arcs, former=bounds.former)
    title, about = (text(language, f"workbench.map_{part}") for part in ("title", "about"))
    return map_figure("result", title, about, drawing)


def _units(page: Page) -> list[list[str]]:
    """Return the units of each row, each once."""
    columns = unit_columns(page)
    return [
        list(dict.fromkeys(term.value for i in columns if isinstance(term := row[i], NamedNode)))
        for row in page.rows
    ]


def _areas(
    counts: Mapping[str, int], drawn: Mapping[str, str], bounds: Boundaries, language: str
) -> list[Area]:
    rows: Counter[str] = Counter()
    leading: dict[str, str] = {}
    for unit, code in drawn.items():
        rows[code] += counts[unit]
        if code not in leading or counts[unit] > counts[leading[code]]:
            leading[code] = unit
    labels = look_up(language, leading.values())

    def area(outline: Outline) -> Area:
        unit = leading.get(outline.code)
        if unit is None:
            return Area(outline, outline.name)
        name, count = labels[unit].text, rows[outline.code]
        label = text(language, "workbench.area", unit=name, count=count)
        return Area(outline, name, count, label, local(unit, language) or "")

    return [area(outline) for outline in bounds.outlines]


def _arcs(page: Page, drawn: Mapping[str, str]) -> Counter[Pair]:
    """Return the pairs of outlines that rows, or things, have in common."""
    columns = unit_columns(page)
    groups: defaultdict[object, set[str]] = defaultdict(set)
    things = [
        index
        for index in range(len(page.variables))
        if index not in columns and any(isinstance(row[index], NamedNode) for row in page.rows)
    ]
    for number, (row, units) in enumerate(zip(page.rows, _units(page), strict=True)):
        alone = len(columns) > 1 or not things
        key = number if alone else row[things[0]]
        groups[key] |= {drawn[unit] for unit in units if unit in drawn}
    return Counter(pair for codes in groups.values() for pair in combinations(sorted(codes), 2))
