"""How fast names are matched: python -m benchmarks.reconcile --help."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import click
import pyoxigraph as ox

from benchmarks import words
from benchmarks.dataset import Dataset, publish_quads
from benchmarks.figures import Report, median, p99
from benchmarks.peers import KgServe
from benchmarks.serving import peak_memory, running
from benchmarks.world import World, labels
from kg.namespaces import ID
from kg.rdf.load import load_project
from kg.reason.materialise import materialise
from kg.reason.patterns import name
from kg.resources import find_project
from kg.store.dataset import served, with_canonical_blanks

BATCH = 10  # as OpenRefine sends them
MEDIAN_MS = 20
_BATCHES = 200
_DATES = ("2019", "2023-02-09", "15/8/2025", "")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@click.command()
@click.option("--things", type=click.IntRange(1000), default=100_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(things: int, seed: int) -> None:
    """Ask `kg serve` batches of ten over the real graph and made-up persons, --things in all."""
    rng = Random(seed)  # noqa: S311 - no secret is made
    with tempfile.TemporaryDirectory() as work:
        dataset = Dataset(Path(work))
        persons = _publish(dataset, things, rng)
        batches = [_batch(persons, rng) for _ in range(_BATCHES)]
        server = KgServe(dataset, Path(work) / "serve", Path(work))
        with running(server):
            _measure(server, batches, Report())


def _publish(dataset: Dataset, things: int, rng: Random) -> Sequence[str]:
    """Publish a snapshot of `things` things; return the names of the made-up persons."""
    real = list(load_project(find_project()).quads())
    world = World(real, rng)
    asserted = with_canonical_blanks(chain(real, world.offices()))
    quads = served(asserted, materialise(asserted))
    units = world.before + world.after
    holder = len({quad.subject for quad in quads if quad.predicate == name("rdfs:label")})
    names = [words.name(rng) for _ in range(things - holder)]
    for number, text in enumerate(names):
        posts = rng.choice(units).posts
        quads += _person(number, text, posts[rng.choice(sorted(posts))])
    publish_quads(dataset.data_dir, quads)
    return names


def _person(number: int, text: str, post: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what the published graph says of a person who holds a post."""
    node, graph = ox.NamedNode(ID[f"person/r{number}"]), ox.DefaultGraph()
    yield ox.Quad(node, name("a"), name("vnrc:Person"), graph)
    yield ox.Quad(node, name("a"), name("vnrc:Agent"), graph)
    yield ox.Quad(node, name("vnrc:holdsPost"), post, graph)
    for quad in labels(node, text, text, ox.NamedNode(ID["x"])):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _batch(persons: Sequence[str], rng: Random) -> bytes:
    """Return a request of ten: units in their spellings, codes, persons, misspelt and unknown."""
    unit = (
        "Bắc Ninh",
        "tỉnh Hải Dương",
        "TP. Hồ Chí Minh",
        "Bac Giang Province",
        "UBND tỉnh Hà Nam",
    )
    slip = ("Bắc Nihn", "Quãng Ninh", "Hai Duog", "Thái Nguyn")
    code = ("VN-56", "24", "Q36367")
    texts = [
        *rng.sample(unit, 3),
        *rng.sample(slip, 1),
        *rng.sample(code, 1),
        *rng.sample(persons, 2),
        *(words.plain(text) for text in rng.sample(persons, 1)),
        *(_misspelt(text, rng) for text in rng.sample(persons, 1)),
        words.phrase(rng, 4),
    ]
    queries = {
        f"q{number}": {"query": text, "properties": [{"pid": "date", "v": rng.choice(_DATES)}]}
        for number, text in enumerate(texts)
    }
    return urlencode({"queries": json.dumps(queries)}).encode()


def _misspelt(text: str, rng: Random) -> str:
    place = rng.randrange(1, len(text) - 1)
    return text[:place] + text[place + 1 :]


def _measure(server: KgServe, batches: Sequence[bytes], report: Report) -> None:
    before, began = peak_memory(server.pid), time.perf_counter()
    _ask(server, batches[0])
    first, after = time.perf_counter() - began, peak_memory(server.pid)
    samples = []
    for batch in batches:
        began = time.perf_counter()
        _ask(server, batch)
        samples.append(1000 * (time.perf_counter() - began))
    rows = [
        {
            "batches": str(len(samples)),
            "median ms": f"{median(samples):.1f}",
            "p99 ms": f"{p99(samples):.1f}",
            "first answer s": f"{first:.1f}",
            "peak MB before and after": f"{before:.0f}, {after:.0f}",
        }
    ]
    report.table(f"Batches of {BATCH} names", rows)
    found = median(samples)
    report.bar(f"median under {MEDIAN_MS} ms", f"{found:.1f} ms", met=found < MEDIAN_MS)


def _ask(server: KgServe, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("POST", "/reconcile/vi", body, _FORM)
    response = connection.getresponse()
    answers = json.loads(response.read())
    connection.close()
    if response.status != http.HTTPStatus.OK or len(answers) != BATCH:
        raise click.ClickException(f"kg serve answered {response.status}")


if __name__ == "__main__":
    main()
