"""What people wrote down as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.score.annotation import read_annotation
from kg.score.items import Facts, Item, Measure


def annotation(directory: Path, **content: object) -> Facts:
    file = directory / "77.json"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return read_annotation(file)


def only(facts: Facts, measure: Measure) -> Item:
    (found,) = facts.of(measure)
    return found


def test_a_person_with_two_offices_is_one_person(tmp_path: Path) -> None:
    offices = [
        {"name": "Lý Văn Thử", "office": "Bí thư Tỉnh ủy", "org": "Hà Nam", "span": [3, 13]},
        {"name": "Lý Văn Thử", "office": "Ủy viên Trung ương Đảng", "org": "Trung ương Đảng"},
    ]
    facts = annotation(tmp_path, persons=offices)
    assert only(facts, Measure.PERSONS).place == (3, 13)
    first, second = facts.of(Measure.OFFICES_IN_UNITS)
    assert any(key.endswith("bi thu tinh uy in ha-nam") for key in first.keys)
    assert all(key.endswith(" in ") for key in second.keys)


def test_the_year_of_an_event_dates_the_day_that_the_text_gives_without_year(
    tmp_path: Path,
) -> None:
    facts = annotation(tmp_path, dates=["--03-09"], events=[{"date": "2021-03-09"}])
    assert only(facts, Measure.DATES).day == date(2021, 3, 9)


def test_optional_things_and_other_parties_are_known_as_such(tmp_path: Path) -> None:
    programme = {
        "type": "thỏa thuận",
        "parties": ["Hà Nam", "Nam Định", "Thái Bình"],
        "parties_alt": [["Nam Định", "Hà Nam"]],
        "period": "2021-2025",
    }
    facts = annotation(tmp_path, agreements=[programme], provinces_optional=["Hà Nội"], periods=[])
    assert only(facts, Measure.PROVINCES).optional
    assert only(facts, Measure.PARTIES).keys == {
        "ha-nam+nam-dinh",
        "ha-nam+nam-dinh+thai-binh",
    }
    assert only(facts, Measure.PERIODS).optional, "the list of periods decides what is required"
    assert facts.traps == ()


def test_an_agreement_out_of_scope_is_none_and_marks_a_trap(tmp_path: Path) -> None:
    foreign = {"type": "thỏa thuận", "parties": ["Sơn La", "Hủa Phăn"], "in_scope": False}
    facts = annotation(tmp_path, agreements=[foreign])
    assert facts.of(Measure.PARTIES) == ()
    assert facts.traps == ("agreement",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "is not JSON in UTF-8"),
        (b"{", "is not JSON in UTF-8"),
        (b"[]", "is not an annotation of an article"),
        (b'{"persons": [{"name": "A"}]}', "is not an annotation of an article"),
        (b'{"indicators": [{"value": "ten", "unit": "x", "what": "y"}]}', "is not an annotation"),
    ],
)
def test_a_file_of_another_form_is_told_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(KgError, match=words) as error:
        read_annotation(file)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_list_that_is_not_there_was_not_annotated(tmp_path: Path) -> None:
    facts = annotation(tmp_path, provinces=[])
    assert Measure.PROVINCES in facts.items
    assert Measure.DATES not in facts.items
    assert facts.traps == ()


@pytest.mark.parametrize("body", ["Bộ Tài chính", "Hủa Phăn", "thành phố Lào Cai", "huyện Thử"])
def test_an_office_of_no_province_needs_no_unit(tmp_path: Path, body: str) -> None:
    person = {"name": "Lý Văn Thử", "office": "Bí thư", "org": body}
    facts = annotation(tmp_path, persons=[person])
    assert any(key.endswith(" in ") for key in only(facts, Measure.OFFICES_IN_UNITS).keys)


@pytest.mark.parametrize("body", ["Lào Cai", "thành phố Hải Phòng", "tỉnh Lào Cai"])
def test_an_office_of_a_province_needs_its_unit(tmp_path: Path, body: str) -> None:
    person = {"name": "Lý Văn Thử", "office": "Bí thư", "org": body}
    facts = annotation(tmp_path, persons=[person])
    assert not any(key.endswith(" in ") for key in only(facts, Measure.OFFICES_IN_UNITS).keys)


def test_the_city_of_an_office_may_stand_in_its_title(tmp_path: Path) -> None:
    person = {"name": "Lý Văn Thử", "office": "Bí thư Thành ủy", "org": "thành phố Lào Cai"}
    facts = annotation(tmp_path, persons=[person])
    keys = only(facts, Measure.OFFICES).keys
    assert any(key.endswith(": bi thu thanh uy lao cai") for key in keys)
    assert any(key.endswith(": bi thu thanh uy") for key in keys)
