"""Offices, composed of rank, body, level and unit (`rules/offices.yaml`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.read.office_words import (
    aliases,
    bodies,
    body_pattern,
    head_pattern,
    level_pattern,
    rank_pattern,
    ranks,
    role_of,
    stop_pattern,
    table,
)
from kg.read.places import CAPITAL, Place, existences

_MOST_WORDS = 14
_DISTRICT_SYLLABLES = 2
_LEVELS = {"tp": "thành phố", "tp.": "thành phố"}
_OF_PROVINCE = ("tỉnh", "thành phố")
_BODY_IN_RANK = re.compile(r"(?<=trưởng )(ban|đoàn|phòng|khoa)$|(?<=phó )(ban|đoàn|phòng)$", re.I)
_OFFICE_HEADS = ("Chánh Văn phòng", "Phó Chánh Văn phòng", "Chánh án", "Chánh Thanh tra")
_LEVELS_OR_NONE = ("", "tỉnh", "thành phố", "tp", "tp.")
_NATIONAL = re.compile(
    r"^(?:Bộ(?! (?:Chỉ huy|CHQS|đội))|Tổng cục|Quân khu|Quân đoàn)\b"
    r"|\b(?:Trung ương|T\.Ư|Quốc hội|Chính phủ|Việt Nam)$"
)
_DIPLOMATS = ("Đại sứ", "Tổng Lãnh sự", "Công sứ", "Tham tán", "Tham tán Công sứ", "Lãnh sự")
_ABROAD = re.compile(
    rf"(?: đặc mệnh toàn quyền)?(?: Đại sứ quán)?(?: [{CAPITAL}]\w*)+"
    rf" tại(?: nước)?(?: [{CAPITAL}]\w*)+"
)
_OF_A_PROVINCE = ("Tỉnh trưởng", "Phó Tỉnh trưởng", "Thị trưởng", "Phó Thị trưởng", "Đô trưởng")
_OTHER_COUNTRY = re.compile(r"\b(?:Lào|Campuchia|Trung Quốc|Khu ủy)$|Ủy ban [Cc]hính quyền")
_COUNTRY = "nước"
_VIEN = {"tỉnh ủy viên": "Tỉnh ủy viên", "thành ủy viên": "Thành ủy viên", "tuv": "Tỉnh ủy viên"}
_PROVINCIAL = re.compile(r"(?:\btỉnh|\bthành phố|Tỉnh ủy|Thành ủy|HĐND|UBND|Tỉnh đoàn|Thành đoàn)$")


@dataclass(frozen=True, slots=True)
class Post:
    """An office as it stands in the text from `start` to `end`.

    `title` is the usual wording without unit, `body` the body's; `unit` is the plain name of the
    province that is named with it, `district` the unit below; `national` offices have neither.
    `provincial` tells that a province is meant even where none is named; the body of a bare
    rank ("Bí thư") is `assumed`.
    """

    start: int
    end: int
    rank: str
    title: str
    body: str | None
    kind: str | None
    role: str | None
    unit: str | None = None
    district: str | None = None
    national: bool = False
    provincial: bool = False
    former: bool = False
    plural: bool = False
    assumed: bool = False


_WORD = re.compile(rf"(?:\s+|\s*-\s+(?=[{CAPITAL}]))(?:[\w&/.'-]*[\w&]|\([\w&.\s-]{2, 12}\))")
_COMMA_FIELD = re.compile(
    rf",\s+(?P<first>[{CAPITAL}]\w+)(?:\s+[\w]+){{0,3}}(?:\s+và(?=\s+[{CAPITAL}]\w+)|(?=\s+của\s+Quốc\s+hội))"
)
_AND_FIELD = re.compile(rf"\s+(?:và|&)(?=\s+(?:[{CAPITAL}]\w+|môi trường|đầu tư|phát triển))")
_FOREIGN = re.compile(rf"\s+(?P<name>[{CAPITAL}][\w'-]*(?: [{CAPITAL}][\w'-]*){{0,3}})")
_NUMBER = re.compile(r"\s+\d+(?!\w)")


def posts(form: str, places: Sequence[Place], names: Sequence[tuple[int, int]]) -> list[Post]:
    """Return the offices in a text in matching form, in order, none within another.

    `names` are the ranges that may be persons' names: no name of a body reaches into one.
    """
    at_place = {place.head: place for place in places} | {place.start: place for place in places}
    starts = sorted(start for start, _ in names)
    found: list[Post] = []
    for match in rank_pattern().finditer(form):
        if found and match.start("rank") < found[-1].end:
            continue
        post = _post(form, match, at_place, starts)
        if post is not None:
            found.append(post)
    return found


def _post(
    form: str, match: re.Match[str], places: dict[int, Place], names: list[int]
) -> Post | None:
    post = _plain_post(form, match, places, names)
    if post is None or not match["acting"]:
        return post
    start = min(post.start, match.start("acting"))
    return replace(post, start=start, title=f"Quyền {post.title}", role=None)


def _plain_post(
    form: str, match: re.Match[str], places: dict[int, Place], names: list[int]
) -> Post | None:
    words = re.sub(r"\s+", " ", match["rank"]).lower()
    whole = next((w for w in table()["whole_ranks"] if w.lower() == words), None)
    rank = ranks().get(words, whole or words)
    base = Post(
        match.start("former") if match["former"] else match.start("rank"),
        match.end(),
        rank,
        rank,
        None,
        None,
        None,
        former=bool(match["former"]),
        plural=bool(match["plural"]),
    )
    if words in aliases():
        rank, name = aliases()[words]
        post = _with_known_body(form, replace(base, rank=rank), name, base.end, places, names)
        return replace(post, title=_VIEN[words]) if words in _VIEN else post
    body = body_pattern().match(form, match.end())
    if body is not None and (body["body"].lower() != _COUNTRY or "chủ tịch" in words):
        name = re.sub(r"\s+", " ", body["body"]).lower()
        return _with_known_body(form, base, name, body.end(), places, names)
    if (named := _with_named_body(form, base, places, names)) is not None:
        return named
    if (abroad := _ABROAD.match(form, match.end())) is not None and rank in _DIPLOMATS:
        title = re.sub(r"\s+", " ", f"{rank}{abroad[0]}")
        return replace(base, end=abroad.end(), title=title, national=True)
    if whole is not None:
        return replace(base, title=whole, national=True)
    return _bare(form, base, places, names)


def _with_known_body(  # noqa: PLR0913, PLR0917 - the parts of an office and its surroundings
    form: str, base: Post, name: str, end: int, places: dict[int, Place], names: list[int]
) -> Post:
    body = bodies()[name]
    rank = base.rank.removesuffix(" đoàn") if body.name.startswith("Đoàn") else base.rank
    if body.name == _COUNTRY:
        return replace(base, end=end, title=f"{base.rank} nước", national=True)
    title, role = f"{rank} {body.name}", role_of(base.rank, body.kind)
    if body.national:
        whole = replace(base, end=end, title=title, body=body.name, national=True)
        return replace(whole, kind=body.kind, role=role)
    level, unit, other, end = _unit_after(form, end, places, names, body.level)
    if unit and not level:
        level = existences()[unit][0].kind if unit in existences() else ""
    below = level not in ("", *_OF_PROVINCE) or (other is not None and unit is None)
    if body.name.endswith("Thành ủy") and unit in existences():
        below = all(item.kind != "thành phố" for item in existences()[unit])
        other = unit if below else None
    suffix = f" {level}" if body.levelled and level else ""
    return replace(
        base,
        end=end,
        title=title + suffix,
        body=body.name + suffix,
        kind=None if below else body.kind,
        role=None if below else role,
        unit=None if below else unit,
        district=other if below else None,
        national=not level and bool(re.search(r"trung ương|t\.ư", name)),
        provincial=not below,
    )


def _unit_after(
    form: str, end: int, places: dict[int, Place], names: list[int], level: str = ""
) -> tuple[str, str | None, str | None, int]:
    """Return level, province, other place and the end of what stands after a body.

    `level` is what the name of the body tells of it.
    """
    place = places.get(_skip(form, end))
    if place is None and (match := level_pattern().match(form, end)) is not None:
        level = _LEVELS.get(match["level"].lower(), match["level"].lower())
        end = match.end()
        place = places.get(_skip(form, end))
    if place is None or place.kind == "region":
        stop = _other_place(form, end, level, names) if place is None and level else end
        return level, None, form[_skip(form, end) : stop] or None, stop
    if place.kind == "district":
        return place.level, place.province, place.name, place.end
    if place.head < place.start and not level and place.kind == "unit":
        level = existences()[place.name][0].kind
    return level, place.name, None, place.end


def _other_place(form: str, at: int, level: str, names: list[int]) -> int:
    """Return the end of a place that no table holds (a district, a place abroad), else `at`.

    The words stop where a person's name begins; two words after the body of a district are always
    the district's.
    """
    match = _FOREIGN.match(form, at)
    if match is None:
        return at
    ends = [word.end() for word in re.compile(r"\S+").finditer(form, *match.span("name"))]
    starts = [match.start("name"), *(end + 1 for end in ends[:-1])]
    name = next((i for i, start in enumerate(starts) if _is_name(start, names)), len(ends))
    if name == 0 and level not in _OF_PROVINCE and len(ends) <= _DISTRICT_SYLLABLES:
        name = len(ends)
    return ends[name - 1] if name else at


def _skip(form: str, at: int) -> int:
    while at < len(form) and form[at] == " ":
        at += 1
    return at


def _with_named_body(
    form: str, base: Post, places: dict[int, Place], names: list[int]
) -> Post | None:
    """Read a body that is named by a word and a field, as `Sở Công Thương tỉnh Lạng Sơn`."""
    inside = _BODY_IN_RANK.search(base.rank)
    head = None if inside else head_pattern().match(form, base.end)
    if head is None and inside is None and base.rank not in _OFFICE_HEADS:
        return None
    whole = head is not None and (" " in head["head"] or head["head"].isupper())
    field = _field(form, head.end() if head else base.end, places, names, whole=whole)
    words = re.sub(r"\s+", " ", form[base.end : field.name_end]).strip(" ,-")
    provincial = field.place is None and bool(_PROVINCIAL.search(words))
    words = words.removesuffix(" tỉnh").removesuffix(" thành phố")
    if not words and field.place is None:
        return None
    rank, name = base.rank, words
    if inside is not None:
        rank = base.rank[: inside.start()].strip()
        name = f"{inside[0].capitalize()} {words}".strip()
    kind = "department" if head is not None and head["head"] == "Sở" else None
    place = field.place
    unit = place.name if place and place.kind == "unit" and field.level in _LEVELS_OR_NONE else None
    national = place is None and bool(_NATIONAL.search(name))
    return replace(
        base,
        end=field.end,
        title=f"{rank} {name}".strip(),
        body=name or None,
        kind=kind,
        role=role_of(base.rank, kind),
        unit=unit,
        district=place.name if place and place.kind == "district" else None,
        national=national,
        provincial=not national and place is None and bool(kind or provincial),
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the name of a body ends, where all that belongs to it ends, and its place."""

    name_end: int
    end: int
    place: Place | None = None
    level: str = ""


def _field(
    form: str, at: int, places: dict[int, Place], names: list[int], *, whole: bool
) -> _Field:
    """Read the name of a body from `at`, where its first word ends, or its `whole` name may."""
    name_end, level = at, ""
    for count in range(_MOST_WORDS):
        comma = _COMMA_FIELD.match(form, at)
        if comma is not None and comma["first"] not in table()["heads"]:
            at = name_end = comma.end()
            continue
        next_at = _skip(form, at)
        if form.startswith("- ", next_at):
            next_at = _skip(form, next_at + 1)
        place = places.get(next_at)
        if place is not None and place.kind == "foreign" and not level:
            at = name_end = place.end
            continue
        if place is not None and place.kind != "region":
            return _Field(name_end, place.end, place, place.level or level)
        if ((count or whole) and _is_name(next_at, names)) or stop_pattern().match(
            form, at
        ) is not None:
            both = _AND_FIELD.match(form, at)
            if both is not None and _is_name(_skip(form, both.end()), names):
                break
            if both is None or _is_name(next_at, names):
                break
            at = name_end = both.end()
            continue
        word = _WORD.match(form, at) or _NUMBER.match(form, at)
        if word is None:
            break
        at = word.end()
        level = word[0].strip().lower() if word[0].strip() in table()["levels"] else ""
        if not level or (level == "tỉnh" and places.get(_skip(form, at)) is None):
            name_end = at
    return _Field(name_end, name_end)


def _is_name(at: int, names: list[int]) -> bool:
    index = bisect_left(names, at)
    return index < len(names) and names[index] == at


def _bare(form: str, base: Post, places: dict[int, Place], names: list[int]) -> Post | None:
    """Read a rank without a body: `Chủ tịch tỉnh`, `Phó Bí thư, …`, `Tỉnh trưởng tỉnh X`."""
    level, unit, district, end = _unit_after(form, base.end, places, names)
    if (level and level not in _OF_PROVINCE) or (district and not unit):
        return replace(base, end=end, title=f"{base.rank} {level}", district=district)
    if unit or level:
        ours = unit is None or unit in existences()
        kind = "peoples-committee" if "Chủ tịch" in base.rank and ours else None
        title = f"{base.rank} UBND {level or 'tỉnh'}" if kind else f"{base.rank} {level}".strip()
        return replace(
            base,
            end=end,
            title=title,
            body=title.removeprefix(f"{base.rank} ") if kind else None,
            kind=kind,
            role=role_of(base.rank, kind),
            unit=unit,
            provincial=True,
        )
    if base.rank in _OF_A_PROVINCE:
        return replace(base, national=True)  # of a province abroad, which is named elsewhere
    if base.rank in ("Bí thư", "Phó Bí thư", "Phó Bí thư Thường trực"):
        return replace(
            base,
            title=f"{base.rank} Tỉnh ủy",
            body="Tỉnh ủy",
            kind="provincial-party-committee",
            role=role_of(base.rank, "provincial-party-committee"),
            provincial=True,
            assumed=True,
        )
    return base


def is_abroad(post: Post) -> bool:
    """Tell whether an office is one of another country."""
    return post.rank in _OF_A_PROVINCE or bool(_OTHER_COUNTRY.search(post.title))
