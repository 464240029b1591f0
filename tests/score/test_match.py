"""Which items are the same, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.score import names
from kg.score.items import Facts, Item, Measure, item
from kg.score.match import Outcome, compare


def outcome(measure: Measure, gold: list[Item], draft: list[Item]) -> Outcome:
    facts = [Facts("77", plain=True, items={measure: tuple(items)}) for items in (gold, draft)]
    return next(one for one in compare(*facts) if one.measure is measure)


def test_found_missed_spurious_and_wrong() -> None:
    gold = [item("an: secretary", subject="an"), item("bình: chair", subject="bình")]
    draft = [item("an: secretary", subject="an"), item("bình: deputy chair", subject="bình")]
    result = outcome(Measure.OFFICES, gold, [*draft, item("chi: chair", subject="chi")])
    assert [pair[0].shown for pair in result.found] == ["an: secretary"]
    assert [one.shown for one in result.missed] == ["bình: chair"]
    assert [one.shown for one in result.spurious] == ["bình: deputy chair", "chi: chair"]
    assert [(a.shown, b.shown) for a, b in result.wrong] == [("bình: chair", "bình: deputy chair")]


def test_a_fact_drafted_twice_is_spurious_once() -> None:
    result = outcome(Measure.PARTIES, [item("a+b")], [item("a+b"), item("a+b")])
    assert (len(result.found), len(result.spurious)) == (1, 1)


def test_what_was_not_annotated_is_not_counted() -> None:
    gold = Facts("77", plain=True, items={Measure.PROVINCES: ()})
    draft = Facts("77", plain=True, items={Measure.DATES: (item("--03-09"),)})
    assert not any(one.spurious for one in compare(gold, draft))


def test_what_is_optional_counts_on_neither_side() -> None:
    gold = [item("a", optional=True), item("b", optional=True)]
    result = outcome(Measure.PROVINCES, gold, [item("a")])
    assert (result.found, result.missed, result.spurious) == ((), (), ())


def test_a_required_item_is_matched_before_an_optional_one() -> None:
    gold = [item("a", optional=True), item("a", "b")]
    assert len(outcome(Measure.PROVINCES, gold, [item("a")]).found) == 1


def test_an_invented_year_that_excludes_the_day_that_is_meant_is_wrong() -> None:
    gold = item("--03-09", subject="03-09", day=date(2021, 3, 9))
    bounded = item("--03-09", subject="03-09", earliest=date(2020, 1, 1), latest=date(2022, 1, 1))
    invented = replace(bounded, earliest=date(2024, 3, 9), latest=date(2024, 3, 9))
    assert len(outcome(Measure.DATES, [gold], [bounded]).found) == 1
    assert len(outcome(Measure.DATES, [gold], [invented]).wrong) == 1


def test_part_of_a_name_of_a_project_is_enough_where_it_has_two_words() -> None:
    gold = item("ho so di san vinh thu")
    assert outcome(Measure.PROJECTS, [gold], [item("di san vinh thu")]).found
    assert not outcome(Measure.PROJECTS, [gold], [item("di")]).found
    assert not outcome(Measure.PROVINCES, [gold], [item("di san vinh thu")]).found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chủ tịch UBND tỉnh", "Chủ tịch Ủy ban nhân dân thành phố"),
        ("Trưởng Đoàn ĐBQH tỉnh", "Trưởng đoàn đại biểu Quốc hội tỉnh Hà Nam"),
        ("Ủy viên Trung ương Đảng", "Ủy viên BCH Trung ương Đảng"),
        ("Phó Bí thư Thường trực Tỉnh ủy", "Phó Bí thư thường trực Tỉnh uỷ Hà Nam"),
    ],
)
def test_wordings_of_one_office(one: str, other: str) -> None:
    assert names.office(one, "Hà Nam") == names.office(other, "Hà Nam")


def test_offices_that_differ_by_one_word_stay_two() -> None:
    assert names.office("Chủ tịch UBND tỉnh") != names.office("Phó Chủ tịch UBND tỉnh")
    assert names.office("Bí thư Tỉnh ủy") != names.office("Bí thư Thành ủy")


def test_the_place_of_a_tone_mark_makes_no_other_person_but_the_tone_does() -> None:
    assert names.person("Trần Thị Hòa") == names.person("TRẦN THỊ HOÀ")
    assert names.person("Trần Thị Hòa") != names.person("Trần Thị Hoa")
    assert names.person("Trần Thị Hòa") != names.person("Trần Thị Hóa")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QL18", "Quốc lộ 18"),
        ("tuyến cao tốc Hà Nam – Nam Định", "cao tốc Hà Nam-Nam Định"),
        ("ĐT398", "đường tỉnh 398"),
    ],
)
def test_wordings_of_one_project(one: str, other: str) -> None:
    assert names.project(one) == names.project(other)


def test_units_lose_their_existence_and_level_in_plain_words_only() -> None:
    assert names.plain_unit("bac-ninh-1997") == names.plain_unit("bac-ninh-2025") == "bac-ninh"
    assert names.plain_unit("thanh-pho-ho-chi-minh") == names.plain_unit("ho-chi-minh-2025")
    assert names.plain_unit("hue-2025") == names.plain_unit("thua-thien-hue")
