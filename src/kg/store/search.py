"""Search in the text index of a snapshot: names before texts, exact before begun before words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import SnapshotError
from kg.store.text import CONCEPT, QUESTION, TERM, TEXT
from kg.text.fold import fold, marked, words

MOST_WORDS = 12
"""Words of a query that are looked for; more of them make it no clearer."""

THINGS = (
    *("agreement", "person", "unit", "organisation", "body", "event", "project", "dossier"),
    *("plan", "policy", "site", "place", "region", "river", "group", "post", "article"),
    *(QUESTION, TERM, CONCEPT),
)
"""Kinds that readers look for by name, the first first; all others are facts about them."""

_MOST_CANDIDATES = 400
"""Names that suggestions are chosen from: those that the index finds first."""

_LAST = "\U0010ffff"

# How well a name fits, least is best: names before texts; the marks that were typed before others;
# the whole name, its beginning, its words together, its words; of two steps the fact waits one and
# a half for the thing; labels before other names.
_SCORE = f"""
  (source = {TEXT}) * 1000
  + (:marked <> '' AND instr(name.marked, :marked) = 0) * 100
  + (CASE WHEN name.folded = :folded THEN 0
          WHEN name.folded >= :folded AND name.folded < :after THEN 10
          WHEN instr(name.folded, ' ' || :folded) > 0 THEN 20 ELSE 30 END)
  + (kind NOT IN {THINGS}) * 15
  + source
"""
_RANK = f"({_SCORE}) * 100000 + min(length(text), 99999)"

_SEARCH = f"""
WITH hit AS (
  SELECT iri, kind, text, lang, source, MIN({_RANK}) AS rank
  FROM word JOIN name ON name.rowid = word.rowid
  WHERE word MATCH :match AND (:kind = '' OR kind = :kind)
  GROUP BY iri
), ranked AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY rank, text, iri) AS place,
    COUNT(*) OVER (PARTITION BY kind) AS total
  FROM hit
)
SELECT kind, total, iri, text, lang, source FROM ranked
WHERE place > :offset AND place <= :offset + :limit
ORDER BY kind, place
"""  # noqa: S608 - the parts are constants
_COUNTS = """
SELECT kind, COUNT(DISTINCT iri) FROM word JOIN name ON name.rowid = word.rowid
WHERE word MATCH :match GROUP BY kind
"""
_SUGGEST = f"""
WITH candidate AS (
  SELECT rowid FROM (
    SELECT rowid FROM name WHERE source < {TEXT} AND folded >= :folded AND folded < :after
    ORDER BY folded, source LIMIT :most)
  UNION
  SELECT rowid FROM (SELECT rowid FROM word WHERE word MATCH :match LIMIT :most)
)
SELECT iri, kind, text, lang, source, MIN({_RANK}) AS rank
FROM candidate JOIN name ON name.rowid = candidate.rowid
WHERE source < {TEXT}
GROUP BY iri ORDER BY rank, text, iri LIMIT :limit
"""  # noqa: S608 - the parts are constants


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, and the text that it was found by.

    `lang` is a language tag in lower case, or empty; `source` is LABEL, OTHER_NAME or TEXT of
    `kg.store.text`.
    """

    iri: str
    kind: str
    text: str
    lang: str
    source: int


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind that were asked for, best first, and how many there are in all."""

    kind: str
    total: int
    hits: Sequence[Hit]


def search(
    file: Path, query: str, *, kind: str = "", limit: int = 20, offset: int = 0
) -> list[Group]:
    """Return what has all words of `query`, the last one perhaps only begun, in groups by kind.

    Of each kind, or of `kind` alone, `limit` hits from `offset` on. Raises SnapshotError where
    `file` cannot be read.
    """
    asked = _asked(query, limit=limit, offset=offset, kind=kind)
    if asked is None:
        return []
    groups: dict[str, tuple[int, list[Hit]]] = {}
    for name, total, *rest in _rows(file, _SEARCH, asked):
        iri, text, lang, source = rest
        groups.setdefault(name, (total, []))[1].append(Hit(iri, name, text, lang, source))
    return [Group(name, total, hits) for name, (total, hits) in groups.items()]


def count(file: Path, query: str) -> dict[str, int]:
    """Return how many things of each kind have all words of `query`; raises as `search`."""
    asked = _asked(query)
    return {} if asked is None else dict(_rows(file, _COUNTS, asked))


def suggest(file: Path, query: str, *, limit: int = 10) -> list[Hit]:
    """Return the things whose names fit `query` best while it is typed; raises as `search`.

    Only the first few hundred names are weighed, so that it takes a few milliseconds however many
    there are.
    """
    asked = _asked(query, limit=limit, most=_MOST_CANDIDATES)
    if asked is None:
        return []
    return [Hit(*row[:5]) for row in _rows(file, _SUGGEST, asked)]


def _asked(query: str, **values: object) -> dict[str, object] | None:
    """Return the parameters that `query` becomes; None where it has no word."""
    sought = words(query)[:MOST_WORDS]
    if not sought:
        return None
    whole = " ".join(fold(query).split())
    marks = marked(query)
    return {
        "match": " ".join(f'"{word}"' for word in sought) + "*",
        "folded": whole,
        "after": whole + _LAST,
        "marked": "" if marks == whole else marks,  # without marks, all marks fit
        **values,
    }


def _rows(file: Path, statement: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise SnapshotError(f"{file} cannot be searched: {error}") from None
