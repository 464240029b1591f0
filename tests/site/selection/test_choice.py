"""What an address may ask for, and what it is when it comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from kg.namespaces import PREFIXES
from kg.site.selection.choice import FIRST_YEAR, LAST_YEAR, Filter, Selection, read
from kg.site.selection.queries import of_selection
from kg.site.selection.subjects import AREA, KIND, PROVINCE, SUBJECTS
from kg.web.problems import Problem

AGREEMENT = SUBJECTS["agreement"]
BAC_NINH = PREFIXES["unit"] + "bac-ninh-1997"
slugs = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
years = st.none() | st.integers(FIRST_YEAR, LAST_YEAR)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    subject = draw(st.sampled_from(list(SUBJECTS.values())))
    chosen = {
        facet: tuple(
            sorted(subject.namespace(facet) + slug for slug in draw(st.sets(slugs, max_size=3)))
        )
        for facet in subject.facets
    }
    first, last = draw(years), draw(years)
    if first is not None and last is not None:
        first, last = min(first, last), max(first, last)
    return Selection(subject, chosen, first, last, present=draw(st.booleans()))


@given(selections())
def test_a_selection_comes_back_from_its_address(selection: Selection) -> None:
    assert read(MultiDict(selection.pairs)) == selection


@given(selections())
def test_equal_selections_have_one_address_in_whatever_order_they_were_made(
    selection: Selection,
) -> None:
    turned = {facet: selection.chosen[facet][::-1] for facet in reversed(list(selection.chosen))}
    assert replace(selection, chosen=turned).pairs == selection.pairs


@given(selections())
def test_without_all_of_its_filters_a_selection_is_that_of_everything(selection: Selection) -> None:
    for item in list(selection.filters):
        selection = selection.without(item)
    assert list(selection.filters) == []
    assert not selection.dated


@pytest.mark.parametrize(
    "pairs",
    [
        [("subject", "person")],
        [("units", "soon")],
        [("from", "19")],
        [("to", "2020x")],
        [("from", "²⁰²⁰")],
        [("from", "9" * 5000)],
        [("province", "a> } DELETE { <b")],
        [("province", "bac ninh")],
        [("area", "javascript:a b")],
        [("area", str(place)) for place in range(51)],
    ],
)
def test_what_cannot_be_chosen_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Problem) as refused:
        read(MultiDict(pairs))
    assert refused.value.status == 400


def test_years_the_wrong_way_round_are_turned() -> None:
    selection = read(MultiDict([("from", "2025"), ("to", "2020")]))
    assert (selection.first, selection.last) == (2020, 2025)


def test_a_value_twice_is_one_and_an_empty_one_is_none() -> None:
    pairs = [(PROVINCE, "bac-ninh-1997"), (PROVINCE, BAC_NINH), (PROVINCE, "")]
    assert read(MultiDict(pairs)).values(PROVINCE) == (BAC_NINH,)


def test_another_subject_keeps_what_it_can_choose_too() -> None:
    chosen = {
        PROVINCE: (BAC_NINH,),
        AREA: (PREFIXES["area"] + "economy",),
        KIND: (PREFIXES["agreement-type"] + "memorandum-of-understanding",),
    }
    moved = Selection(AGREEMENT, chosen, 2020, None).of("event")
    assert moved.values(PROVINCE) == (BAC_NINH,)
    assert moved.values(KIND) == ()
    assert moved.first == 2020


def test_taking_back_one_province_leaves_the_other() -> None:
    both = Selection(AGREEMENT).also(PROVINCE, BAC_NINH).also(PROVINCE, BAC_NINH + "x")
    assert both.without(Filter(PROVINCE, BAC_NINH)).values(PROVINCE) == (BAC_NINH + "x",)


def test_each_of_several_provinces_has_a_pattern_of_its_own_and_areas_share_one() -> None:
    chosen = {PROVINCE: ("urn:a", "urn:b"), AREA: ("urn:c", "urn:d")}
    query = of_selection(Selection(AGREEMENT, chosen), "vi")
    assert query.count("vnrc:hasParty") == 2
    assert query.count("vnrc:areaClosure") == 1
    assert "VALUES ?area { <urn:c> <urn:d> }" in query
