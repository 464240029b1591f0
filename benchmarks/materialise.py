"""Materialisation side by side: `kg.reason` and owlrl, on our ontology with made-up facts.

    python benchmarks/materialise.py                      10,000 triples with both
    python benchmarks/materialise.py --triples 100000 --no-owlrl

Prints the median of the wall-clock times in seconds and the ratio. Both get the same triples in
their own form beforehand: what is measured is reasoning. The same seed makes the same facts.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator

import click
import pyoxigraph as ox
from owlrl import OWLRL_Semantics
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.rdf.load import load_project
from kg.reason.materialise import materialise
from kg.reason.patterns import TYPE, name
from kg.resources import bundled_project

UNITS = 60
PEOPLE = 200
AREAS = ("road", "bridge", "tourism", "health", "education", "spatial-planning")


def facts(count: int, seed: int) -> list[ox.Quad]:
    """Return about `count` triples about agreements, as the articles' graphs state them."""
    chance = random.Random(seed)  # noqa: S311 - repeatable facts, no secret
    quads: list[ox.Quad] = []
    number = 0
    while len(quads) < count:
        quads.extend(_agreement(number, chance))
        number += 1
    return quads


def _agreement(number: int, chance: random.Random) -> Iterator[ox.Quad]:
    """Yield one agreement with its event, two signatures, offices, and commitments."""

    def say(subject: str, predicate: str, object_: str) -> ox.Quad:
        verb = TYPE if predicate == "a" else name(f"vnrc:{predicate}")
        return ox.Quad(name(subject), verb, name(object_))

    agreement, event = f"agreement:{number}", f"event:{number}"
    yield say(agreement, "a", "vnrc:SignedAgreement")
    yield say(event, "a", "vnrc:SigningEvent")
    yield say(agreement, "concludedAt", event)
    for side in range(2):
        unit = chance.randrange(UNITS)
        person = chance.randrange(PEOPLE)
        signature, holding = f"signature:{number}-{side}", f"post-holding:{number}-{side}"
        yield say(agreement, "hasSignature", signature)
        yield say(signature, "signedBy", f"person:{person}")
        yield say(signature, "onBehalfOf", f"unit:{unit}")
        yield say(signature, "madeDuring", event)
        yield say(holding, "holder", f"person:{person}")
        yield say(holding, "ofPost", f"post:{unit}-{chance.randrange(3)}")
        yield say(holding, "attestedAt", event)
        yield say(f"unit:{unit}", "partOf", f"region:{unit % 8}")
        yield say(f"unit:{unit}", "borders", f"unit:{chance.randrange(UNITS)}")
    for item in range(4):
        commitment = f"commitment:{number}-{item}"
        yield say(agreement, "hasCommitment", commitment)
        yield say(commitment, "area", f"area:{chance.choice(AREAS)}")


def as_node(term: object) -> Node:
    """Return an engine's term as rdflib's."""
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    text = str(term)
    return BNode(text[2:]) if text.startswith("_:") else URIRef(text[1:-1])


def median(run: Callable[[], int], times: int) -> tuple[float, int]:
    """Return the median time of `times` runs in seconds, and what the last one returned."""
    seconds = []
    result = 0
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


@click.command()
@click.option("--triples", default=10_000, show_default=True, help="Made-up triples.")
@click.option("--times", default=3, show_default=True, help="Runs of each.")
@click.option("--seed", default=1, show_default=True)
@click.option("--owlrl/--no-owlrl", "with_owlrl", default=True, show_default=True)
def main(triples: int, times: int, seed: int, *, with_owlrl: bool) -> None:
    """Measure both reasoners on the same triples."""
    schema = [
        quad
        for graph, file in load_project(bundled_project()).graphs.items()
        if file.path.parts[0] == "ontology"
        for quad in file.quads
    ]
    data = [*schema, *facts(triples, seed)]
    click.echo(f"{len(data)} triples, {len(schema)} of them ontology and code lists")
    ours, inferred = median(lambda: len(materialise(data)), times)
    click.echo(f"kg.reason  {ours:8.3f} s   {inferred} inferred")
    if not with_owlrl:
        return
    nodes = [tuple(map(as_node, (q.subject, q.predicate, q.object))) for q in data]

    def run_owlrl() -> int:
        graph = Graph()
        for node in nodes:
            graph.add(node)  # type: ignore[arg-type]  # three nodes each
        before = len(graph)
        OWLRL_Semantics(graph, axioms=False, daxioms=False).closure()
        return len(graph) - before

    theirs, inferred = median(run_owlrl, times)
    click.echo(f"owlrl      {theirs:8.3f} s   {inferred} inferred (with axiomatic triples)")
    click.echo(f"ratio      {theirs / ours:8.1f}")


if __name__ == "__main__":
    main()
