"""The workbench: the query editor and, where there is a query, its answer as a page."""

from __future__ import annotations

import unicodedata
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for

from kg.questions import Question
from kg.site import editor, saved
from kg.site.answers import answer
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.texts import text as message
from kg.web.protocol import read
from kg.web.site import site

blueprint = Blueprint("workbench", __name__)

_EXAMPLE = """\
PREFIX vnrc: <https://w3id.org/vnrc/ontology#>

SELECT ?agreement ?party WHERE {
  ?agreement a vnrc:Agreement ;
    vnrc:hasParty ?party .
}
ORDER BY ?agreement ?party
LIMIT 100
"""


@blueprint.get(f"/{LANGUAGE}/query")
def query(language: str) -> Response:
    """Show the editor and, where there is a query, its answer.

    The query is that of `query`, of the saved question `question`, or of the short link `saved`.
    """
    question = _question(request.args.get("question"))
    title = question.title(language) if question else message(language, "workbench.title")
    text = _text(question, language)
    asked = bool(text)
    found = answer(text, language, request.args.get("view", "table")) if asked else None
    short = _short_url(text) if asked else None
    return render(
        "workbench.html",
        language=language,
        title=title,
        status=found.status if found else HTTPStatus.OK,
        text=text or _EXAMPLE,
        question=question,
        answer=found,
        view_url=_view_url,
        editor=editor.settings(language),
        questions=site().questions,
        short_url=short,
        short_path=url_for("saved.lead", identifier=saved.identifier(text)) if short else None,
        citation=of_page(language, title, address=short) if found and not found.error else None,
    )


def _text(question: Question | None, language: str) -> str:
    """Return the query that was asked for, composed (NFC) as the data are, or nothing."""
    if question is not None:
        return question.body(language)
    if identifier := request.args.get("saved"):
        return saved.find(identifier) or abort(HTTPStatus.NOT_FOUND)
    return unicodedata.normalize("NFC", read(request).query or "")


def _question(number: str | None) -> Question | None:
    if number is None:
        return None
    found = (item for item in site().questions if item.number == number)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _view_url(view: str) -> str:
    """Return the address of the present page with its answer seen as `view`."""
    values = {**(request.view_args or {}), **request.args.to_dict(), "view": view}
    return url_for(request.endpoint or "workbench.query", **values)


def _short_url(text: str) -> str | None:
    """Return the short link of a query that has been saved already."""
    identifier = saved.identifier(text)
    if saved.find(identifier) is None:
        return None
    return url_for("saved.lead", identifier=identifier, _external=True)
