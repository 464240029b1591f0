"""What `kg read` drafts from real articles, where the texts are in the library (KG_LIBRARY).

The articles are not ours to publish: gold names each text by its digest. The curated graphs are in
`data/articles`, annotations of further articles in `tests/read/evaluation`. The floors are those
that reading is held to; `kg score` prints the figures and everything that differs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kg.config import Settings
from kg.rdf.triples import Triples
from kg.read.library import Library
from kg.read.reader import read
from kg.read.turtle import turtle
from kg.resources import bundled_project
from kg.score.annotation import read_annotation
from kg.score.graph import read_graph
from kg.score.items import Facts, Measure
from kg.score.match import compare
from kg.score.scoring import project_entities
from kg.score.tally import by_article, micro

PROJECT = bundled_project()
CURATED = sorted((PROJECT / "data" / "articles").glob("*.trig"))
ANNOTATED = sorted((Path(__file__).parents[1] / "read" / "evaluation").glob("*.json"))
FLOORS: Mapping[Measure, float] = {
    Measure.PROVINCES: 0.95,
    Measure.PERSONS: 0.95,
    Measure.OFFICES: 0.92,
    Measure.OFFICES_IN_UNITS: 0.88,
    Measure.DATES: 0.85,
    Measure.PERIODS: 0.95,
    Measure.PARTIES: 0.85,
    Measure.PARTIES_IN_PERIODS: 0.80,
}


@cache
def entities() -> Triples:
    return project_entities(PROJECT)


@cache
def library() -> Library:
    return Library(Settings.load().library)


def drafted(text: str, gold: Facts, directory: Path, **known: object) -> Facts:
    """Return what is drafted from a text, by way of the file that `kg read` writes."""
    published = known.get("published_date")
    draft = read(
        text,
        published=date.fromisoformat(str(published)) if published else None,
        publisher=str(known["publisher"]) if known.get("publisher") else None,
    )
    file = directory / f"{gold.article}.trig"
    file.write_text(turtle(draft, text), encoding="utf-8")
    return read_graph(file, entities())


def check(pairs: list[tuple[Facts, Facts]]) -> None:
    counts = by_article(outcome for gold, draft in pairs for outcome in compare(gold, draft))
    reached = {measure: micro(counts.values(), measure).f1 or 0.0 for measure in FLOORS}
    assert {m: f1 for m, f1 in reached.items() if f1 < FLOORS[m]} == {}


def test_the_curated_articles(tmp_path: Path) -> None:
    golds = [read_graph(file, entities()) for file in CURATED]
    pairs = []
    for file, gold in zip(CURATED, golds, strict=True):
        said = read_version(file)
        text = library().find(said)
        if text is None:
            pytest.skip(f"the text of {file.name} is not in the library (KG_LIBRARY)")
        pairs.append((gold, drafted(text, gold, tmp_path)))
    check(pairs)


def read_version(file: Path) -> str:
    """Return the digest of the text that a curated graph was made from."""
    line = next(li for li in file.read_text("utf-8").splitlines() if "vnrc:sha256" in li)
    return line.split('"')[1]


def test_articles_found_elsewhere(tmp_path: Path) -> None:
    pairs = []
    for file in ANNOTATED:
        known = json.loads(file.read_text(encoding="utf-8"))
        text = library().find(known["sha256"])
        if text is not None:
            gold = read_annotation(file)
            pairs.append((gold, drafted(text, gold, tmp_path, **known)))
    if not pairs:
        pytest.skip("no text of tests/read/evaluation is in the library (KG_LIBRARY)")
    assert not any(
        gold.traps and any(not item.informal for item in draft.of(Measure.PARTIES))
        for gold, draft in pairs
    ), "no agreement is drafted from a merger, a foreign partner or a visit"
    check(pairs)
