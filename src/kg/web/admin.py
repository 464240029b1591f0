"""For whoever runs the server: figures, settings, running queries, the description of the API."""

from __future__ import annotations

import json
from dataclasses import fields
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST

from kg.config import Settings
from kg.web.logs import shortened
from kg.web.site import site
from kg.web.token import require_token

blueprint = Blueprint("admin", __name__, url_prefix="/-")

_OPENAPI = Path(__file__).with_name("openapi.json")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the figures for Prometheus."""
    return _fresh(Response(site().metrics.text(), content_type=CONTENT_TYPE_LATEST))


@blueprint.get("/settings")
def settings() -> Response:
    """List the settings with what they do; of a secret, only whether it is set."""
    here = site().settings
    listed = []
    for item in fields(Settings):
        value = getattr(here, item.name)
        if item.metadata["secret"]:
            value = "(set)" if value else ""
        listed.append({"name": item.metadata["env"], "value": value, "doc": item.metadata["doc"]})
    return _json({"settings": listed})


@blueprint.get("/queries")
def queries() -> Response:
    """List the queries that run or wait, the oldest first; `age` is in seconds."""
    listed = [
        {
            "id": query.id,
            "age": round(query.age, 3),
            "snapshot": query.snapshot,
            "query": shortened(query.text),
        }
        for query in site().running.listed()
    ]
    return _json({"queries": listed})


@blueprint.delete("/queries/<identifier>")
def cancel(identifier: str) -> Response:
    """Stop a query, for the holder of the token."""
    require_token(site().token, request)
    if not site().running.cancel(identifier):
        abort(HTTPStatus.NOT_FOUND, "no query of this id runs or waits")
    return _fresh(Response(status=HTTPStatus.NO_CONTENT))


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Give the description of every address here: OpenAPI 3.1."""
    return Response(_OPENAPI.read_bytes(), content_type="application/json")


def _json(body: object) -> Response:
    text = json.dumps(body, ensure_ascii=False, indent=2, default=str) + "\n"
    return _fresh(Response(text, content_type="application/json"))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
