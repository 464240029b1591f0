"""The snapshot of the project that came with this installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store.snapshot import current_snapshot
from tests.conftest import Publish
from tests.wikidata import serving_wikidata

WIKIDATA = "https://query.wikidata.org/sparql"
"""The address that a question for Wikidata itself names; here another takes its place."""

Ask = Callable[[str], ox.QuerySolutions]


@pytest.fixture(scope="session")
def wikidata(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Iterator[str]:
    """Return the address of an endpoint on loopback that holds the extract."""
    with serving_wikidata(tmp_path_factory.mktemp("wikidata"), publish_quads) as server:
        yield server.endpoint


@pytest.fixture(scope="session")
def ask(built: Path, wikidata: str) -> Ask:
    """Return a function that answers a SELECT query from the snapshot."""
    store = current_snapshot(built).open_store()

    def answer(query: str) -> ox.QuerySolutions:
        solutions = store.query(query.replace(WIKIDATA, wikidata))
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions

    return answer
