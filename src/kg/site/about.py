"""What this is, how it is made, what it does not know, and how to cite it."""

from __future__ import annotations

from flask import Blueprint, Response

from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.texts import text

blueprint = Blueprint("about", __name__)

_SECTIONS = ("evidence", "uncertainty", "contradiction", "units", "limits", "wikidata", "privacy")


@blueprint.get(f"/{LANGUAGE}/about")
def about(language: str) -> Response:
    """Say what the graph is, and how far it can be trusted."""
    return render(
        "about.html",
        language=language,
        title=text(language, "about.title"),
        citation=of_page(language),
        sections=_SECTIONS,
    )
