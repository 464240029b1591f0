"""Search where a remote engine answers, which has no text index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.config import Settings
from kg.resources import bundled_project
from kg.site import create_app
from kg.store.remote.publish import publish
from kg.store.remote.store import RemoteStore
from tests.conftest import Publish
from tests.store.remote.conftest import Emptied, Server, emptied, oxigraph, server, virtuoso

__all__ = ["emptied", "oxigraph", "server", "virtuoso"]

TURTLE = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix project: <https://w3id.org/vnrc/id/project/> .
project:bridge rdfs:label "Cầu Đồng Việt"@vi .
project:other rdfs:label "Đường khác"@vi ; skos:note "Gần cầu Đồng Việt (ĐV)"@vi .
"""


@pytest.fixture
def client(
    tmp_path: Path, publish_quads: Publish, server: Server, emptied: Emptied
) -> Iterator[FlaskClient]:
    quads = list(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    named = ox.NamedNode("https://w3id.org/vnrc/graph/local/a")
    quads += [ox.Quad(quad.subject, quad.predicate, quad.object, named) for quad in quads]
    settings = Settings(data_dir=tmp_path)
    engine = emptied(server)
    publish(engine, publish_quads(tmp_path, quads), tmp_path)
    with RemoteStore(engine, settings) as store:
        yield create_app(settings, store, bundled_project()).test_client()


@pytest.mark.parametrize("query", ["dong viet", "ĐỒNG VIỆT", "viet (", "dong v"])
def test_names_are_found_without_marks_and_before_texts(client: FlaskClient, query: str) -> None:
    found = client.get("/-/suggest", query_string={"q": query, "lang": "vi"}).get_json()
    assert [item["text"] for item in found] == ["Cầu Đồng Việt"]
    text = client.get("/vi/search", query_string={"q": query}).get_data(as_text=True)
    assert text.index("/vi/id/project/bridge") < text.index("/vi/id/project/other")
