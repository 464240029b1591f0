"""Tables of people who have no OpenRefine: CSV in, the same rows with what they mean out."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import TableError
from kg.reconcile.dates import read_span
from kg.reconcile.entity import WIKIDATA
from kg.reconcile.index import Index
from kg.reconcile.matching import Candidate, Lookup, candidates

BOM = codecs.BOM_UTF8.decode()
"""What makes Excel read a CSV file as UTF-8."""

_DELIMITERS = ",;\t|"
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[\d.,\s%]+")
_LONGEST_CELL = 10_000


@dataclass(frozen=True)
class Table:
    """A table: the names of its columns, and rows that have a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def place(self, column: str) -> int:
        """Return the number of a column; raises TableError where there is none of that name."""
        if column not in self.columns:
            raise TableError("no_column", column=column[:100], columns=", ".join(self.columns))
        return self.columns.index(column)


@dataclass(frozen=True)
class Asked:
    """A name in a table and the date beside it: what is looked up once, however often it stands."""

    text: str
    date: str = ""


@dataclass(frozen=True)
class Meaning:
    """What a name was taken to mean: IRI, name, and item of Wikidata or nothing."""

    iri: str
    name: str
    wikidata: str


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with its mark; raises TableError."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError("encoding", byte=error.start) from None


def read_table(text: str, *, header: bool, most_rows: int) -> Table:
    """Return the table that `text` holds, separated by commas, semicolons, tabs or bars.

    Without a `header` the columns are called 1, 2 and so on. Empty rows are left out. Raises
    TableError where there is no row, too many of them, or quotes that do not end.
    """
    text = text.removeprefix(BOM)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > most_rows + header:
                raise TableError("rows", most=most_rows)
    except csv.Error as error:
        raise TableError("csv", line=reader.line_num, reason=str(error)) from None
    if len(rows) <= header:
        raise TableError("empty")
    if any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
        raise TableError("cell", most=_LONGEST_CELL)
    width = max(map(len, rows))
    named = [*rows[0], *[""] * (width - len(rows[0]))] if header else [""] * width
    full = ((*row, *[""] * (width - len(row))) for row in rows[header:])
    return Table(_distinct(named), tuple(full))


def _delimiter(text: str) -> str:
    """Return what most likely separates cells: what the first line has most of, unquoted."""
    line = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    best = max(_DELIMITERS, key=line.count)
    return best if best in line else ","


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of columns, none of them empty or twice."""
    found: list[str] = []
    for number, given in enumerate(names, start=1):
        name = base = " ".join(given.split()) or str(number)
        again = 2
        while name in found:
            name, again = f"{base} ({again})", again + 1
        found.append(name)
    return tuple(found)


def asked_in(table: Table, column: str, date_column: str | None = None) -> list[Asked]:
    """Return each name of a column, with the date of its row, once; empty cells are none."""
    keys = (_key(row, *_places(table, column, date_column)) for row in table.rows)
    return [key for key in dict.fromkeys(keys) if key.text]


def _places(table: Table, column: str, date_column: str | None) -> tuple[int, int | None]:
    return table.place(column), table.place(date_column) if date_column else None


def _key(row: Sequence[str], name: int, date: int | None) -> Asked:
    return Asked(row[name].strip(), row[date].strip() if date is not None else "")


def lookup(index: Index, asked: Asked, type_: str | None, limit: int) -> list[Candidate]:
    """Return what a name of a table may mean, of a class where one is given."""
    types = (type_,) if type_ else ()
    date = read_span(asked.date)
    return candidates(index, Lookup(text=asked.text, types=types, date=date, limit=limit))


def meaning(index: Index, identifier: str, language: str) -> Meaning | None:
    """Return the thing of that id as it is written into a table; None where there is none."""
    entity = index.find(identifier)
    if entity is None:
        return None
    return Meaning(entity.iri, entity.label(language), entity.code(WIKIDATA) or "")


def joined(
    table: Table, column: str, date_column: str | None, chosen: Mapping[Asked, Meaning]
) -> Table:
    """Return the table with three columns more: IRI, name and Wikidata item of what is meant."""
    places = _places(table, column, date_column)
    nothing = Meaning("", "", "")
    found = (chosen.get(_key(row, *places), nothing) for row in table.rows)
    added = ((item.iri, item.name, item.wikidata) for item in found)
    rows = tuple((*row, *cells) for row, cells in zip(table.rows, added, strict=True))
    names = (f"{column} IRI", f"{column} name", f"{column} Wikidata")
    return Table(_distinct((*table.columns, *names)), rows)


def write_table(table: Table, *, excel: bool) -> str:
    """Return the table as CSV: RFC 4180, lines end with CRLF.

    For Excel a byte order mark comes first, and a cell that a spreadsheet would run as a formula
    has an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (table.columns, *table.rows):
        writer.writerow([_harmless(cell) for cell in row] if excel else row)
    return (BOM if excel else "") + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
