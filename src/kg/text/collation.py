"""The order of the Vietnamese alphabet, for sorting names and titles.

Letters first (a ă â b c d đ e ê … ơ p … u ư v), then tones (level, grave, hook, tilde, acute, dot
below), then small letters before capitals: CLDR's collation for `vi`.
"""

from __future__ import annotations

import unicodedata
from typing import TypeAlias

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_VOWEL_MARKS = "\u0306\u0302\u031b"  # breve, circumflex, horn
_STROKED = "đ"

SortKey: TypeAlias = tuple[tuple[tuple[str, int], ...], tuple[int, ...], str]


def sort_key(text: str) -> SortKey:
    """Return a key that sorts `text` in Vietnamese order, whatever its normal form."""
    letters: list[tuple[str, int]] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFD", text.casefold()):
        if character in _TONES and tones:
            tones[-1] = _TONES.index(character) + 1
        elif character in _VOWEL_MARKS and letters:
            letters[-1] = (letters[-1][0], _VOWEL_MARKS.index(character) + 1)
        elif unicodedata.category(character) != "Mn":
            letters.append(("d", 1) if character == _STROKED else (character, 0))
            tones.append(0)
    return tuple(letters), tuple(tones), text.swapcase()
