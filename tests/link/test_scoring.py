from __future__ import annotations

from dataclasses import replace

from kg.link.items import Item, Position
from kg.link.scoring import judge, rank
from kg.link.things import Days, Office, Thing
from kg.namespaces import ID, PREFIXES, VNRC

WD = PREFIXES["wd"]
UNIT = Thing(
    iri=str(ID["unit/bac-kan-1997"]),
    labels={"vi": "Bắc Kạn", "en": "Bắc Kạn"},
    names=frozenset({"Bắc Kạn", "tỉnh Bắc Kạn"}),
    classes=frozenset({str(VNRC.Province)}),
    codes={"iso-3166-2": "VN-53"},
    begins=Days("1996-11-06", "1997-01-01"),
    ends=Days("2025-06-12", "2025-07-01"),
    places=frozenset(),
    offices=(),
)
PERSON = replace(
    UNIT,
    iri=str(ID["person/nguyen-van-a"]),
    names=frozenset({"Nguyễn Văn A"}),
    classes=frozenset({str(VNRC.Person)}),
    codes={},
    begins=None,
    ends=None,
    offices=(Office("party secretary", "unit", f"{WD}Q1", Days("2019-10-05", "2019-10-05")),),
)


def item(qid: str, *names: str, classes: str = "", **values: str) -> Item:
    return Item(
        iri=WD + qid,
        labels={"vi": names[0]},
        names=frozenset(names),
        description={},
        classes=frozenset(WD + name for name in classes.split()),
        values={name: frozenset(value.split()) for name, value in values.items()},
        positions=(),
    )


def points(thing: Thing, found: Item) -> list[int]:
    return [reason.points for reason in judge(thing, found).reasons]


def test_diacritics_case_and_the_word_for_province_make_no_difference() -> None:
    assert points(UNIT, item("Q1", "BAC KAN")) == [40]
    assert points(UNIT, item("Q1", "Tỉnh Bắc Kạn")) == [40]


def test_a_name_inside_another_counts_less_and_another_name_against() -> None:
    assert points(UNIT, item("Q1", "Bệnh viện Bắc Kạn")) == [20]
    assert points(UNIT, item("Q1", "Đông Bắc")) == [-20]


def test_the_region_that_a_source_took_for_the_province_comes_last() -> None:
    """Natural Earth puts Q1194516, the North-East region, on Bắc Kạn."""
    province = item("Q36404", "Bắc Kạn", classes="Q2824648", P300="VN-53")
    region = item("Q1194516", "Vùng Đông Bắc", classes="Q82794", P300="VN-53")
    assert [candidate.item.qid for candidate in rank(UNIT, [region, province])] == [
        "Q36404",
        "Q1194516",
    ]


def test_a_city_of_the_same_name_is_told_apart_by_its_kind_and_code() -> None:
    city = item("Q2", "Bắc Kạn", classes="Q3249005", P300="VN-99")
    assert points(UNIT, city) == [40, -15, -35]


def test_days_agree_within_the_bounds_and_disagree_in_other_years_only() -> None:
    inside = item("Q1", "Bắc Kạn", P576="2025-06-12T00:00:00Z")
    near = item("Q1", "Bắc Kạn", P576="2025-12-31T00:00:00Z")
    other = item("Q1", "Bắc Kạn", P576="1975-01-01T00:00:00Z")
    assert [points(UNIT, found) for found in (inside, near, other)] == [[40, 15], [40], [40, -15]]


def test_near_is_for_and_far_is_against() -> None:
    """Bắc Kạn, its capital some kilometres off, and Cà Mau at the other end of the country."""
    unit = replace(UNIT, point=(22.1476, 105.874))
    named = item("Q1", "Bắc Kạn")
    places = ("Point(105.83 22.15)", "Point(105.15 9.18)", "Point(107 21.5)", "nowhere")
    found = [replace(named, values={"P625": frozenset({place})}) for place in places]
    assert [points(unit, each) for each in found] == [[40, 15], [40, -15], [40], [40]]
    assert points(UNIT, found[1]) == [40]


def test_no_person_is_identified_by_name_alone() -> None:
    candidate = judge(PERSON, item("Q2", "Nguyễn Văn A", classes="Q5"))
    assert candidate.score == 55
    assert not candidate.identifying


def test_an_office_in_the_same_unit_identifies_a_person() -> None:
    position = Position(frozenset({"đại biểu"}), frozenset({f"{WD}Q1"}), None, None)
    found = replace(item("Q2", "Nguyễn Văn A", classes="Q5"), positions=(position,))
    assert judge(PERSON, found).identifying


def test_the_same_office_identifies_a_person_on_its_days_alone() -> None:
    labels = frozenset({"Party Secretary of a province"})
    during = Position(labels, frozenset(), "2015-01-01", "2020-12-31")
    since = Position(labels, frozenset(), "2015-01-01", None)
    later = Position(labels, frozenset(), "2021-01-01", None)
    undated = Position(labels, frozenset(), None, None)
    other = Position(frozenset({"minister"}), frozenset(), "2015-01-01", None)
    found = item("Q2", "Nguyễn Văn A", classes="Q5")
    identified = [
        judge(PERSON, replace(found, positions=(position,))).identifying
        for position in (during, since, later, undated, other)
    ]
    assert identified == [True, True, False, False, False]


def test_every_reason_is_told_in_both_languages() -> None:
    found = item("Q2", "Bắc Kạn", classes="Q3249005", P300="VN-99", P576="1975-01-01T00:00:00Z")
    reasons = judge(UNIT, found).reasons
    assert len(reasons) == 4
    assert all(reason.text("vi") != reason.text("en") for reason in reasons)
