"""The snapshot of the project that came with this installation."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg.rdf.document import MAX_FILE_BYTES
from kg.resources import bundled_project
from kg.store.build import build

Ask = Callable[[str], ox.QuerySolutions]


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return a function that answers a SELECT query from the snapshot, built once a session."""
    built = build(
        bundled_project(), tmp_path_factory.mktemp("snapshot"), max_file_bytes=MAX_FILE_BYTES
    )
    store = built.snapshot.open_store()

    def answer(query: str) -> ox.QuerySolutions:
        solutions = store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions

    return answer
