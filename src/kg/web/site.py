"""What the views need: settings, stores, saved questions, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from kg.config import Settings
from kg.questions import Question
from kg.reconcile.keeper import IndexKeeper
from kg.store.history import History
from kg.store.interface import QueryStore
from kg.web.cache import AnswerCache

if TYPE_CHECKING:  # these ask for the site themselves, or are not needed by all
    from kg.store.writer import Writer
    from kg.web.metrics import Metrics
    from kg.web.running import RunningQueries
    from kg.web.statistics import StatisticsKeeper

_KEY = "kg"


@dataclass(frozen=True)
class Site:
    """The parts of one running site; `project` is the directory it was built from.

    `history` is None where there is only one snapshot, `writer` where nothing can be written here,
    `token` where nobody may.
    """

    settings: Settings
    project: Path
    pool: QueryStore
    history: History | None
    writer: Writer | None
    questions: Sequence[Question]
    token: str | None = field(repr=False)
    cache: AnswerCache
    running: RunningQueries
    statistics: StatisticsKeeper
    metrics: Metrics
    reconciler: IndexKeeper


def install(app: Flask, site: Site) -> None:
    """Give `app` its site."""
    app.extensions[_KEY] = site


def site() -> Site:
    """Return the site of the application that answers the present request."""
    return cast(Site, current_app.extensions[_KEY])
