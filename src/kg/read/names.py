"""Where a text may name persons (`rules/names.yaml`).

A name is a family name and up to five words with capitals; after a title or an honorific any run of
words with capitals may be one, as names of minorities and of foreigners are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.read.office_words import any_rank
from kg.read.places import CAPITAL, Place
from kg.read.rules import rules, trie

_MOST_SYLLABLES = 5
_SHORTEST_TITLE = 2
_MOST_FOREIGN = 6
_ADDRESSED = re.compile(
    r"(?:(?:ông|bà|đồng chí|đ/c|anh|chị|ngài|(?:đại|thượng|trung|thiếu) (?:tá|tướng))\s+"
    r"|đồng chí:\s*|;\s*)$",
    re.IGNORECASE,
)
_MINORITY = re.compile(r"[HKY]'\w")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a person from `start` to `end`; `sure` where it begins with a family name."""

    start: int
    end: int
    sure: bool


@cache
def surnames() -> frozenset[str]:
    """Return the family names in lower case."""
    return frozenset(name.casefold() for name in rules("names")["surnames"])


@cache
def _run() -> re.Pattern[str]:
    """Return the pattern of a run of words with capitals; an office after a dash is none of it."""
    joined = rf"-(?!(?i:{any_rank()})(?!\w))[^\W\d_]+"
    syllable = rf"[{CAPITAL}](?:[^\W\d_A-Z]|(?<=')[{CAPITAL}]|')*(?:{joined})*"
    return re.compile(rf"(?<![\w'.-])(?:{syllable})(?: (?:{syllable})){{0,6}}(?![\w])")


@cache
def _title_words() -> re.Pattern[str]:
    """Return a pattern of what begins with a capital and ends a name before it."""
    offices = rules("offices")
    ranks = [form for forms in offices["ranks"] for form in forms]
    bodies = [form for body in offices["bodies"] for form in body["forms"]]
    table = rules("names")
    long = [*table["fields"]]
    long += [word for word in (*ranks, *bodies, *offices["heads"]) if " " in word or word.isupper()]
    titles = trie(word for word in long if word[0].isupper() and len(word) > _SHORTEST_TITLE)
    return re.compile(
        rf"(?<!\w)(?:{titles})(?!\w)"
        rf"|(?<![\w] )(?<!\w)(?:{trie(table['address'])})(?!\w)"
    )


@cache
def _not_after() -> re.Pattern[str]:
    table = rules("names")
    others = "".join(f"(?<!{word} )" for word in table["but_after"])
    return re.compile(rf"(?<!\w){others}(?i:{trie(table['not_after'])})\s*$")


def candidates(form: str, places: Sequence[Place]) -> list[Name]:
    """Return the possible names in a text in matching form, in order, none within another.

    A name never reaches into a place that stands on its own, nor into a title.
    """
    units = {place.start: place.end for place in places}
    starts = sorted(units)
    found = []
    for run in _run().finditer(form):
        last = bisect_right(starts, run.start()) - 1
        begin = max(run.start(), units[starts[last]] if last >= 0 else 0)
        for start, end in _parts(form, begin, run.end(), units):
            name = _name(form, start, end)
            if name is not None:
                found.append(name)
    return found


def _parts(form: str, start: int, end: int, units: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a run of words with capitals between places and titles."""
    cuts = [(at, units[at]) for at in range(start, end) if at in units]
    cuts += [match.span() for match in _title_words().finditer(form, start, end)]
    at = start
    for cut_start, cut_end in sorted(cuts):
        if cut_start > at:
            yield at, cut_start
        at = max(at, cut_end)
    if at < end:
        yield at, end


def _name(form: str, start: int, end: int) -> Name | None:
    words = [(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+", form[start:end])]
    if not words:
        return None
    first = next((i for i, word in enumerate(words) if _begins_name(words, i)), None)
    if first and _ADDRESSED.search(form, max(0, start - 12), start):
        first = None  # a foreign name that has a family name of ours in it
    sure = first is not None
    most = _MOST_SYLLABLES if sure else _MOST_FOREIGN
    kept = words[first or 0 :][:most]
    if not sure and kept[0][2] in rules("names")["not_names"]:
        return None
    begin, finish = start + kept[0][0], start + kept[-1][1]
    text = re.sub(r"\s+", " ", form[begin:finish])
    if text in rules("names")["famous"] or _not_after().search(form, max(0, begin - 24), begin):
        return None
    return Name(begin, finish, sure)


def _begins_name(words: list[tuple[int, int, str]], index: int) -> bool:
    if _MINORITY.match(words[index][2]):
        return True
    if index + 1 >= len(words) or words[index][2].casefold() not in surnames():
        return False
    return words[index][2] not in ("A", "Y") or len(words[index + 1][2]) > 1
