"""Score a directory of drafts against a directory of gold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.rdf.load import load_project
from kg.rdf.triples import Triples
from kg.score.annotation import read_annotation
from kg.score.graph import read_graph
from kg.score.items import Facts, Measure
from kg.score.match import Outcome, compare
from kg.score.tally import Count, by_article

_GRAPHS = {".ttl", ".trig"}
_FORMATS = {*_GRAPHS, ".json"}
_ARTICLE_GRAPHS = "/graph/article/"


@dataclass(frozen=True)
class Scoring:
    """The outcome of a set of drafts.

    `traps` are drafted agreements, each with its article, where people found that there is none
    (a merger, a foreign partner, a visit). `undrafted` are the articles without a draft: all their
    items are missed.
    """

    name: str
    outcomes: tuple[Outcome, ...]
    traps: tuple[tuple[str, str], ...]
    undrafted: tuple[str, ...]

    def counts(self) -> dict[str, dict[Measure, Count]]:
        """Return the counts of each article and measure."""
        return by_article(self.outcomes)


def read_gold(path: Path, entities: Triples) -> list[Facts]:
    """Return the facts of the file `path`, or of the files in that directory, one an article.

    JSON files are annotations, Turtle and TriG files graphs. Raises KgError where there is none, or
    one cannot be read.
    """
    return [
        read_annotation(file) if file.suffix == ".json" else read_graph(file, entities)
        for file in _files(path, _FORMATS)
    ]


def project_entities(project: Path) -> Triples:
    """Return what the project says of things and concepts, its articles' graphs left out."""
    loaded = load_project(project)
    return Triples(
        quad.triple
        for name, graph in loaded.graphs.items()
        if _ARTICLE_GRAPHS not in name
        for quad in graph.quads
    )


def score(gold: Sequence[Facts], drafts: Path, entities: Triples) -> Scoring:
    """Compare the drafts in `drafts` (a file or a directory of Turtle and TriG) with `gold`.

    A draft belongs to the article whose file has the same name, or the same first word (`002` of
    `002-thai-nguyen-bac-giang`). Raises KgError where no draft belongs to any article.
    """
    files = {_article(file.stem): file for file in _files(drafts, _GRAPHS)}
    outcomes: list[Outcome] = []
    traps: list[tuple[str, str]] = []
    undrafted: list[str] = []
    for facts in gold:
        file = files.get(_article(facts.article))
        if file is None:
            undrafted.append(facts.article)
        draft = read_graph(file, entities) if file else Facts(facts.article, plain=facts.plain)
        outcomes += compare(facts, draft)
        if facts.traps:
            drafted = [item for item in draft.of(Measure.PARTIES) if not item.optional]
            traps += [(facts.article, item.shown) for item in drafted]
    if len(undrafted) == len(gold):
        raise KgError(f"{drafts}: no draft there belongs to an article of the gold: compare names")
    return Scoring(str(drafts), tuple(outcomes), tuple(traps), tuple(undrafted))


def _article(stem: str) -> str:
    return re.split(r"[-_.]", stem, maxsplit=1)[0] if stem[:1].isdigit() else stem


def _files(path: Path, endings: set[str]) -> list[Path]:
    if path.is_file() and path.suffix in endings:
        return [path]
    found = sorted(file for file in path.glob("*") if file.suffix in endings)
    if not found:
        kinds = ", ".join(sorted(endings))
        raise KgError(f"{path}: holds no file of facts ({kinds})")
    return found
