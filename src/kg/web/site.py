"""What the views need: settings, store, saved questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from kg.config import Settings
from kg.questions import Question
from kg.store.interface import QueryStore

_KEY = "kg"


@dataclass(frozen=True)
class Site:
    """The parts of one running site."""

    settings: Settings
    pool: QueryStore
    questions: Sequence[Question]


def install(app: Flask, site: Site) -> None:
    """Give `app` its site."""
    app.extensions[_KEY] = site


def site() -> Site:
    """Return the site of the application that answers the present request."""
    return cast(Site, current_app.extensions[_KEY])
