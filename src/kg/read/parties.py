"""Who is named together: lists of provinces, and the words that stand for one ("hai tỉnh").

A list is a run of places with nothing between but "và", commas, dashes and the bodies that act for
them: "giữa UBND tỉnh A và UBND tỉnh B", "3 tỉnh A - B - C", "TP.HCM với các tỉnh Tây Nguyên".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.read.places import CAPITAL, Place, region_members

NUMBERS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "cả hai": 2}
_NUMBER = r"(?:cả\s+)?(?:hai|ba|bốn|năm|sáu|bảy|tám|0?[2-9]|1\d)"
_BODY = (
    r"(?:(?:Phó\s+)?Bí\s+thư|(?:Phó\s+)?Chủ\s+tịch|Ban\s+Thường\s+vụ|BTV|Thường\s+trực|BCH"
    r"|Ban\s+Chấp\s+hành|Đảng\s+bộ|lãnh\s+đạo|UBND|HĐND|Tỉnh\s+ủy|Thành\s+ủy|Đoàn\s+ĐBQH|Công\s+an"
    r"|Ủy\s+ban\s+nhân\s+dân|Hội\s+đồng\s+nhân\s+dân|Ủy\s+ban\s+MTTQ(?:\s+Việt\s+Nam)?"
    r"|ngành\s+[\w ]{2,30}?|Sở\s+[\w ,&-]{2,60}?|Ban\s+Quản\s+lý\s+[\w ]{2,40}?|Hội\s+[\w ]{2,40}?"
    r"|Chi\s+cục\s+[\w ]{2,30}?|Tỉnh\s+đoàn|Liên\s+đoàn\s+Lao\s+động|Bộ\s+Chỉ\s+huy\s+[\w ]{2,20}?)"
)
_HEAD = (
    rf"(?:(?:{_BODY}|các|{_NUMBER}|những|tỉnh\s*,?\s*thành(?:\s+phố)?|tỉnh|thành\s+phố|TP\.?|thủ\s+đô|địa\s+phương|vùng|khu\s+vực"
    r"|của|thuộc|gồm|là|:|và)\s*)*"
)
_JOIN = r"(?:,\s*và|,|;|và|với|cùng\s+với|cùng|&|-|cũng\s+như)"
_GAP = re.compile(rf"\s*(?:\([^()]{{0,40}}\)\s*)?{_JOIN}\s*{_HEAD}", re.IGNORECASE)
_OPENING = re.compile(rf"\s*\(?\s*(?:bao\s+)?(?:gồm|là)?\s*:?\s*{_HEAD}", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?<!\w)giữa\s+{_HEAD}$", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?<!\w)(?P<number>{_NUMBER})\s+(?:tỉnh|địa\s+phương|thành\s+phố)\s*:?\s*(?:là\s+|gồm\s+)?$",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    rf"\s*{_JOIN}\s*{_HEAD}(?:(?:tỉnh|bang|thành\s+phố|quận|khu\s+tự\s+trị)\s+(?P<place>[{CAPITAL}]\w+)|(?P<org>Tập\s+đoàn|Tổng\s+công\s+ty|Công\s+ty|Ngân\s+hàng|Bộ\s+(?!Chỉ|CHQS)[{CAPITAL}]|Đại\s+học|Trường|Viện"
    r"|Học\s+viện|Hiệp\s+hội|Liên\s+minh|VNPT|Viettel|FPT|Quân\s+khu|Cục|Tổng\s+cục|Đại\s+sứ\s+quán|doanh\s+nghiệp))"
)
_OF_COMMUNE = re.compile(
    rf"(?:xã|phường|thị\s+trấn|huyện|thị\s+xã|quận)\s+[{CAPITAL}][^()\n]{{1,30}}\(\s*(?:tỉnh\s+)?$",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"\s*\((?:của\s+)?Việt\s+Nam\)")
_WHERE = re.compile(r"(?<!\w)(?:tại|ở)\s[^;.:\n]{0,45}$")
_LOOK_BACK = 120
_REFERENCE = re.compile(
    rf"(?<!\w)(?P<number>{_NUMBER}|các)\s+(?P<noun>tỉnh(?:\s*,\s*thành(?:\s+phố)?)?|địa\s+phương|bên|thành\s+phố|đơn\s+vị|phía)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Places named together from `start` to `end`; `names` are plain names of provinces.

    `begin` is where the words before the first name begin; `between` tells that "giữa" stands
    there. `alien` groups have a member that is no province: a company, a district, or, in a
    `foreign` one, a place abroad.
    A group that is not `resolved` names a region whose members vary; one that is
    `listed` names its members itself.
    """

    begin: int
    start: int
    end: int
    names: tuple[str, ...]
    between: bool
    alien: bool = False
    foreign: bool = False
    resolved: bool = True
    regions: tuple[str, ...] = ()
    listed: bool = False

    @property
    def several(self) -> bool:
        """Whether it is two known provinces or more, and not one region alone."""
        region = set(region_members(self.regions[0])) if len(self.regions) == 1 else None
        known = len(self.names) > 1 and self.resolved and not self.alien
        return known and set(self.names) != region


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that stand for a group, from `start` to `end`; `number` is 0 for "các tỉnh"."""

    start: int
    end: int
    number: int


def groups(form: str, places: Sequence[Place]) -> list[Group]:
    """Return the runs of places in a text in matching form, single places too, in order."""
    found: list[Group] = []
    at = 0
    usable = [place for place in places if not place.weak]
    while at < len(usable):
        stop = at + 1
        while stop < len(usable) and _joined(form, usable[stop - 1], usable[stop]):
            stop += 1
        found.append(_group(form, usable[at:stop]))
        at = stop
    return _known_regions(form, found)


def _known_regions(form: str, found: Sequence[Group]) -> list[Group]:
    """Give a region the members that the article lists for it, or as many as it counts."""
    listed = {region: group.names for group in found if group.listed for region in group.regions}
    done = []
    for group in found:
        if len(group.regions) != 1 or group.listed:
            done.append(group)
            continue
        region = group.regions[0]
        own = [name for name in group.names if name not in region_members(region)]
        number = _number_before(form, group)
        members = [name for name in listed.get(region, ()) if name not in own]
        if not members and number and number != len(region_members(region)):
            members = next((list(g.names) for g in found if _is_list_of(g, number)), [])
            group = replace(group, resolved=bool(members))  # noqa: PLW2901 - the same group, known better
        elif not members:
            members = list(region_members(region))
        done.append(replace(group, names=(*own, *members), resolved=bool(members)))
    return done


def _is_list_of(group: Group, number: int) -> bool:
    return len(group.names) == number and not group.alien and not group.regions


def _number_before(form: str, group: Group) -> int:
    """Return the number in "4 tỉnh Đông Bắc"; 0 where none stands there."""
    for match in _REFERENCE.finditer(form, max(0, group.begin - 12), group.end):
        word = match["number"].lower()
        if word != "các":
            return NUMBERS.get(word) or int(word)
    return 0


def _joined(form: str, one: Place, other: Place) -> bool:
    between = form[one.end : other.start]
    if "\n" in between or len(between) > _LOOK_BACK:
        return False
    if (one.kind == "district") != (other.kind == "district"):
        return False
    if between.startswith(",") and _WHERE.search(form, max(0, one.start - 60), one.start):
        return False  # "tại tỉnh A, UBND tỉnh B …": where, and then who
    if _GAP.fullmatch(between):
        return True
    return one.kind == "region" and _OPENING.fullmatch(between) is not None


def _group(form: str, run: Sequence[Place]) -> Group:
    start, end = run[0].start, run[-1].end
    back = max(0, start - _LOOK_BACK)
    before = _BETWEEN.search(form, back, start)
    head = re.compile(rf"(?<!\w){_HEAD}$", re.IGNORECASE).search(form, back, start)
    names: list[str] = []
    regions = tuple(place.name for place in run if place.kind == "region")
    for place in run:
        members = region_members(place.name) if place.kind == "region" else (place.name,)
        if place.kind in ("unit", "region"):
            names += [name for name in members if name not in names]
    listed = _listed_after_region(form, run)
    if listed is not None:
        names = listed
    unknown = _UNKNOWN.match(form, end)
    abroad = _ABROAD.match(form, end)
    below = _OF_COMMUNE.search(form, back, start)
    alien = bool(unknown or abroad or below) or any(
        place.kind in ("foreign", "district") for place in run
    )
    unresolved = listed is None and any(not region_members(name) for name in regions)
    return Group(
        before.start() if before else head.start() if head else start,
        start,
        end,
        tuple(names),
        before is not None,
        alien,
        foreign=bool(abroad) or any(place.kind == "foreign" for place in run),
        resolved=not unresolved,
        regions=regions,
        listed=listed is not None,
    )


def _listed_after_region(form: str, run: Sequence[Place]) -> list[str] | None:
    """Return the members where their list follows a region: "các tỉnh miền Trung (gồm A, B)"."""
    for index, place in enumerate(run[:-1]):
        between = form[place.end : run[index + 1].start]
        if place.kind == "region" and re.match(r"\s*(?:\(|gồm|bao\s+gồm|:|là)", between):
            before = [one.name for one in run[:index] if one.kind == "unit"]
            return [*before, *(one.name for one in run[index + 1 :] if one.kind == "unit")]
    return None


def references(form: str) -> list[Reference]:
    """Return what stands for a group of provinces in a text in matching form, in order."""
    found = []
    for match in _REFERENCE.finditer(form):
        word = re.sub(r"^cả\s+", "", match["number"].lower())
        number = (
            0
            if word == "các" or match["noun"].lower() in ("bên", "phía")
            else NUMBERS.get(word) or int(word)
        )
        found.append(Reference(match.start(), match.end(), number))
    return found


def main_parties(form: str, found: Sequence[Group], text_end: int) -> tuple[str, ...]:
    """Return the provinces that the article is about: those that it first names together.

    A list after "giữa" or with its number ("hai tỉnh A và B") tells most; then the first list.
    """
    resolved = [group for group in found if group.several and group.end <= text_end]
    counts: dict[frozenset[str], int] = {}
    for group in resolved:
        counts[frozenset(group.names)] = counts.get(frozenset(group.names), 0) + 1
    ranked = sorted(
        resolved,
        key=lambda g: (-counts[frozenset(g.names)] - 2 * g.between - _counted(form, g), g.start),
    )
    return ranked[0].names if ranked else ()


def _counted(form: str, group: Group) -> bool:
    return _COUNT.search(form, max(0, group.start - 30), group.start) is not None
