"""The sets of an index, beside sets of Python."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.site.selection.choice import Selection
from kg.site.selection.index import Index, joined
from kg.site.selection.subjects import KIND, PROVINCE, SUBJECTS

AGREEMENT = SUBJECTS["agreement"]
THINGS = [f"urn:thing{number}" for number in range(40)]
members = st.frozensets(st.integers(0, len(THINGS) - 1))
values = st.dictionaries(st.sampled_from(["urn:a", "urn:b", "urn:c"]), members)


def index(provinces: dict[str, frozenset[int]], kinds: dict[str, frozenset[int]]) -> Index:
    then = {
        facet: {value: joined(places) for value, places in sets.items()}
        for facet, sets in ((PROVINCE, provinces), (KIND, kinds))
    }
    years = {2020: joined([0]), 2021: joined([0])}
    return Index(AGREEMENT, THINGS, {}, then, {}, years, {}, {})


@given(members)
def test_a_set_lists_its_things_in_order(places: frozenset[int]) -> None:
    found = index({}, {}).listed(joined(places))
    assert found == [THINGS[place] for place in sorted(places)]


@given(members, st.integers(0, 5), st.integers(1, 5))
def test_a_part_of_a_list_is_that_part(places: frozenset[int], start: int, most: int) -> None:
    found = index({}, {})
    assert (
        found.listed(joined(places), start, most)
        == found.listed(joined(places))[start : start + most]
    )


@given(values, values, st.sets(st.sampled_from(["urn:a", "urn:b", "urn:d"])))
def test_of_provinces_all_and_of_kinds_one_must_hold(
    provinces: dict[str, frozenset[int]], kinds: dict[str, frozenset[int]], chosen: set[str]
) -> None:
    everything = frozenset(range(len(THINGS)))
    wanted = everything
    for value in chosen:
        wanted &= provinces.get(value, frozenset())
    any_kind = frozenset().union(*(kinds.get(value, frozenset()) for value in chosen))
    wanted &= any_kind if chosen else everything
    selection = Selection(AGREEMENT, {PROVINCE: tuple(chosen), KIND: tuple(chosen)})
    found = index(provinces, kinds)
    assert found.listed(found.chosen(selection)) == [THINGS[place] for place in sorted(wanted)]


@given(values, members)
def test_each_thing_has_the_values_whose_sets_it_is_in(
    kinds: dict[str, frozenset[int]], places: frozenset[int]
) -> None:
    things = [THINGS[place] for place in sorted(places)]
    found = index({}, kinds).values_of(things, KIND, present=False)
    assert {thing: set(held) for thing, held in found.items()} == {
        THINGS[place]: {value for value, held in kinds.items() if place in held} for place in places
    }


@given(values)
def test_a_count_is_what_choosing_gives(kinds: dict[str, frozenset[int]]) -> None:
    found = index({}, kinds)
    counted = found.counts(Selection(AGREEMENT), KIND)
    assert counted == {value: len(held) for value, held in kinds.items() if held}


def test_years_choose_what_is_within_them() -> None:
    found = index({}, {})
    everything = Selection(AGREEMENT)
    assert found.listed(found.chosen(everything.within(2021, None))) == THINGS[:1]
    assert found.chosen(everything.within(2022, None)) == 0
    assert found.by_year(everything.within(2022, None)) == {2020: 1, 2021: 1}
