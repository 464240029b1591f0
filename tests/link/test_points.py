from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.link.points import kilometres, point_of, points_by_code
from kg.resources import bundled_project

HA_NOI, HO_CHI_MINH = (21.0283, 105.854), (10.8230, 106.6297)


def test_the_drawings_have_a_point_for_each_of_the_63_units() -> None:
    points = points_by_code(bundled_project())
    assert len(points) == 63
    assert points["VN-54"] == (21.3512, 106.493)


def test_the_distance_is_that_of_the_map() -> None:
    assert kilometres(HA_NOI, HO_CHI_MINH) == pytest.approx(1138, abs=5)
    assert kilometres(HA_NOI, HA_NOI) == 0


def test_a_point_on_another_body_or_of_another_form_is_none() -> None:
    assert point_of("Point(105.854 21.0283)") == HA_NOI
    assert point_of("<http://www.wikidata.org/entity/Q405> Point(1 2)") is None
    assert point_of("Polygon((1 2))") is None


@pytest.mark.parametrize("text", ["not JSON", "[]", '{"features": [{"properties": null}]}'])
def test_a_drawing_that_is_none_is_said(text: str, tmp_path: Path) -> None:
    (tmp_path / "data/geo").mkdir(parents=True)
    (tmp_path / "data/geo/a.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="is no GeoJSON"):
        points_by_code(tmp_path)


def test_without_drawings_there_are_no_points(tmp_path: Path) -> None:
    assert points_by_code(tmp_path) == {}
