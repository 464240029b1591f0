"""The query form and, where there is a query, its answer as a page."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from kg.errors import QueryError
from kg.questions import Question
from kg.site.layout import LANGUAGE, render
from kg.site.results import Page, first_page
from kg.site.texts import text as message
from kg.store.formats import GRAPHS, SOLUTIONS
from kg.store.query import Query
from kg.web.problems import status_of
from kg.web.protocol import read
from kg.web.site import site

blueprint = Blueprint("workbench", __name__)

_EXAMPLE = """\
SELECT ?class (COUNT(*) AS ?things) WHERE {
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?things)
LIMIT 20
"""


@blueprint.get(f"/{LANGUAGE}/query")
def query(language: str) -> Response:
    """Show the query form and, where there is a query, its answer."""
    question = _question(request.args.get("question"))
    text = question.query(language) if question else read(request).query
    title = question.title(language) if question else message(language, "workbench.title")
    if not text:
        return render("query.html", language=language, title=title, text=_EXAMPLE)
    try:
        result, error, status = _result(text), None, HTTPStatus.OK
    except QueryError as refused:
        result, error, status = None, refused, status_of(refused)
    return render(
        "query.html",
        language=language,
        title=title,
        status=status,
        text=text,
        question=question,
        result=result,
        error=error,
        formats=GRAPHS if result is not None and result.turtle is not None else SOLUTIONS,
    )


def _question(number: str | None) -> Question | None:
    if number is None:
        return None
    found = (item for item in site().questions if item.number == number)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _result(text: str) -> Page:
    with site().pool.ask(Query(text=text, solutions="tsv", graph="turtle")) as answer:
        return first_page(answer)
