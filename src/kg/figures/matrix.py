"""A matrix: how many there are of each row in each column, as shade and as number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.figures.scale import shade
from kg.figures.svg import Figure, element, link, number, percent, shorten, text

_WIDTH = 640
_AXIS, _LABEL, _CELL, _PAD = 24, 18, 26, 10
_LETTERS = 46
_INDENT = 14
_MOST_LABELS = 12


@dataclass(frozen=True)
class MatrixRow:
    """One row: its label, how deep in its tree it stands, and the cell of each column."""

    label: str
    depth: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Cell:
    """A count above zero; `label` says what was counted, and `address` leads to it."""

    count: int
    label: str
    address: str


def matrix(
    name: str, title: str, description: str, columns: Sequence[str], rows: Sequence[MatrixRow]
) -> Figure:
    """Return `rows` over `columns` as a fluid figure, each label above its cells."""
    most = max((cell.count for row in rows for cell in row.cells.values()), default=1)
    every = -(-len(columns) // _MOST_LABELS) or 1
    heads = [
        text(
            column,
            class_="tick",
            x=percent((at + 0.5) / len(columns)),
            y=_AXIS - 8,
            text_anchor="middle",
        )
        for at, column in enumerate(columns)
        if at % every == 0
    ]
    height = _LABEL + _CELL + _PAD
    body = [_row(row, columns, most, _AXIS + place * height) for place, row in enumerate(rows)]
    return Figure(
        name,
        title,
        description,
        "".join(heads + body),
        _WIDTH,
        _AXIS + height * len(rows),
        fluid=True,
    )


def _row(row: MatrixRow, columns: Sequence[str], most: int, top: float) -> str:
    label = text(
        shorten(row.label, _LETTERS),
        class_="label" if row.depth == 0 else "label deep",
        x=_INDENT * row.depth,
        y=top + 13,
    )
    cells = [
        _cell(row.cells.get(column), place / len(columns), 1 / len(columns), most, top + _LABEL)
        for place, column in enumerate(columns)
    ]
    return label + "".join(cells)


def _cell(cell: Cell | None, left: float, width: float, most: int, top: float) -> str:
    def box(class_: str) -> str:
        return element(
            "rect", class_=class_, x=percent(left), y=top, width=percent(width), height=_CELL
        )

    if cell is None:
        return box("cell")
    level = shade(cell.count, most)
    count = text(
        number(cell.count),
        class_="count",
        x=percent(left + width / 2),
        y=top + _CELL / 2 + 4.5,
        text_anchor="middle",
    )
    return link(cell.address, cell.label, box(f"cell shade-{level}"), count)
