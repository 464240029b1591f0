"""The first rows of an answer, and how many there are in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from kg.store.formats import GRAPHS
from kg.store.interface import AnswerStream

MOST_ROWS = 500
MOST_BYTES = 512 * 1024
MOST_COUNTED = 100_000
"""Rows that are counted at most: beyond them a page would wait for what it does not show."""

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple | None


@dataclass(frozen=True)
class Page:
    """What of an answer fits a page: a truth value, rows of terms, or a graph as Turtle.

    `whole` where that is all of it. `total` counts all rows, `counted` tells whether it is exact or
    only a lower bound.
    """

    whole: bool
    boolean: bool | None = None
    variables: Sequence[str] = ()
    rows: Sequence[Sequence[Term]] = ()
    total: int = 0
    counted: bool = True
    turtle: str | None = None


def first_page(answer: AnswerStream) -> Page:
    """Return the beginning of `answer`, whose format is TSV or Turtle; raises QueryError."""
    is_graph = answer.format in GRAPHS
    lines, whole, total, counted = _first_lines(answer, count=not is_graph)
    if is_graph:
        return Page(whole, turtle=lines.decode())
    results = parse_query_results(lines, QueryResultsFormat.TSV)
    if isinstance(results, QueryBoolean):
        return Page(whole, boolean=bool(results))
    assert isinstance(results, QuerySolutions)  # noqa: S101 - TSV holds nothing else
    variables = [variable.value for variable in results.variables]
    rows = [[solution[name] for name in variables] for solution in results]
    return Page(whole, variables=variables, rows=rows, total=total - 1, counted=counted)


def _first_lines(chunks: Iterable[bytes], *, count: bool) -> tuple[bytes, bool, int, bool]:
    """Return as many whole lines as fit, whether they are all, and how many there are at least.

    The last value tells whether that number is exact; where not to `count`, reading ends early.
    """
    data = bytearray()
    total, cut = 0, False
    for chunk in chunks:
        total += chunk.count(b"\n")
        cut = cut or len(data) + len(chunk) > MOST_BYTES or total > MOST_ROWS + 1
        if len(data) <= MOST_BYTES:
            data += chunk
        if cut and not (count and total <= MOST_COUNTED):
            return _head(data), False, total, False
    return (_head(data) if cut else bytes(data)), not cut, total, True


def _head(data: bytearray) -> bytes:
    lines = bytes(data[:MOST_BYTES]).split(b"\n")[:-1]  # the last may be half a line
    return b"\n".join(lines[: MOST_ROWS + 1]) + b"\n"
