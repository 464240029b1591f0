"""For whoever watches over the server."""

from __future__ import annotations

from flask import Blueprint, Response

from kg.store.query import Query
from kg.web.site import site

blueprint = Blueprint("health", __name__, url_prefix="/-")


@blueprint.get("/health")
def health() -> Response:
    """Say that the web process answers."""
    return _plain("ok")


@blueprint.get("/ready")
def ready() -> Response:
    """Say which snapshot a reader has just answered from; an error where none can."""
    with site().pool.ask(Query(text="ASK {}")) as answer:
        return _plain(answer.snapshot.id)


def _plain(text: str) -> Response:
    response = Response(text + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
