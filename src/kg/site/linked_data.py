"""Every IRI under the project's base answers: its page, or its description in RDF.

A thing is not a document, so its address leads to one by 303, chosen by `Accept`; a document has a
suffix, or a language in front. https://www.w3.org/TR/cooluris/, https://www.w3.org/TR/webarch/.
The data name things by the base of the project on whichever host they are served.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from kg.namespaces import BASE, GRAPH, PREFIXES
from kg.questions import LANGUAGES
from kg.site.panels import query, rows
from kg.site.shapes import describe_shape
from kg.site.suggestions import UnknownThing
from kg.site.turtle import without_unused
from kg.store.formats import GRAPHS, GraphFormat, content_type
from kg.store.query import Query
from kg.web.choice import not_acceptable
from kg.web.dataset import LICENCE
from kg.web.languages import preferred_language
from kg.web.negotiation import choose, prefers_html
from kg.web.site import site

blueprint = Blueprint("linked_data", __name__)

SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Suffix of a document to its media type; `json` is JSON-LD for those who ask for no more."""
NAMES = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "json": "JSON",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
}
"""Suffix to what people call the format."""

_PAGE = "html"
_ROOMS = "<any(id, vocab, text, shape, graph, questions):room>"
_SUFFIX = f"<any({', '.join([*SUFFIXES, _PAGE])}):suffix>"
_MOST = 10_000
"""Triples of one description; the rest of a thing that more refer to is asked for with SPARQL."""


@blueprint.get(f"/{_ROOMS}/<path:name>")
def thing(room: str, name: str) -> AnyResponse:
    """Lead from a thing to a document about it, or give the document that a suffix names."""
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in (*SUFFIXES, _PAGE):
        node = _known(room, stem)
        if suffix == _PAGE:
            return _see(_page(f"{room}/{stem}"))
        return _document(room, stem, node, suffix)
    _known(room, name)
    return _lead(room, name)


@blueprint.get("/ontology")
@blueprint.get(f"/ontology.{_SUFFIX}")
def ontology(suffix: str | None = None) -> AnyResponse:
    """Give the ontology, which each of its terms is a part of, or lead a browser to its page."""
    page = suffix is None and prefers_html(request.headers.get("Accept"), GRAPHS)
    if page or suffix == _PAGE:
        return _see(_page("ontology"))
    written = SUFFIXES[suffix] if suffix else _accepted()
    return _answer(_construct(query("ontology"), written), written, "ontology")


@blueprint.get("/ontology/<path:part>")
def ontology_part(part: str) -> AnyResponse:
    """Lead from a part of the ontology, or from a version of one, to what is served of it."""
    _known("ontology", part)
    graph = f"ontology/{part.partition('/')[0]}"
    if f"{GRAPH}{graph}" in site().pool.snapshot.manifest.graphs:
        return _lead("graph", graph)
    return _see(url_for("linked_data.ontology"))


@blueprint.get("/questions")
def questions() -> AnyResponse:
    """Lead to the list of the saved questions, or to the graph that describes them."""
    if prefers_html(request.headers.get("Accept"), GRAPHS):
        return _see(_page("questions"))
    return _lead("graph", "guide/examples")


def _known(room: str, name: str) -> NamedNode:
    """Return the IRI that an address names; raises UnknownThing where the graph has none such."""
    iri = f"{BASE}{room}/{name}"
    try:
        node = NamedNode(iri)
    except ValueError:
        raise UnknownThing(iri) from None
    if room == "graph":
        known = bool(site().pool.snapshot.manifest.graphs.get(iri))
    elif room == "shape":
        known = describe_shape(node) is not None
    elif room == "questions":
        known = any(item.number == name for item in site().questions)
    else:
        known = bool(rows("known", thing=node))
    if not known:
        raise UnknownThing(iri)
    return node


def _lead(room: str, name: str) -> AnyResponse:
    """Lead to the page, or to the document in the format that is wanted most."""
    page = _page(f"{room}/{name}")
    accept = request.headers.get("Accept")
    if not accept or accept == "*/*" or prefers_html(accept, GRAPHS):
        target = page
    else:
        wanted = _accepted()
        suffix = next((key for key, value in SUFFIXES.items() if value == wanted), "ttl")
        target = url_for("linked_data.thing", room=room, name=f"{name}.{suffix}")
    response = _see(target)
    response.headers["Link"] = links(f"{room}/{name}")
    return response


def _see(target: str) -> AnyResponse:
    response = redirect(target, HTTPStatus.SEE_OTHER)
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page(path: str) -> str:
    """Return the address of the page about a thing, in the reader's language."""
    return f"{request.script_root}/{preferred_language()}/{path}"


def _accepted() -> str:
    """Return the media type that the request wants most; raises Problem where there is none."""
    known = [_format(item) for item in SUFFIXES.values()]
    chosen = choose(request.headers.get("Accept"), known)
    if chosen is None:
        raise not_acceptable(tuple(known))
    return chosen[0].media_types[0]


def _format(media_type: str) -> GraphFormat:
    return next(item for item in GRAPHS if media_type in item.media_types)


def _document(room: str, name: str, node: NamedNode, suffix: str) -> AnyResponse:
    if room == "graph":
        target = url_for("graph_store.read", name=name, format=suffix)
        return redirect(target, HTTPStatus.SEE_OTHER)
    written = SUFFIXES[suffix]
    if room == "shape":
        body = without_unused(describe_shape(node, _format(written)) or b"")
    elif room == "questions":
        parts = [NamedNode(f"{node.value}#{language}") for language in LANGUAGES]
        body = _construct(query("description", thing=parts, limit=_MOST), written)
    else:
        body = _construct(query("description", thing=node, limit=_MOST), written)
    return _answer(body, written, f"{room}/{name}")


def _construct(text: str, media_type: str) -> bytes:
    asked = Query(text=text, solutions=None, graph=_format(media_type).name, prefixes=PREFIXES)
    with site().pool.ask(asked) as answer:
        return without_unused(answer.read())


def _answer(body: bytes, media_type: str, path: str) -> AnyResponse:
    snapshot = site().pool.snapshot.id
    response = Response(body, content_type=content_type(media_type))
    response.headers["KG-Snapshot"] = snapshot
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = links(path)
    response.vary.add("Accept")
    response.set_etag(f"{snapshot}.{media_type.rpartition('/')[2]}", weak=True)
    return response.make_conditional(request)


def links(path: str) -> str:
    """Return the header `Link` of all that is about the IRI `path` under the base: RFC 8288."""
    root = request.script_root
    others = [
        f'<{root}/{path}.{suffix}>; rel="alternate describedby"; type="{media_type}"'
        for suffix, media_type in SUFFIXES.items()
    ]
    page = f'<{root}/{path}.{_PAGE}>; rel="alternate"; type="text/html"'
    return ", ".join([*others, page, f'<{LICENCE}>; rel="license"'])
