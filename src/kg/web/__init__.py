"""The SPARQL endpoint and the other services for programs, as a Flask application over a store."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kg.config import Settings
from kg.errors import KgError
from kg.questions import read_questions
from kg.reconcile.keeper import IndexKeeper
from kg.store.history import History
from kg.store.interface import QueryStore
from kg.store.writer import RefusedUpdate, Writer
from kg.web import (
    admin,
    catalogue,
    cors,
    graph_store,
    health,
    logs,
    problems,
    reconcile,
    snapshots,
    sparql,
    update,
    void,
    writing,
)
from kg.web.cache import AnswerCache
from kg.web.encoding import encode
from kg.web.metrics import Metrics
from kg.web.protocol import refuse_misspelt
from kg.web.public import PublicAddress
from kg.web.repeats import Repeats
from kg.web.running import RunningQueries
from kg.web.site import Site, install
from kg.web.statistics import StatisticsKeeper
from kg.web.token import load_token

_FORM_FACTOR = 3  # a percent-encoded byte is three
_FORM_REST = 64 * 1024  # bytes of a form, or of an address, beside its query

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


def create_app(
    settings: Settings,
    pool: QueryStore,
    project: Path,
    *,
    history: History | None = None,
    writer: Writer | None = None,
) -> Flask:
    """Return the application that answers from `pool`, with the saved questions of `project`.

    `history` answers for older snapshots, `writer` takes updates. Raises ProjectError where a saved
    question cannot be read, ConfigError where the token or the public address cannot be used.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = longest_address(settings)
    cache = AnswerCache(settings.cache_bytes, settings.cache_answer_bytes)
    running = RunningQueries(settings.readers + settings.waiting_queries)
    parts = Site(
        settings=settings,
        project=project,
        pool=pool,
        history=history,
        writer=writer,
        questions=read_questions(project),
        token=load_token(settings),
        cache=cache,
        running=running,
        statistics=StatisticsKeeper(),
        metrics=Metrics(pool, running, cache),
        reconciler=IndexKeeper(pool),
    )
    install(app, parts)
    logs.install(app)
    app.before_request(_refuse_malformed)
    for part in (sparql, update, graph_store, void, catalogue, reconcile, health, admin, snapshots):
        app.register_blueprint(part.blueprint)
    app.register_error_handler(problems.Problem, problems.from_problem)
    app.register_error_handler(KgError, problems.from_error)
    app.register_error_handler(RefusedUpdate, writing.from_refused)
    app.register_error_handler(HTTPException, problems.from_http)
    app.after_request(lambda response: encode(response, request))
    app.after_request(_common_headers)
    app.after_request(cors.allow)
    app.wsgi_app = Repeats(app.wsgi_app, parts)  # type: ignore[method-assign]
    if settings.base:
        app.wsgi_app = PublicAddress(app.wsgi_app, settings.base)  # type: ignore[method-assign]
    return app


def longest_address(settings: Settings) -> int:
    """Return how many bytes an address, or a form, with the longest query may have."""
    return _FORM_FACTOR * settings.query_length + _FORM_REST


def _refuse_malformed() -> None:
    """Refuse an address that is too long, badly encoded or no UTF-8, and a host that is no name."""
    target = request.environ.get("REQUEST_URI") or request.full_path
    if len(target) > (most := request.max_content_length or 0):
        raise problems.Problem(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            f"the address has more than {most} bytes; send the query by POST",
        )
    refuse_misspelt(target.encode("latin-1", errors="replace"))
    if not request.host:  # that is how Werkzeug tells
        raise problems.Problem(HTTPStatus.BAD_REQUEST, "the header Host names no host")


def _common_headers(response: Response) -> Response:
    """Let a browser do nothing with an answer but show it, unless the answer has its own policy."""
    for name, value in _COMMON.items():
        response.headers.setdefault(name, value)
    return response
