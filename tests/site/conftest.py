"""The servers of the tests of pages: that of the tests of the web, and one over the real data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.config import Settings
from kg.resources import bundled_project
from kg.store.build import build
from tests.servers import Server, serving
from tests.web.conftest import project, server

__all__ = ["project", "server"]


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the project's own data, whose reader has no texts."""
    data_dir = tmp_path_factory.mktemp("real")
    build(bundled_project(), data_dir, max_file_bytes=Settings().max_file_bytes)
    with serving(data_dir, bundled_project(), library=str(data_dir / "library")) as found:
        yield found
