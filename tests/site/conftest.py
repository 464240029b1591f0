"""One running server for all tests of the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conftest import Publish
from tests.servers import Server, serving

QUESTION = """\
# title-vi: Có những gì?
# title-en: What is there <here>?
# description-vi: Mỗi dòng là một thứ.
# description-en: A row is a thing.

SELECT ?s ?lang WHERE {
  VALUES ?lang { "vi" }
  ?s ?p ?o .
}
ORDER BY ?s
LIMIT 3
"""


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("project")
    for room in ("ontology", "shapes", "data", "queries"):
        (directory / room).mkdir()
    (directory / "queries/CQ01-things.rq").write_text(QUESTION, encoding="utf-8")
    return directory


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    publish_quads: Publish,
    mixed_quads: list[ox.Quad],
    project: Path,
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("served")
    publish_quads(data_dir, mixed_quads)
    with serving(data_dir, project, query_timeout=2, answer_rows=200_000) as found:
        yield found
