"""What names mean in a small made-up world: kg/reconcile/matching.py says the rules."""

from __future__ import annotations

import pytest

from kg.reconcile.dates import read_span
from kg.reconcile.index import Index
from kg.reconcile.matching import Candidate, Lookup, candidates

UNIT = ("AdministrativeUnit",)


def ask(index: Index, text: str, date: str = "", *types: str, **conditions: str) -> list[Candidate]:
    return candidates(
        index,
        Lookup(
            text=text,
            types=types,
            date=read_span(date),
            conditions={name.replace("_", "-"): (value,) for name, value in conditions.items()},
        ),
    )


def sure(found: list[Candidate]) -> list[str]:
    return [item.entity.id for item in found if item.match]


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("Lông Hải", "2019", ["unit/long-hai-1990"]),
        ("Lông Hải", "2021-08", ["unit/long-hai-2020"]),
        ("Lông Hải", "30/6/2020", ["unit/long-hai-1990"]),
        ("Lông Hải", "1/7/2020", ["unit/long-hai-2020"]),
        ("Lông Hải", "2020", []),
        ("Lông Hải", "", []),
        ("LONG HAI", "2019", ["unit/long-hai-1990"]),
        ("LongHai", "2019", ["unit/long-hai-1990"]),
        ("tỉnh Lông Hải", "2019", ["unit/long-hai-1990"]),
        ("Long Hai Province", "2019", ["unit/long-hai-1990"]),
        ("Hoà Vắng", "2019", ["unit/hoa-vang"]),
        ("Hòa Vắng", "2021", []),
        ("TP Hòa Vắng", "2019", ["unit/hoa-vang"]),
        ("tỉnh Hòa Vắng", "2019", []),
        ("Hóa Vắng", "2019", []),
        ("TP. Lông Hải", "2019", ["unit/thanh-pho-long-hai"]),
        ("Long Hai city", "2019", ["unit/thanh-pho-long-hai"]),
        ("thành phố Lông Hải", "2021", []),
        ("thành phố Lông Hải", "", []),
        ("Lông Hải (từ 2020)", "", ["unit/long-hai-2020"]),
    ],
)
def test_a_unit_is_matched_where_name_kind_and_time_leave_no_doubt(
    index: Index, text: str, date: str, expected: list[str]
) -> None:
    assert sure(ask(index, text, date)) == expected


def test_without_a_date_all_units_of_a_name_come_first_and_none_is_a_match(index: Index) -> None:
    found = ask(index, "Lông Hải")
    assert [item.entity.id for item in found[:2]] == ["unit/long-hai-1990", "unit/long-hai-2020"]
    assert {item.score for item in found[:2]} == {100}
    assert not sure(found)


def test_the_unit_of_another_time_is_shown_and_scored_low(index: Index) -> None:
    scores = {item.entity.id: item.score for item in ask(index, "Lông Hải", "2019")}
    assert (scores["unit/long-hai-1990"], scores["unit/long-hai-2020"]) == (100, 50)


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("VN-X9", "", ["unit/hoa-vang"]),
        ("vn-x9", "2019", ["unit/hoa-vang"]),
        ("VN-X9", "2021", []),
        ("1569999", "", ["unit/hoa-vang"]),
        ("Q1002", "", ["unit/hoa-vang"]),
        ("Q1001", "", []),
        ("Q1001", "2019", ["unit/long-hai-1990"]),
        ("07", "", []),
        ("07", "2019", ["unit/long-hai-1990"]),
        ("09", "2019", ["unit/hoa-vang"]),
        ("09", "2021", ["unit/long-hai-2020"]),
        ("Q2001", "", ["person/a"]),
        ("Q3001", "2019", []),  # the item is of something wider
        ("unit/hoa-vang", "", ["unit/hoa-vang"]),
        ("https://w3id.org/vnrc/id/unit/hoa-vang", "", ["unit/hoa-vang"]),
    ],
)
def test_a_code_is_a_key_and_a_statistics_code_only_together_with_a_date(
    index: Index, text: str, date: str, expected: list[str]
) -> None:
    assert sure(ask(index, text, date)) == expected


def test_a_person_is_never_matched_by_name_alone(index: Index) -> None:
    found = ask(index, "Trần Ví Dụ", "2019", "Person")
    assert found[0].entity.id == "person/a"
    assert found[0].score == 100
    assert not sure(found)
    assert not sure(ask(index, "Lê Mẫu Hai"))


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"unit": "tỉnh Lông Hải"}, ["person/a"]),
        ({"unit": "unit/long-hai-1990"}, ["person/a"]),
        ({"unit": "Hòa Vắng"}, []),
        ({"office": "Chủ tịch UBND tỉnh Lông Hải"}, ["person/a"]),
        ({"office": "Bí thư"}, []),
        ({"wikidata": "Q2001"}, ["person/a"]),
        ({"wikidata": "Q2002"}, []),
        ({"office": "Chủ tịch UBND tỉnh Lông Hải", "unit": "Hòa Vắng"}, []),
        ({"unknown": "x"}, []),
    ],
)
def test_a_person_is_matched_where_an_office_or_a_unit_agrees_too(
    index: Index, conditions: dict[str, str], expected: list[str]
) -> None:
    assert sure(ask(index, "Tran Vi Du", "", "Person", **conditions)) == expected


def test_a_person_of_whom_no_office_is_known_is_not_matched_by_one(index: Index) -> None:
    assert not sure(ask(index, "Lê Mẫu Hai", unit="Lông Hải"))


def test_of_namesakes_the_one_whose_office_agrees_is_meant(index: Index) -> None:
    assert sure(ask(index, "Đỗ Tên Chung", unit="Lông Hải")) == ["person/c"]
    assert sure(ask(index, "Đỗ Tên Chung", unit="Hòa Vắng")) == ["person/d"]
    assert sure(ask(index, "Do Ten Chung", unit="Hòa Vắng")) == []
    assert sure(ask(index, "Đỗ Tên Chung")) == []


def test_a_unit_may_be_named_by_its_committee_where_units_are_asked_for(index: Index) -> None:
    found = ask(index, "UBND tỉnh Lông Hải", "2019", *UNIT)
    assert sure(found) == ["unit/long-hai-1990"]
    assert found[0].features["organ"] is True


def test_else_the_committee_itself_is_meant_at_the_time_of_its_unit(index: Index) -> None:
    for types in ((), ("PublicBody",)):
        assert sure(ask(index, "UBND tỉnh Lông Hải", "2019", *types)) == ["body/ubnd-long-hai"]
        assert sure(ask(index, "UBND tỉnh Lông Hải", "2021", *types)) == []
        assert sure(ask(index, "UBND tỉnh Lông Hải", "", *types)) == []


@pytest.mark.parametrize("text", ["Lông Hảii", "Lnog Hải", "Long Hao", "Hòa Vắg"])
def test_a_slip_of_the_hand_is_found_and_never_a_match(index: Index, text: str) -> None:
    found = ask(index, text, "2019", *UNIT)
    assert found[0].entity.id in ("unit/long-hai-1990", "unit/hoa-vang")
    assert 60 < found[0].score < 100
    assert not sure(found)


def test_other_diacritics_are_a_doubt(index: Index) -> None:
    found = ask(index, "Hóa Váng", "2019")
    assert found[0].entity.id == "unit/hoa-vang"
    assert found[0].features["diacritics"] is False
    assert found[0].score < 100


def test_another_name_that_a_source_uses_is_a_name(index: Index) -> None:
    assert sure(ask(index, "chương trình biển xanh")) == ["agreement/one"]


def test_a_code_that_disagrees_with_the_name_is_no_match(index: Index) -> None:
    found = ask(index, "Lông Hải", "2019", iso_3166_2="VN-X9")
    assert "unit/hoa-vang" in [item.entity.id for item in found]
    assert not sure(found)


def test_only_the_classes_asked_for_are_candidates(index: Index) -> None:
    found = ask(index, "Lông Hải", "", "Agreement", "Post")
    assert {item.entity.types[0] for item in found} <= {"Agreement", "Post"}
    assert found
    assert ask(index, "Lông Hải", "", "NoSuchClass") == []


def test_facts_are_no_candidates_and_nothing_means_nothing(index: Index) -> None:
    assert ask(index, "") == []
    assert ask(index, "…") == []
    assert all(not item.id.startswith(("name/", "code/", "time/")) for item in index.entities)


def test_no_more_candidates_than_asked_for(index: Index) -> None:
    assert len(candidates(index, Lookup(text="Lông Hải", limit=2))) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("long h", ["unit/long-hai-1990", "unit/long-hai-2020"]),
        ("vắng hòa", ["unit/hoa-vang"]),
        ("không có", []),
        ("", []),
    ],
)
def test_the_beginning_of_a_name_finds_it(index: Index, text: str, expected: list[str]) -> None:
    assert [item.id for item in index.begun(text)][: len(expected) or None] == expected
