from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng Việt", "dong viet"),
        ("ĐỒNG VIỆT", "dong viet"),
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
