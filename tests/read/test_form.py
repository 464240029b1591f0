import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.form import matching_form
from kg.text.normal import normalise


@given(st.text())
def test_every_character_stays_at_its_place(text: str) -> None:
    normal = normalise(text)
    assert len(matching_form(normal)) == len(normal)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Hoà Bình, Khánh Hoà", "Hòa Bình, Khánh Hòa"),
        ("TỈNH UỶ", "TỈNH ỦY"),
        ("quý khách, khoán, thuở", "quý khách, khoán, thuở"),
        ("2023–2025 — “hợp tác”", '2023-2025 - "hợp tác"'),
        ("a\u00a0b\u200bc", "a b c"),
    ],
)
def test_one_kind_of_each(text: str, form: str) -> None:
    assert matching_form(text) == form
