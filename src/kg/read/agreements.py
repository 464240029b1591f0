"""Agreements between provinces: a document of cooperation, its parties, period and state.

Mentions of documents (`rules/agreements.yaml`) are read sentence by sentence; those of the same
parties and no different period are one agreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.read import times
from kg.read.draft import Span, Time
from kg.read.partners import Context, parties_of
from kg.read.rules import rules, trie
from kg.read.sentences import Sentence

_NEAR = 160
_ORDER = ("new", "planned", "earlier", "")
_PLAN = "cooperation-plan"
_MERGER = re.compile(r"(?<!\w)(?:sáp nhập|hợp nhất)(?!\w)")
_SIGNED_IN = re.compile(r"(?<!\w)ký(?: kết)?(?: từ| vào)? năm \d")
_AFTERWARDS = re.compile(r"(?<!\w)(?:sau|sau khi|được|mới)\s+$")
_OWN_KINDS = {_PLAN, "coordination-regulation"}
_INFORMAL = "unsigned-understanding"


@dataclass(frozen=True, slots=True)
class Found:
    """An agreement: `span` is its clearest mention, `mentions` all, `parties` plain names.

    `explicit` mentions name the parties in their own sentence; a `weak` one names no document.
    """

    kind: str
    parties: tuple[str, ...]
    period: Time | None
    status: str
    span: Span
    sentence: int
    weak: bool
    explicit: bool
    mentions: tuple[Span, ...]


@cache
def _documents() -> dict[str, tuple[str, bool]]:
    return {
        form.lower(): (row["kind"], row.get("weak", False))
        for row in rules("agreements")["documents"]
        for form in row["forms"]
    }


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{trie(word.lower() for word in rules('agreements')[name])})(?!\w)"
    )


@cache
def _verbs() -> dict[str, re.Pattern[str]]:
    return {
        status: re.compile(rf"(?<!\w)(?:{trie(words)})(?!\w)")
        for status, words in rules("agreements")["verbs"].items()
    }


@cache
def _document_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<words>{trie(_documents())})(?!\w)")


@cache
def _generic_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{trie(rules('agreements')['generic'])})\s+"
        r"(?:(?:chương trình|kế hoạch|thỏa thuận|quy chế|biên bản|văn bản|nội dung|cơ chế)\s*,\s*)"
        r"{0,3}$"
    )


def agreements(context: Context) -> list[Found]:
    """Return the agreements between provinces that a text tells of, the clearest mention each."""
    if _is_about_merger(context):
        return []
    mentions = [
        found
        for index, sentence in enumerate(context.sentences)
        if not _speaks_of(_words("mergers"), context.lower, sentence)
        for found in _in_sentence(context, index, sentence)
    ]
    strong = [found for found in mentions if not found.weak]
    if not strong:
        weak = [found for found in mentions if found.kind != _INFORMAL]
        strong = weak or [found for found in mentions if found.period is not None]
    return _merged(strong, mentions)


def _is_about_merger(context: Context) -> bool:
    """Tell whether the headline or the lead speaks of a merger that is to come, not of one past."""
    return any(
        _speaks_of(_MERGER, context.lower, sentence)
        for sentence in context.sentences
        if sentence.zone in ("headline", "lead")
    )


def _speaks_of(words: re.Pattern[str], lower: str, sentence: Sentence) -> bool:
    """Tell whether a sentence has one of `words` without "sau" before it."""
    return any(
        not _AFTERWARDS.search(lower, max(0, match.start() - 12), match.start())
        for match in words.finditer(lower, sentence.start, sentence.end)
    )


def _in_sentence(context: Context, index: int, sentence: Sentence) -> Iterator[Found]:
    matches = list(_document_pattern().finditer(context.lower, sentence.start, sentence.end))
    for number, match in enumerate(matches):
        kind, weak = _documents()[re.sub(r"\s+", " ", match["words"])]
        if _generic_before().search(
            context.lower, max(sentence.start, match.start() - 30), match.start()
        ):
            continue
        end = matches[number + 1].start() if number + 1 < len(matches) else sentence.end
        parties, explicit = parties_of(context, sentence, match.start(), match.end(), end)
        if len(parties) < 2:  # noqa: PLR2004 - an agreement has two parties
            continue
        span = Span(match.start(), match.end(), sentence.zone)
        yield Found(
            kind,
            parties,
            _period(context, sentence, match.start(), match.end(), end),
            _status(context, sentence, match.start(), match.end()),
            span,
            index,
            weak or (not explicit and sentence.zone == "caption"),
            explicit,
            (span,),
        )


def _period(context: Context, sentence: Sentence, start: int, stop: int, end: int) -> Time | None:
    """Return the period of the document at `start` to `stop`.

    It is the first one before the next document, else the one right before the document.
    """
    inside = [p for p in context.periods if sentence.start <= p.span.start < sentence.end]
    usable = [p for p in inside if not _is_of_another(context.lower, sentence, p)]
    after = [p for p in usable if stop <= p.span.start < end]
    if after:
        return after[0]
    until = times.until(context.form, stop, end, sentence.zone)
    if until is not None:
        return until
    before = [p for p in usable if p.span.end <= start]
    others = _document_pattern().search(context.lower, sentence.start, start)
    return before[-1] if before and not others else None


def _is_of_another(lower: str, sentence: Sentence, period: Time) -> bool:
    words = lower[max(sentence.start, period.span.start - 40) : period.span.start]
    stated = period.stated.lower()
    return (
        stated.startswith(("thời kỳ", "nhiệm kỳ", "niên khóa"))
        or _words("other_periods").search(words) is not None
    )


def _status(context: Context, sentence: Sentence, start: int, stop: int) -> str:
    """Return what is done with the document: `new`, `earlier` or `planned`, by the nearest verb."""
    begin = max(sentence.start, start - _NEAR)
    nearest: tuple[int, str] = (-1, "")
    for status, pattern in _verbs().items():
        for match in pattern.finditer(context.lower, begin, stop):
            if (match.end(), status != "new") > (nearest[0], nearest[1] != "new"):
                nearest = (match.end(), status)
    if nearest[1]:
        return nearest[1]
    after = min(sentence.end, stop + _NEAR)
    if _SIGNED_IN.search(context.lower, stop, after):
        return "earlier"
    for status in ("planned", "new"):
        if _verbs()[status].search(context.lower, stop, after):
            return status
    return "earlier"


def _merged(chosen: Sequence[Found], mentions: Sequence[Found]) -> list[Found]:
    """Join mentions with the same parties that do not have different periods."""
    result: list[Found] = []
    for found in sorted(chosen, key=lambda item: (item.period is None, item.span)):
        index = _match(result, found)
        if index is None:
            result.append(found)
        else:
            result[index] = _joined(result[index], found)
    for found in mentions:  # weak mentions may tell the period of what others name
        if found.weak and found.period is not None:
            for index, other in enumerate(result):
                if set(other.parties) == set(found.parties) and other.period is None:
                    result[index] = replace(other, period=found.period)
    return sorted(_without_plans(result), key=lambda item: item.span)


def _match(result: Sequence[Found], found: Found) -> int | None:
    """Return the index of the agreement that is meant: one of the same state before others."""
    same = [index for index, other in enumerate(result) if _is_same(other, found)]
    return min(same, key=lambda index: result[index].status != found.status, default=None)


def _without_plans(found: Sequence[Found]) -> list[Found]:
    """Leave out the plan for an agreement of the same parties: it carries that one out."""
    others = {frozenset(item.parties) for item in found if item.kind != _PLAN}
    return [item for item in found if item.kind != _PLAN or frozenset(item.parties) not in others]


def _is_same(one: Found, other: Found) -> bool:
    if set(one.parties) != set(other.parties) or (
        one.kind != other.kind and _OWN_KINDS & {one.kind, other.kind}
    ):
        return False
    if one.period and other.period:
        return one.period.edtf == other.period.edtf
    return True


def _joined(one: Found, other: Found) -> Found:
    status = min(one.status, other.status, key=_ORDER.index)
    best = min((one, other), key=lambda item: (_ORDER.index(item.status), item.span))
    named = min((one, other), key=lambda item: (item.weak, not item.explicit, item.span))
    period = one.period or other.period
    if one.period and other.period and other.period.open_ended and not one.period.open_ended:
        period = other.period
    return replace(
        best,
        kind=named.kind,
        weak=named.weak,
        explicit=named.explicit,
        status=status,
        period=period,
        mentions=(*one.mentions, *other.mentions),
    )
