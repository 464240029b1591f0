"""The reconciliation service, for OpenRefine and its like: Reconciliation Service API 0.2.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/

The language is in the address (`/reconcile/vi`, `/reconcile/en`), since OpenRefine keeps one
address a service; at `/reconcile` it is the parameter `lang`, or the header Accept-Language.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request

from kg.namespaces import VNRC
from kg.questions import LANGUAGES
from kg.reconcile.keeper import Indexed
from kg.reconcile.matching import candidates
from kg.reconcile.properties import CODE_LABELS, extend, used
from kg.web.languages import preferred_language
from kg.web.problems import Problem
from kg.web.protocol import read_fields
from kg.web.reconcile import answers
from kg.web.reconcile.questions import LONGEST_TEXT, read_extension, read_queries
from kg.web.site import site

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile", template_folder="templates")

_LANGUAGE = f"/<any({', '.join(LANGUAGES)}):language>"
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", re.ASCII)
_LONGEST_CALLBACK = 100
_MOST_PROPOSED = 100
_STYLE = (Path(__file__).parent / "preview.css").read_text(encoding="utf-8")
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PREVIEW_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors *"
)


@blueprint.route("", methods=["GET", "POST"])
def service() -> Response:
    """Answer in the language of `lang`, else of the reader."""
    language = request.args.get("lang") or preferred_language()
    if language not in LANGUAGES:
        raise Problem(HTTPStatus.BAD_REQUEST, f"`lang` is not one of {', '.join(LANGUAGES)}")
    response = answer(language)
    response.vary.add("Accept-Language")
    return response


@blueprint.route(_LANGUAGE, methods=["GET", "POST"])
def answer(language: str) -> Response:
    """Answer a batch of queries, or an extension; without either, say what the service can do."""
    fields = read_fields(request)
    indexed, most = site().reconciler.get(), site().settings.reconcile_batch
    if "queries" in fields:
        asked = read_queries(fields["queries"], most)
        return _send(
            {
                key: answers.result(indexed.index, candidates(indexed.index, lookup), language)
                for key, lookup in asked.items()
            },
            indexed,
        )
    if "extend" in fields:
        wanted = read_extension(fields["extend"], most)
        rows = extend(site().pool.ask, indexed.index, wanted.ids, wanted.properties, language)
        body = answers.extension(indexed.index, wanted.properties, rows, language)
        return _send(body, indexed)
    if request.method == "POST":
        raise Problem(HTTPStatus.BAD_REQUEST, "there is neither `queries` nor `extend`")
    root = request.url_root.rstrip("/")
    return _send(answers.manifest(indexed.index, language, root), indexed)


@blueprint.get(f"{_LANGUAGE}/suggest/<any(entity, type, property):what>")
def suggest(language: str, what: str) -> Response:
    """Complete what a person has begun to write."""
    indexed = site().reconciler.get()
    prefix = request.args.get("prefix", "")[:LONGEST_TEXT]
    cursor = _number("cursor", 0)
    if what == "entity":
        types = [item.removeprefix(VNRC) for item in request.args.getlist("type")]
        body = answers.suggested_entities(indexed.index, prefix, types, cursor, language)
    elif what == "type":
        body = answers.suggested_types(indexed.index, prefix, cursor, language)
    else:
        body = answers.suggested_properties(indexed.index, prefix, cursor, language)
    return _send(body, indexed)


@blueprint.get(f"{_LANGUAGE}/properties")
def properties(language: str) -> Response:
    """Propose what a table of things of a class can be given."""
    indexed = site().reconciler.get()
    type_, most = request.args.get("type", ""), min(_number("limit", 50), _MOST_PROPOSED)
    found = used(site().pool.ask, indexed.index, type_, most)
    return _send({**answers.proposed(found, type_, language), "limit": most}, indexed)


@blueprint.get(f"{_LANGUAGE}/preview")
def preview(language: str) -> Response:
    """Show a thing in the small frame of another program."""
    indexed = site().reconciler.get()
    entity = indexed.index.find(request.args.get("id", ""))
    if entity is None:
        abort(HTTPStatus.NOT_FOUND, "there is no thing of that id here")
    types = [indexed.index.types[name] for name in entity.types[:1]]
    response = Response(
        render_template(
            "reconcile-preview.html",
            language=language,
            style=_STYLE,
            entity=entity,
            address=f"{request.url_root.rstrip('/')}/{language}/id/{entity.id}",
            types=[item.labels.get(language, item.id) for item in types],
            codes=[(CODE_LABELS[code.scheme][language], code.value) for code in entity.codes],
            description=indexed.index.describe(entity, language),
        ),
        content_type="text/html; charset=utf-8",
    )
    response.headers["Content-Security-Policy"] = _PREVIEW_POLICY
    response.headers["KG-Snapshot"] = indexed.snapshot
    return response


def _number(name: str, otherwise: int) -> int:
    """Return a parameter that is a whole number from 0 to a million."""
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= len("999999")):
        raise Problem(HTTPStatus.BAD_REQUEST, f"`{name}` is no whole number up to 999999")
    return int(text)


def _send(body: answers.Json, indexed: Indexed) -> Response:
    """Return JSON or, where `callback` names a function, a script that calls it (JSONP)."""
    callback = request.args.get("callback")
    text = json.dumps(body, ensure_ascii=callback is not None)  # U+2028 would end a line of script
    media_type = "application/json"
    if callback is not None:
        if len(callback) > _LONGEST_CALLBACK or not _CALLBACK.fullmatch(callback):
            raise Problem(HTTPStatus.BAD_REQUEST, "`callback` is no name of a function")
        text, media_type = f"/**/{callback}({text});", "text/javascript; charset=utf-8"
    response = Response(text, content_type=media_type)
    response.headers["KG-Snapshot"] = indexed.snapshot
    response.headers["Cache-Control"] = "no-cache"
    return response
