"""The endpoint `/sparql`."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.store.formats import GRAPHS
from kg.web.answering import Question, respond
from kg.web.choice import choose_formats, not_acceptable, wants_page
from kg.web.description import describe
from kg.web.languages import preferred_language
from kg.web.protocol import read
from kg.web.versions import Version, preferred_snapshot, version

blueprint = Blueprint("sparql", __name__)

_WORKBENCH = "workbench.query"
"""The endpoint of the page for queries, where the application has pages (`kg.site`)."""

_FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> AnyResponse:
    """Answer a query about the current snapshot, or the one that `Prefer` names."""
    if request.method != "POST" and _wants_page():
        return _page()
    preferred = preferred_snapshot(request)
    response = _respond(version(preferred))
    response.vary.update(["Accept", "Prefer"])
    if preferred is not None:
        response.headers["Preference-Applied"] = f"snapshot={preferred}"
    return response


@blueprint.route("/snapshots/<identifier>/sparql", methods=["GET", "POST"])
def pinned(identifier: str) -> AnyResponse:
    """Answer a query about the snapshot that the address names."""
    response = _respond(version(identifier))
    response.vary.add("Accept")
    if response.headers["Cache-Control"] == "no-cache":
        response.headers["Cache-Control"] = _FOR_EVER
    return response


def _wants_page() -> bool:
    """Tell whether the client is a browser, and there is a page to lead it to."""
    if _WORKBENCH not in current_app.view_functions or "format" in request.args:
        return False
    return wants_page(request.headers.get("Accept"))


def _page() -> AnyResponse:
    """Lead to the page that shows the query and its answer."""
    query = read(request).query
    target = url_for(_WORKBENCH, language=preferred_language(), query=query)
    response = redirect(target, HTTPStatus.SEE_OTHER)
    response.vary.update(["Accept", "Accept-Language"])
    return response


def _respond(found: Version) -> AnyResponse:
    asked = read(request)
    solutions, graph = choose_formats(asked, request)
    if asked.query is not None:
        return respond(Question(asked, asked.query, solutions, graph), found)
    if graph is None:
        raise not_acceptable(GRAPHS)
    return describe(found, graph)
