"""Where things are: points of the drawings in `data/geo/`, and the distance between two."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TypeAlias

from kg.errors import ProjectError

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""

_DRAWINGS = Path("data", "geo")
_EARTH_KM = 6371.0
_WKT = re.compile(r"Point\((-?[0-9.]+) (-?[0-9.]+)\)")


def points_by_code(project: Path) -> dict[str, Point]:
    """Return the point of each unit that a drawing has, by its code of ISO 3166-2.

    Raises ProjectError where a drawing is no GeoJSON.
    """
    points: dict[str, Point] = {}
    for file in sorted((project / _DRAWINGS).glob("*.geojson")):
        try:
            features = json.loads(file.read_text(encoding="utf-8"))["features"]
            for properties in (feature["properties"] for feature in features):
                if {"iso_3166_2", "lat", "lon"} <= properties.keys():
                    point = float(properties["lat"]), float(properties["lon"])
                    points[str(properties["iso_3166_2"])] = point
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProjectError(f"{file} is no GeoJSON: {error}") from None
    return points


def point_of(wkt: str) -> Point | None:
    """Return the point that a literal of P625 is, None where it is none, or on another body."""
    match = _WKT.fullmatch(wkt)
    return (float(match[2]), float(match[1])) if match else None


def kilometres(one: Point, other: Point) -> float:
    """Return the distance of two points along a great circle (haversine formula)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    chord = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(chord))
