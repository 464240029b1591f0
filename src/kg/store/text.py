"""The text index of a snapshot: names of things, found without diacritics and by beginnings.

A full scan with CONTAINS takes seconds on a million labels; SQLite's FTS5 takes milliseconds. The
text is folded by `kg.text.fold` before it is indexed, since FTS5 itself never takes đ for d.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import SnapshotError
from kg.reason.patterns import names
from kg.text.fold import fold

NAMING = names("rdfs:label skos:prefLabel skos:altLabel vnrc:nameText")
"""Properties whose values name their subject."""

_SCHEMA = """
CREATE TABLE name (iri TEXT NOT NULL, text TEXT NOT NULL, lang TEXT NOT NULL);
CREATE INDEX name_iri ON name (iri);
CREATE VIRTUAL TABLE folded USING fts5(text, content='', prefix='1 2 3');
"""
_FIND = "SELECT rowid FROM name WHERE iri = ? AND text = ? AND lang = ?"
_FORGET = "INSERT INTO folded (folded, rowid, text) VALUES ('delete', ?, ?)"
_SEARCH = """
SELECT name.iri, name.text, name.lang FROM folded JOIN name ON name.rowid = folded.rowid
WHERE folded MATCH ? AND (? IN (name.lang, ''))
ORDER BY rank, length(name.text), name.text, name.iri LIMIT ?
"""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that was found; `lang` is a language tag in lower case, or empty."""

    iri: str
    text: str
    lang: str


def write_text_index(file: Path, quads: Iterable[ox.Quad]) -> None:
    """Write the names in the default graph of `quads` to the new database `file`.

    Raises OSError where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(file)) as database, database:
            database.executescript(_SCHEMA)
            _add(database, sorted(names_in(quads)))
    except sqlite3.Error as error:
        raise OSError(f"{file.name}: {error}") from None


Name: TypeAlias = tuple[str, str, str]
"""IRI, text and language tag (or nothing)."""


def names_in(quads: Iterable[ox.Quad]) -> set[Name]:
    """Return the names in the default graph of `quads`."""
    return {
        (quad.subject.value, quad.object.value, quad.object.language or "")
        for quad in quads
        if isinstance(quad.graph_name, ox.DefaultGraph)
        and quad.predicate in NAMING
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
    }


def change_text_index(file: Path, removed: Iterable[Name], added: Iterable[Name]) -> None:
    """Take the names `removed` out of the index `file` and put those `added` in.

    Raises OSError where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA synchronous = OFF")  # whoever publishes the file syncs it
            for name in removed:
                for (row,) in database.execute(_FIND, name).fetchall():
                    database.execute(_FORGET, (row, fold(name[1])))
                    database.execute("DELETE FROM name WHERE rowid = ?", (row,))
            _add(database, sorted(added))
    except sqlite3.Error as error:
        raise OSError(f"{file.name}: {error}") from None


def _add(database: sqlite3.Connection, names: Iterable[Name]) -> None:
    for name in names:
        row = database.execute("INSERT INTO name VALUES (?, ?, ?)", name).lastrowid
        text = (row, fold(name[1]))
        database.execute("INSERT INTO folded (rowid, text) VALUES (?, ?)", text)


def search_names(file: Path, query: str, *, lang: str = "", limit: int = 20) -> list[Hit]:
    """Return the names that have all words of `query`, the last one perhaps only begun, best first.

    With `lang`, only names in that language. Raises SnapshotError where `file` cannot be read.
    """
    words = _WORD.findall(fold(query))
    if not words:
        return []
    match = " ".join(f'"{word}"' for word in words) + "*"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(_SEARCH, (match, lang, limit)).fetchall()
    except sqlite3.Error as error:
        raise SnapshotError(f"{file} cannot be searched: {error}") from None
    return [Hit(*row) for row in rows]
