"""The endpoint `/sparql`."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import TypeAlias

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QueryError
from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat, by_name, content_type
from kg.store.interface import AnswerStream
from kg.store.readers import Query
from kg.store.sparql_text import is_volatile
from kg.web.description import describe
from kg.web.languages import preferred_language
from kg.web.negotiation import choose, prefers_html
from kg.web.problems import Problem
from kg.web.protocol import SparqlRequest, read
from kg.web.site import site

blueprint = Blueprint("sparql", __name__)

_log = logging.getLogger(__name__)

_Choice: TypeAlias = tuple[AnyFormat, str] | None


class AnswerCut(OSError):  # noqa: N818 - says what happened
    """The rest of an answer will not come; the server must close without ending the body.

    As an OSError it is to the server a connection that broke.
    """


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> AnyResponse:
    """Answer a query, or say what the endpoint offers."""
    asked = read(request)
    accept = request.headers.get("Accept")
    if request.method != "POST" and not asked.formats and prefers_html(accept, SOLUTIONS + GRAPHS):
        page = url_for("pages.query", language=preferred_language(), query=asked.query)
        return _varying(redirect(page, HTTPStatus.SEE_OTHER), "Accept, Accept-Language")
    if asked.query is None:
        found = choose(accept, GRAPHS)
        if found is None:
            raise _not_acceptable()
        return _varying(describe(site().pool.snapshot, request.base_url, *found), "Accept")
    solutions, graph = _formats(asked, accept)
    if solutions is None and graph is None:
        raise _not_acceptable()
    return _varying(_answer(asked, asked.query, solutions, graph), "Accept")


def _varying(response: AnyResponse, names: str) -> AnyResponse:
    response.headers["Vary"] = names
    return response


def _not_acceptable() -> Problem:
    known = ", ".join(item.media_types[0] for item in SOLUTIONS + GRAPHS)
    return Problem(HTTPStatus.NOT_ACCEPTABLE, f"none of the types asked for is known; use {known}")


def _formats(asked: SparqlRequest, accept: str | None) -> tuple[_Choice, _Choice]:
    """Return format and media type for solutions and for graphs; `format=` goes before `Accept`."""
    if not asked.formats:
        return choose(accept, SOLUTIONS), choose(accept, GRAPHS)
    named = [(by_name(name, SOLUTIONS), by_name(name, GRAPHS)) for name in asked.formats]
    solutions, graph = next(filter(any, named), (None, None))
    if solutions is None and graph is None:
        known = ", ".join(dict.fromkeys(item.name for item in SOLUTIONS + GRAPHS))
        raise Problem(HTTPStatus.BAD_REQUEST, f"`format` is {asked.formats[0]}; use one of {known}")
    return _registered(solutions), _registered(graph)


def _registered(found: AnyFormat | None) -> _Choice:
    return (found, found.media_types[0]) if found else None


def _answer(asked: SparqlRequest, text: str, solutions: _Choice, graph: _Choice) -> Response:
    snapshot = site().pool.snapshot.id
    volatile = is_volatile(text)
    tag = _tag(asked, solutions, graph)
    if not volatile and request.if_none_match.contains_weak(f"{snapshot}-{tag}"):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = site().pool.ask(
            Query(
                text=text,
                solutions=solutions[0].name if solutions else None,
                graph=graph[0].name if graph else None,
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
            )
        )
        snapshot = answer.snapshot.id
        chosen = graph if answer.format in GRAPHS else solutions
        response = _response(answer, chosen[1] if chosen else "")
    response.headers["KG-Snapshot"] = snapshot
    response.headers["KG-Row-Limit"] = str(site().settings.answer_rows)
    response.headers["KG-Byte-Limit"] = str(site().settings.answer_bytes)
    response.headers["Cache-Control"] = "no-store" if volatile else "no-cache"
    if not volatile:
        response.set_etag(f"{snapshot}-{tag}", weak=True)
    return response


def _tag(asked: SparqlRequest, solutions: _Choice, graph: _Choice) -> str:
    """Return what tells this question from others about the same snapshot."""
    types = [choice[1] if choice else None for choice in (solutions, graph)]
    parts = [asked.query, asked.default_graphs, asked.named_graphs, types]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _response(answer: AnswerStream, media_type: str) -> Response:
    """Return a whole answer with its length, any other as a stream that breaks where it must."""
    if answer.complete:
        return Response(answer.read(), content_type=content_type(media_type))
    response = Response(_stream(answer), content_type=content_type(media_type))
    response.call_on_close(answer.close)
    return response


def _stream(answer: AnswerStream) -> Iterator[bytes]:
    try:
        yield from answer
    except QueryError as error:
        _log.warning("an answer was cut: %s", error)
        raise AnswerCut(str(error)) from None
