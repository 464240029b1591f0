"""A selection as a matrix: how many things of each area are of each year."""

from __future__ import annotations

from kg.figures.matrix import Cell, MatrixRow, matrix
from kg.site.browse.data import Data, Value
from kg.site.browse.facets import in_tree
from kg.site.browse.state import State
from kg.site.browse.view import MOST_LINES, Line, View
from kg.site.labels import look_up
from kg.site.selection.subjects import AREA

_MOST_YEARS, _MOST_ROWS = 40, 120


def of_matrix(state: State) -> View:
    """Return the areas of the selection, as a tree, over its years."""
    sets = {
        area: things & state.found
        for area, things in state.index.sets(AREA, present=False).items()
        if things & state.found
    }
    first, last = state.selection.first, state.selection.last
    years = {
        year: things & state.found
        for year, things in state.index.years.items()
        if things & state.found
        and (first is None or year >= first)
        and (last is None or year <= last)
    }
    columns = list(range(min(years), max(years) + 1))[:_MOST_YEARS] if years else []
    labels = look_up(state.language, sets)
    counts = {
        (area, year): count
        for area, things in sets.items()
        for year in columns
        if (count := (things & years.get(year, 0)).bit_count())
    }
    ordered = in_tree(sets, state.index.broader, labels)

    def cell(area: str, year: int) -> Cell:
        narrowed = state.selection.only(AREA, area).within(year, year)
        label = f"{labels[area].text}, {year}: {state.counted(counts[area, year])}"
        return Cell(counts[area, year], label, state.leads_to(narrowed, counts[area, year]))

    rows = [
        MatrixRow(
            labels[area].text,
            depth,
            {str(year): cell(area, year) for year in columns if (area, year) in counts},
        )
        for area, depth in ordered[:_MOST_ROWS]
    ]
    lines = [
        Line([row.label, year], found.count, found.address)
        for row in rows
        for year, found in row.cells.items()
    ]
    says = state.say(
        "browse.matrix_says", things=state.counted(state.count), areas=len(rows), years=len(columns)
    )
    title = state.say("browse.matrix_title", title=state.title)
    figure = matrix("matrix", title, says, [str(year) for year in columns], rows) if lines else None
    data: list[list[Value]] = [
        [area, labels[area].text, year, counts[area, year]]
        for area, _ in ordered
        for year in columns
        if (area, year) in counts
    ]
    return View(
        figure,
        lambda: Data(["area", "label", "year", "count"], data),
        heads=("browse.facet_area", "browse.year", "browse.count"),
        lines=lines[:MOST_LINES],
        notes=[says, state.say("browse.matrix_note")],
    )
