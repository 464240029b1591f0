"""The frame of every page: header, navigation, language switch, security policy, caching."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, render_template, request, url_for

from kg.questions import LANGUAGES
from kg.site import formats
from kg.site.addresses import evidence, local
from kg.site.citation import STYLES, Citation, apa
from kg.site.labels import plain
from kg.site.texts import text
from kg.web.dataset import DESCRIPTION, LICENCE, TITLE
from kg.web.problems import Problem
from kg.web.site import site

LANGUAGE = f"<any({', '.join(LANGUAGES)}):language>"
"""The first segment of the address of every page, as Flask's routes write it."""

blueprint = Blueprint(
    "layout",
    __name__,
    static_folder="static",
    template_folder="templates",
    static_url_path="/static",
)

_STATIC = Path(__file__).parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"
_DIGEST = 12
_NAVIGATION: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("browse", "browse.browse", {}),
    ("map", "browse.browse", {"view": "map"}),
    ("timeline", "browse.browse", {"view": "timeline"}),
    ("network", "browse.browse", {"view": "network"}),
    ("questions", "questions.questions", {}),
    ("workbench", "workbench.query", {}),
    ("reconcile", "reconcile_page.page", {}),
    ("ontology", "ontology.ontology", {}),
    ("quality", "quality.quality", {}),
    ("data", "data.data", {}),
    ("review", "review.drafts", {}),
    ("about", "about.about", {}),
)
"""Name of the text, endpoint, its values; only endpoints that exist are shown."""


@dataclass(frozen=True)
class _Link:
    text: str
    url: str
    current: bool


def install(app: Flask) -> None:
    """Give `app` the templates, the static files and what the templates call."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset=asset, nonce=nonce)
    app.jinja_env.filters["plain"] = plain


def render(
    template: str,
    *,
    language: str,
    title: str,
    status: HTTPStatus = HTTPStatus.OK,
    citation: Citation | None = None,
    **values: object,
) -> Response:
    """Return the page `template` in `language`, with the frame around it.

    With a `citation` the page says how to cite it, and with `cite=` in its address it is nothing
    but that, as a file. Raises Problem where `cite=` names no style.

    Beside `values` a template has `t` (a text of the interface by its name, and its values),
    `number`, `day`, `month`, `minute`, `address` (of the page about an IRI), `evidence` (the
    address of the evidence of a fact), `asset` and `nonce`.
    """
    if citation is not None and (style := request.args.get("cite")) is not None:
        return _reference(citation, style)
    snapshot = site().pool.snapshot
    body = render_template(
        template,
        language=language,
        title=title,
        site_title=TITLE[language],
        site_description=DESCRIPTION[language],
        licence=LICENCE,
        snapshot=snapshot,
        languages={item: _in_language(item) for item in LANGUAGES},
        navigation=_navigation(language),
        search_url=_search(language),
        search_text=request.args.get("q", ""),
        t=partial(text, language),
        number=partial(formats.number, language=language),
        day=partial(formats.day, language=language),
        month=partial(formats.month, language=language),
        minute=partial(formats.minute, language=language),
        address=partial(local, language=language),
        evidence=partial(evidence, language=language),
        citation=citation,
        reference=apa(citation) if citation else "",
        references=_references() if citation else (),
        **values,
    )
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers["KG-Snapshot"] = snapshot.id
    response.headers["Content-Security-Policy"] = _policy()
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store" if "nonce" in g else "no-cache"
    if status == HTTPStatus.OK and "nonce" not in g:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:_DIGEST], weak=True)
        response.make_conditional(request)
    return response


def _reference(citation: Citation, name: str) -> Response:
    if name not in STYLES:
        known = ", ".join(STYLES)
        raise Problem(HTTPStatus.BAD_REQUEST, f"`cite` is {name[:40]!r}; use one of {known}")
    style = STYLES[name]
    response = Response(style.write(citation), content_type=f"{style.media_type}; charset=utf-8")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{citation.key}.{style.extension}"
    )
    response.headers["KG-Snapshot"] = citation.snapshot
    response.headers["Cache-Control"] = "no-cache"
    return response


def _references() -> list[tuple[str, str]]:
    """Return the name of each style and where the page gives its reference in it."""
    here = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
    endpoint = request.endpoint or ""
    return [(item.name, url_for(endpoint, **{**here, "cite": key})) for key, item in STYLES.items()]


def nonce() -> str:
    """Return what allows inline scripts and styles of this answer that carry it as `nonce`."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return url_for("layout.static", filename=name, v=_digest(name))


@blueprint.after_request
def _keep(response: Response) -> Response:
    """Let browsers keep a static file whose address names its content; let it be compressed."""
    if request.endpoint == "layout.static":
        if "v" in request.args:
            response.headers["Cache-Control"] = _FOR_EVER
        if response.status_code == HTTPStatus.OK:
            _make_compressible(response)
    return response


def _make_compressible(response: Response) -> None:
    """Make of a file that is sent by its bytes, in ranges too, a whole that may be encoded."""
    response.direct_passthrough = False
    response.set_data(response.get_data())
    response.set_etag(response.get_etag()[0] or "", weak=True)
    response.headers.pop("Accept-Ranges", None)


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:_DIGEST]


def _policy() -> str:
    allowed = f" 'nonce-{g.nonce}'" if "nonce" in g else ""
    return (
        f"default-src 'self'; script-src 'self'{allowed}; style-src 'self'{allowed}; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def _in_language(language: str) -> str:
    """Return the address of the present page in `language`."""
    values = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
    if request.endpoint is None or "language" not in (request.view_args or {}):
        return url_for("home.home", language=language)
    return url_for(request.endpoint, **{**values, "language": language})


def _search(language: str) -> str | None:
    found = "search.search" in current_app.view_functions
    return url_for("search.search", language=language) if found else None


def _navigation(language: str) -> list[_Link]:
    links = []
    for name, endpoint, values in _NAVIGATION:
        if endpoint in current_app.view_functions:
            view = values.get("view")
            current = request.endpoint == endpoint and (
                endpoint != "browse.browse" or request.args.get("view") == view
            )
            url = url_for(endpoint, language=language, view=view)
            links.append(_Link(text(language, f"layout.nav_{name}"), url, current))
    return links
