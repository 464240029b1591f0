"""Data, and servers over them, for the tests of abuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conftest import XSD, Publish
from tests.servers import Server, serving


@pytest.fixture(scope="session")
def empty_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("project")
    for room in ("ontology", "shapes", "data", "queries"):
        (directory / room).mkdir()
    return directory


@pytest.fixture(scope="session")
def deadly_quads() -> list[ox.Quad]:
    """Return quads over whose objects the bare engine cannot sort: it ends its process."""
    duration = ox.NamedNode(f"{XSD}duration")
    quads = []
    for number in range(1000):
        subject = ox.NamedNode(f"http://e/{number}")
        mixed = ox.Literal(number) if number % 2 else ox.Literal(f"{number}")
        period = ox.Literal(f"P{number * 7 % 5}M{number * 7919 % 97}D", datatype=duration)
        quads.append(ox.Quad(subject, ox.NamedNode("http://e/mixed"), mixed))
        quads.append(ox.Quad(subject, ox.NamedNode("http://e/period"), period))
    return quads


@pytest.fixture
def mixed_dir(tmp_path: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]) -> Path:
    """Return a data directory of its own for one server: there is never a second one."""
    publish_quads(tmp_path, mixed_quads)
    return tmp_path


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    publish_quads: Publish,
    mixed_quads: list[ox.Quad],
    deadly_quads: list[ox.Quad],
    empty_project: Path,
) -> Iterator[Server]:
    """Serve with a deadline of three seconds and no cache, so that each question is asked."""
    directory = tmp_path_factory.mktemp("mixed")
    publish_quads(directory, [*mixed_quads, *deadly_quads])
    with serving(directory, empty_project, query_timeout=3, cache_bytes=0, access_log=0) as found:
        yield found
