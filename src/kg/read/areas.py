"""Fields of cooperation that a text tells of (`rules/areas.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.read.rules import rules, trie
from kg.read.sentences import Sentence

_LISTED = frozenset({"đầu tư", "nông", "xuất khẩu", "lao động"})
_BODY_BEFORE = re.compile(
    r"(?:Sở|sở|Bộ|bộ|Cục|Phòng|phòng|Trung tâm|Hiệp hội|Hội|Liên đoàn|Liên hiệp|Ban|Chi cục|Vụ"
    r"|Ngày hội|Trường|Viện)"
    r"(?:\s+(?:và|[A-ZĐÀ-Ỹ]\w*|\w+,|-)|\s+[a-zà-ỹđ]+(?=[\s,]))*\s+$"
)
_LIST_BEFORE = re.compile(r"(?:[,;:(-]|(?<!\w)(?:và|lĩnh vực|tác|tiến|về|như|hút|gọi))\s*$")
_LIST_AFTER = re.compile(r"\s*(?:[,;.)…-]|(?:và|giữa|trên|của|cho)(?!\w)|$)")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words from `start` to `end` that tell of the area `concept`, in a sentence by its index."""

    start: int
    end: int
    concept: str
    sentence: int


@cache
def _concepts() -> dict[str, tuple[str, ...]]:
    """Return the concepts of each cue in lower case; none for words that tell of no field."""
    table = rules("areas")
    found: dict[str, tuple[str, ...]] = {
        cue.lower(): (concept,) for concept, cues in table["cues"].items() for cue in cues
    }
    for cue, concepts in table["also"].items():
        found[cue.lower()] = (*found.get(cue.lower(), ()), *concepts)
    return found | {word.lower(): () for word in table["none"]}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{trie(_concepts())})(?!\w)")


@cache
def _cooperation() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{trie(rules('areas')['cooperation'])})(?!\w)", re.IGNORECASE)


@cache
def _beginnings() -> re.Pattern[str]:
    words = [word.lower() for word in rules("areas")["beginnings"]]
    return re.compile(rf"[-+*•\s]*(?:{trie(words)})(?!\w)")


@cache
def _shallow() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{trie(rules('areas')['shallow'])})(?!\w)", re.IGNORECASE)


def cues(form: str, lower: str, sentences: Sequence[Sentence]) -> list[Cue]:
    """Return what tells of areas in the sentences, in order; `lower` is the text in lower case.

    Only sentences count that speak of doing something together.
    """
    found = []
    for index, sentence in enumerate(sentences):
        if not speaks_of_cooperation(lower, sentence):
            continue
        for match in _pattern().finditer(lower, sentence.start, sentence.end):
            words = re.sub(r"\s+", " ", match[0])
            if (words in _LISTED and not _in_list(lower, match)) or _names_a_body(form, match):
                continue
            found += [Cue(*match.span(), concept, index) for concept in _concepts()[words]]
    return found


def _names_a_body(form: str, match: re.Match[str]) -> bool:
    """Tell whether the words are those of a name: "Sở Văn hóa, Thể thao và Du lịch"."""
    return form[match.start()].isupper() and bool(
        _BODY_BEFORE.search(form, max(0, match.start() - 45), match.start())
    )


def _in_list(lower: str, match: re.Match[str]) -> bool:
    """Tell whether a word is one of several fields, or stands after "hợp tác", and is no verb."""
    return bool(
        _LIST_BEFORE.search(lower, max(0, match.start() - 12), match.start())
        and _LIST_AFTER.match(lower, match.end())
    )


def speaks_of_cooperation(lower: str, sentence: Sentence) -> bool:
    """Tell whether a sentence speaks of doing something together, and not of one's own growth."""
    return (
        _cooperation().search(lower, sentence.start, sentence.end) is not None
        or _beginnings().match(lower, sentence.start, sentence.end) is not None
    ) and (
        sentence.zone != "headline"
        and _shallow().search(lower, sentence.start, sentence.end) is None
    )
