"""Outlines of administrative units, and how they come onto paper.

The projection is Lambert's cylindrical equal-area one with its true parallel at 16° N, the middle
of the country: x = λ·cos φ₀, y = sin φ / cos φ₀ (Snyder, Map Projections, 1987, section 10). Areas
can be compared; shapes are off by less than a tenth.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

_TRUE = math.cos(math.radians(16))


@dataclass(frozen=True)
class Box:
    """A rectangle of the plane, x to the east and y to the north."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def meets(self, other: Box) -> bool:
        """Tell whether the two share a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.bottom <= other.top
            and other.bottom <= self.top
        )

    def grown(self, share: float, *, least: float) -> Box:
        """Return it with a margin of `share` of its longer side, and no side below `least`."""
        margin = share * max(self.width, self.height)
        across = max(self.width + 2 * margin, least) / 2
        along = max(self.height + 2 * margin, least) / 2
        x, y = (self.left + self.right) / 2, (self.bottom + self.top) / 2
        return Box(x - across, y - along, x + across, y + along)


@dataclass(frozen=True)
class Outline:
    """A unit's polygons, projected; `code` is the one its file gives, `name` that of the unit."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]

    @cached_property
    def box(self) -> Box:
        """The smallest rectangle around it."""
        return around(point for ring in self.rings for point in ring)

    @cached_property
    def anchor(self) -> Point:
        """The middle of its largest polygon, where its name and its arcs begin."""
        return _centroid(max(self.rings, key=lambda ring: abs(_area(ring))))


def read_outlines(geojson: str, code: str, name: str = "name_vi") -> list[Outline]:
    """Return the features of a GeoJSON text (WGS 84, longitude first), in order of their codes.

    `code` and `name` are the properties that hold them.
    """
    outlines = []
    for feature in json.loads(geojson)["features"]:
        geometry = feature["geometry"]
        several = geometry["type"] == "MultiPolygon"
        polygons = geometry["coordinates"] if several else [geometry["coordinates"]]
        rings = tuple(
            tuple(project(*point) for point in ring) for rings in polygons for ring in rings
        )
        properties = feature["properties"]
        outlines.append(Outline(str(properties[code]), str(properties[name]), rings))
    return sorted(outlines, key=lambda outline: outline.code)


def project(longitude: float, latitude: float) -> Point:
    """Return where a place in degrees comes to stand, in degrees of the true parallel."""
    return longitude * _TRUE, math.degrees(math.sin(math.radians(latitude)) / _TRUE)


def around(points: Iterable[Point]) -> Box:
    """Return the smallest rectangle around `points`, of which there is one at least."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True)
class Paper:
    """A sheet `width` wide that shows `box`; whole numbers are its grid."""

    box: Box
    width: float

    @property
    def height(self) -> float:
        """How high the sheet is."""
        return self._scale * self.box.height

    def at(self, point: Point) -> Point:
        """Return where `point` is on the sheet, y downwards."""
        return (point[0] - self.box.left) * self._scale, (self.box.top - point[1]) * self._scale

    def path(self, outline: Outline) -> str:
        """Return the data of a path along `outline`.

        Neighbours still meet: each point is moved to the grid by itself, and what falls onto the
        point before is left out.
        """
        return _path(self, outline)

    def ring(self, ring: Sequence[Point]) -> str:
        """Return the part of a path along one polygon; nothing where it is too small to see."""
        points = [(round(x), round(y)) for x, y in map(self.at, ring)]
        kept = [
            point for before, point in zip([None, *points], points, strict=False) if point != before
        ]
        if len(set(kept)) < 3:  # noqa: PLR2004 - no area
            return ""
        (x, y), *rest = kept
        written = f"M{x} {y}l"
        for to_x, to_y in rest:
            written += f"{to_x - x} {to_y - y} "
            x, y = to_x, to_y
        return written.rstrip() + "z"

    @property
    def _scale(self) -> float:
        return self.width / self.box.width


@lru_cache(maxsize=1024)
def _path(paper: Paper, outline: Outline) -> str:
    """Return a path that is asked for again and again: the country does not change."""
    return "".join(paper.ring(ring) for ring in outline.rings)


def _area(ring: Sequence[Point]) -> float:
    return (
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2
    )


def _centroid(ring: Sequence[Point]) -> Point:
    area = _area(ring)
    if area == 0:
        return ring[0]
    x = y = 0.0
    for a, b in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (6 * area), y / (6 * area)
