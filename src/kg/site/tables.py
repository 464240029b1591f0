"""Rows of an answer as people read them: labels with links, numbers, dates and truth values.

Where a query gives both a thing and its name (`x` and `x_iri`, or Wikidata's `x` and `xLabel`),
they are one column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel import numbers
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.site import formats
from kg.site.addresses import local
from kg.site.labels import Labels, look_up, plain
from kg.site.names import short
from kg.site.results import Term
from kg.site.texts import family, text

_XSD = PREFIXES["xsd"]
_INTEGERS = (
    "integer int long short byte nonNegativeInteger positiveInteger negativeInteger "
    "nonPositiveInteger unsignedInt unsignedLong unsignedShort unsignedByte"
)
_NUMBERS = {_XSD + name for name in f"{_INTEGERS} decimal double float".split()}
_NAMES = ("Label", "_label")
_LONG = 30  # characters from which a cell of words needs room
_GROUPED = 10_000
_MOST_DIGITS = 15  # beyond them a number is shown as it is written


@dataclass(frozen=True)
class Column:
    """A column: the variable, what it is called in words, and whether it holds numbers only."""

    name: str
    title: str
    numeric: bool


@dataclass(frozen=True)
class Cell:
    """A term as a page shows it: text, a link to follow, the language of the text, how it breaks.

    `wrap` is "long" where a cell of words needs room, "whole" where it must not be broken.
    """

    text: str = ""
    url: str | None = None
    language: str | None = None
    wrap: str | None = None


@dataclass(frozen=True)
class Table:
    """Columns, and the cells of each row in their order."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def tabulate(variables: Sequence[str], rows: Sequence[Sequence[Term]], language: str) -> Table:
    """Return `rows` of terms, in the order of `variables`, as a table in `language`."""
    partners = _partners(variables, rows)
    merged = set(partners.values())
    shown = [index for index in range(len(variables)) if index not in merged]
    columns = [
        Column(variables[index], _title(variables[index], language), _is_numeric(rows, index))
        for index in shown
    ]
    labels = _labels(language, rows, [index for index in shown if index not in partners])
    writer = _Writer(language, labels)
    return Table(
        columns,
        [
            [
                writer.pair(row[index], row[partners[index]])
                if index in partners
                else writer.cell(row[index])
                for index in shown
            ]
            for row in rows
        ],
    )


def _partners(variables: Sequence[str], rows: Sequence[Sequence[Term]]) -> Mapping[int, int]:
    """Return, for the column that keeps its place, the column that says the rest."""
    places = {name: index for index, name in enumerate(variables)}
    found: dict[int, int] = {}
    for name, index in places.items():
        for other in (f"{name}_iri", *(name + ending for ending in _NAMES)):
            if other in places and _holds_pairs(rows, index, places[other]):
                found[index] = places[other]
                break
    return found


def _holds_pairs(rows: Sequence[Sequence[Term]], one: int, other: int) -> bool:
    """Tell whether no row has two IRIs there, or two values of which none is an IRI."""
    pairs = [(row[one], row[other]) for row in rows if None not in (row[one], row[other])]
    return all(sum(isinstance(term, NamedNode) for term in pair) == 1 for pair in pairs)


def _title(name: str, language: str) -> str:
    titles = family("columns")
    return text(language, f"columns.{name}") if name in titles else name


def _is_numeric(rows: Sequence[Sequence[Term]], index: int) -> bool:
    held = [row[index] for row in rows if row[index] is not None]
    return bool(held) and all(
        isinstance(term, Literal) and term.datatype.value in _NUMBERS for term in held
    )


def _labels(language: str, rows: Sequence[Sequence[Term]], indices: Sequence[int]) -> Labels:
    iris = {
        term.value for row in rows for index in indices if isinstance(term := row[index], NamedNode)
    }
    try:
        return look_up(language, iris)
    except QueryError:  # the answer is there; without labels it still reads
        return Labels({})


class _Writer:
    """Writes terms as cells in a language."""

    def __init__(self, language: str, labels: Labels) -> None:
        self._language = language
        self._labels = labels
        self._known = set(labels.__iter__())

    def pair(self, one: Term, other: Term) -> Cell:
        """Return one cell of a thing and its name, whichever comes first."""
        thing, name = (one, other) if isinstance(one, NamedNode) else (other, one)
        if name is None:
            return self.cell(thing)
        cell = self.cell(name)
        url = self._address(thing) if isinstance(thing, NamedNode) else None
        return Cell(cell.text, url or cell.url, cell.language, cell.wrap)

    def cell(self, term: Term) -> Cell:
        """Return a cell of one term."""
        if isinstance(term, NamedNode):
            url = self._address(term)
            if term.value in self._known:
                label = self._labels[term.value]
                return Cell(label.text, url, label.language, _wrap(label.text))
            return Cell(plain(short(term.value)), url)
        if isinstance(term, Literal):
            return self._literal(term)
        return Cell(
            "" if term is None else f"_:{term.value}" if isinstance(term, BlankNode) else str(term)
        )

    def _address(self, term: NamedNode) -> str | None:
        return local(term.value, self._language)

    def _literal(self, term: Literal) -> Cell:
        value, kind = term.value, term.datatype.value
        try:
            if kind in _NUMBERS and len(value) <= _MOST_DIGITS:
                return Cell(_number(Decimal(value), self._language))
            if kind == _XSD + "date":
                return Cell(formats.day(value, self._language), wrap="whole")
            if kind == _XSD + "boolean" and value in {"true", "false"}:
                return Cell(text(self._language, f"workbench.is_{value}"))
        except (ValueError, ArithmeticError):
            pass  # no value of its datatype: shown as it is written
        return Cell(plain(value), language=term.language, wrap=_wrap(value))


def _number(value: Decimal, language: str) -> str:
    """Return all digits of `value`; four before the comma stand together: they may be a year.

    Raises ValueError where it is infinite or no number.
    """
    if not value.is_finite():
        raise ValueError(f"{value} has no digits")
    pattern = "#,##0" if abs(value) >= _GROUPED else "0"
    return numbers.format_decimal(value, f"{pattern}.{'#' * _MOST_DIGITS}", locale=language)


def _wrap(value: str) -> str | None:
    if " " in value:
        return "long" if len(value) > _LONG else None
    return "whole" if "-" in value and len(value) <= _LONG else None
