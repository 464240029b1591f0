from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.config import Settings
from kg.store.readers import ReaderPool
from kg.store.snapshot import Snapshot
from kg.web import create_app
from tests.conftest import Publish

QUAD = ox.Quad(*(ox.NamedNode(f"https://example.org/{name}") for name in "spo"))


@pytest.fixture
def served(
    tmp_path: Path, publish_quads: Publish, small_project: Path
) -> Iterator[tuple[FlaskClient, Snapshot]]:
    """Return a client of a server with one snapshot."""
    snapshot = publish_quads(tmp_path, [QUAD])
    settings = Settings(data_dir=tmp_path)
    with ReaderPool(settings) as pool:
        yield create_app(settings, pool, small_project).test_client(), snapshot


def test_the_listing_names_the_current_snapshot(served: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = served
    found = client.get("/-/snapshots/").get_json()
    assert found["current"] == snapshot.id
    assert [item["id"] for item in found["snapshots"]] == [snapshot.id]


def test_a_file_comes_whole_in_ranges_and_only_when_it_changed(
    served: tuple[FlaskClient, Snapshot],
) -> None:
    client, snapshot = served
    for name, digest in snapshot.manifest.files.items():
        path = f"/-/snapshots/{snapshot.id}/{name}"
        with client.get(path) as whole:
            data = whole.data
        assert hashlib.sha256(data).hexdigest() == digest
        assert whole.headers["ETag"] == f'"{digest}"'
        for header, value, status in (("If-None-Match", digest, 304), ("If-Match", "another", 412)):
            with client.get(path, headers={header: f'"{value}"'}) as answered:
                assert answered.status_code == status
        if len(data) > 1:
            headers = {"Range": "bytes=1-", "If-Match": f'"{digest}"'}
            with client.get(path, headers=headers) as part:
                assert (part.status_code, part.data) == (206, data[1:])


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "db/../manifest.json", "db/LOCK", "db", "%2e%2e/current", "nothing"],
)
def test_nothing_but_the_files_of_a_manifest_is_sent(
    served: tuple[FlaskClient, Snapshot], name: str
) -> None:
    client, snapshot = served
    assert client.get(f"/-/snapshots/{snapshot.id}/{name}").status_code == 404
    assert client.get(f"/-/snapshots/{'0' * 20}/manifest.json").status_code == 404
    assert client.get("/-/snapshots/..%2f..%2fcurrent/manifest.json").status_code == 404
