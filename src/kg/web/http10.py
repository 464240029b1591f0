"""Answers over HTTP/1.0, which marks the end of a stream by closing the connection.

Nothing would tell a whole answer from a cut one, so each is gathered before its first byte is sent.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from kg.web import problems
from kg.web.answering import AnswerCut

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_IN_MEMORY = 1024 * 1024  # bytes; the rest of an answer waits in a temporary file
_Head = tuple[str, list[tuple[str, str]]]


def gather_for_http10(app: WSGIApplication) -> WSGIApplication:
    """Return `app` with each answer to a request of HTTP/1.0 given its length."""

    def gathering(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["SERVER_PROTOCOL"] != "HTTP/1.0":
            return app(environ, start_response)
        head: list[_Head] = []

        def remember(
            status: str, headers: list[tuple[str, str]], exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            del exc_info
            head[:] = [(status, headers)]
            return _refuse_to_write

        body = app(environ, cast("StartResponse", remember))
        status, headers = head[0]
        if any(name.lower() == "content-length" for name, _ in headers):
            start_response(status, headers)
            return body
        return _gathered(environ, start_response, head[0], body)

    return gathering


def _gathered(
    environ: WSGIEnvironment, start_response: StartResponse, head: _Head, body: Iterable[bytes]
) -> Iterable[bytes]:
    status, headers = head
    with ExitStack() as stack:
        close: Callable[[], None] | None = getattr(body, "close", None)
        if close is not None:
            stack.callback(close)
        spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the server closes it
        try:
            for chunk in body:
                spool.write(chunk)
        except AnswerCut as error:
            spool.close()
            found = HTTPStatus.SERVICE_UNAVAILABLE
            text = problems.write(found, str(error)).encode()
            start_response(
                f"{found.value} {found.phrase}",
                [("Content-Type", problems.MEDIA_TYPE), ("Content-Length", str(len(text)))],
            )
            return [text]
        size = spool.tell()
        spool.seek(0)
        start_response(status, [*headers, ("Content-Length", str(size))])
        return cast("Iterable[bytes]", environ["wsgi.file_wrapper"](spool))


def _refuse_to_write(data: bytes) -> object:
    raise NotImplementedError("the application returns its answers")
