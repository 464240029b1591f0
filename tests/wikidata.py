"""An endpoint on loopback that speaks Wikidata's model: `kg serve` over the extract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.resources import bundled_project
from tests.conftest import Publish
from tests.servers import Server, serving

_GRAPH = ox.NamedNode("https://example.org/wikidata")


@contextmanager
def serving_wikidata(directory: Path, publish_quads: Publish, news: str = "") -> Iterator[Server]:
    """Serve the extract, and the Turtle `news` with our prefixes, until the block ends."""
    prologue = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    triples = [
        *ox.parse(path=bundled_project() / "data/wikidata/items.ttl"),
        *ox.parse(prologue + news, format=ox.RdfFormat.TURTLE),
    ]
    found = {(quad.subject, quad.predicate, quad.object) for quad in triples}
    quads = [quad for t in sorted(found, key=str) for quad in (ox.Quad(*t), ox.Quad(*t, _GRAPH))]
    empty = directory / "project"
    for room in ("ontology", "shapes", "data", "queries"):
        (empty / room).mkdir(parents=True)
    publish_quads(directory / "data", quads)
    with serving(directory / "data", empty, readers=2, access_log="no") as server:
        yield server
