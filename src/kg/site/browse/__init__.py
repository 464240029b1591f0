"""Browsing: a selection by facets, as table, map, timeline, network or matrix, and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QueryTooLarge
from kg.figures.picture import PictureTooLarge, png_file, stylesheet, svg_file
from kg.figures.svg import Figure
from kg.site import citation
from kg.site.browse import facets, land, matrix, network, timeline
from kg.site.browse.data import csv_file, json_file
from kg.site.browse.items import columns
from kg.site.browse.state import VIEWS, State, of_request
from kg.site.browse.view import View
from kg.site.layout import LANGUAGE, render
from kg.site.selection.choice import Selection
from kg.site.selection.keeper import IndexKeeper
from kg.site.selection.queries import of_selection
from kg.web.dataset import LICENCE, TITLE
from kg.web.site import site

blueprint = Blueprint("browse", __name__)

_KEEPER = "kg.browse"
_STYLES = Path(__file__).parent.parent / "static/css"
_MAKERS: Mapping[str, Callable[[State], View]] = {
    "table": timeline.of_table,
    "map": land.of_map,
    "timeline": timeline.of_timeline,
    "network": network.of_network,
    "matrix": matrix.of_matrix,
}
_FILES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "rq": "application/sparql-query; charset=utf-8",
}
"""Endings of the addresses of files, and their media types."""


@blueprint.get(f"/{LANGUAGE}/browse")
def browse(language: str) -> AnyResponse:
    """Show a selection in one of its views."""
    state = _state(language)
    if "" in request.args.values():  # a form sends its empty fields too
        return redirect(state.url(page=state.page))
    view = _MAKERS[state.view](state)
    removals = facets.removals(state)
    return render(
        "browse/browse.html",
        language=language,
        title=state.title,
        citation=citation.of_page(language, state.title),
        state=state,
        view=view,
        views={name: state.url(view=name) for name in VIEWS},
        subjects={
            name: (state.url(state.selection.of(name)), size)
            for name, size in _keeper().sizes().items()
        },
        facets=facets.facets(state),
        chips=removals,
        relaxations=sorted((item for item in removals if item.count), key=lambda item: -item.count),
        years=view.figure if state.view == "table" else facets.years(state),
        columns=columns(state),
        units={name: state.url(state.seen(present=name == "now")) for name in ("then", "now")},
        files={
            name: state.url(page=state.page, file=name) for name in ("csv", "json", "svg", "png")
        },
        rows=len(view.data().rows) if state.view in ("map", "network", "matrix") else state.count,
        query=of_selection(state.selection, language),
        anew=state.url(Selection(state.selection.subject)),
    )


def map_of_all(language: str) -> Figure | None:
    """Return the map of all agreements; None where there is nothing to draw. Raises QueryError."""
    return land.of_map(of_request(language, MultiDict({"view": "map"}), _keeper())).figure


@blueprint.get(f"/{LANGUAGE}/browse.<any({', '.join(_FILES)}):ending>")
def file(language: str, ending: str) -> AnyResponse:
    """Give the data, the picture or the query of a view as a file."""
    state = _state(language)
    response = Response(_content(state, ending), content_type=_FILES[ending])
    snapshot = site().pool.snapshot.id
    name = f"vnrc-{state.selection.subject.name}-{state.view}-{snapshot[:8]}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["KG-Snapshot"] = snapshot
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    return response.make_conditional(request)


def _content(state: State, ending: str) -> str | bytes:
    if ending == "rq":
        return of_selection(state.selection, state.language)
    view = _MAKERS[state.view](state)
    if ending == "csv":
        return csv_file(view.data())
    if ending == "json":
        return json_file(view.data(), _about(state))
    return _picture(view.figure or abort(HTTPStatus.NOT_FOUND), state, ending)


def _picture(figure: Figure, state: State, ending: str) -> str | bytes:
    credit = f"{TITLE[state.language]}, {site().pool.snapshot.id}, CC BY 4.0"
    if state.view == "map":
        credit += ". Made with Natural Earth"
    if ending == "svg":
        return svg_file(figure, _style(), credit, site=request.host_url.rstrip("/"))
    try:
        return png_file(figure, _style(), credit)
    except PictureTooLarge as error:
        raise QueryTooLarge(str(error)) from None


def _about(state: State) -> dict[str, object]:
    return {
        "title": state.title,
        "address": url_for("browse.browse", language=state.language, _external=True)
        + "?"
        + state.url().partition("?")[2],
        "snapshot": site().pool.snapshot.id,
        "licence": LICENCE,
        "query": of_selection(state.selection, state.language),
    }


@cache
def _style() -> str:
    base, own = (
        (_STYLES / name).read_text(encoding="utf-8") for name in ("base.css", "figures.css")
    )
    return stylesheet(base.partition("/* Elements")[0], own)


def _state(language: str) -> State:
    return of_request(language, request.args, _keeper())


def _keeper() -> IndexKeeper:
    keeper: IndexKeeper = current_app.extensions.setdefault(_KEEPER, IndexKeeper())
    return keeper
