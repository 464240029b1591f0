"""Errors as a reader sees them: a page in the reader's language; for programs, a problem."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import KgError
from kg.questions import LANGUAGES
from kg.site.labels import look_up
from kg.site.layout import render
from kg.site.suggestions import UnknownThing
from kg.site.texts import family, text
from kg.store.formats import GRAPHS, SOLUTIONS
from kg.web import problems
from kg.web.languages import preferred_language
from kg.web.negotiation import prefers_html


def install(app: Flask) -> None:
    """Let errors of `app` be pages where the reader is a person."""
    app.register_error_handler(problems.Problem, _of_problem)
    app.register_error_handler(KgError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)


def _of_problem(problem: problems.Problem) -> AnyResponse:
    if isinstance(problem, UnknownThing):
        return _shown(problems.from_problem(problem), "", problem.suggestions)
    return _shown(problems.from_problem(problem), str(problem))


def _of_ours(error: KgError) -> AnyResponse:
    return _shown(problems.from_error(error), str(error))


def _of_http(error: HTTPException) -> AnyResponse:
    return _shown(problems.from_http(error), "")


def _shown(response: AnyResponse, detail: str, suggestions: Sequence[str] = ()) -> AnyResponse:
    """Return `response`, a problem, as a page that says the same, where a page is wanted.

    `suggestions` are IRIs of what may have been meant.
    """
    language = _language()
    if language is None or response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    status = HTTPStatus(response.status_code)
    name = f"status_{status.value}"
    known = name if name in family("errors") else "status_other"
    page = render(
        "error.html",
        language=language,
        title=text(language, f"errors.{known}"),
        status=status,
        code=str(status.value),
        advice=text(language, f"errors.advice_{known.removeprefix('status_')}"),
        detail=detail,
        suggestions=suggestions,
        labels=look_up(language, suggestions),
    )
    for header in ("Allow", "Retry-After"):
        if header in response.headers:
            page.headers[header] = response.headers[header]
    page.headers["Cache-Control"] = "no-store"
    return page


def _language() -> str | None:
    """Return the language of the page that the request is for; None where it is for no page."""
    first = request.path.lstrip("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    named = request.endpoint is None or request.endpoint.startswith("linked_data.")
    unknown = named and not request.path.startswith("/-/")
    accept = request.headers.get("Accept")
    return preferred_language() if unknown and prefers_html(accept, GRAPHS + SOLUTIONS) else None
