"""Names in the form in which they are compared (`rules.yaml`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kg.text.fold import fold

_YEAR = re.compile(r"-(?:1[89]|20)\d\d$")
_LEVEL = re.compile(r"^(?:thanh-pho|tinh|tp|thu-do|huyen|thi-xa|quan)-(?=.)")


@cache
def rules() -> dict[str, Any]:
    """Return what `rules.yaml` says; not to be changed."""
    text = files(__package__).joinpath("rules.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def words(text: str) -> str:
    """Return `text` without case, tones, vowel marks and punctuation, words joined by blanks."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def slug(text: str) -> str:
    """Return a name as it stands in IRIs: `Bắc Giang` is `bac-giang`."""
    return words(text).replace(" ", "-")


def plain_unit(key: str) -> str:
    """Return the plain name of a unit's slug, whatever its legal existence and its level.

    `bac-ninh-1997` and `bac-ninh-2025` are `bac-ninh`; `thanh-pho-ho-chi-minh` is `ho-chi-minh`.
    """
    name = _LEVEL.sub("", _YEAR.sub("", key))
    return {"hue": "thua-thien-hue", "tphcm": "ho-chi-minh"}.get(name, name)


def person(name: str) -> str:
    """Return a person's name: tones count, their place (hòa, hoà), case and dashes do not."""
    return " ".join(_toned(part) for part in re.findall(r"\w+", name.casefold()))


def _toned(syllable: str) -> str:
    """Return a syllable with its tone mark at the end, so that its place makes no difference."""
    letters = unicodedata.normalize("NFD", syllable)
    tones = "".join(c for c in letters if c in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(c for c in letters if c not in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", rest) + tones


@cache
def _expansions() -> tuple[re.Pattern[str], dict[str, str]]:
    table: dict[str, str] = rules()["abbreviations"]
    ordered = sorted(table, key=len, reverse=True)
    pattern = "|".join(re.escape(short) for short in ordered)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), table


def expanded(text: str) -> str:
    """Return `text` with the short forms of bodies written out."""
    pattern, table = _expansions()
    return pattern.sub(lambda match: table[match[0]], text)


@cache
def _offices() -> dict[str, str]:
    return {words(wording): words(group[0]) for group in rules()["offices"] for wording in group}


def office(title: str, unit: str = "") -> str:
    """Return an office without its unit, whose plain name is `unit`, and without the unit's level.

    `Chủ tịch HĐND tỉnh Bắc Giang` in `Bắc Giang` and `Chủ tịch Hội đồng nhân dân tỉnh` are one.
    """
    text = words(expanded(title))
    if unit and text.endswith(f" {words(unit)}"):
        text = text.removesuffix(words(unit)).strip()
    for level in map(words, rules()["levels"]):
        if text.endswith(f" {level}"):
            text = text.removesuffix(level).strip()
    text = re.sub(r" cua\b", "", text)
    for phrase, plain in rules()["phrases"].items():
        text = text.replace(words(phrase), words(plain))
    return _offices().get(text, text)


@cache
def plain_areas() -> dict[str, tuple[str, ...]]:
    """Return, for each concept of `area`, the areas of annotators that it falls under."""
    found: dict[str, list[str]] = {}
    for area, concepts in rules()["areas"].items():
        for concept in concepts:
            found.setdefault(concept, []).append(area)
    return {concept: tuple(areas) for concept, areas in found.items()}


@cache
def plain_kinds() -> dict[str, str]:
    """Return, for each concept of `agreement-type`, the kind of annotators that it is."""
    return {concept: kind for kind, concepts in rules()["kinds"].items() for concept in concepts}


def project(name: str) -> str:
    """Return a project's name: short forms written out, words that any project may have left out.

    `QL18` and `Quốc lộ 18` are one, `tuyến cao tốc Hà Nội – Hải Phòng` and `cao tốc Hà Nội - Hải
    Phòng` are one.
    """
    table: dict[str, str] = rules()["project_words"]
    text = re.sub(r"(?<=[A-ZĐ])(?=\d)", " ", name)
    text = " ".join(table.get(word, word) for word in text.split())
    text = words(text.split("(")[0]) or words(text)
    for filler in map(words, rules()["project_fillers"]):
        shorter = re.sub(rf"\b{filler}\b", " ", text)
        text = " ".join(shorter.split()) or text
    return text


def names_of_projects(names: Iterable[str]) -> set[str]:
    """Return the comparable forms of a project's names, none of them empty."""
    return {form for name in names if (form := project(name))}
