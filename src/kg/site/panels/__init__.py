"""The queries behind the pages: one `.rq` a panel, with terms bound where the file says so.

A line `# VALUES ?thing` is replaced by a VALUES block of the terms given for `thing`, a line
`# FILTER ?thing` by a filter that lets only them pass (which an engine never begins with); where
none are given it stays a comment, and the variable is free. Terms are written by the engine's own
serialiser, so nothing that a reader sends is ever pasted into a query. Prefixes of the project need
no declaration in the file. Everything is asked through the store's interface, which may be remote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from kg.namespaces import PREFIXES
from kg.store.query import Query
from kg.web.site import site

PANELS = Path(__file__).parent

Term: TypeAlias = NamedNode | Literal
Row: TypeAlias = Mapping[str, Term | None]
"""Variable to term; None where the variable is not bound. Blank nodes are never shown."""

_SLOT = re.compile(r"^([ \t]*)# (VALUES|FILTER) \?(\w+)[ \t]*$", re.MULTILINE)
_PREFIX = re.compile(r"(?<![\w<])([a-z][a-z-]*):[\w]?")


def rows(
    name: str,
    *,
    limit: int | None = None,
    offset: int = 0,
    **terms: Term | Iterable[Term],
) -> list[Row]:
    """Return the rows of the panel `name` about `terms`; raises QueryError.

    `limit` and `offset` cut a part out of them.
    """
    return select(query(name, limit=limit, offset=offset, **terms))


def query(
    name: str,
    *,
    limit: int | None = None,
    offset: int = 0,
    **terms: Term | Iterable[Term],
) -> str:
    """Return the SPARQL of the panel `name` about `terms`, complete with its prefixes.

    Raises ValueError where the file has no line for a term that is given.
    """
    body = _text(name)
    given = {
        variable: [value] if isinstance(value, NamedNode | Literal) else list(value)
        for variable, value in terms.items()
    }
    if unknown := given.keys() - {slot[2] for slot in _SLOT.findall(body)}:
        raise ValueError(f"{name}.rq has no line for {', '.join(sorted(unknown))}")
    body = _SLOT.sub(lambda slot: _bound(slot, given), body)
    if limit is not None:
        body += f"LIMIT {limit:d}\nOFFSET {offset:d}\n"
    return declare(body)


def declare(text: str) -> str:
    """Return the query `text` after the declarations of the project's prefixes it uses."""
    used = dict.fromkeys(_PREFIX.findall(text))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used if name in PREFIXES) + (
        "\n" + text if used else text
    )


def select(text: str) -> list[Row]:
    """Return the rows of a SELECT query; raises QueryError."""
    with site().pool.ask(Query(text=text, solutions="json")) as answer:
        results = parse_query_results(answer.read(), QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)  # noqa: S101 - the panels are all SELECT
    names = [variable.value for variable in results.variables]
    return [{name: _term(solution[name]) for name in names} for solution in results]


def _term(term: object) -> Term | None:
    return term if isinstance(term, NamedNode | Literal) else None


@cache
def _text(name: str) -> str:
    return (PANELS / f"{name}.rq").read_text(encoding="utf-8")


def _bound(slot: re.Match[str], given: Mapping[str, list[Term]]) -> str:
    indent, way, variable = slot.groups()
    if variable not in given:
        return slot.group()
    if way == "FILTER":
        return f"{indent}FILTER(?{variable} IN ({', '.join(map(str, given[variable]))}))"
    return f"{indent}VALUES ?{variable} {{ {' '.join(map(str, given[variable]))} }}"
