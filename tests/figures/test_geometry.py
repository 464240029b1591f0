"""Outlines: read from GeoJSON, projected with true areas, drawn so that neighbours meet."""

from __future__ import annotations

import json
import re

import pytest

from kg.figures.geometry import Box, Outline, Paper, around, project, read_outlines
from kg.resources import bundled_project

GEO = bundled_project() / "data/geo"
SQUARE = [[100, 10], [101, 10], [101, 11], [100, 11], [100, 10]]


def geojson(*shapes: tuple[str, str, list[object]]) -> str:
    features = [
        {
            "geometry": {"type": kind, "coordinates": coordinates},
            "properties": {"code": code, "name_vi": code},
        }
        for code, kind, coordinates in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_polygons_and_multipolygons_are_read_in_order_of_their_codes() -> None:
    text = geojson(("b", "Polygon", [SQUARE]), ("a", "MultiPolygon", [[SQUARE], [SQUARE]]))
    assert [(item.code, len(item.rings)) for item in read_outlines(text, "code")] == [
        ("a", 2),
        ("b", 1),
    ]


def test_one_degree_square_has_the_area_of_the_globe_there() -> None:
    """The same area everywhere: a degree at 20° is smaller than at 10° as the cosines are."""

    def area(latitude: float) -> float:
        (left, bottom), (right, top) = project(100, latitude), project(101, latitude + 1)
        return (right - left) * (top - bottom)

    assert area(20) / area(10) == pytest.approx(0.9367 / 0.9833, abs=1e-3)


@pytest.mark.parametrize(
    ("file", "code", "count"),
    [
        ("vn_provinces_63_simplified.geojson", "iso_3166_2", 63),
        ("vn_provinces_34_dissolved.geojson", "gso_code", 34),
    ],
)
def test_the_boundary_files_hold_the_units_of_their_time(file: str, code: str, count: int) -> None:
    outlines = read_outlines((GEO / file).read_text(encoding="utf-8"), code)
    assert len({outline.code for outline in outlines}) == count
    country = around(outline.anchor for outline in outlines)
    assert country.grown(0.2, least=0).meets(outlines[0].box)


def test_neighbours_share_the_points_of_their_boundary_on_the_sheet() -> None:
    left = Outline("l", "l", (((0, 0), (1, 0), (1.04, 0.5), (1, 1), (0, 1), (0, 0)),))
    right = Outline("r", "r", (((2, 1), (1, 1), (1.04, 0.5), (1, 0), (2, 0), (2, 1)),))
    paper = Paper(Box(0, 0, 2, 1), 100)

    def points(path: str) -> set[tuple[int, int]]:
        x = y = 0
        found = set()
        for dx, dy in re.findall(r"(-?\d+) (-?\d+)", path):
            x, y = x + int(dx), y + int(dy)
            found.add((x, y))
        return found

    assert {(50, 50), (52, 25), (50, 0)} <= points(paper.path(left)) & points(paper.path(right))


def test_what_is_too_small_for_the_sheet_is_left_out() -> None:
    speck = Outline("s", "s", (((0, 0), (0.001, 0), (0, 0.001), (0, 0)),))
    assert Paper(Box(0, 0, 10, 10), 100).path(speck) == ""
