"""Rows of an answer as a figure, where their columns fit one: map, timeline or network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from pyoxigraph import Literal

from kg.figures.network import Edge, Node, network
from kg.figures.svg import Figure, shorten
from kg.figures.timeline import Row, timeline
from kg.namespaces import PREFIXES
from kg.site import formats
from kg.site.result_map import draw_map, unit_columns
from kg.site.results import Page, Term
from kg.site.tables import Cell, Table
from kg.site.texts import text

MOST_DRAWN = 80
"""Rows of a timeline, and nodes of a network: more of them cannot be read."""

_DATE = PREFIXES["xsd"] + "date"
_DATES = {PREFIXES["xsd"] + name for name in ("date", "dateTime", "gYearMonth", "gYear", "string")}
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?")
_PERIODS = {"from", "to", "valid_from", "valid_until"}
_ENDS = 2
_LETTERS = 16  # that fit beside a node


def fitting(page: Page, table: Table) -> list[str]:
    """Return the names of the views that the columns of an answer fit."""
    views = []
    if unit_columns(page):
        views.append("map")
    if _date_columns(page) and _thing_columns(table):
        views.append("timeline")
    if len(_thing_columns(table)) >= _ENDS:
        views.append("network")
    return views


def figure_of(view: str, page: Page, table: Table, language: str) -> Figure | None:
    """Return the answer as `view`, one of those that fit it.

    None where there is too much to be drawn, or nothing. Raises QueryError.
    """
    if view == "map":
        return draw_map(page, language)
    return _timeline(page, table, language) if view == "timeline" else _network(table, language)


def _timeline(page: Page, table: Table, language: str) -> Figure | None:
    if len(page.rows) > MOST_DRAWN:
        return None
    first, last = (_date_columns(page) * _ENDS)[:_ENDS]
    names = (page.variables[first], page.variables[last])
    rows = []
    for terms, cells in zip(page.rows, table.rows, strict=True):
        things = [cells[index] for index in _thing_columns(table)[:_ENDS]]
        earliest, latest = _day(terms[first]), _day(terms[last], end=True)
        if earliest and latest and earliest > latest:
            earliest, latest = latest, earliest
        rows.append(
            Row(
                label=" · ".join(cell.text for cell in things if cell.text),
                words=_words(earliest, latest, language),
                address=things[0].url or "",
                earliest=earliest,
                latest=latest,
                period=bool(_PERIODS.intersection(names)),
            )
        )
    rows.sort(key=lambda row: (row.earliest or row.latest or date.max, row.label))
    return timeline("result", *_said("timeline", language), rows)


def _network(table: Table, language: str) -> Figure | None:
    one, other = _thing_columns(table)[:_ENDS]
    pairs: Counter[tuple[str, str]] = Counter()
    cells: dict[str, Cell] = {}
    for row in table.rows:
        ends = sorted((row[one], row[other]), key=lambda cell: cell.url or "")
        keys = tuple(cell.url or "" for cell in ends)
        if all(keys) and keys[0] != keys[1]:
            pairs[keys[0], keys[1]] += 1
            cells |= dict(zip(keys, ends, strict=True))
    if not pairs or len(cells) > MOST_DRAWN:
        return None
    degree = Counter(end for pair in pairs for end in pair)
    nodes = [
        Node(
            key,
            shorten(cell.text, _LETTERS),
            degree[key],
            _count(cell.text, degree[key], language),
            key,
        )
        for key, cell in sorted(cells.items(), key=lambda item: item[1].text)
    ]
    edges = [
        Edge(pair, count, f"{cells[pair[0]].text} – {cells[pair[1]].text}", pair[0])
        for pair, count in sorted(pairs.items())
    ]
    return network("result", *_said("network", language), nodes, edges)


def _count(name: str, links: int, language: str) -> str:
    return text(language, "workbench.node", node=name, count=links)


def _said(view: str, language: str) -> tuple[str, str]:
    return text(language, f"workbench.{view}_title"), text(language, f"workbench.{view}_about")


def _words(earliest: date | None, latest: date | None, language: str) -> str:
    if earliest and latest and earliest != latest:
        days = {"first": formats.day(earliest, language), "last": formats.day(latest, language)}
        return text(language, "workbench.between", **days)
    known = earliest or latest
    return formats.day(known, language) if known else text(language, "workbench.undated")


def _thing_columns(table: Table) -> list[int]:
    """Return the columns of `table` that lead to things of the graph."""
    return [
        index
        for index in range(len(table.columns))
        if any(row[index].url for row in table.rows)
        and all(row[index].url or not row[index].text for row in table.rows)
    ]


def _date_columns(page: Page) -> list[int]:
    """Return the columns of dates; where some are typed as such, only those."""
    found = [index for index in range(len(page.variables)) if _is_dates(page.rows, index)]
    typed = [index for index in found if _is_dates(page.rows, index, {_DATE})]
    return typed or found


def _is_dates(
    rows: Sequence[Sequence[Term]], index: int, datatypes: Collection[str] = _DATES
) -> bool:
    held = [row[index] for row in rows if row[index] is not None]
    return bool(held) and all(
        isinstance(term, Literal) and term.datatype.value in datatypes and _day(term) is not None
        for term in held
    )


def _day(term: Term, *, end: bool = False) -> date | None:
    """Return the day that a date, month or year begins with, or ends with; None for all else."""
    if not isinstance(term, Literal) or term.datatype.value not in _DATES:
        return None
    found = _ISO.fullmatch(term.value)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 - the pattern wants it
    try:
        if not end or day is not None:
            return date(year, month or 1, day or 1)
        after = date(year + 1, 1, 1) if month in (None, 12) else date(year, month + 1, 1)
        return after - timedelta(days=1)
    except ValueError:
        return None
