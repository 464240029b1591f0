"""Short permanent links to queries: `/q/{identifier}`.

A query is kept as a file of the data directory, named by a digest of its text, so the same query
always has the same link, and a link never changes what it leads to. How many are kept, and how long
one may be, is bounded by settings; what is kept is only ever shown as text in the workbench.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from kg.rdf.files import write_atomically
from kg.site.layout import LANGUAGE
from kg.web.languages import preferred_language
from kg.web.problems import Problem
from kg.web.site import site

blueprint = Blueprint("saved", __name__)

DIRECTORY = "queries"
"""In the data directory, where they are kept."""

_LENGTH = 12  # letters of an identifier: 60 bits
_IDENTIFIER = re.compile(rf"[a-z2-7]{{{_LENGTH}}}")
_OWN = {"same-origin", "none"}


@blueprint.post(f"/{LANGUAGE}/query")
def save(language: str) -> Response:
    """Keep the query of the form and show it with its link; 303."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OWN:
        raise Problem(HTTPStatus.FORBIDDEN, "only the workbench of this site keeps queries")
    text = _composed(request.form.get("query", ""))
    if not text:
        raise Problem(HTTPStatus.BAD_REQUEST, "there is no query to be kept: send it as `query`")
    target = url_for("workbench.query", language=language, saved=keep(text))
    return redirect(target, HTTPStatus.SEE_OTHER)


@blueprint.get("/q/<identifier>")
def lead(identifier: str) -> Response:
    """Lead to the query in the workbench, in the reader's language."""
    if find(identifier) is None:
        abort(HTTPStatus.NOT_FOUND)
    target = url_for("workbench.query", language=preferred_language(), saved=identifier)
    response = redirect(target, HTTPStatus.FOUND)
    response.headers["Vary"] = "Accept-Language"
    return response


def identifier(text: str) -> str:
    """Return what the query `text` is called: 60 bits of its SHA-256 in base 32."""
    digest = hashlib.sha256(_composed(text).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_LENGTH]


def find(name: str) -> str | None:
    """Return the query that is called `name`; None where there is none."""
    if not _IDENTIFIER.fullmatch(name):
        return None
    try:
        return (_directory() / f"{name}.rq").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def keep(text: str) -> str:
    """Keep the query `text` for good and return what it is called.

    Raises Problem where it is too long, or where no more are kept.
    """
    settings = site().settings
    text = _composed(text)
    if len(text.encode()) > settings.saved_query_length:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"only queries of up to {settings.saved_query_length} bytes have a short link; "
            "this one can be shared by its whole address",
        )
    directory, name = _directory(), identifier(text)
    file = directory / f"{name}.rq"
    if file.exists():
        return name
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if sum(1 for _ in directory.glob("*.rq")) >= settings.saved_queries:
            raise Problem(
                HTTPStatus.INSUFFICIENT_STORAGE,
                "no more short links are made here; the query can be shared by its whole address",
            )
        write_atomically(file, text.encode())
    except OSError:
        raise Problem(
            HTTPStatus.INSUFFICIENT_STORAGE,
            "the query could not be kept; it can be shared by its whole address",
        ) from None
    return name


def _directory() -> Path:
    return site().settings.data_dir / DIRECTORY


def _composed(text: str) -> str:
    """Return `text` as it is kept: composed (NFC), with LF line ends, one at its end."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return f"{lines}\n" if lines else ""
