"""A map: units shaded by a count, arcs between them, and where in the country this is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.figures.geometry import Box, Outline, Paper, Point, around
from kg.figures.scale import CROWD, shade, stroke
from kg.figures.svg import Figure, element, link, number, text, wrap

_WIDTH = 1000
_MARGIN = 0.05  # of the longer side of what is shown
_LEAST = 1.6  # degrees
_FLATTEST, _STEEPEST = 0.62, 1.9  # height by width
_BEND = 0.18  # of an arc's length
_DOT = 17
_LETTER, _FAINT_LETTER = 14, 11
_FEW = 12
_LOOP = 34
_PLACE = 13
_PLACE_LETTERS, _PLACE_LINE = 18, 23  # of its name
_INSET = 0.2  # of the width
_PART = 0.6  # of the country's height: what shows more needs no inset


@dataclass(frozen=True)
class Area:
    """A unit; `label` and `address` are of use where `count` is above zero."""

    outline: Outline
    name: str
    count: int = 0
    label: str = ""
    address: str = ""


@dataclass(frozen=True)
class Arc:
    """What joins two areas, named by their codes; both the same where it stays within one."""

    ends: tuple[str, str]
    count: int
    label: str
    address: str


@dataclass(frozen=True)
class Tie:
    """What joins outlines without lying on the line between: a project and what it connects."""

    ends: tuple[Outline, ...]
    label: str
    address: str


@dataclass(frozen=True)
class Place:
    """A place with coordinates, projected."""

    point: Point
    name: str
    label: str
    address: str


@dataclass(frozen=True)
class Drawing:
    """What a map shows: `former` boundaries are dashed; `whole` shows all areas, not only some."""

    areas: Sequence[Area]
    arcs: Sequence[Arc] = ()
    ties: Sequence[Tie] = ()
    places: Sequence[Place] = ()
    former: Sequence[Outline] = ()
    whole: bool = False

    @cached_property
    def anchors(self) -> Mapping[str, Point]:
        """Where each area is tied, by its code."""
        return {area.outline.code: area.outline.anchor for area in self.areas}


def map_figure(name: str, title: str, description: str, drawing: Drawing) -> Figure:
    """Return `drawing` as a figure that scales."""
    paper = Paper(_extent(drawing), _WIDTH)
    seen = [area for area in drawing.areas if area.outline.box.meets(paper.box)]
    most = max((area.count for area in seen), default=0)
    heaviest = max((arc.count for arc in drawing.arcs), default=0)
    body = [
        *(_area(area, paper, most) for area in seen),
        *(
            element("path", class_="former", d=paper.path(outline))
            for outline in drawing.former
            if outline.box.meets(paper.box)
        ),
        *(
            element("path", class_="present", d=paper.path(area.outline))
            for area in (seen if drawing.former else ())
        ),
        *(_tie(tie, drawing.anchors, paper) for tie in drawing.ties),
        *(_arc(arc, drawing, paper, heaviest) for arc in drawing.arcs),
        *_names(seen, paper, whole=drawing.whole),
        *(_place(place, paper) for place in drawing.places),
    ]
    country = _country(drawing)
    if paper.box.height < _PART * country.height:
        body.append(_inset(drawing, country, paper))
    return Figure(name, title, description, "".join(body), paper.width, paper.height)


def _extent(drawing: Drawing) -> Box:
    chosen = [] if drawing.whole else [area.outline for area in drawing.areas if area.count]
    chosen += [] if drawing.whole else [end for tie in drawing.ties for end in tie.ends]
    boxes = [outline.box for outline in chosen or [area.outline for area in drawing.areas]]
    corners = [point for box in boxes for point in ((box.left, box.bottom), (box.right, box.top))]
    corners += [place.point for place in drawing.places]
    box = around(corners).grown(_MARGIN if chosen else 0.02, least=_LEAST)
    ratio = box.height / box.width
    if ratio < _FLATTEST:
        return box.grown(0, least=box.width * _FLATTEST)
    if ratio > _STEEPEST and chosen:
        return box.grown(0, least=box.height / _STEEPEST)
    return box


def _area(area: Area, paper: Paper, most: int) -> str:
    shape = element(
        "path", class_=f"area shade-{shade(area.count, most)}", d=paper.path(area.outline)
    )
    return link(area.address, area.label, shape) if area.count else shape


def _names(areas: Sequence[Area], paper: Paper, *, whole: bool) -> list[str]:
    """Return names: of the few that are counted always, of all others where there is room.

    On a map of the `whole` country, where the few may lie close together, all need room.
    """
    few = not whole and sum(area.count > 0 for area in areas) <= _FEW
    dots, names, faint = [], [], []
    taken: list[Box] = []
    for area in sorted(areas, key=lambda area: -area.count):
        x, y = paper.at(area.outline.anchor)
        below = y + _DOT + 24 if area.count else y + 6
        room = _room(area.name, x, below, _LETTER if area.count else _FAINT_LETTER)
        if area.count:
            dots.append(element("circle", class_="dot seat", cx=x, cy=y, r=_DOT))
            dots.append(
                text(
                    number(area.count),
                    class_="dot-count seat",
                    x=x,
                    y=y + 7,
                    text_anchor="middle",
                )
            )
            if few or not any(room.meets(other) for other in taken):
                names.append(
                    text(area.name, class_="name seat", x=x, y=below, text_anchor="middle")
                )
                taken.append(room)
            taken.append(Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT))
        elif _inside(room, paper) and not any(room.meets(other) for other in taken):
            faint.append(text(area.name, class_="name faint", x=x, y=below, text_anchor="middle"))
            taken.append(room)
    return [*faint, *dots, *names]


def _room(name: str, x: float, y: float, letter: float) -> Box:
    """Return the box of a name on the sheet, about its middle; `letter` is one's usual width."""
    half = len(name) * letter / 2
    return Box(x - half, y - 2 * letter, x + half, y + letter / 2)


def _inside(room: Box, paper: Paper) -> bool:
    return (
        room.left > 0 and room.right < paper.width and room.bottom > 0 and room.top < paper.height
    )


def _arc(arc: Arc, drawing: Drawing, paper: Paper, heaviest: int) -> str:
    start, end = (paper.at(drawing.anchors[code]) for code in arc.ends)
    crowded = len(drawing.arcs) > CROWD
    thin, thick = (1.5, 7) if crowded else (5, 16)
    path = _loop(start) if arc.ends[0] == arc.ends[1] else _bow(start, end)
    return link(
        arc.address,
        arc.label,
        element("path", class_="room", d=path),
        element(
            "path",
            class_="arc crowd" if crowded else "arc",
            d=path,
            stroke_width=stroke(arc.count, heaviest, thin=thin, thick=thick),
        ),
    )


def _bow(start: Point, end: Point) -> str:
    """Return a curve that always bends to the same side, whichever end is named first."""
    (ax, ay), (bx, by) = sorted((start, end))
    x, y = (ax + bx) / 2 + (by - ay) * _BEND, (ay + by) / 2 - (bx - ax) * _BEND
    return f"M{ax:.0f} {ay:.0f}Q{x:.0f} {y:.0f} {bx:.0f} {by:.0f}"


def _loop(at: Point) -> str:
    x, y = at
    return f"M{x:.0f} {y:.0f}c{-_LOOP * 2} {-_LOOP * 2.4:.0f} {_LOOP * 2} {-_LOOP * 2.4:.0f} 0 0z"


def _tie(tie: Tie, anchors: Mapping[str, Point], paper: Paper) -> str:
    """Return a line through the ends; those that are no areas of the map are drawn too."""
    ends = [paper.at(end.anchor) for end in tie.ends]
    order = sorted(ends, key=lambda end: math.atan2(end[1] - ends[0][1], end[0] - ends[0][0]))
    path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in order)
    return link(
        tie.address,
        tie.label,
        *(
            element("path", class_="end", d=paper.path(end))
            for end in tie.ends
            if end.code not in anchors
        ),
        element("path", class_="room", d=path),
        element("path", class_="tie", d=path),
    )


def _place(place: Place, paper: Paper) -> str:
    x, y = paper.at(place.point)
    left = x > paper.width / 2  # where its name has more room
    return link(
        place.address,
        place.label,
        element("circle", class_="room", cx=x, cy=y, r=2 * _DOT),
        element(
            "path",
            class_="place",
            d=f"M{x:.0f} {y - _PLACE:.0f}l{_PLACE} {_PLACE} "
            f"{-_PLACE} {_PLACE} {-_PLACE} {-_PLACE}z",
        ),
        *(
            text(
                line,
                class_="name place-name",
                x=x + (_PLACE + 5) * (-1 if left else 1),
                y=y + 7 + _PLACE_LINE * row,
                text_anchor="end" if left else "start",
            )
            for row, line in enumerate(wrap(place.name, _PLACE_LETTERS, 2))
        ),
    )


def _country(drawing: Drawing) -> Box:
    boxes = [area.outline.box for area in drawing.areas]
    corners = [point for box in boxes for point in ((box.left, box.bottom), (box.right, box.top))]
    return around(corners).grown(0.04, least=0)


def _inset(drawing: Drawing, country: Box, paper: Paper) -> str:
    """Return the country, small, with a frame around what is shown."""
    small = Paper(country, paper.width * _INSET)
    if small.height > paper.height:
        small = Paper(country, small.width * paper.height / small.height)
    left, top = _corner(drawing, paper, small)
    x, y = small.at((paper.box.left, paper.box.top))
    scale = small.width / country.width
    frame = element(
        "rect",
        class_="frame",
        x=x,
        y=y,
        width=paper.box.width * scale,
        height=paper.box.height * scale,
    )
    land = "".join(small.path(area.outline) for area in drawing.areas)
    return element(
        "g",
        element("rect", class_="inset", width=small.width, height=small.height),
        element("path", class_="land", d=land),
        frame,
        transform=f"translate({number(left)} {number(top)})",
        aria_hidden="true",
    )


def _corner(drawing: Drawing, paper: Paper, small: Paper) -> Point:
    """Return where the inset hides least: a corner with few areas that are counted."""
    right, bottom = paper.width - small.width, paper.height - small.height
    dots = [paper.at(area.outline.anchor) for area in drawing.areas if area.count]

    def hidden(corner: Point) -> int:
        return sum(
            corner[0] <= x <= corner[0] + small.width and corner[1] <= y <= corner[1] + small.height
            for x, y in dots
        )

    return min(((right, bottom), (0.0, bottom), (right, 0.0), (0.0, 0.0)), key=hidden)
