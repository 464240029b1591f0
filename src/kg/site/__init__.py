"""The pages for people: the services of `kg.web`, and over the same stores what a browser shows."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from kg.config import Settings
from kg.site import (
    about,
    browse,
    data,
    editor,
    errors,
    evidence,
    explain,
    graphs,
    home,
    layout,
    linked_data,
    ontology,
    quality,
    questions,
    reconcile,
    saved,
    search,
    shapes,
    sitemap,
    things,
    workbench,
)
from kg.store.history import History
from kg.store.interface import QueryStore
from kg.store.writer import Writer
from kg.web import create_app as create_services

_PAGES = (
    browse,
    home,
    workbench,
    editor,
    questions,
    ontology,
    saved,
    search,
    evidence,
    things,
    explain,
    graphs,
    shapes,
    linked_data,
    sitemap,
    reconcile,
    quality,
    data,
    about,
)
"""Modules of pages: each has a `blueprint`; what is not here is not on the site."""


def create_app(
    settings: Settings,
    pool: QueryStore,
    project: Path,
    *,
    history: History | None = None,
    writer: Writer | None = None,
) -> Flask:
    """Return the application with services and pages; arguments and errors are those of kg.web."""
    app = create_services(settings, pool, project, history=history, writer=writer)
    layout.install(app)
    for page in _PAGES:
        app.register_blueprint(page.blueprint)
    errors.install(app)
    return app
