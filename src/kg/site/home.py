"""The first page."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.texts import family
from kg.web.dataset import TITLE
from kg.web.languages import preferred_language
from kg.web.site import site

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def root() -> AnyResponse:
    """Lead to the first page in the reader's language."""
    response = redirect(url_for("home.home", language=preferred_language()), HTTPStatus.FOUND)
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get(f"/{LANGUAGE}/")
def home(language: str) -> Response:
    """Show what the graph holds and what may be asked."""
    manifest = site().pool.snapshot.manifest
    named = {role: role if f"part_{role}" in family("home") else "other" for role in manifest.roles}
    return render(
        "home.html",
        language=language,
        title=TITLE[language],
        citation=of_page(language),
        manifest=manifest,
        roles=[(named[role], triples) for role, triples in sorted(manifest.roles.items())],
        questions=site().questions,
        endpoint_url=url_for("sparql.endpoint", _external=True),
    )
