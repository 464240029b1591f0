"""The pages for people: the first page and the query form with its result."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QueryError
from kg.questions import LANGUAGES, Question
from kg.store.formats import GRAPHS, SOLUTIONS
from kg.store.query import Query
from kg.web.languages import preferred_language
from kg.web.messages import MESSAGES
from kg.web.problems import status_of
from kg.web.protocol import read
from kg.web.results import Page, first_page
from kg.web.site import site

blueprint = Blueprint("pages", __name__)

_LANGUAGES = ", ".join(LANGUAGES)

_EXAMPLE = """\
SELECT ?class (COUNT(*) AS ?things) WHERE {
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?things)
LIMIT 20
"""


@blueprint.get("/")
def root() -> AnyResponse:
    """Lead to the first page in the reader's language."""
    response = redirect(url_for("pages.home", language=preferred_language()), HTTPStatus.FOUND)
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get(f"/<any({_LANGUAGES}):language>/")
def home(language: str) -> Response:
    """Show what the graph holds and what may be asked."""
    manifest = site().pool.snapshot.manifest
    return _page("home.html", language, manifest=manifest, questions=site().questions)


@blueprint.get(f"/<any({_LANGUAGES}):language>/query")
def query(language: str) -> Response:
    """Show the query form and, where there is a query, its answer."""
    question = _question(request.args.get("question"))
    text = question.query(language) if question else read(request).query
    if not text:
        return _page("query.html", language, text=_EXAMPLE)
    try:
        result, error, status = _result(text), None, HTTPStatus.OK
    except QueryError as refused:
        result, error, status = None, refused, status_of(refused)
    formats = GRAPHS if result is not None and result.turtle is not None else SOLUTIONS
    response = _page(
        "query.html",
        language,
        text=text,
        question=question,
        result=result,
        error=error,
        formats=formats,
    )
    response.status_code = status
    return response


def _question(number: str | None) -> Question | None:
    if number is None:
        return None
    found = (item for item in site().questions if item.number == number)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _result(text: str) -> Page:
    with site().pool.ask(Query(text=text, solutions="tsv", graph="turtle")) as answer:
        return first_page(answer)


def _page(template: str, language: str, **values: object) -> Response:
    other = next(item for item in LANGUAGES if item != language)
    here = {**(request.view_args or {}), **request.args.to_dict(), "language": other}
    text = render_template(
        template,
        language=language,
        other=other,
        other_url=url_for(request.endpoint or "pages.home", **here),
        t=MESSAGES[language],
        endpoint_url=url_for("sparql.endpoint", _external=True),
        snapshot=site().pool.snapshot,
        **values,
    )
    response = Response(text, content_type="text/html; charset=utf-8")
    response.headers["KG-Snapshot"] = site().pool.snapshot.id
    response.headers["Cache-Control"] = "no-cache"
    return response
