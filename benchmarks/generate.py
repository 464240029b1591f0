"""Realistic data of the graph's own model in any size: the real graph and made-up articles.

python -m benchmarks.generate --triples 100000 --output data.nq
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random
from typing import IO

import click
import pyoxigraph as ox

from benchmarks.article import ArticleWriter
from benchmarks.world import World
from kg.rdf.load import load_project
from kg.resources import find_project

FORMATS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}


def synthetic_quads(real: list[ox.Quad], triples: int, seed: int) -> Iterator[ox.Quad]:
    """Yield made-up articles, each in its graph, until there are `triples` with the `real` ones.

    The last article is finished. The same seed and the same real quads give the same quads.
    """
    rng = Random(seed)  # noqa: S311 - no secret is made
    world = World(real, rng)
    count = len(real)
    for quad in world.offices():
        count += 1
        yield quad
    number = 0
    while count < triples:
        number += 1
        quads = ArticleWriter(number, world, rng).quads()
        count += len(quads)
        yield from quads
    yield from world.last_identities()


@click.command()
@click.option("--triples", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="nquads")
@click.option("--synthetic-only", is_flag=True, help="Leave the real graph out.")
@click.option("--project", type=click.Path(path_type=Path), help="Project directory.")
@click.option("--output", type=click.File("wb"), default="-", help="File; default: stdout.")
def main(  # noqa: PLR0913 - one parameter an option
    *,
    triples: int,
    seed: int,
    format_: str,
    synthetic_only: bool,
    project: Path | None,
    output: IO[bytes],
) -> None:
    """Write the data of a benchmark, at least --triples of them (the last article is finished)."""
    real = list(load_project(find_project(project)).quads())
    made_up = synthetic_quads(real, triples, seed)
    ox.serialize(made_up if synthetic_only else chain(real, made_up), output, FORMATS[format_])


if __name__ == "__main__":
    main()
