"""Benchmark data are what they claim to be: as many as asked, the same again, and valid."""

from __future__ import annotations

import shutil
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks.generate import synthetic_quads
from kg.rdf.load import load_project
from kg.resources import ROOMS, bundled_project
from kg.validate.project import validate

ONE_ARTICLE = 2_500
"""More quads than an article has, with what it makes known of persons."""


@pytest.fixture(scope="module")
def real() -> list[ox.Quad]:
    return list(load_project(bundled_project()).quads())


def test_a_seed_gives_the_same_quads_again(real: list[ox.Quad]) -> None:
    """Two runs with one seed agree; another seed gives other articles."""
    enough = len(real) + 12_000
    first, second, other = (list(synthetic_quads(real, enough, seed)) for seed in (1, 1, 2))
    assert first == second
    assert set(first) != set(other)


def test_the_size_is_that_asked_for(real: list[ox.Quad]) -> None:
    """There are as many quads as asked, each once, and at most an article more."""
    asked = len(real) + 20_000
    quads = list(chain(real, synthetic_quads(real, asked, 1)))
    identities = sum("/identity/person-s" in str(quad.subject) for quad in quads)
    assert asked <= len(quads) <= asked + ONE_ARTICLE + identities
    assert len(set(quads)) == len(quads)


def test_articles_come_one_after_the_other(real: list[ox.Quad]) -> None:
    """The first quads of a huge set come without making the rest."""
    assert len(list(islice(synthetic_quads(real, 10**9, 1), 20_000))) == 20_000


@pytest.mark.slow
def test_the_made_up_articles_keep_the_shapes(real: list[ox.Quad], tmp_path: Path) -> None:
    """The project with made-up articles beside the real ones validates without a finding."""
    for room in ROOMS:
        shutil.copytree(bundled_project() / room, tmp_path / room)
    file = tmp_path / "data" / "articles" / "made-up.trig"
    ox.serialize(synthetic_quads(real, len(real) + 20_000, 1), file, ox.RdfFormat.TRIG)
    assert validate(tmp_path, [file], max_file_bytes=2**26).findings == ()
