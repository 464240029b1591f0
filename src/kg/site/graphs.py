"""The page of a named graph: whose it is, how much it holds, which things it speaks of."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.namespaces import BASE, GRAPH
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.linked_data import NAMES, links
from kg.site.panels import rows
from kg.site.suggestions import UnknownThing
from kg.site.terms import Terms
from kg.site.things import node_of
from kg.web.site import site

blueprint = Blueprint("graphs", __name__)

PAGE = 200
"""Things of one page."""


@blueprint.get(f"/{LANGUAGE}/graph/<path:name>")
def graph(language: str, name: str) -> Response:
    """Show what a named graph holds, a page (`page`) of its things at a time."""
    node = node_of(f"graph/{name}")
    triples = site().pool.snapshot.manifest.graphs.get(f"{GRAPH}{name}")
    page = max(1, request.args.get("page", 1, type=int))
    found = (
        rows("graph", graph=node, limit=PAGE + 1, offset=(page - 1) * PAGE)
        if node and triples
        else []
    )
    if node is None or not triples or (page > 1 and not found):
        raise UnknownThing(f"{BASE}graph/{name}")
    terms = Terms.of(language, found, [{"graph": node}])
    title = terms.show(node).text
    response = render(
        "graph.html",
        language=language,
        title=title,
        name=name,
        iri=node.value,
        triples=triples,
        things=[row["thing"] for row in found[:PAGE]],
        page=page,
        more=len(found) > PAGE,
        terms=terms,
        downloads=NAMES,
        citation=of_page(language, title, address=node.value),
    )
    response.headers["Link"] = links(f"graph/{name}")
    return response
