"""Made-up words and names that look Vietnamese and mean nothing."""

from __future__ import annotations

import re
import unicodedata
from random import Random

_ONSETS: list[str] = re.findall(r"\w+", "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x")
_RIMES: list[str] = re.findall(
    r"\w+",
    "ằm ẫng ẩc ẽo ẹnh ẻm ễu ệp ỉu ĩnh ịch ỏe õng ọac ổn ỗi ộm ởn ỡi ợp ủy ũng ụp ửng ữu ựt "
    "oằn oẵng uễ uynh uơ ươi ượm iễng iệu yểm",
)


def word(rng: Random) -> str:
    """Return one syllable, lower case, NFC."""
    return rng.choice(_ONSETS) + rng.choice(_RIMES)


def phrase(rng: Random, length: int) -> str:
    """Return `length` syllables, the first with a capital."""
    return " ".join(word(rng) for _ in range(length)).capitalize()


def name(rng: Random) -> str:
    """Return the name of a person: three syllables with capitals."""
    return phrase(rng, 3).title()


def plain(text: str) -> str:
    """Return `text` without diacritics, as an English label would write it."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
