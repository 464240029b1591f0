"""Fold Vietnamese text for search: `Đồng Việt`, `dong viet` and `ĐỒNG VIỆT` are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_ETH = "ð"  # the Icelandic letter, whose capital looks like Đ and stands for it in older texts
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def fold(text: str) -> str:
    """Return `text` without case, tone and vowel marks, and with đ as d.

    Where the tone mark stands (`hòa`, `hoà`) and whether letters are composed (NFC, NFD) makes no
    difference. Lengths change: offsets into the result are not offsets into `text`.
    """
    letters = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(c for c in letters if unicodedata.category(c) != "Mn")
    return plain.replace("đ", "d").replace(_ETH, "d")


def words(text: str) -> list[str]:
    """Return the words of `text`, folded."""
    return _WORD.findall(fold(text))


def marked(text: str) -> str:
    """Return `text` without case, each word's tone marks behind it: `hòa` and `hoà` are one.

    Unlike `fold` it tells `Bắc` from `Bạc`. Vowel marks and đ stay as they are.
    """
    shown = []
    for word in unicodedata.normalize("NFC", text).casefold().replace(_ETH, "đ").split():
        letters = unicodedata.normalize("NFD", word)
        tones = sorted(c for c in letters if c in _TONES)
        shown.append("".join([*(c for c in letters if c not in _TONES), *tones]))
    return " ".join(shown)


def find_words(text: str, sought: Iterable[str]) -> list[tuple[int, int]]:
    """Return where words of `text` begin with one of the folded words `sought`.

    Each range covers what matched, marks included: code points of `text` as it is, from 0, end
    exclusive, in order and apart.
    """
    folded, places = _with_places(text)
    prefixes = tuple(dict.fromkeys(sought))
    found = []
    for word in _WORD.finditer(folded):
        fitting = [prefix for prefix in prefixes if word[0].startswith(prefix)]
        if fitting:
            last = word.start() + len(max(fitting, key=len)) - 1
            found.append((places[word.start()], _after_marks(text, places[last] + 1)))
    return found


def _with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the offset that it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for offset, character in enumerate(text):
        for letter in fold(character):
            folded.append(letter)
            places.append(offset)
    return "".join(folded), places


def _after_marks(text: str, offset: int) -> int:
    """Return the offset behind the marks that stand at `offset`."""
    while offset < len(text) and unicodedata.category(text[offset]) == "Mn":
        offset += 1
    return offset
