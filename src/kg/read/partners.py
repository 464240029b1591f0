"""Whose agreement it is: the parties that a sentence names (`rules/agreements.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.read.draft import Time
from kg.read.parties import Group, Reference
from kg.read.rules import rules, trie
from kg.read.sentences import Sentence

_NEAR = 160


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the whole text: its groups, what stands for them, whom it is about.

    `home` is the province whose paper it is; an article whose beginning names a place `abroad` is
    about no agreement of provinces but where a sentence says so.
    """

    form: str
    lower: str
    sentences: Sequence[Sentence]
    groups: Sequence[Group]
    references: Sequence[Reference]
    periods: Sequence[Time]
    main: tuple[str, ...]
    home: str | None
    abroad: bool


def parties_of(
    context: Context, sentence: Sentence, start: int, stop: int, end: int
) -> tuple[tuple[str, ...], bool]:
    """Return the parties of the document at `start` to `stop`, and whether its sentence names them.

    After it, "giữa A và B" names both and "với B" the other one; else those before it; else "hai
    tỉnh" stands for those of the article. There are none where the sentence names another partner.
    """
    inside = [g for g in context.groups if g.start >= sentence.start and g.end <= sentence.end]
    after = [g for g in inside if g.start >= stop and (g.start < end or g.between)]
    before = [g for g in inside if g.end <= start]
    between = next((group for group in after if group.between), None)
    if between is not None:
        return (() if between.alien else _complete(context, between)), True
    if any(group.foreign for group in inside):
        return (), True
    partner = next((g for g in after if _follows_with(context.lower, g)), None)
    if partner is not None:
        return _with_partner(context, sentence, partner, before), True
    if _with_another(context.lower, stop, end) or any(g.alien and g.names for g in before[-1:]):
        return (), True
    named = next((g for g in (*reversed(before), *after) if g.several), None)
    if named is not None:
        return named.names, True
    return _implied(context, sentence, start, alien=any(group.alien for group in inside))


def _with_partner(
    context: Context, sentence: Sentence, partner: Group, before: Sequence[Group]
) -> tuple[str, ...]:
    """Return the parties where "với B" names the other one: who is named before, else implied."""
    if partner.alien or not partner.resolved:
        return ()
    subject = next((group for group in before if not group.alien), None)
    if subject is None and _others().search(context.lower, sentence.start, partner.start):
        return ()  # a company or a school with provinces
    first = subject.names if subject else _other(context, partner.names)
    return tuple(dict.fromkeys((*first, *partner.names)))


def _implied(
    context: Context, sentence: Sentence, start: int, *, alien: bool
) -> tuple[tuple[str, ...], bool]:
    """Return the parties where the sentence names none, and whether it has "hai tỉnh" for them."""
    reference = _reference(context, sentence, start)
    if context.abroad or (alien and reference is None):
        return (), True
    if reference is not None:
        return _resolved(context, sentence, reference, start), True
    return context.main, False


def _complete(context: Context, group: Group) -> tuple[str, ...]:
    if not group.resolved:
        return ()
    if len(group.names) > 1:
        return group.names
    return tuple(dict.fromkeys((*_other(context, group.names), *group.names)))


def _other(context: Context, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return whom the article speaks for where a sentence names only the partner."""
    if context.home and context.home not in names:
        return (context.home,)
    rest = tuple(name for name in context.main if name not in names)
    return rest if len(rest) == 1 else ()


_WITH = re.compile(r"(?<!\w)(?:với|cùng với|cùng)\s+(?:[\w,:]+\s+){0,6}$")


def _follows_with(lower: str, group: Group) -> bool:
    return not group.between and bool(_WITH.search(lower, max(0, group.start - 50), group.start))


@cache
def _others() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{trie(rules('agreements')['others'])})(?!\w)")


@cache
def _with_others() -> re.Pattern[str]:
    others = trie(rules("agreements")["others"])
    return re.compile(rf"(?<!\w)(?:với|giữa)\s+(?:các\s+)?(?:{others})(?!\w)")


def _with_another(lower: str, start: int, end: int) -> bool:
    return _with_others().search(lower, start, min(end, start + _NEAR)) is not None


def _reference(context: Context, sentence: Sentence, start: int) -> Reference | None:
    inside = [r for r in context.references if sentence.start <= r.start < sentence.end]
    return min(inside, key=lambda item: abs(item.start - start), default=None)


def _resolved(
    context: Context, sentence: Sentence, reference: Reference, start: int
) -> tuple[str, ...]:
    """Return whom "hai tỉnh" stands for: the parties of the article, or the last list of two."""
    if reference.number in (0, len(context.main)):
        return context.main
    for group in reversed([g for g in context.groups if g.end <= start]):
        if len(group.names) == reference.number and group.resolved and not group.alien:
            return group.names
    later = [g for g in context.groups if g.start > start]
    for group in later:
        if len(group.names) == reference.number and group.resolved and not group.alien:
            return group.names
    own = [g for g in context.groups if g.start >= sentence.start and g.end <= start]
    names = tuple(dict.fromkeys(name for group in own for name in group.names))
    return names if len(names) == reference.number else ()
