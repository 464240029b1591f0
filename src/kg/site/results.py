"""The first rows of an answer, for a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from kg.namespaces import PREFIXES
from kg.store.formats import GRAPHS
from kg.store.interface import AnswerStream

MOST_ROWS = 500
MOST_BYTES = 512 * 1024


@dataclass(frozen=True)
class Cell:
    """A term as a page shows it: text, a link to follow, the language of the text."""

    text: str
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Page:
    """What of an answer fits a page: a truth value, rows, or a graph; `whole` where all of it."""

    whole: bool
    boolean: bool | None = None
    variables: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    turtle: str | None = None


def first_page(answer: AnswerStream) -> Page:
    """Return the beginning of `answer`, whose format is TSV or Turtle."""
    lines, whole = _first_lines(answer)
    if answer.format in GRAPHS:
        return Page(whole, turtle=lines.decode())
    results = parse_query_results(lines, QueryResultsFormat.TSV)
    if isinstance(results, QueryBoolean):
        return Page(whole, boolean=bool(results))
    assert isinstance(results, QuerySolutions)  # noqa: S101 - TSV holds nothing else
    variables = [variable.value for variable in results.variables]
    rows = [[_cell(solution[name]) for name in variables] for solution in results]
    return Page(whole, variables=variables, rows=rows)


def _first_lines(chunks: Iterable[bytes]) -> tuple[bytes, bool]:
    """Return as many whole lines as fit, and whether they are all."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MOST_BYTES or data.count(b"\n") > MOST_ROWS + 1:
            lines = bytes(data[:MOST_BYTES]).split(b"\n")[:-1]  # the last may be half a line
            return b"\n".join(lines[: MOST_ROWS + 1]) + b"\n", False
    return bytes(data), True


def _cell(term: object) -> Cell:
    if isinstance(term, NamedNode):
        web = term.value.startswith(("http://", "https://"))
        return Cell(_short(term.value), term.value if web else None)
    if isinstance(term, Literal):
        return Cell(term.value, language=term.language)
    if isinstance(term, BlankNode):
        return Cell(str(term))
    return Cell("" if term is None else str(term))


def _short(iri: str) -> str:
    """Return `iri` with the longest prefix that fits, else as it is."""
    fitting = [item for item in PREFIXES.items() if iri.startswith(item[1]) and iri != item[1]]
    if not fitting:
        return iri
    name, namespace = max(fitting, key=lambda item: len(item[1]))
    return f"{name}:{iri.removeprefix(namespace)}"
