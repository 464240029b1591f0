"""The web site and the SPARQL endpoint, as a Flask application over the readers."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kg.config import Settings
from kg.errors import KgError
from kg.questions import read_questions
from kg.store.interface import QueryStore
from kg.web import health, pages, problems, snapshots, sparql
from kg.web.site import Site, install

_FORM_FACTOR = 3  # a percent-encoded byte is three
_FORM_REST = 64 * 1024  # bytes of a form beside its query

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def create_app(settings: Settings, pool: QueryStore, project: Path) -> Flask:
    """Return the application that answers from `pool`, with the saved questions of `project`.

    Raises ProjectError where a saved question cannot be read.
    """
    app = Flask(__name__)
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = _FORM_FACTOR * settings.query_length + _FORM_REST
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    install(app, Site(settings, pool, read_questions(project)))
    for part in (sparql, pages, health, snapshots):
        app.register_blueprint(part.blueprint)
    app.register_error_handler(problems.Problem, problems.from_problem)
    app.register_error_handler(KgError, problems.from_error)
    app.register_error_handler(HTTPException, problems.from_http)
    app.after_request(_common_headers)
    return app


def _common_headers(response: Response) -> Response:
    """Let any page read (nothing here is private), and let a browser do nothing else."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = "ETag, KG-Snapshot, KG-Row-Limit, KG-Byte-Limit"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = _POLICY
    headers["Referrer-Policy"] = "no-referrer"
    if request.method == "OPTIONS":
        response.status_code = HTTPStatus.NO_CONTENT
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    return response
