"""What all requests that write have in common: the token, conditions, the answer."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

from kg.store.writer import Accepted, RefusedUpdate, Writer
from kg.web import problems
from kg.web.problems import Problem
from kg.web.site import site
from kg.web.token import require_token


def writer() -> Writer:
    """Return the writer, for the present request, which may write; raises Problem otherwise."""
    require_token(site().token, request)
    found = site().writer
    if found is None:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "writing is off: this server answers from an engine elsewhere, which is written there",
        )
    request.max_content_length = site().settings.update_length
    return found


def only_if() -> list[str] | None:
    """Return the ids of the snapshots for which the request is meant, by If-Match; None for any.

    Entity tags compare strongly (RFC 9110, section 13.1.1): a weak one never matches.
    """
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    return [tag.partition(".")[0] for tag in request.if_match.as_set()]


def accepted(written: Accepted, status: HTTPStatus = HTTPStatus.NO_CONTENT) -> Response:
    """Return the answer to a request that was carried out."""
    response = Response(status=status)
    response.headers["KG-Snapshot"] = written.snapshot
    response.set_etag(written.snapshot)
    response.headers["Cache-Control"] = "no-store"
    return response


def from_refused(error: RefusedUpdate) -> Response:
    """Return the validation report: as Turtle where that is preferred, else inside the problem."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if request.accept_mimetypes.best_match(["application/problem+json", "text/turtle"]) == (
        "text/turtle"
    ):
        response = Response(error.turtle, status, content_type="text/turtle; charset=utf-8")
        response.headers["Cache-Control"] = "no-store"
    else:
        response = problems.respond(status, str(error), {}, report=error.report)
    response.headers["Vary"] = "Accept"
    return response
