"""What search engines may read: robots.txt (RFC 9309) and the sitemap, https://www.sitemaps.org.

Things and code lists are listed; facts are found through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, request, url_for
from pyoxigraph import NamedNode

from kg.namespaces import BASE
from kg.questions import LANGUAGES
from kg.site.panels import rows
from kg.web.site import site

blueprint = Blueprint("sitemap", __name__)

PAGE = 10_000
"""Things of one file; with both languages fewer than the 50,000 addresses that one may have."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SERVICES = ("/-/", "/sparql", "/update", "/data", "/snapshots/", "/reconcile", "/q/")
_PAGES = (
    "home.home",
    "browse.browse",
    "questions.questions",
    "ontology.ontology",
    "quality.quality",
    "data.data",
    "reconcile_page.page",
    "ontology.schemes",
    "about.about",
)
_COSTLY = ("query", "search", "explain", "browse?")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Ask robots to leave alone what costs much and tells nothing new."""
    pages = (f"/{language}/{name}" for language in LANGUAGES for name in _COSTLY)
    disallowed = (f"Disallow: {request.script_root}{path}" for path in (*_SERVICES, *pages))
    place = url_for("sitemap.index", _external=True)
    lines = ["User-agent: *", *disallowed, f"Sitemap: {place}"]
    return _sent("\n".join(lines) + "\n", "text/plain")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """List the parts of the sitemap."""
    count = int(next(term.value for row in rows("things_count") for term in row.values() if term))
    parts = range(1, max(1, -(-count // PAGE)) + 1)
    places = (url_for("sitemap.part", number=number, _external=True) for number in parts)
    inside = "".join(f"<sitemap>{_place(place)}</sitemap>\n" for place in places)
    return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{inside}</sitemapindex>\n')


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List things, a part of all, and in the first part the pages that are of none."""
    if number < 1:
        abort(HTTPStatus.NOT_FOUND)
    found = rows("things", limit=PAGE, offset=(number - 1) * PAGE)
    if number > 1 and not found:
        abort(HTTPStatus.NOT_FOUND)
    pages = list(_pages()) if number == 1 else []
    things = (term.value for row in found for term in row.values() if isinstance(term, NamedNode))
    pages += [_thing(iri) for iri in things]
    inside = "".join(_urls(pages))
    return _xml(f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{inside}</urlset>\n')


def _pages() -> Iterator[dict[str, str]]:
    """Yield the addresses of each general page by language."""
    for name in _PAGES:
        yield {language: url_for(name, language=language, _external=True) for language in LANGUAGES}
    for question in site().questions:
        yield {
            language: url_for(
                "questions.question", language=language, number=question.number, _external=True
            )
            for language in LANGUAGES
        }


def _thing(iri: str) -> dict[str, str]:
    room, _, name = iri.removeprefix(BASE).partition("/")
    return {
        language: url_for("things.thing", language=language, room=room, name=name, _external=True)
        for language in LANGUAGES
    }


def _urls(pages: Iterable[dict[str, str]]) -> Iterator[str]:
    """Yield an entry for each language of each page, which names the others."""
    for page in pages:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(place)}/>'
            for language, place in page.items()
        )
        for place in page.values():
            yield f"<url>{_place(place)}{others}</url>\n"


def _place(address: str) -> str:
    day = site().pool.snapshot.manifest.created[:10]
    return f"<loc>{escape(address)}</loc><lastmod>{day}</lastmod>"


def _xml(inside: str) -> Response:
    return _sent(_HEAD + inside, "application/xml")


def _sent(body: str, media_type: str) -> Response:
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    return response
