"""The meeting that an article reports, and who chaired it, spoke and attended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kg.read.draft import Event, Participation, Person, Span, Time
from kg.read.places import Place
from kg.read.rules import rules, trie
from kg.read.sentences import Sentence, index_at
from kg.read.told import Told
from kg.read.zones import TEXT_ZONES

_AT = re.compile(
    r"(?<!\w)(?:tại|ở)\s+(?=tỉnh|thành phố|TP|thủ đô|thị xã|huyện|trụ sở|hội trường|trung tâm"
    r"|khách sạn|nhà|[A-ZĐ])"
)
_PLACE_END = re.compile(r"[,;.(]|\s(?:đã|diễn|tổ chức|và|do|sẽ|có|nhằm|với|để|trong)(?!\w)")
_ROLES = (
    ("chair", re.compile(r"(?:đồng\s+)?chủ\s+trì|chủ\s+tọa")),
    (
        "speaker",
        re.compile(
            r"phát\s+biểu|nhấn\s+mạnh|khẳng\s+định|cho\s+biết|đề\s+nghị|cho\s+rằng|chia\s+sẻ|nêu\s+rõ|mong\s+muốn|đề\s+xuất|kiến\s+nghị"
        ),
    ),
    (
        "attendee",
        re.compile(
            r"dự\s+(?:hội\s+nghị|buổi|lễ)?|tham\s+dự|cùng\s+dự|có\s+mặt|về\s+phía", re.IGNORECASE
        ),
    ),
)
_MOST_CHARACTERS = 90


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(rf"(?<!\w)(?:{trie(words)})(?!\w)")
        for kind, words in rules("content")["events"].items()
    }


def event(told: Told, persons: Sequence[Person]) -> Event | None:
    """Return the meeting that the article reports; None where there is none.

    It stands in the first sentence that tells of one, with its day if any such sentence has a day.
    """
    days = [day for day in told.days if day.zone in TEXT_ZONES]
    sentence = _sentence(told, days)
    if sentence is None:
        return None
    kind = next(
        (
            kind
            for kind in ("signing", "review", "meeting")
            if _kinds()[kind].search(told.lower, sentence.start, sentence.end)
        ),
        "meeting",
    )
    inside = [day for day in days if sentence.start <= day.span.start < sentence.end]
    place, unit = _place(told.form, sentence, told.places)
    named = [g for g in told.groups if sentence.start <= g.start < sentence.end and not g.alien]
    units = max((group.names for group in named), key=len, default=())
    return Event(
        key="event",
        kind=kind,
        time=inside[0] if inside else None,
        place=place,
        place_unit=told.keys.get(unit) if unit else None,
        units=tuple(told.keys[name] for name in units if name in told.keys),
        participations=_participations(told, persons),
        span=Span(sentence.start, sentence.end, sentence.zone),
        certainty="explicit" if inside else "inferred",
    )


def _sentence(told: Told, days: Sequence[Time]) -> Sentence | None:
    meeting = [
        s
        for s in told.sentences
        if s.zone != "headline"
        and any(pattern.search(told.lower, s.start, s.end) for pattern in _kinds().values())
    ]
    starts = [day.span.start for day in days if len(day.edtf) > len("XXXX-00")]
    dated = [s for s in meeting if any(s.start <= start < s.end for start in starts)]
    return next(iter(dated or meeting or told.sentences), None)


def _place(
    form: str, sentence: Sentence, places: Sequence[Place]
) -> tuple[Span | None, str | None]:
    match = _AT.search(form, sentence.start, sentence.end)
    if match is None:
        return None, None
    stop = _PLACE_END.search(form, match.end(), sentence.end)
    end = min(stop.start() if stop else sentence.end, match.end() + _MOST_CHARACTERS)
    inside = [p for p in places if match.end() <= p.start < end + 25 and p.kind != "region"]
    unit = next((p.name if p.kind == "unit" else p.province for p in inside), None)
    return Span(match.end(), max(end, match.end() + 1), sentence.zone), unit


def _participations(told: Told, persons: Sequence[Person]) -> tuple[Participation, ...]:
    found: dict[tuple[str, str], Participation] = {}
    roles: dict[int, str | None] = {}
    for person in persons:
        for mention in person.mentions:
            index = index_at(told.sentences, mention.start)
            if index not in roles:
                roles[index] = _role(told, told.sentences[index])
            role, sentence = roles[index], told.sentences[index]
            if role is not None:
                span = Span(sentence.start, sentence.end, sentence.zone)
                part = Participation(person=person.key, role=role, span=span)
                found.setdefault((person.key, role), part)
    return tuple(found.values())


def _role(told: Told, sentence: Sentence) -> str | None:
    """Return what those who are named in a sentence do: the first role that it tells of."""
    return next(
        (
            role
            for role, pattern in _ROLES
            if pattern.search(told.lower, sentence.start, sentence.end)
        ),
        None,
    )
