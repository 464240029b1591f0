"""The words of offices (`rules/offices.yaml`): ranks, bodies, levels, as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.read.rules import rules, trie


@dataclass(frozen=True, slots=True)
class Body:
    """A body: its usual name, its kind, and what tells its level."""

    name: str
    kind: str | None
    level: str
    levelled: bool
    national: bool


@cache
def table() -> dict[str, tuple[str, ...]]:
    """Return the lists of words by their name in the file."""
    return {key: tuple(value) for key, value in rules("offices").items()}


@cache
def ranks() -> dict[str, str]:
    """Return every spelling of a rank in lower case, and the usual one."""
    return {form.lower(): forms[0] for forms in rules("offices")["ranks"] for form in forms}


@cache
def bodies() -> dict[str, Body]:
    """Return every spelling of a body in lower case, and the body."""
    found = {}
    for row in rules("offices")["bodies"]:
        body = Body(
            row["name"],
            row.get("kind"),
            row.get("level", ""),
            row.get("levelled", False),
            row.get("national", False),
        )
        for form in row["forms"]:
            found[form.lower()] = body
    return found


@cache
def aliases() -> dict[str, tuple[str, str]]:
    """Return rank and body of each office that is written as one word, in lower case."""
    return {
        form.lower(): (rank, body.lower())
        for form, (rank, body) in rules("offices")["aliases"].items()
    }


@cache
def any_rank() -> str:
    """Return what matches every spelling of a rank, for patterns that ignore case."""
    whole = [word.lower() for word in table()["whole_ranks"]]
    return trie([*ranks(), *whole, *aliases()])


@cache
def rank_pattern() -> re.Pattern[str]:
    """Return the pattern of a rank, with what may stand right before it."""
    former = "|".join(table()["former"])
    return re.compile(
        rf"(?<![\w])(?P<plural>(?:các|hai|ba|2|3) )?(?P<former>(?:{former})\s+)?"
        rf"(?P<acting>quyền\s+)?"
        rf"(?P<rank>{any_rank()})(?![\w])(?! quán(?!\w))",
        re.IGNORECASE,
    )


@cache
def body_pattern() -> re.Pattern[str]:
    """Return the pattern of a known body after a rank; its short form may follow in brackets."""
    return re.compile(
        rf"\s+(?P<body>{trie(bodies())})(?![\w])(?:\s*\([^\W\d_][\w&-]{{1,11}}\))?", re.IGNORECASE
    )


@cache
def head_pattern() -> re.Pattern[str]:
    """Return the pattern of the first word of a body that is named by its field."""
    return re.compile(rf"\s+(?P<head>{trie(table()['heads'])})(?![\w])")


@cache
def level_pattern() -> re.Pattern[str]:
    """Return the pattern of a level after a body."""
    return re.compile(rf"\s+(?P<level>{trie(table()['levels'])})(?![\w])", re.IGNORECASE)


@cache
def stop_pattern() -> re.Pattern[str]:
    """Return the pattern of a word at which the name of a body ends."""
    return re.compile(rf"\s+(?:{trie(table()['stops'])})(?![\w])")


@cache
def _role_table() -> dict[tuple[str, str], str]:
    return {(rank, kind): role for rank, kind, role in rules("offices")["roles"]}


def role_of(rank: str, kind: str | None) -> str | None:
    """Return the concept of `post-role` of a rank in a kind of body; None where it has none."""
    return _role_table().get((rank, kind)) if kind else None


def honorifics() -> Iterator[tuple[str, str]]:
    """Yield each honorific with `male`, `female`, `any` or `plural`."""
    for kind, words in rules("offices")["honorifics"].items():
        for word in words:
            yield word, kind
