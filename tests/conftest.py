"""Fixtures that several rooms share, and how the tests are dealt to workers."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from kg.rdf.document import MAX_FILE_BYTES
from kg.resources import bundled_project
from kg.store.build import build
from kg.store.dataset import canonical_lines
from kg.store.publish import build_lock, publish
from kg.store.snapshot import CURRENT, FORMAT_VERSION, ID_LENGTH, Manifest, Snapshot
from tests.servers import Server, serving

# A shared machine is slow now and then; a property that hangs is caught by the run's own limit.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

ALONE = ("abuse", "store/remote", "web/test_openrefine", "store/test_durability")
"""Tests that take all of a machine, or measure a server's patience: one worker runs them."""

XSD = "http://www.w3.org/2001/XMLSchema#"

SMALL_ONTOLOGY = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/vnrc/ontology> a owl:Ontology ;
  owl:versionInfo "0.1" .

vnrc:Place a owl:Class ;
  owl:disjointWith vnrc:Person .

vnrc:Person a owl:Class .

vnrc:Unit a owl:Class ;
  rdfs:subClassOf vnrc:Place .

vnrc:partOf a owl:ObjectProperty, owl:TransitiveProperty ;
  rdfs:label "part of"@en, "thuộc"@vi ;
  rdfs:domain vnrc:Unit ;
  rdfs:range [ owl:unionOf ( vnrc:Place vnrc:Unit ) ] .

vnrc:area a owl:DatatypeProperty .
"""

SMALL_DATA = """\
@prefix vnrc: <https://w3id.org/vnrc/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix unit: <https://w3id.org/vnrc/id/unit/> .

unit:a rdfs:label "Xã A"@vi, "Commune A"@en ;
  vnrc:partOf unit:b ;
  vnrc:area 1.10 .

unit:b vnrc:partOf unit:c .
"""


class ByModule(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps a module's tests in one worker, which shares its servers, and all of ALONE in one."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "alone" if module.removeprefix("tests/").startswith(ALONE) else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule:
    """Deal the tests to the workers of `pytest -n` so, whatever `--dist` says."""
    return ByModule(config, log)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with the snapshot of the project itself, built once a run.

    All workers have the same one: readers may open it, a server or a writer takes a copy.
    """
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    data_dir = base / "project-snapshot"
    with (base / "project-snapshot.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if not (data_dir / CURRENT).exists():
            build(bundled_project(), data_dir, max_file_bytes=MAX_FILE_BYTES)
    return data_dir


@pytest.fixture(scope="session")
def real(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the project's own data, whose reader has no texts."""
    data_dir = tmp_path_factory.mktemp("real") / "data"
    shutil.copytree(built, data_dir, symlinks=True)
    with serving(data_dir, bundled_project(), library=str(data_dir / "library")) as found:
        yield found


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """Return a project of a dozen triples that is valid and gives a few inferences."""
    directory = tmp_path / "project"
    for room in ("ontology", "shapes", "data/entities", "queries"):
        (directory / room).mkdir(parents=True)
    (directory / "ontology/cooperation.ttl").write_text(SMALL_ONTOLOGY, encoding="utf-8")
    (directory / "data/entities/units.ttl").write_text(SMALL_DATA, encoding="utf-8")
    return directory


Publish = Callable[[Path, Sequence[ox.Quad]], Snapshot]


@pytest.fixture(scope="session")
def publish_quads() -> Publish:
    """Return a function that makes given quads the current snapshot of a data directory."""

    def make(data_dir: Path, quads: Sequence[ox.Quad]) -> Snapshot:
        lines = canonical_lines(quads)
        graphs = Counter(
            quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)
        )

        def describe(files: dict[str, str]) -> Manifest:
            return Manifest(
                id=hashlib.sha256(lines).hexdigest()[:ID_LENGTH],
                format_version=FORMAT_VERSION,
                created="2025-01-01T00:00:00+00:00",
                program_version="0",
                ontology_version=None,
                triples=len(quads) - graphs.total(),
                graphs=dict(graphs),
                roles=dict(graphs),
                files=files,
                sources={},
            )

        with build_lock(data_dir, lambda: None):
            return publish(data_dir, quads, lines, "{}", describe)

    return make


@pytest.fixture(scope="session")
def mixed_quads() -> list[ox.Quad]:
    """Return quads whose objects are of every kind, in two named graphs and merged.

    `ORDER BY ?o` over them ends the engine's process; one literal holds a control character.
    """
    objects: list[ox.NamedNode | ox.Literal] = [ox.Literal("a\x01b")]
    for number in range(3000):
        year = f"{2000 + number % 90}-01-01"
        kinds: list[ox.NamedNode | ox.Literal] = [
            ox.NamedNode(f"https://example.org/{number}"),
            ox.Literal(f"chữ {number}"),
            ox.Literal(f"chữ {number}", language="vi"),
            ox.Literal(number),
            ox.Literal(number * 1.5),
            ox.Literal(year, datatype=ox.NamedNode(f"{XSD}date")),
            ox.Literal(f"{year}T00:00:00", datatype=ox.NamedNode(f"{XSD}dateTime")),
            ox.Literal(f"{year}T00:00:00Z", datatype=ox.NamedNode(f"{XSD}dateTime")),
            ox.Literal("NaN", datatype=ox.NamedNode(f"{XSD}double")),
        ]
        objects.append(kinds[number * 7 % len(kinds)])
    predicate = ox.NamedNode("https://example.org/p")
    quads = []
    for number, value in enumerate(objects):
        subject = ox.NamedNode(f"https://example.org/s{number}")
        graph = ox.NamedNode(f"https://example.org/g{number % 2}")
        quads.append(ox.Quad(subject, predicate, value))
        quads.append(ox.Quad(subject, predicate, value, graph))
    return quads
