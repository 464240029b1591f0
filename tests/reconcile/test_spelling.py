from __future__ import annotations

import unicodedata

import pytest

from kg.reconcile.spelling import CITY, PROVINCE, contradicts, unit_name, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UBND tỉnh Bắc Ninh", "uy ban nhan dan tinh bac ninh"),
        ("TP.HCM", "thanh pho ho chi minh"),
        ("Đắk-Lắk", "dak lak"),
        (unicodedata.normalize("NFD", "Hoà Bình"), "hoa binh"),
        ("", ""),
        ("…", ""),
    ],
)
def test_words_are_folded_and_abbreviations_written_out(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@pytest.mark.parametrize(
    ("text", "name", "kind", "organ"),
    [
        ("tỉnh Bắc Ninh", "bac ninh", PROVINCE, False),
        ("TP. Hải Phòng", "hai phong", CITY, False),
        ("UBND tỉnh Bắc Ninh", "bac ninh", PROVINCE, True),
        ("Tỉnh ủy Bắc Ninh", "bac ninh", None, True),
        ("Bac Ninh Province", "bac ninh", PROVINCE, False),
        ("City of Hue", "hue", CITY, False),
        ("Bắc Ninh", "bac ninh", None, False),
        ("tỉnh", "tinh", None, False),
        ("UBND", "uy ban nhan dan", None, False),
    ],
)
def test_a_unit_is_named_with_or_without_its_kind(
    text: str,
    name: str,
    kind: str | None,
    organ: bool,  # noqa: FBT001
) -> None:
    found = unit_name(words(text))
    assert (" ".join(found.words), found.kind, found.organ) == (name, kind, organ)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("\u00d0à Nẵng", "Đà Nẵng", False),  # the Icelandic letter of older texts
        ("Hạ Nam", "Hà Nam", True),
        ("Ha Nam", "Hà Nam", False),
        ("Hoà Bình", "Hòa Bình", False),
        ("hòa bình", "HÒA BÌNH", False),
        ("Thuỷ", "Thủy", False),
        ("Đông", "Dong", False),
        ("Dông", "Đông", True),
        ("Hà Nam", "Bắc Ninh", False),
    ],
)
def test_marks_contradict_only_where_both_have_them(text: str, name: str, expected: bool) -> None:  # noqa: FBT001
    assert contradicts(text, [name]) is expected


def test_one_name_that_agrees_is_enough() -> None:
    assert not contradicts("Hà Nam", ["Hạ Nam", "Hà Nam"])
