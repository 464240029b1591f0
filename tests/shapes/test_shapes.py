"""Every shape and every rule has a node that keeps it and a node that breaks it."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, RDFS, SH

from kg.rdf.findings import Finding, Severity
from kg.rdf.rdflib_graph import to_rdflib
from kg.resources import bundled_project
from kg.validate.project import validate

HERE = Path(__file__).parent
SHAPE = "https://w3id.org/vnrc/shape/"
PROJECT = bundled_project()
RULES = sorted(path.stem for path in (PROJECT / "shapes" / "rules").glob("*.rq"))


def load(*paths: Path) -> rdflib.Graph:
    quads = (quad for path in paths for quad in ox.parse(path=path))
    return to_rdflib(quads)


SHAPES = load(*sorted((PROJECT / "shapes").glob("*.ttl")))
NAMES = sorted(
    str(shape).removeprefix(SHAPE)
    for shape in set(SHAPES.subjects(RDF.type, SH.NodeShape))
    if isinstance(shape, rdflib.URIRef)
)
BROKEN = {
    str(what).removeprefix(SHAPE): str(node)
    for node, what in load(HERE / "failing.trig").subject_objects(RDFS.seeAlso)
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the real ontology and shapes, and the small world as its data."""
    directory = tmp_path_factory.mktemp("world")
    for room in ("ontology", "shapes"):
        shutil.copytree(PROJECT / room, directory / room)
    (directory / "data" / "articles").mkdir(parents=True)
    (directory / "queries").mkdir()
    shutil.copy(HERE / "world.trig", directory / "data" / "articles")
    return directory


@pytest.fixture(scope="module")
def broken(world: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What is found when the failing nodes are added to the world."""
    directory = tmp_path_factory.mktemp("broken") / "project"
    shutil.copytree(world, directory)
    with (directory / "data" / "articles" / "world.trig").open("a", encoding="utf-8") as file:
        file.write((HERE / "failing.trig").read_text(encoding="utf-8"))
    return list(validate(directory).findings)


def test_the_world_keeps_every_shape_and_rule(world: Path) -> None:
    assert [finding.message_en for finding in validate(world).findings] == []


@cache
def classes_of_the_world() -> set[str]:
    """All classes that the world has instances of, with their superclasses."""
    world, ontology = load(HERE / "world.trig"), load(PROJECT / "ontology" / "cooperation.ttl")
    asserted = set(world.objects(None, RDF.type))
    parents = {
        str(parent)
        for kind in asserted
        for parent in ontology.transitive_objects(kind, RDFS.subClassOf)
    }
    return parents | {str(kind) for kind in asserted}


@pytest.mark.parametrize("name", NAMES)
def test_the_world_has_a_node_for_the_shape(name: str) -> None:
    target = SHAPES.value(rdflib.URIRef(SHAPE + name), SH.targetClass)
    inferred_only = name in {"Party", "Signatory"}
    assert (str(target) in classes_of_the_world()) != inferred_only


@pytest.mark.parametrize("name", NAMES)
def test_the_shape_finds_the_node_that_breaks_it(name: str, broken: list[Finding]) -> None:
    about = [f for f in broken if f.focus == BROKEN[name] and f.shape == SHAPE + name]
    findings = [f for f in about if f.code.startswith("sh:")]
    assert findings
    for finding in findings:
        assert finding.severity is Severity.VIOLATION
        assert finding.file == Path("data/articles/world.trig")
        assert finding.line
        assert finding.message_vi != finding.message_en


@pytest.mark.parametrize("name", RULES)
def test_the_rule_finds_the_node_that_breaks_it(name: str, broken: list[Finding]) -> None:
    node = BROKEN[f"rule/{name}"]
    assert [f for f in broken if f.focus == node and f.code == f"rule:{name}"]
