from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.fold import find_words, fold, marked, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng Việt", "dong viet"),
        ("ĐỒNG VIỆT", "dong viet"),
        ("\u00d0à Nẵng", "da nang"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("Uỷ ban", "uy ban"),
        ("thường trực", "thuong truc"),
        ("e\u0302\u0323", "e"),
        ("10.000 (km²)", "10.000 (km²)"),
    ],
)
def test_marks_case_and_the_stroke_of_d_are_taken_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "sought", "expected"),
    [
        ("Cầu Đồng Việt", ["dong"], ["Đồng"]),
        ("Cầu Đồng Việt", ["vi", "cau"], ["Cầu", "Vi"]),
        (unicodedata.normalize("NFD", "Cầu Đồng Việt"), ["dong", "viet"], ["Đồng", "Việt"]),
        ("Straße Hà Nội", ["strasse", "ha", "hano"], ["Straße", "Hà"]),
        ("Bắc Giang, Bắc Ninh", ["bac"], ["Bắc", "Bắc"]),
        ("Giang", ["ang"], []),
        ("", ["a"], []),
    ],
)
def test_what_matched_is_found_again_in_the_text_as_it_is_written(
    text: str, sought: list[str], expected: list[str]
) -> None:
    found = [text[start:end] for start, end in find_words(text, sought)]
    assert [unicodedata.normalize("NFC", part) for part in found] == expected


@given(st.text())
def test_places_are_inside_the_text_in_order_and_apart(text: str) -> None:
    places = find_words(text, words(text))
    assert [fold(text[start:end]) for start, end in places] == words(text)
    edges = [edge for place in places for edge in place]
    assert edges == sorted(edges)


def test_marks_are_told_apart_but_not_where_the_tone_stands() -> None:
    assert marked("Hòa  Bình") == marked("hoà bình") == marked("Ho\u0300a Bi\u0300nh")
    assert marked("Bắc") != marked("Bạc") != marked("Bac")
