"""The saved questions: each with its answer, its query, its downloads."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for

from kg.questions import Question
from kg.site.answers import answer
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.texts import text
from kg.web.site import site

blueprint = Blueprint("questions", __name__)


@blueprint.get(f"/{LANGUAGE}/questions")
def questions(language: str) -> Response:
    """List all of them."""
    return render(
        "questions.html",
        language=language,
        title=text(language, "questions.title"),
        questions=site().questions,
    )


@blueprint.get(f"/{LANGUAGE}/questions/<number>")
def question(language: str, number: str) -> Response:
    """Show one with its answer; 404 where there is none of that number."""
    all_ = site().questions
    places = [place for place, item in enumerate(all_) if item.number == number.upper()]
    if not places:
        abort(HTTPStatus.NOT_FOUND)
    asked = all_[places[0]]
    query = asked.body(language)
    found = answer(query, language, request.args.get("view", "table"))
    title = asked.title(language)
    return render(
        "question.html",
        language=language,
        title=title,
        status=found.status,
        citation=of_page(language, title) if found.error is None else None,
        question=asked,
        answer=found,
        query=query,
        view_url=lambda view: _address(asked, language, view),
        before=all_[places[0] - 1] if places[0] else None,
        after=all_[places[0] + 1] if places[0] + 1 < len(all_) else None,
    )


def _address(question: Question, language: str, view: str) -> str:
    shown = None if view == "table" else view
    return url_for("questions.question", language=language, number=question.number, view=shown)
