from datetime import date

import pytest
from rdflib import RDF, Graph

from kg.namespaces import ID, VNRC
from kg.read.places import existence, existences, places
from kg.resources import bundled_project


def test_the_table_is_that_of_the_graph() -> None:
    graph = Graph().parse(bundled_project() / "data/entities/units.ttl", format="turtle")
    kinds = (VNRC.Province, VNRC.Municipality)
    known = {str(s).removeprefix(f"{ID}unit/") for kind in kinds for s in graph[: RDF.type : kind]}
    assert {item.key for items in existences().values() for item in items} == known


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (None, "bac-ninh-1997"),
        (date(2025, 6, 30), "bac-ninh-1997"),
        (date(2025, 7, 1), "bac-ninh-2025"),
        (date(2026, 10, 1), "bac-ninh-2026"),
    ],
)
def test_a_name_is_a_province_of_its_day(day: date | None, key: str) -> None:
    assert existence("Bắc Ninh", day).key == key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tỉnh Thái Bình", [("unit", "Thái Bình")]),
        ("sông Thái Bình chảy qua", []),
        ("ông Nguyễn Thái Bình", []),
        ("Thái Bình Dương", []),
        ("TP Lạng Sơn", [("district", "Lạng Sơn")]),
        ("TP. Đà Nẵng", [("unit", "Đà Nẵng")]),
        ("Thành ủy Hải Phòng", [("unit", "Hải Phòng")]),
        ("Sở Tài nguyên và Môi trường Lào Cai", [("unit", "Lào Cai")]),
        ("Chủ tịch Hồ Chí Minh", []),
        ("các tỉnh Tây Nguyên", [("region", "Tây Nguyên")]),
        ("khu kinh tế Đông Bắc Sông Cầu", []),
        ("tỉnh Hủa Phăn (Lào)", [("foreign", "Hủa Phăn"), ("foreign", "Lào")]),
        ("các huyện Mường La, Yên Châu", [("district", "Mường La"), ("district", "Yên Châu")]),
    ],
)
def test_names_are_told_apart_by_what_stands_around_them(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(place.kind, place.name) for place in places(text)] == found


def test_a_district_is_of_the_province_that_is_named_with_it() -> None:
    (district, _) = places("huyện Châu Thành, tỉnh Tiền Giang")
    assert (district.name, district.level, district.province) == (
        "Châu Thành",
        "huyện",
        "Tiền Giang",
    )
