"""A diagram of classes: boxes on a grid, and arrows with names between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.figures.geometry import Point
from kg.figures.svg import Figure, element, link, text, wrap

_BOX = (164, 50)
_STEP = (268, 128)
_EDGE = 24
_LETTERS, _LINES, _LINE = 20, 2, 17
_SHORT, _SMALL = 15, 13  # of the name of an arrow between two boxes of a row
_BEND = 124  # how far the handles of a bent arrow stand out; the arrow goes three quarters of it
_SHARE = 0.75
_TIP = 7


@dataclass(frozen=True)
class Box:
    """A class at `column` and `row` of the grid, from 0; `look` is a class of the style sheet."""

    key: str
    name: str
    address: str
    column: int
    row: int
    look: str = "box"


@dataclass(frozen=True)
class Arrow:
    """A property between two boxes, named by their keys; a bent one goes around what is between."""

    ends: tuple[str, str]
    name: str
    address: str
    bent: bool = False


def diagram(
    name: str, title: str, description: str, boxes: Sequence[Box], arrows: Sequence[Arrow]
) -> Figure:
    """Return `boxes` and the `arrows` between them."""
    places = {box.key: _centre(box) for box in boxes}
    columns = 1 + max((box.column for box in boxes), default=0)
    rows = 1 + max((box.row for box in boxes), default=0)
    width = 2 * _EDGE + _BOX[0] + _STEP[0] * (columns - 1)
    height: float = 2 * _EDGE + _BOX[1] + _STEP[1] * (rows - 1)
    if any(arrow.bent and _level(places, arrow) for arrow in arrows):
        height += _BEND * _SHARE - _EDGE / 2
    body = [
        _tip(name),
        *(_arrow(name, arrow, places) for arrow in arrows),
        *map(_box, boxes),
    ]
    return Figure(name, title, description, "".join(body), width, height)


def _centre(box: Box) -> Point:
    return (
        _EDGE + _BOX[0] / 2 + _STEP[0] * box.column,
        _EDGE + _BOX[1] / 2 + _STEP[1] * box.row,
    )


def _level(places: Mapping[str, Point], arrow: Arrow) -> bool:
    """Tell whether both ends are in one row."""
    return places[arrow.ends[0]][1] == places[arrow.ends[1]][1]


def _box(box: Box) -> str:
    x, y = _centre(box)
    lines = wrap(box.name, _LETTERS, _LINES)
    top = y + 5 - _LINE * (len(lines) - 1) / 2
    rect = element(
        "rect",
        class_=box.look,
        x=x - _BOX[0] / 2,
        y=y - _BOX[1] / 2,
        width=_BOX[0],
        height=_BOX[1],
        rx=6,
    )
    words = [
        text(line, class_="label", x=x, y=top + _LINE * place, text_anchor="middle")
        for place, line in enumerate(lines)
    ]
    return link(box.address, box.name, rect, *words)


def _arrow(name: str, arrow: Arrow, places: Mapping[str, Point]) -> str:
    start, end = (places[key] for key in arrow.ends)
    if arrow.bent:
        line, middle = _bent(start, end)
    else:
        first, last = _border(start, end), _border(end, start)
        line = f"M{first[0]:.0f} {first[1]:.0f}L{last[0]:.0f} {last[1]:.0f}"
        middle = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
    level = start[1] == end[1] and not arrow.bent
    lines = wrap(arrow.name, _SHORT, _LINES) if level else [arrow.name]
    top = middle[1] - 6 - _SMALL * (len(lines) - 1) if level else middle[1] + 4
    words = [
        text(part, class_="tick halo", x=middle[0], y=top + _SMALL * at, text_anchor="middle")
        for at, part in enumerate(lines)
    ]
    path = element("path", class_="relation", d=line, marker_end=f"url(#{name}-tip)")
    return link(arrow.address, arrow.name, path, *words)


def _bent(start: Point, end: Point) -> tuple[str, Point]:
    """Return a path below the boxes between two of a row, or beside those of a column.

    With it the place of its name.
    """
    (ax, ay), (bx, by) = start, end
    if ay == by:
        ay = ay + _BOX[1] / 2
        path = f"M{ax:.0f} {ay:.0f}C{ax:.0f} {ay + _BEND} {bx:.0f} {ay + _BEND} {bx:.0f} {ay:.0f}"
        return path, ((ax + bx) / 2, ay + _BEND * _SHARE)
    ax, upper, lower = ax + _BOX[0] / 2, ay + _BOX[1] / 4, by - _BOX[1] / 4
    path = (
        f"M{ax:.0f} {upper:.0f}C{ax + _BEND} {upper:.0f} {ax + _BEND} {lower:.0f} {ax} {lower:.0f}"
    )
    return path, (ax + _BEND / 2, ay + _STEP[1] / 2)


def _border(inside: Point, towards: Point) -> Point:
    """Return where the line between two centres leaves the box of the first."""
    dx, dy = towards[0] - inside[0], towards[1] - inside[1]
    across = _BOX[0] / 2 / abs(dx) if dx else float("inf")
    along = _BOX[1] / 2 / abs(dy) if dy else float("inf")
    share = min(across, along)
    return inside[0] + dx * share, inside[1] + dy * share


def _tip(name: str) -> str:
    path = element("path", class_="tip", d=f"M0 0L{_TIP} {_TIP / 2}L0 {_TIP}Z")
    marker = element(
        "marker",
        path,
        id=f"{name}-tip",
        markerWidth=_TIP,
        markerHeight=_TIP,
        refX=_TIP,
        refY=_TIP / 2,
        orient="auto",
        markerUnits="userSpaceOnUse",
    )
    return element("defs", marker)
