from __future__ import annotations

import time
from pathlib import Path

import pyoxigraph as ox

from kg.config import Settings
from kg.reconcile.keeper import IndexKeeper, read_index
from kg.store.readers import ReaderPool
from kg.store.remote.publish import publish
from kg.store.remote.store import RemoteStore
from tests.conftest import Publish
from tests.reconcile.conftest import world
from tests.store.remote.conftest import Emptied, Server, emptied, oxigraph, server, virtuoso

__all__ = ["emptied", "oxigraph", "server", "virtuoso"]  # fixtures


def test_the_index_is_made_once_and_renewed_after_a_change(
    tmp_path: Path, publish_quads: Publish
) -> None:
    publish_quads(tmp_path, world())
    added = ox.Quad(
        ox.NamedNode("https://w3id.org/vnrc/id/river/b"),
        ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
        ox.Literal("sông Bé", language="vi"),
    )
    with ReaderPool(Settings(data_dir=tmp_path, readers=2, short_readers=1)) as pool:
        keeper = IndexKeeper(pool)
        first = keeper.get()
        assert keeper.get() is first
        second = publish_quads(tmp_path, [*world(), added])
        deadline = time.monotonic() + 60
        while keeper.get().snapshot != second.id and time.monotonic() < deadline:
            time.sleep(0.05)
        assert first.index.find("river/b") is None
        assert keeper.get().index.find("river/b") is not None


def test_a_remote_engine_gives_the_same_index(
    server: Server, emptied: Emptied, tmp_path: Path, publish_quads: Publish
) -> None:
    engine = emptied(server)
    publish(engine, publish_quads(tmp_path, world()), tmp_path)
    settings = Settings(data_dir=tmp_path)
    with RemoteStore(engine, settings) as remote, ReaderPool(settings) as embedded:
        here, there = read_index(embedded).index, read_index(remote).index
        assert there.entities == here.entities
        assert (there.types, there.properties) == (here.types, here.properties)
