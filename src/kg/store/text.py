"""The text index of a snapshot: names of things and short texts about them, to be searched.

A full scan with CONTAINS takes seconds on a million labels; SQLite's FTS5 takes milliseconds. The
text is folded by `kg.text.fold` before it is indexed, since FTS5 itself never takes đ for d. Names
are written before texts, and short before long: that is the order in which FTS5 finds them.
`kg.store.search` asks the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.namespaces import BASE, ID, PREFIXES, VNRC, VOCAB
from kg.reason.patterns import name
from kg.text.fold import fold, marked

LABEL, OTHER_NAME, TEXT = range(3)
"""What a text is to the thing: it is called so, or also so; or it is said of it."""

PROPERTIES: Mapping[ox.NamedNode, int] = {
    name(prefixed): source
    for source, several in (
        (LABEL, "rdfs:label skos:prefLabel"),
        (OTHER_NAME, "skos:altLabel vnrc:nameText"),
        (
            TEXT,
            "dcterms:title dcterms:description skos:definition skos:note skos:scopeNote "
            "rdfs:comment vnrc:summary vnrc:aim vnrc:codeValue vnrc:documentNumber",
        ),
    )
    for prefixed in several.split()
}
"""The properties that are indexed; none of them holds words of an article but names and titles."""

CONCEPT, TERM, QUESTION, OTHER = "concept", "term", "question", "other"
"""Kinds of what has no `id/{kind}/` in its IRI: of code lists, the ontology, saved queries."""

_QUESTIONS = f"{BASE}questions/"
_WIKIDATA = PREFIXES["wd"]
_SCHEMA = """
CREATE TABLE name (
  iri TEXT NOT NULL, text TEXT NOT NULL, lang TEXT NOT NULL, source INTEGER NOT NULL,
  kind TEXT NOT NULL, folded TEXT NOT NULL, marked TEXT NOT NULL
);
CREATE INDEX name_iri ON name (iri);
CREATE INDEX name_folded ON name (folded, source) WHERE source < 2;
CREATE VIRTUAL TABLE word USING fts5(folded, content='name', prefix='1 2 3');
"""
_FIND = "SELECT rowid, folded FROM name WHERE iri = ? AND text = ? AND lang = ? AND source = ?"
_FORGET = "INSERT INTO word (word, rowid, folded) VALUES ('delete', ?, ?)"


class Name(NamedTuple):
    """A text about a thing; `lang` is a language tag in lower case, or empty."""

    iri: str
    text: str
    lang: str
    source: int


def write_text_index(file: Path, quads: Iterable[ox.Quad]) -> None:
    """Write the names in the default graph of `quads` to the new database `file`.

    Raises OSError where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(file)) as database, database:
            database.executescript(_SCHEMA)
            _add(database, names_in(quads))
    except sqlite3.Error as error:
        raise OSError(f"{file.name}: {error}") from None


def names_in(quads: Iterable[ox.Quad]) -> set[Name]:
    """Return the names, and the texts that are indexed, in the default graph of `quads`.

    Items of Wikidata are left out: the things that are linked to them bear the names.
    """
    return {
        Name(
            subject_of(quad.subject.value),
            quad.object.value,
            quad.object.language or "",
            PROPERTIES[quad.predicate],
        )
        for quad in quads
        if isinstance(quad.graph_name, ox.DefaultGraph)
        and quad.predicate in PROPERTIES
        and isinstance(quad.subject, ox.NamedNode)
        and not quad.subject.value.startswith(_WIKIDATA)
        and isinstance(quad.object, ox.Literal)
    }


def change_text_index(file: Path, removed: Iterable[Name], added: Iterable[Name]) -> None:
    """Take the names `removed` out of the index `file` and put those `added` in.

    Raises OSError where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA synchronous = OFF")  # whoever publishes the file syncs it
            for gone in removed:
                for row, folded in database.execute(_FIND, gone).fetchall():
                    database.execute(_FORGET, (row, folded))
                    database.execute("DELETE FROM name WHERE rowid = ?", (row,))
            _add(database, added)
    except sqlite3.Error as error:
        raise OSError(f"{file.name}: {error}") from None


def kind_of(iri: str) -> str:
    """Return what kind of thing an IRI names: the word after `id/`, or one of those above."""
    if iri.startswith(ID):
        return iri.removeprefix(ID).partition("/")[0]
    if iri.startswith(_QUESTIONS):
        return QUESTION
    if iri.startswith(VNRC):
        return TERM
    return CONCEPT if iri.startswith(VOCAB) else OTHER


def subject_of(iri: str) -> str:
    """Return what is found by a text: a saved query is one thing, whatever its language."""
    return iri.partition("#")[0] if iri.startswith(_QUESTIONS) else iri


def _add(database: sqlite3.Connection, names: Iterable[Name]) -> None:
    for item in sorted(names, key=lambda item: (item.source, len(item.text), item)):
        folded = fold(item.text)
        marks = marked(item.text) if item.source < TEXT else ""
        values = (*item, kind_of(item.iri), folded, marks)
        row = database.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)", values).lastrowid
        database.execute("INSERT INTO word (rowid, folded) VALUES (?, ?)", (row, folded))
