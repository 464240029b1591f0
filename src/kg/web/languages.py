"""The languages of the pages, and which one a reader prefers."""

from __future__ import annotations

from flask import request

from kg.questions import LANGUAGES


def preferred_language() -> str:
    """Return the language of `Accept-Language`, Vietnamese where it names none of ours."""
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0]) or LANGUAGES[0]
