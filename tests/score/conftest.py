"""A draft that was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.rdf.triples import Triples
from kg.score.graph import read_graph
from kg.score.items import Facts
from tests.score.drafts import write_draft


@pytest.fixture
def draft(tmp_path: Path) -> Facts:
    return read_graph(write_draft(tmp_path / "77.trig"), Triples(()))
