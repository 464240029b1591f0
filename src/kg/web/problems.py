"""Errors as HTTP tells them: RFC 9457, `application/problem+json`."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import (
    AnswerTooLarge,
    EngineAborted,
    EngineError,
    KgError,
    NotAcceptable,
    OntologyError,
    QueryCancelled,
    QueryOutOfMemory,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ReaderDied,
    ReadersBusy,
    SnapshotError,
    StaleUpdate,
    StorageFull,
    UpdateConflict,
    WriterBusy,
    WriterDied,
)

_STATUS: dict[type[KgError], HTTPStatus] = {
    QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    QueryRefused: HTTPStatus.FORBIDDEN,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    QueryTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    AnswerTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    EngineAborted: HTTPStatus.INTERNAL_SERVER_ERROR,
    ReaderDied: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineError: HTTPStatus.BAD_GATEWAY,
    QueryCancelled: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryOutOfMemory: HTTPStatus.SERVICE_UNAVAILABLE,
    ReadersBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    SnapshotError: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    OntologyError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StaleUpdate: HTTPStatus.PRECONDITION_FAILED,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    UpdateConflict: HTTPStatus.CONFLICT,
    WriterBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    WriterDied: HTTPStatus.INTERNAL_SERVER_ERROR,
}
MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER = "5"  # seconds


class Problem(Exception):  # noqa: N818 - the RFC's name
    """A request that cannot be answered: the status and, in `detail`, what to do about it."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        """Keep what the answer will say; `headers` go with it."""
        super().__init__(detail)
        self.status = status
        self.headers = headers or {}


def status_of(error: KgError) -> HTTPStatus:
    """Return the HTTP status that says what `error` says."""
    kinds = (kind for kind in type(error).__mro__ if kind in _STATUS)
    return _STATUS.get(next(kinds, KgError), HTTPStatus.INTERNAL_SERVER_ERROR)


def from_problem(problem: Problem) -> Response:
    """Return `problem` as a response."""
    return respond(problem.status, str(problem), problem.headers)


def from_error(error: KgError) -> Response:
    """Return an error of ours as a response, with the place of a syntax error."""
    status = status_of(error)
    busy = isinstance(error, ReadersBusy | ReaderDied | SnapshotError | WriterBusy)
    headers = {"Retry-After": _RETRY_AFTER} if busy else {}
    place = {}
    if isinstance(error, QuerySyntaxError):
        place = {"line": error.line, "column": error.column}
    return respond(status, str(error), headers, **place)


def from_http(error: HTTPException) -> AnyResponse:
    """Return what Flask refused as a response, with Flask's headers (`Allow`)."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # a redirect
    own = {"Content-Type", "Content-Length"}
    headers = {name: value for name, value in error.get_headers() if name not in own}
    return respond(HTTPStatus(error.code), error.description or "", headers)


def respond(status: HTTPStatus, detail: str, headers: dict[str, str], **more: object) -> Response:
    """Return a problem as a response; `more` stands beside its usual members."""
    response = Response(write(status, detail, **more), status, headers, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def write(status: HTTPStatus, detail: str, **more: object) -> str:
    """Return the text of a problem, JSON."""
    body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return json.dumps({**body, **more}, ensure_ascii=False) + "\n"
