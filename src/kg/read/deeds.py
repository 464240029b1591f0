"""What is agreed, proposed and done: clauses that tell of areas of cooperation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.read.areas import Cue
from kg.read.content import clauses
from kg.read.draft import Activity, Commitment, Person, Proposal, Span, Time
from kg.read.rules import rules, trie
from kg.read.sentences import Sentence
from kg.read.told import Told

_PROPOSER_REACH = 160


@dataclass(frozen=True, slots=True)
class Deeds:
    """What a text tells of, each in the order of the text."""

    commitments: tuple[Commitment, ...]
    proposals: tuple[Proposal, ...]
    activities: tuple[Activity, ...]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = rules("content")[name]
    return re.compile(rf"(?<!\w)(?P<words>{trie(word.lower() for word in words)})(?!\w)")


def deeds(
    told: Told, cues: Sequence[Cue], persons: Sequence[Person], agreements: Sequence[str]
) -> Deeds:
    """Return what clauses with areas tell of; `agreements` are the keys of those of the article."""
    lower, sentences, days = told.lower, told.sentences, told.days
    commitments: list[Commitment] = []
    proposals: list[Proposal] = []
    activities: list[Activity] = []
    by_sentence: dict[int, list[Cue]] = {}
    for cue in cues:
        by_sentence.setdefault(cue.sentence, []).append(cue)
    for index, found in by_sentence.items():
        sentence = sentences[index]
        proposers, verb_end = _proposers(lower, sentence, persons)
        for start, end in clauses(lower, sentence):
            inside = [cue for cue in found if start <= cue.start < end]
            if not inside:
                continue
            areas = tuple(dict.fromkeys(cue.concept for cue in inside))
            span = Span(start, end, sentence.zone)
            if proposers and end > verb_end:
                key = f"{len(proposals) + 1:02}"
                proposals.append(Proposal(key=key, proposers=proposers, areas=areas, span=span))
            elif _is_commitment(lower, start, end, sentence):
                commitments.append(
                    Commitment(
                        key=f"{len(commitments) + 1:02}",
                        areas=areas,
                        agreement=agreements[0] if len(agreements) == 1 else None,
                        deadline=_deadline(lower, start, end, days),
                        frequency=_frequency(lower, start, end),
                        span=span,
                        certainty="explicit",
                    )
                )
            else:
                key = f"{len(activities) + 1:02}"
                activities.append(Activity(key=key, areas=areas, span=span))
    return Deeds(tuple(commitments), tuple(proposals), tuple(activities))


def _proposers(
    lower: str, sentence: Sentence, persons: Sequence[Person]
) -> tuple[tuple[str, ...], int]:
    """Return who proposes in a sentence, by key, and where the word for it ends."""
    match = _pattern("proposers").search(lower, sentence.start, sentence.end)
    if match is None:
        return (), 0
    named = [
        person.key
        for person in persons
        for mention in person.mentions
        if sentence.start <= mention.start < match.start()
        and match.start() - mention.end <= _PROPOSER_REACH
    ]
    return tuple(dict.fromkeys(named[-1:])), match.end()


def _is_commitment(lower: str, start: int, end: int, sentence: Sentence) -> bool:
    if sentence.zone == "caption":
        return False
    told = _pattern("commitments").search(lower, start, end)
    done = re.compile(r"(?<!\w)(?:đã|những năm qua|thời gian qua)(?!\w)").search(
        lower, sentence.start, sentence.end
    )
    return told is not None and done is None


def _deadline(lower: str, start: int, end: int, days: Sequence[Time]) -> Time | None:
    for day in days:
        if start <= day.span.start < end:
            before = lower[max(start, day.span.start - 20) : day.span.start]
            if re.search(
                r"(?:trước|trong|chậm nhất|đến hết|hoàn thành)\s*$", before.rstrip() + " "
            ):
                return day
    return None


def _frequency(lower: str, start: int, end: int) -> str | None:
    match = _pattern("frequencies").search(lower, start, end)
    if match is None:
        return None
    found: str = rules("content")["frequencies"][re.sub(r"\s+", " ", match["words"])]
    return found
