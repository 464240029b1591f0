"""Names as people write them: without diacritics, with the tone elsewhere, shortened, prefixed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.text.fold import fold, marked

PROVINCE, CITY = "Province", "City"
"""Kinds of unit that a prefix names: a city may be of either level."""

_WORD = re.compile(r"[^\W_]+")
_SHORT = {
    "bch": "ban chap hanh",
    "btv": "ban thuong vu",
    "dbqh": "dai bieu quoc hoi",
    "hcm": "ho chi minh",
    "hdnd": "hoi dong nhan dan",
    "tp": "thanh pho",
    "tphcm": "thanh pho ho chi minh",
    "tw": "trung uong",
    "ubnd": "uy ban nhan dan",
}
"""Abbreviations of Vietnamese offices and units, folded."""
_ORGANS = ("uy ban nhan dan", "hoi dong nhan dan", "tinh uy", "thanh uy")
_UNIT_PREFIXES = {
    "tinh": PROVINCE,
    "thanh pho": CITY,
    "province of": PROVINCE,
    "city of": CITY,
    "huyen": "RuralDistrict",
}
_UNIT_SUFFIXES = {"province": PROVINCE, "city": CITY, "district": "RuralDistrict"}


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Return the words of `text`, folded, with the usual abbreviations in full."""
    return tuple(
        part
        for word in _WORD.findall(fold(unicodedata.normalize("NFC", text)))
        for part in _SHORT.get(word, word).split()
    )


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name taken as that of an administrative unit.

    `words` are those of the bare name; `kind` is what a prefix or suffix says of it, or None;
    `organ`: it is named through its committee or council ("UBND tỉnh Bắc Ninh").
    """

    words: tuple[str, ...]
    kind: str | None
    organ: bool


def unit_name(found: Sequence[str]) -> UnitName:
    """Return the `words` of a name taken as that of a unit; a prefix alone is the name itself."""
    text = " ".join(found)
    rest = _after(text, _ORGANS)
    organ = rest is not None
    text, kind = rest or text, None
    for prefix, named in _UNIT_PREFIXES.items():
        if rest := _after(text, (prefix,)):
            text, kind = rest, named
            break
    for suffix, named in _UNIT_SUFFIXES.items():
        if text.endswith(f" {suffix}"):
            text, kind = text.removesuffix(f" {suffix}"), named
            break
    return UnitName(tuple(text.split()), kind, organ)


def _after(text: str, prefixes: tuple[str, ...]) -> str | None:
    """Return what follows one of `prefixes`, None where none begins `text` or nothing follows."""
    return next((text[len(p) + 1 :] for p in prefixes if text.startswith(f"{p} ")), None) or None


def contradicts(text: str, names: Iterable[str]) -> bool:
    """Tell whether each of `names` puts other marks on the letters of `text`: `Hà Nam`, `Hạ Nam`.

    Marks that are left out say nothing, and where the tone stands (`hòa`, `hoà`) does not count.
    """
    written = _marked(text)
    verdicts = [
        any(written[word].isdisjoint(known[word]) for word in shared)
        for known in map(_marked, names)
        if (shared := written.keys() & known.keys())
    ]
    return bool(verdicts) and all(verdicts)


@lru_cache(maxsize=4096)
def _marked(text: str) -> dict[str, frozenset[str]]:
    """Return each folded word that has marks with its spellings, the tone at their ends."""
    found: dict[str, set[str]] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        if (spelling := marked(word)) != (bare := fold(word)):
            found.setdefault(bare, set()).add(spelling)
    return {word: frozenset(spellings) for word, spellings in found.items()}
