from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask, Response, redirect, request
from werkzeug.serving import make_server

from kg.config import Settings
from kg.errors import ConfigError, SnapshotError
from kg.store.build import build
from kg.store.pull import PULLING, pull
from kg.store.readers import ReaderPool
from kg.store.snapshot import FORMAT_VERSION, MANIFEST, SNAPSHOTS, current_snapshot
from kg.web import create_app
from tests.conftest import Publish

Serve = Callable[[Flask], str]


QUAD = ox.Quad(*(ox.NamedNode(f"https://example.org/{name}") for name in "spo"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves an application on loopback and gives its address."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def origin(tmp_path: Path, small_project: Path) -> Iterator[tuple[Flask, Path]]:
    """Give the application over a snapshot, and its data directory."""
    data_dir = tmp_path / "origin"
    build(small_project, data_dir, max_file_bytes=1024 * 1024)
    settings = Settings(data_dir=data_dir)
    with ReaderPool(settings) as pool:
        yield create_app(settings, pool, small_project), data_dir


def test_a_pulled_snapshot_is_the_same_and_pulled_once(
    origin: tuple[Flask, Path], serve: Serve, tmp_path: Path, publish_quads: Publish
) -> None:
    app, data_dir = origin
    here = tmp_path / "here"
    publish_quads(here, [QUAD])
    url = serve(app)
    assert not pull(url, here).unchanged
    pulled = current_snapshot(here)
    pulled.verify()
    assert pulled.manifest == current_snapshot(data_dir).manifest
    assert set(pulled.open_store()) == set(current_snapshot(data_dir).open_store())
    again = pull(url, here)
    assert (again.unchanged, again.fetched) == (True, 0)
    assert [path.name for path in (here / SNAPSHOTS).glob(".*")] == []


def test_a_broken_off_pull_fetches_only_what_is_missing(
    origin: tuple[Flask, Path], serve: Serve, tmp_path: Path
) -> None:
    app, data_dir = origin
    snapshot = current_snapshot(data_dir)
    here = tmp_path / "here"
    place = here / SNAPSHOTS / f"{PULLING}{snapshot.id}"
    largest = max(
        snapshot.manifest.files, key=lambda name: (snapshot.directory / name).stat().st_size
    )
    there = 0
    for name in snapshot.manifest.files:
        data = (snapshot.directory / name).read_bytes()
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name == largest:
            target.with_name(f"{target.name}.part").write_bytes(data[: len(data) // 2])
            there += len(data) // 2
        else:
            target.write_bytes(data)
            there += len(data)
    done = pull(serve(app), here)
    sizes = sum((snapshot.directory / name).stat().st_size for name in snapshot.manifest.files)
    manifest = (snapshot.directory / MANIFEST).stat().st_size
    assert done.fetched == sizes - there + manifest
    current_snapshot(here).verify()


def test_a_beginning_that_is_damaged_is_fetched_again(
    origin: tuple[Flask, Path], serve: Serve, tmp_path: Path
) -> None:
    app, data_dir = origin
    snapshot = current_snapshot(data_dir)
    here = tmp_path / "here"
    for name in snapshot.manifest.files:
        part = here / SNAPSHOTS / f"{PULLING}{snapshot.id}" / f"{name}.part"
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(os.urandom((snapshot.directory / name).stat().st_size + 1))
    pull(serve(app), here)
    current_snapshot(here).verify()


def test_a_file_that_is_not_what_the_manifest_says_changes_nothing(
    origin: tuple[Flask, Path], serve: Serve, tmp_path: Path, publish_quads: Publish
) -> None:
    app, data_dir = origin
    here = tmp_path / "here"
    before = publish_quads(here, [QUAD])
    snapshot = current_snapshot(data_dir)
    snapshot.quads.write_bytes(b"something else")
    with pytest.raises(SnapshotError, match=r"data\.nq\.gz"):
        pull(serve(app), here)
    assert current_snapshot(here).id == before.id


@pytest.mark.parametrize("name", ["../../escaped", "/tmp/escaped", "manifest.json", ""])  # noqa: S108
def test_a_manifest_whose_files_lead_away_is_refused(
    serve: Serve, tmp_path: Path, name: str
) -> None:
    app = Flask(__name__)
    app.add_url_rule("/-/snapshots/", "list", lambda: json.dumps({"current": "a" * 20}))
    manifest = json.dumps({"format_version": FORMAT_VERSION, "files": {name: "0" * 64}})
    app.add_url_rule(f"/-/snapshots/{'a' * 20}/manifest.json", "manifest", lambda: manifest)
    with pytest.raises(SnapshotError, match="files that no snapshot has"):
        pull(serve(app), tmp_path / "here")


def test_redirects_are_not_followed(serve: Serve, tmp_path: Path) -> None:
    app = Flask(__name__)
    asked = []

    def answer(path: str = "") -> Response:
        asked.append(path)
        return redirect(request.host_url + "elsewhere")  # type: ignore[return-value]

    app.add_url_rule("/<path:path>", "any", answer)
    with pytest.raises(ConfigError, match="redirects to"):
        pull(serve(app), tmp_path / "here")
    assert len(asked) == 1


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"current": "../.."}', '{"current": null}'])
def test_what_is_no_server_of_ours_is_said(serve: Serve, tmp_path: Path, body: str) -> None:
    app = Flask(__name__)
    app.add_url_rule("/-/snapshots/", "list", lambda: body)
    with pytest.raises(SnapshotError, match="kg serve"):
        pull(serve(app), tmp_path / "here")


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be reached"):
        pull("http://127.0.0.1:9/", tmp_path)
