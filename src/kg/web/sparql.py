"""The endpoint `/sparql`."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from kg.store.formats import GRAPHS
from kg.web.answering import Question, respond
from kg.web.choice import choose_formats, lead_to_page, leads_to_page, not_acceptable
from kg.web.description import describe
from kg.web.protocol import read
from kg.web.versions import Version, preferred_snapshot, version

blueprint = Blueprint("sparql", __name__)

_WORKBENCH = "workbench.query"
"""The endpoint of the page that shows a query and its answer."""

_FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> AnyResponse:
    """Answer a query about the current snapshot, or the one that `Prefer` names."""
    if request.method != "POST" and leads_to_page(_WORKBENCH, request):
        return lead_to_page(_WORKBENCH, query=read(request).query)
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


def _respond(found: Version) -> AnyResponse:
    asked = read(request)
    solutions, graph = choose_formats(asked, request)
    if asked.query is not None:
        return respond(Question(asked, asked.query, solutions, graph), found)
    if graph is None:
        raise not_acceptable(GRAPHS)
    return describe(found, graph)
