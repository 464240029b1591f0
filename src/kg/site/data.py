"""The data as files: every snapshot, every graph, their descriptions, licence and change log."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, send_file, url_for
from pyoxigraph import NamedNode

from kg.namespaces import GRAPH
from kg.resources import bundled_project
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.metadata import describe_data
from kg.site.terms import Terms
from kg.site.texts import text
from kg.store.snapshot import QUADS, Snapshot
from kg.web.site import site
from kg.web.snapshots import held

blueprint = Blueprint("data", __name__)

_CHANGES = "CHANGELOG.md"


@blueprint.get(f"/{LANGUAGE}/data")
def data(language: str) -> Response:
    """Show what can be downloaded, and what describes it."""
    snapshot = site().pool.snapshot
    graphs = snapshot.manifest.graphs
    title = text(language, "data.title")
    return render(
        "data.html",
        language=language,
        title=title,
        citation=of_page(language),
        json_ld=describe_data(language),
        current=snapshot.id,
        snapshots=held() if isinstance(snapshot, Snapshot) else [],
        quads=QUADS,
        graphs=[(name, NamedNode(f"{GRAPH}{name}")) for name in _names(graphs)],
        triples=graphs,
        terms=Terms.of(language),
        endpoint_url=url_for("sparql.endpoint", _external=True),
        changes=_changes() is not None,
    )


@blueprint.get(f"/{_CHANGES}")
def changes() -> Response:
    """Send the change log of the program and of the data."""
    file = _changes()
    if file is None:
        abort(HTTPStatus.NOT_FOUND, "this installation came without its change log")
    response = send_file(file, "text/markdown", conditional=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _names(graphs: Iterable[str]) -> list[str]:
    """Return what names each graph after the common base, in order."""
    base = str(GRAPH)
    return sorted(iri.removeprefix(base) for iri in graphs if iri.startswith(base))


def _changes() -> Path | None:
    file = bundled_project() / _CHANGES
    return file if file.is_file() else None
