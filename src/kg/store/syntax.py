"""Where a query stops being SPARQL.

The engine reports the furthest point that its parser looked at, and it looks for a keyword by
reading as many characters as the keyword has: the reported place is up to 14 characters too far,
often the end of the text. In a copy of the text with a wide gap before each token such a look ends
inside the gap, so that the reported place names the token at fault.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from pyoxigraph import Store

from kg.errors import QuerySyntaxError
from kg.store.sparql_text import Kind, is_update, place, tokens, undeclared_prefix

_GAP = " " * 32
_REPORT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_MARKS = re.compile(r'"[^"\\, ]{1,3}"')
_PROSE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){2,}")
_LONGEST_SHOWN = 40
_MOST_SHOWN = 7


def explain(
    text: str, message: str, prefixes: Mapping[str, str] | None, *, update: bool = False
) -> QuerySyntaxError:
    """Return the error to show for `text`, which the engine refused with `message`.

    `prefixes` are those that need no declaration. `update`: the text was to be SPARQL Update.
    """
    if is_update(text) and not update:
        return _error(text, 0, "this is SPARQL Update; only queries are answered here")
    name = undeclared_prefix(text, prefixes or ())
    if name is not None:
        prefix = name.text.partition(":")[0]
        return _error(text, name.start, f"the prefix {prefix}: is not declared")
    report = _REPORT.search(_spaced_report(text, prefixes, update=update) or message)
    if report is None:
        return QuerySyntaxError(message)
    offset = _offset(text, int(report[2])) if report.string is not message else len(text)
    prose = _PROSE.search(report[3])
    if prose is not None:
        return _error(text, offset, prose[0])
    found = next((token.text for token in tokens(text) if token.start == offset), None)
    early = f"the {'update' if update else 'query'} ends too early"
    said = f"unexpected {_short(found)}" if found else early
    marks = _MARKS.findall(re.sub(r"\[.*?\]", "", report[3], flags=re.DOTALL))
    if 0 < len(marks) <= _MOST_SHOWN:
        said += f"; expected {' or '.join(marks)}"
    return _error(text, offset, said)


def _error(text: str, offset: int, said: str) -> QuerySyntaxError:
    line, column = place(text, offset)
    return QuerySyntaxError(f"line {line}, column {column}: {said}", line, column)


def _short(text: str) -> str:
    shown = text if text.isprintable() else ascii(text)
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…"


def _layout(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return `text` on one line with gaps, and (offset there, offset in `text`) of each token."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    glue = False
    for token in tokens(text):
        glued = glue or token.kind is Kind.LANGUAGE or token.text == "^^"
        gap = "" if glued else _GAP
        places.append((length + len(gap), token.start))
        parts += [gap, token.text]
        length += len(gap) + len(token.text)
        glue = token.text in {"^^", "+", "-"}
    places.append((length + len(_GAP), len(text)))
    return "".join(parts) + 2 * _GAP, places


def _spaced_report(text: str, prefixes: Mapping[str, str] | None, *, update: bool) -> str | None:
    parse = Store().update if update else Store().query
    try:
        parse(_layout(text)[0], prefixes=dict(prefixes or {}))
    except SyntaxError as error:
        return str(error)
    except (ValueError, OSError, RuntimeError):
        pass
    return None


def _offset(text: str, column: int) -> int:
    places = _layout(text)[1]
    index = bisect_right(places, (column - 1, len(text) + 1)) - 1
    return places[max(index, 0)][1]
