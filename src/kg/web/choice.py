"""The formats that a request may be answered in: `format=`, or else the header `Accept`."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import TypeAlias

from flask import Request, current_app, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat, GraphFormat, SolutionsFormat, by_name
from kg.web.languages import preferred_language
from kg.web.negotiation import choose, prefers_html
from kg.web.problems import Problem
from kg.web.protocol import SparqlRequest

SolutionsChoice: TypeAlias = tuple[SolutionsFormat, str] | None
GraphChoice: TypeAlias = tuple[GraphFormat, str] | None
"""A format and the media type that it is called by; None where none is wanted."""


def choose_formats(asked: SparqlRequest, request: Request) -> tuple[SolutionsChoice, GraphChoice]:
    """Return what solutions and what a graph would be written in; `format=` goes before `Accept`.

    Raises Problem where neither can be.
    """
    if asked.formats:
        return _named(asked.formats)
    solutions, graph = _accepted(request.headers.get("Accept"))
    if solutions is None and graph is None:
        raise not_acceptable(SOLUTIONS + GRAPHS)
    return solutions, graph


@lru_cache(maxsize=256)
def _accepted(accept: str | None) -> tuple[SolutionsChoice, GraphChoice]:
    """Return what the header `accept` wants; few clients send many different ones."""
    return choose(accept, SOLUTIONS), choose(accept, GRAPHS)


@lru_cache(maxsize=256)
def wants_page(accept: str | None) -> bool:
    """Tell whether the header `accept` would rather have a page than any format of an answer."""
    return prefers_html(accept, SOLUTIONS + GRAPHS)


def leads_to_page(endpoint: str, request: Request) -> bool:
    """Tell whether the client is a browser, and the application has the page `endpoint` for it.

    The pages are those of `kg.site`; `format=` asks for data all the same.
    """
    if endpoint not in current_app.view_functions or "format" in request.args:
        return False
    return wants_page(request.headers.get("Accept"))


def lead_to_page(endpoint: str, query: str | None = None) -> AnyResponse:
    """Lead to the page `endpoint`, about `query`, in the reader's language; 303."""
    target = url_for(endpoint, language=preferred_language(), query=query)
    response = redirect(target, HTTPStatus.SEE_OTHER)
    response.vary.update(["Accept", "Accept-Language"])
    return response


def not_acceptable(known: tuple[AnyFormat, ...]) -> Problem:
    """Return the problem that none of `known` is acceptable."""
    names = ", ".join(item.media_types[0] for item in known)
    return Problem(HTTPStatus.NOT_ACCEPTABLE, f"none of the types asked for is known; use {names}")


def _named(names: tuple[str, ...]) -> tuple[SolutionsChoice, GraphChoice]:
    for name in names:
        solutions, graph = by_name(name, SOLUTIONS), by_name(name, GRAPHS)
        if solutions or graph:
            return (
                (solutions, solutions.media_types[0]) if solutions else None,
                (graph, graph.media_types[0]) if graph else None,
            )
    known = ", ".join(dict.fromkeys(item.name for item in SOLUTIONS + GRAPHS))
    raise Problem(HTTPStatus.BAD_REQUEST, f"`format` is {names[0][:40]!r}; use one of {known}")
