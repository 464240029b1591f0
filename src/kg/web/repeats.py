"""Requests that repeat one whose answer is kept: answered before anything of Flask is called.

The application does the rest: it decides what a request means, and whether its answer is kept.
Only a plain GET of the current snapshot is answered here, by the header fields of the answer that
the application gave to the same request before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kg.web import logs
from kg.web.cache import AnswerCache
from kg.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT = "kg.kept"
"""Where the application puts, into the environment of a request, what answered it: a `Kept`."""

_PATH = "/sparql"
_MOST = 500  # requests that are remembered
_LONGEST = 4096  # characters of a query string that is remembered
_OK = "200 OK"
_DECIDING = ("QUERY_STRING", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING")
_EXCLUDED = ("HTTP_PREFER", "HTTP_IF_NONE_MATCH")  # these are for the application
_ID = f"HTTP_{logs.HEADER.upper().replace('-', '_')}"


class Kept(NamedTuple):
    """Which of the kept answers it was, how it was encoded, and the query for the logs."""

    key: Hashable
    coding: str | None
    query: str | None


@dataclass(frozen=True)
class _Known:
    snapshot: str
    kept: Kept
    headers: tuple[tuple[str, str], ...]


class _Body(list[bytes]):
    """A whole answer, which tells when the server has taken it."""

    close: Callable[[], None]


class Repeats:
    """A WSGI application around another."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        """Answer from what `site` keeps; `app` answers all else."""
        self._app, self._site = app, site
        self._lock = threading.Lock()
        self._known: dict[Hashable, _Known] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = _identity(environ)
        if request is None:
            return self._app(environ, start_response)
        known = self._known.get(request)
        if known is not None and known.snapshot == self._site.pool.snapshot.id:
            body = _body(self._site.cache, known.kept)
            if body is not None:
                return self._repeat(environ, start_response, known, body)

        def remember(
            status: str, headers: list[tuple[str, str]], exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            kept = environ.get(KEPT)
            if kept is not None and status == _OK:
                self._remember(request, kept, headers)
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        return self._app(environ, remember)

    def _repeat(
        self, environ: WSGIEnvironment, start_response: StartResponse, known: _Known, body: bytes
    ) -> Iterable[bytes]:
        access = logs.Access(
            logs.request_id(environ.get(_ID, "")),
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            rule=_PATH,
            status=int(_OK[:3]),
            snapshot=known.snapshot,
            kept=True,
            query=known.kept.query,
        )
        start_response(_OK, [*known.headers, (logs.HEADER, access.id)])
        answer = _Body((body,))
        answer.close = partial(access.finish, self._site)
        return answer

    def _remember(self, request: Hashable, kept: Kept, headers: Iterable[tuple[str, str]]) -> None:
        own = tuple((name, value) for name, value in headers if name != logs.HEADER)
        snapshot = next(value for name, value in own if name == "KG-Snapshot")
        with self._lock:
            self._known.pop(request, None)
            self._known[request] = _Known(snapshot, kept, own)
            if len(self._known) > _MOST:
                del self._known[next(iter(self._known))]


def _identity(environ: WSGIEnvironment) -> Hashable | None:
    """Return all of a request that decides on its answer; None where it is not for us."""
    if (
        environ["REQUEST_METHOD"] != "GET"
        or environ["PATH_INFO"] != _PATH
        or len(environ["QUERY_STRING"]) > _LONGEST
        or any(name in environ for name in _EXCLUDED)
    ):
        return None
    return tuple(map(environ.get, _DECIDING))


def _body(cache: AnswerCache, kept: Kept) -> bytes | None:
    """Return the bytes of a kept answer; None where it has made room for others."""
    found = cache.get(kept.key) if kept.key in cache else None
    return None if found is None else found.encoded(kept.coding)
