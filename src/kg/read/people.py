"""Persons of an article: their mentions joined, each office with its unit.

Where an office of a province stands without a unit ("Chủ tịch UBND tỉnh"), its unit is that of the
same list, of the side that is being named ("Về phía tỉnh X có …"), of the same person elsewhere, or
of the place of the paper; what is not said beside it is `inferred`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.read.draft import Office, Person, Span
from kg.read.offices import Post, is_abroad
from kg.read.persons import Mention
from kg.read.places import Place, key_of
from kg.read.sentences import Sentence
from kg.read.told import Told

_SIDE_BEFORE = re.compile(
    r"(?:(?:về |từ )?phía|đoàn(?: công tác| đại biểu| lãnh đạo| cán bộ)*|lãnh đạo)(?: của)?"
    r"(?: lãnh đạo| đoàn công tác| đoàn)*"
    r"(?:\s*(?:tỉnh|thành phố|TP\.?|Tỉnh ủy|Thành ủy|UBND|HĐND|Ban Thường vụ|Thường trực|,|và))*"
    r"\s*$",
    re.IGNORECASE,
)
_SIDE_AFTER = re.compile(
    r"\s*(?:,|:)?\s*(?:gồm|có|còn có|do|cùng dự có|tham dự có|dự có|là)?\s*(?:có|gồm)?\s*"
    r"(?::|(?:các |sự tham dự của )?(?:đồng chí|đ/c|ông|bà|các ông|các bà))",
    re.IGNORECASE,
)
_HOSTS = re.compile(
    r"(?:Tiếp|Đón|Cùng tiếp|Cùng đón)(?: và tiếp| tiếp| và làm việc với| và làm việc| với)*"
    r"(?: đoàn| Đoàn)?(?: công tác)?"
    r"(?=(?: tại [\w ]{2,40}?)?(?: có| gồm|, có|:))"
)
_DELEGATION = re.compile(r"Đoàn(?: công tác| đại biểu(?! Quốc)|$)", re.IGNORECASE)
_LIST_LINE = re.compile(r"\s*[-+•*]")


@dataclass(frozen=True, slots=True)
class Side:
    """A stretch of a text in which people of one province are named; it begins at its name."""

    start: int
    end: int
    name: str


def sides(
    form: str, places: Sequence[Place], zones: Sequence[Span], main: Sequence[str]
) -> tuple[Side, ...]:
    """Return the stretches of a text in which the people of one province are named, in order.

    Those who receive a delegation are of the other one of two provinces that the article is about.
    """
    found: list[tuple[int, str]] = []
    for place in places:
        if place.kind not in ("unit", "district", "foreign") or not (name := _province(place)):
            continue
        before = _SIDE_BEFORE.search(form, max(0, place.head - 60), place.head)
        if before or _SIDE_AFTER.match(form, place.end):
            found.append((place.start, name))
    for match in _HOSTS.finditer(form):
        visitor = next((name for start, name in reversed(found) if start < match.start()), None)
        others = [name for name in main if name != visitor]
        host = others[0] if visitor in main and len(others) == 1 else ""
        found.append((match.start(), host))
    found.sort()
    starts = [start for start, _ in found]
    ends = [
        min(_paragraph_end(form, start, zones), *(s for s in starts if s > start), len(form))
        for start in starts
    ]
    return tuple(Side(s, e, n) for (s, n), e in zip(found, ends, strict=True))


def _province(place: Place) -> str | None:
    return place.province if place.kind == "district" else place.name


def _paragraph_end(form: str, start: int, zones: Sequence[Span]) -> int:
    """Return the end of the paragraph at `start`, and of the list of lines that follows it."""
    lines = [zone for zone in zones if zone.end > start]
    if not lines:
        return len(form)
    end = lines[0].end
    for line in lines[1:]:
        if form[end - 1 : end] not in ":;" and not _LIST_LINE.match(form, line.start):
            break
        end = line.end
    return end


@dataclass(frozen=True, slots=True)
class Setting:
    """What helps to find the unit of an office: sides, the paper's province, the first of all."""

    sides: Sequence[Side]
    home: str | None
    main: tuple[str, ...]
    places: Sequence[Place]


def persons(told: Told, mentions: Sequence[Mention], home: str | None) -> tuple[Person, ...]:
    """Return the persons who are given an office, in the order of the text.

    `home` is the plain name of the province whose paper it is.
    """
    found_sides = sides(told.form, told.places, told.zones, told.main)
    named = {place.name for place in told.places if place.kind == "unit" and not place.weak}
    own = home if home in named or not named else None  # a paper may tell of others only
    setting = Setting(found_sides, own, told.main, told.places)
    sentences = told.sentences
    held = _with_units(mentions, sentences, setting)
    by_name: dict[str, list[tuple[Mention, list[_Held]]]] = defaultdict(list)
    for mention, posts in held:
        by_name[mention.words].append((mention, posts))
    found = [_person(told.text, group, sentences, told.keys) for group in by_name.values()]
    return tuple(person for person in found if person is not None)


@dataclass(frozen=True, slots=True)
class _Held:
    post: Post
    unit: str | None
    certainty: str


def _with_units(
    mentions: Sequence[Mention], sentences: Sequence[Sentence], setting: Setting
) -> list[tuple[Mention, list[_Held]]]:
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for mention in mentions:
        for post in mention.posts:
            if post.unit:
                said[mention.sentence].append((post.start, post.unit))
    abroad = {m.words for m in mentions if any(is_abroad(post) for post in m.posts)}
    result = []
    for mention in mentions:
        if mention.words in abroad:
            result.append((mention, [_of_another_country(post) for post in mention.posts]))
            continue
        posts = [
            _held(post, mention, said[mention.sentence], setting, sentences[mention.sentence])
            for post in mention.posts
        ]
        result.append((mention, posts))
    return _agreed(result, setting, sentences)


def _of_another_country(post: Post) -> _Held:
    """Return an office of who has one abroad: it is in no province of ours."""
    title = post.rank if post.assumed else post.title
    own = replace(post, title=title, provincial=False, national=True)
    return _Held(own, None, "explicit")


def _held(
    post: Post,
    mention: Mention,
    said: Sequence[tuple[int, str]],
    setting: Setting,
    sentence: Sentence,
) -> _Held:
    """Return an office with its unit: its own, that of its list, or what was named last before."""
    if post.unit or not post.provincial:
        return _Held(post, post.unit, "explicit")
    own = [other.unit for other in mention.posts if other.unit]
    if own:
        return _Held(post, own[-1], "explicit")
    at = mention.name.start
    before = [(start, unit) for start, unit in said if start < at]
    side = next((s for s in reversed(setting.sides) if s.start <= at < s.end and s.name), None)
    if side is not None and (not before or side.start > before[-1][0]):
        other = _named_in(sentence, side, setting)
        return _Held(post, other or side.name, "inferred" if other else "explicit")
    after = [unit for start, unit in said if start > at]
    if before:
        return _Held(post, before[-1][1], "inferred")
    if setting.home or after:
        return _Held(post, setting.home or after[0], "inferred")
    return _Held(post, None, "inferred")


def _named_in(sentence: Sentence, side: Side, setting: Setting) -> str | None:
    """Return the one other province of a sentence after that in which a side was named."""
    if side.start >= sentence.start:
        return None
    names = {
        place.name
        for place in setting.places
        if place.kind == "unit" and not place.weak and sentence.start <= place.start < sentence.end
    }
    return names.pop() if len(names) == 1 and side.name not in names else None


def _agreed(
    held: list[tuple[Mention, list[_Held]]], setting: Setting, sentences: Sequence[Sentence]
) -> list[tuple[Mention, list[_Held]]]:
    """Give what has no unit yet that of the same person elsewhere, else what the text is about."""
    known: dict[str, str] = {}
    for mention, posts in held:
        for item in posts:
            if item.unit and item.certainty == "explicit":
                known.setdefault(mention.words, item.unit)
    result = []
    for mention, posts in held:
        filled = []
        for item in posts:
            unit = item.unit
            if item.post.provincial and (unit is None or item.certainty == "inferred"):
                unit = known.get(mention.words) or unit or _by_place(mention, sentences, setting)
            filled.append(replace(item, unit=unit))
        result.append((mention, filled))
    return result


def _by_place(mention: Mention, sentences: Sequence[Sentence], setting: Setting) -> str | None:
    """Return the province of the paper, else one named in the same line: before, else after."""
    if setting.home:
        return setting.home
    sentence = sentences[mention.sentence]
    start = next(item.start for item in sentences if item.line == sentence.line)
    units = [p for p in setting.places if p.kind == "unit" and not p.weak and p.start >= start]
    for wanted in ([p for p in units if p.head < p.start], units):  # "tỉnh X" before X alone
        before = [p.name for p in wanted if p.start < mention.name.start]
        after = [p.name for p in wanted if mention.name.start < p.start < sentence.end]
        if before or after:
            return before[-1] if before else after[0]
    return setting.main[0] if setting.main else None


def _person(
    text: str,
    group: Sequence[tuple[Mention, list[_Held]]],
    sentences: Sequence[Sentence],
    keys: Mapping[str, str],
) -> Person | None:
    offices: dict[tuple[str, str | None], Office] = {}
    for mention, posts in group:
        for item in posts:
            office = _office(item, mention, sentences, keys)
            if office is None:
                continue
            key = (office.title.casefold(), office.unit)
            if key not in offices or (
                offices[key].certainty == "inferred" and office.certainty == "explicit"
            ):
                offices[key] = office
    kept = _without_echoes(list(offices.values()))
    if not kept:
        return None
    first = group[0][0]
    spans = tuple(Span(m.name.start, m.name.end, sentences[m.sentence].zone) for m, _ in group)
    name = re.sub(r"\s+", " ", text[first.name.start : first.name.end])
    genders = {m.honorific for m, _ in group} & {"male", "female"}
    return Person(
        key=key_of(name),
        name=name,
        offices=tuple(kept),
        span=spans[0],
        mentions=spans,
        gender=genders.pop() if len(genders) == 1 else None,
    )


def _office(
    item: _Held, mention: Mention, sentences: Sequence[Sentence], keys: Mapping[str, str]
) -> Office | None:
    post = item.post
    if post.body is None and not post.national and item.unit is None and post.district is None:
        return None  # a bare rank says nothing
    if post.body and _DELEGATION.match(post.body):
        return None  # who leads a delegation has no office by that
    start, end = min(post.start, mention.name.start), max(post.end, mention.name.end)
    zone = sentences[mention.sentence].zone
    body = f"{post.body} {post.district}" if post.body and post.district else post.body
    return Office(
        title=post.title if not post.district else f"{post.title} {post.district}",
        rank=post.rank,
        role=post.role,
        body=body,
        body_kind=post.kind,
        unit=keys.get(item.unit) if item.unit else None,
        former=post.former,
        span=Span(start, end, zone),
        certainty=item.certainty,
    )


def _without_echoes(offices: Iterable[Office]) -> list[Office]:
    """Leave out an office without unit where the same one stands with its unit."""
    found = list(offices)
    with_unit = {office.title.casefold() for office in found if office.unit}
    return [o for o in found if o.unit or o.title.casefold() not in with_unit]
