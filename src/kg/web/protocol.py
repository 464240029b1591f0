"""The query operation of the SPARQL 1.1 Protocol, as a request: section 2.1.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from flask import Request

from kg.web.problems import Problem

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"

_MOST_FIELDS = 1000
_Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SparqlRequest:
    """What a request asks: the query (None where it has none), its dataset, names of formats.

    SPARQLWrapper sends several names for one format, of which the first that is known counts.
    """

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    formats: tuple[str, ...]


def read(request: Request) -> SparqlRequest:
    """Return what `request` (GET, HEAD or POST) asks; raises Problem where it is not well formed.

    Text that is not UTF-8 is refused; `request.args` would replace it silently.
    """
    fields = _fields(request.query_string)
    if request.method == "POST":
        if request.mimetype not in (FORM, DIRECT):
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"the body is {request.mimetype or 'of no stated type'}; send {FORM} or {DIRECT}",
                {"Accept-Post": f"{FORM}, {DIRECT}"},
            )
        charset = request.mimetype_params.get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"the charset is {charset}; send UTF-8"
            )
        body = request.get_data(cache=False)
        added = _fields(body) if request.mimetype == FORM else [("query", _utf8(body))]
        fields = [*fields, *added]
        if not any(name == "query" for name, _ in fields):
            raise _bad("there is no query: send it as the parameter `query`")
    if any(name == "update" for name, _ in fields):
        raise _bad("updates are not accepted at this address")
    return SparqlRequest(
        query=_single(fields, "query"),
        default_graphs=_all(fields, "default-graph-uri"),
        named_graphs=_all(fields, "named-graph-uri"),
        formats=_all(fields, "format"),
    )


def _bad(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, detail)


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _bad(f"the request is not UTF-8: byte {error.start}") from None


def _fields(data: bytes) -> _Fields:
    text = _utf8(data)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise _bad("a parameter is not UTF-8") from None
    except ValueError:
        raise _bad(f"there are more than {_MOST_FIELDS} parameters") from None


def _all(fields: _Fields, wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in fields if name == wanted)


def _single(fields: _Fields, wanted: str) -> str | None:
    found = _all(fields, wanted)
    if len(found) > 1:
        raise _bad(f"there is more than one parameter `{wanted}`")
    return found[0] if found else None
