"""A small made-up world, published and indexed once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.config import Settings
from kg.reconcile.index import Index
from kg.reconcile.keeper import read_index
from kg.store.readers import ReaderPool
from tests.conftest import Publish

WORLD = Path(__file__).parent / "world.ttl"


def world() -> list[ox.Quad]:
    """Return the quads of the world, in the default graph."""
    return list(ox.parse(WORLD.read_bytes(), ox.RdfFormat.TURTLE))


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory, publish_quads: Publish) -> Iterator[ReaderPool]:
    data_dir = tmp_path_factory.mktemp("reconciled")
    publish_quads(data_dir, world())
    with ReaderPool(Settings(data_dir=data_dir, readers=2, short_readers=1)) as found:
        yield found


@pytest.fixture(scope="session")
def index(pool: ReaderPool) -> Index:
    return read_index(pool).index
