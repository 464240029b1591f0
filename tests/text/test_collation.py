from __future__ import annotations

import random
import unicodedata

import pytest

from kg.text.collation import sort_key

ORDERED = [
    "An Giang",
    "Ăn trưa",
    "Ân Thi",
    "Bà Rịa",
    "Bắc Giang",
    "Bắc Kạn",
    "Bắc Ninh",
    "Cao Bằng",
    "Cần Thơ",
    "Da",
    "Đà Nẵng",
    "Điện Biên",
    "Hà Nội",
    "Hải Dương",
    "Hải Phòng",
    "Lai Châu",
    "Long An",
    "Lộc Hà",
    "Lời",
    "Ninh",
    "Quảng Nam",
    "Quảng Ngãi",
    "Tuyên Quang",
    "Tư Nghĩa",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_stand_in_the_order_of_the_vietnamese_alphabet(form: str) -> None:
    names = [unicodedata.normalize(form, name) for name in ORDERED]  # type: ignore[arg-type]
    shuffled = random.Random(7).sample(names, len(names))  # noqa: S311 - no secret
    assert sorted(shuffled, key=sort_key) == names


def test_tones_decide_between_words_of_the_same_letters_then_small_before_capital() -> None:
    words = ["ma", "Ma", "mà", "mả", "mã", "má", "mạ", "mạc"]
    assert sorted(random.Random(7).sample(words, len(words)), key=sort_key) == words  # noqa: S311
