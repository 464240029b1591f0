"""The query operation of the SPARQL 1.1 Protocol, as a request: section 2.1.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Request
from pyoxigraph import NamedNode

from kg.web.problems import Problem

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

_MOST_FIELDS = 1000
_DATASET = ("default-graph-uri", "named-graph-uri")
_USING = ("using-graph-uri", "using-named-graph-uri")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]|%[89A-Fa-f]")
_Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SparqlRequest:
    """What a request asks: the query (None where it has none), its dataset, names of formats.

    SPARQLWrapper sends several names for one format, of which the first that is known counts.
    `timeout` is in seconds.
    """

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    formats: tuple[str, ...]
    timeout: float | None


def refuse_misspelt(target: bytes) -> None:
    """Raise Problem where `target`, an address or a form, is badly encoded or no UTF-8.

    `request.args` and the routes would replace such bytes silently.
    """
    if broken := _BROKEN_ESCAPE.search(target):
        raise _bad(f"a percent sign without two hexadecimal digits stands at byte {broken.start()}")
    if _BEYOND_ASCII.search(target):
        _utf8(unquote_to_bytes(target))


def read(request: Request) -> SparqlRequest:
    """Return what `request` (GET, HEAD or POST) asks; raises Problem where it is not well formed.

    The query string has been through `refuse_misspelt`.
    """
    fields = _fields(request.query_string)
    if request.method == "POST":
        added = _posted(request, DIRECT, "query")
        fields = [*fields, *added]
    if any(name == "update" for name, _ in fields):
        raise _bad("updates are not accepted at this address")
    needs_query = request.method == "POST" or any(name in _DATASET for name, _ in fields)
    if needs_query and not any(name == "query" for name, _ in fields):
        raise _bad("there is no query: send it as the parameter `query`")
    default, named = (_graphs(fields, name) for name in _DATASET)
    return SparqlRequest(
        query=_single(fields, "query"),
        default_graphs=default,
        named_graphs=named,
        formats=_all(fields, "format"),
        timeout=_seconds(fields),
    )


@dataclass(frozen=True)
class UpdateRequest:
    """What a request to update asks: SPARQL 1.1 Protocol, section 2.2."""

    text: str
    using: tuple[str, ...]
    using_named: tuple[str, ...]


def read_update(request: Request) -> UpdateRequest:
    """Return what `request` (POST) asks; raises Problem where it is not well formed."""
    fields = [*_fields(request.query_string), *_posted(request, UPDATE, "update")]
    text = _single(fields, "update")
    if any(name == "query" for name, _ in fields):
        raise _bad("queries are not answered at this address")
    if text is None:
        raise _bad("there is no update: send it as the parameter `update`")
    default, named = (_graphs(fields, name) for name in _USING)
    return UpdateRequest(text, default, named)


def read_fields(request: Request) -> Mapping[str, str]:
    """Return the parameters of the address and, of a POST, of the form; raises Problem.

    The query string has been through `refuse_misspelt`.
    """
    fields = _fields(request.query_string)
    if request.method == "POST":
        fields = [*fields, *_posted(request)]
    if len(found := dict(fields)) != len(fields):
        raise _bad("a parameter comes more than once")
    return found


def _posted(request: Request, direct: str = FORM, field: str = "") -> _Fields:
    """Return the fields of a body: a form, or the text of `field` as the media type `direct`."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "the body is compressed; send it as it is",
            {"Accept-Encoding": "identity"},
        )
    known = dict.fromkeys((FORM, direct))
    if request.mimetype not in known:
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"the body is {request.mimetype or 'of no stated type'}; send {' or '.join(known)}",
            {"Accept-Post": ", ".join(known)},
        )
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"the charset is {charset}; send UTF-8")
    body = request.get_data(cache=False)
    if request.mimetype == FORM:
        refuse_misspelt(body)
    return _fields(body) if request.mimetype == FORM else [(field, _utf8(body))]


def _bad(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, detail)


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _bad(f"the request is not UTF-8 at byte {error.start}") from None


def _fields(data: bytes) -> _Fields:
    text = _utf8(data)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise _bad(f"there are more than {_MOST_FIELDS} parameters") from None


def _all(fields: _Fields, wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in fields if name == wanted)


def _graphs(fields: _Fields, wanted: str) -> tuple[str, ...]:
    found = _all(fields, wanted)
    for iri in found:
        try:
            NamedNode(iri)
        except ValueError:
            raise _bad(f"`{wanted}` is no absolute IRI: {iri[:100]!r}") from None
    return found


def _seconds(fields: _Fields) -> float | None:
    text = _single(fields, "timeout")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise _bad(f"`timeout` is {text[:40]!r}; send a number of seconds above 0")
    return seconds


def _single(fields: _Fields, wanted: str) -> str | None:
    found = _all(fields, wanted)
    if len(found) > 1:
        raise _bad(f"there is more than one parameter `{wanted}`")
    return found[0] if found else None
