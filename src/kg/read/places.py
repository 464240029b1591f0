"""Where a text names provinces, districts and regions.

The tables are `rules/units.yaml` (every legal existence of a province), `districts.yaml` (both
written by scripts/gazetteer.py) and `names_of_units.yaml` (other spellings, and words that make of
the same name a river, a street, a person).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kg.read.rules import alternatives, rules, trie
from kg.text.fold import fold

LAST_DAY_OF_63 = date(2025, 6, 30)
"""The last day of the sixty-three provinces (Resolution 202/2025/QH15)."""

CAPITAL = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĂĔĬŎŬÑ"
_NAME = rf"[{CAPITAL}][\w']*(?:[ -][{CAPITAL}][\w']*){{0,3}}"


@dataclass(frozen=True, slots=True)
class Existence:
    """A province in one legal existence; None where its beginning or end is not in the table."""

    key: str
    name: str
    kind: str
    begins: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """A name in a text: `start` to `end` is the name, `head` where the words before it begin.

    `kind` is `unit` (`name` is a plain name of a province), `district` (`province` is the plain
    name where it is known, `level` the word for its kind) or `region`. A `weak` mention names an
    organisation by the province, and does not speak of it.
    """

    start: int
    end: int
    head: int
    kind: str
    name: str
    level: str = ""
    province: str | None = None
    weak: bool = False


def key_of(name: str) -> str:
    """Return a name as a slug: lower-case ASCII, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


@cache
def existences() -> dict[str, tuple[Existence, ...]]:
    """Return the legal existences of each province by its plain name, in time."""
    found: dict[str, list[Existence]] = {}
    for row in rules("units"):
        first, last = (
            date.fromisoformat(row[key]) if key in row else None for key in ("from", "until")
        )
        item = Existence(row["key"], row["name"], row["kind"], first, last)
        found.setdefault(row["name"], []).append(item)
    for items in found.values():
        items.sort(key=lambda item: item.begins or date.min)
    return {name: tuple(items) for name, items in found.items()}


def existence(name: str, day: date | None) -> Existence:
    """Return the existence of the province on `day`; without a day, the one before July 2025."""
    items = existences()[name]
    when = day or LAST_DAY_OF_63
    for item in items:
        if (item.begins or date.min) <= when <= (item.ends or date.max):
            return item
    return items[-1] if day else items[0]


def region_members(name: str) -> tuple[str, ...]:
    """Return the plain names of the provinces of a region; none where they vary."""
    return tuple(rules("names_of_units")["regions"].get(name, ()))


@cache
def _forms() -> dict[str, str]:
    """Return every spelling of a province, blanks as one, and the plain name."""
    forms = {name: name for name in existences() if name != "Thành phố Hồ Chí Minh"}
    for name, others in rules("names_of_units")["forms"].items():
        forms |= dict.fromkeys(others, name)
    for spelling in list(forms):
        joined = spelling.replace(" ", "-")
        forms.setdefault(joined, forms[spelling])
        forms.setdefault(spelling.upper(), forms[spelling])
    return forms


@cache
def _regions() -> dict[str, str]:
    """Return every spelling of a region, and its usual name."""
    table = rules("names_of_units")
    forms = {name: name for name in (*table["regions"], *table["open_regions"])}
    for name, others in table["region_forms"].items():
        forms |= dict.fromkeys(others, name)
    return forms


@cache
def _unit_pattern() -> re.Pattern[str]:
    table = rules("names_of_units")
    words = [*_forms(), *_regions(), *table["exceptions"], *table["foreign"]]
    return re.compile(
        rf"(?<![\w]){trie(words)}(?![\w])(?!\s+(?:{'|'.join(table['not_before'])})\b)"
    )


@cache
def _districts() -> dict[str, list[tuple[str, str]]]:
    """Return province and kind of each district, by its name in lower case."""
    found: dict[str, list[tuple[str, str]]] = {}
    for province, kinds in rules("districts").items():
        plain = {"Hồ Chí Minh": "Thành phố Hồ Chí Minh"}.get(province, province)
        for kind, names in kinds.items():
            for name in names:
                found.setdefault(name.casefold(), []).append((plain, kind))
    return found


_HEADS_OF_DISTRICTS = {
    **dict.fromkeys(("huyện", "các huyện", "hai huyện", "2 huyện", "h."), "huyện"),
    **dict.fromkeys(("thị xã", "tx", "tx."), "thị xã"),
    **dict.fromkeys(("thành phố", "tp", "tp."), "thành phố"),
    **dict.fromkeys(("quận", "các quận"), "quận"),
}
_DISTRICT = re.compile(
    rf"(?<!\w)(?P<head>(?i:{alternatives(_HEADS_OF_DISTRICTS)}))\s*(?P<name>(?-i:{_NAME}))"
)
_MORE_DISTRICTS = re.compile(rf"(?:,\s*|\s+và\s+)(?P<name>{_NAME})")
_OF_PROVINCE = re.compile(r"\s*(?:[,(-]|thuộc|của)?\s*(?:tỉnh|thành phố|TP\.?)?\s*$")


@cache
def _before() -> re.Pattern[str]:
    table = rules("names_of_units")
    return re.compile(
        rf"(?<!\w)(?:(?P<district>(?i:{alternatives(table['district_heads'])}))"
        rf"|(?P<other>(?i:{alternatives(table['other_heads'])}))"
        rf"|(?P<weak>{alternatives(table['weak_heads'])}))\s*$"
    )


def places(form: str) -> list[Place]:
    """Return the places that a text in matching form names, in order, none within another."""
    found = [*_units(form), *_district_mentions(form)]
    found.sort(key=lambda place: (place.start, -place.end))
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
        elif place.kind == "district" and kept[-1].kind != "district":
            kept[-1] = place
    return _with_provinces(form, kept)


def _is_of_a_name(form: str, start: int, end: int) -> bool:
    """Tell whether a direction is part of a longer name, and no region."""
    head = _REGION_HEAD.search(form, max(0, start - 24), start)
    return head is None or _REGION_TAIL.match(form, end) is not None


def names_a_province(form: str) -> bool:
    """Tell whether a text in matching form has a name of a province."""
    return _unit_pattern().search(form) is not None


def _units(form: str) -> Iterator[Place]:
    table = rules("names_of_units")
    municipalities = {n for n, items in existences().items() if items[0].kind == "thành phố"}
    for match in _unit_pattern().finditer(form):
        words = re.sub(r"\s+", " ", match[0])
        start, end = match.span()
        if words in table["exceptions"] or _is_in_person(form, start):
            continue
        if words in _regions():
            if words in table["directions"] and _is_of_a_name(form, start, end):
                continue
            yield Place(start, end, start, "region", _regions()[words])
            continue
        if words in table["foreign"]:
            yield Place(start, end, start, "foreign", words)
            continue
        name = _forms()[words]
        if words == _PRESIDENT and not _CITY_BEFORE.search(form, max(0, start - 60), start):
            continue
        before = _before().search(form, max(0, start - 40), start)
        if (
            before
            and before["other"]
            and not _COMPOUND.search(form, max(0, start - 40), before.end())
        ):
            continue
        if before and before["district"]:
            head = before["district"]
            if name in municipalities and head.lower().startswith(("thành", "tp")):
                yield Place(start, end, before.start(), "unit", name)
            continue
        head_start = _province_head(form, start)
        yield Place(start, end, head_start, "unit", name, weak=bool(before and before["weak"]))


_PRESIDENT = "Hồ Chí Minh"
_CITY_BEFORE = re.compile(r"(?:TP\.?|[Tt]hành phố)\s[^.;:()]{2,40}(?:,|và|-|với)\s*$")
_COMPOUND = re.compile(
    r"(?:môi|thị|công|nông|lập|hiện|quảng|ngư) trường\s*$|(?:thành|tỉnh) phố\s*$", re.IGNORECASE
)
_REGION_TAIL = re.compile(rf" [{CAPITAL}][a-zà-ỹđ]")
_REGION_HEAD = re.compile(
    r"(?:tỉnh|thành|phố|vùng|khu vực|địa phương|miền|\d|hai|ba|bốn|các)[\s,]+$", re.IGNORECASE
)
_PROVINCE_HEAD = re.compile(r"(?<!\w)(?:tỉnh|thủ đô|thành phố|TP\.?)\s+$", re.IGNORECASE)
_WORD_BEFORE = re.compile(rf"([{CAPITAL}][\w']*)\s+$")


def _province_head(form: str, start: int) -> int:
    match = _PROVINCE_HEAD.search(form, max(0, start - 12), start)
    return match.start() if match else start


def _is_in_person(form: str, start: int) -> bool:
    """Tell whether a family name stands before `start`, with at most two names between."""
    at = start
    for _ in range(3):
        match = _WORD_BEFORE.search(form, max(0, at - 15), at)
        if match is None:
            return False
        if match[1] in rules("names")["common"]:
            return True
        at = match.start()
    return False


def _district_mentions(form: str) -> Iterator[Place]:
    known = _districts()
    for match in _DISTRICT.finditer(form):
        level = _HEADS_OF_DISTRICTS[re.sub(r"\s+", " ", match["head"].lower())]
        place = _district(form, match, level)
        if place is None:
            continue
        yield place
        at = place.end
        while (more := _MORE_DISTRICTS.match(form, at)) is not None:
            name = _longest_known(more["name"])
            if name is None or not any(kind == level for _, kind in known[name.casefold()]):
                break
            start = more.start("name")
            at = start + len(name)
            if form[at : at + 1].isalnum() or name in existences():
                break
            yield Place(start, at, start, "district", name, level, _only_province(name, level))


def _district(form: str, match: re.Match[str], level: str) -> Place | None:
    words = re.sub(r"\s+", " ", match["name"])
    name = _longest_known(words)
    if level == "thành phố" and (name is None or words.startswith("Hồ Chí Minh")):
        return None
    if name is None:
        name = words
    elif level == "thành phố" and name in existences() and existences()[name][0].kind == level:
        return None
    start = match.start("name")
    end = start + len(name)
    if form[start:end] != name:
        return None
    return Place(start, end, match.start(), "district", name, level, _only_province(name, level))


def _longest_known(words: str) -> str | None:
    parts = words.split(" ")
    for length in range(len(parts), 0, -1):
        name = " ".join(parts[:length])
        if name.casefold() in _districts():
            return name
    return None


def _only_province(name: str, level: str) -> str | None:
    provinces = {p for p, kind in _districts().get(name.casefold(), ()) if kind == level}
    return provinces.pop() if len(provinces) == 1 else None


def _with_provinces(form: str, found: list[Place]) -> list[Place]:
    """Give districts the province that is named right after them."""
    done = []
    for place, after in zip(found, [*found[1:], None], strict=False):
        province = place.province
        if place.kind == "district" and after is not None and after.kind == "unit":
            between = form[place.end : after.start]
            if _OF_PROVINCE.fullmatch(between) and (between.strip() or province is None):
                province = after.name if _belongs(place, after.name) else province
        done.append(replace(place, province=province))
    return done


def _belongs(place: Place, province: str) -> bool:
    known = [name for name, _ in _districts().get(place.name.casefold(), ())]
    return not known or province in known
