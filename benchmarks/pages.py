"""How long the pages of things take among many triples: python -m benchmarks.pages.

Each page is asked for once, of a thing that was not asked for before, so that no answer is kept.
The time is that between the request and the last byte, over loopback, one request at a time.
"""

from __future__ import annotations

import http.client
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import click
from platformdirs import user_cache_path

from benchmarks.dataset import prepare
from benchmarks.peers import KgServe
from benchmarks.serving import running
from kg.namespaces import BASE
from kg.resources import find_project

KINDS = (
    "agreement",
    "person",
    "unit",
    "project",
    "event",
    "commitment",
    "proposal",
    "post",
    "body",
    "article",
    "statement",
    "participation",
)
_THINGS = 'SELECT DISTINCT ?thing { ?thing a ?class FILTER(STRSTARTS(STR(?thing), "%sid/%s/")) }'
_HUBS = (
    "SELECT ?thing (COUNT(?subject) AS ?count) { ?subject ?property ?thing "
    'FILTER(isIRI(?thing) && STRSTARTS(STR(?thing), "%sid/")) } '
    "GROUP BY ?thing ORDER BY DESC(?count) LIMIT 10"
)
_TIMEOUT = 60


@click.command()
@click.option("--triples", type=click.IntRange(30_000), default=1_000_000, show_default=True)
@click.option("--pages", type=click.IntRange(1), default=30, show_default=True, help="Of a kind.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=user_cache_path("vnrc-kg", appauthor=False) / "benchmarks",
    help="Where data are kept between runs.",
)
def main(*, triples: int, pages: int, seed: int, work: Path) -> None:
    """Measure pages of each kind, and of the things that most others refer to."""
    dataset = prepare(work, find_project(None), triples, seed)
    chance = random.Random(seed)  # noqa: S311 - no secret is made
    with tempfile.TemporaryDirectory(dir=work) as name:
        server = KgServe(dataset, Path(name, "server"), Path(name))
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_TIMEOUT)
        with running(server), closing(client):
            _time(client, ["/vi/about", "/vi/id/unit/hai-phong"])  # templates are compiled
            everything: list[float] = []
            for kind in KINDS:
                found = sorted(_things(client, _THINGS % (BASE, kind)))
                times = _time(client, chance.sample(found, min(pages, len(found))))
                everything += times
                _tell(f"{kind}, of {len(found)}", times)
            _tell("all of these", everything)
            _tell("the ten that most refer to", _time(client, _things(client, _HUBS % BASE)))


def _things(client: http.client.HTTPConnection, query: str) -> list[str]:
    """Return the addresses of the pages of the things that `query` finds."""
    client.request("GET", f"/sparql?{urlencode({'query': query})}", headers=_ACCEPT)
    found = json.loads(client.getresponse().read())["results"]["bindings"]
    return [f"/vi/{row['thing']['value'].removeprefix(BASE)}" for row in found]


_ACCEPT: Mapping[str, str] = {"Accept": "application/sparql-results+json"}


def _time(client: http.client.HTTPConnection, addresses: Iterable[str]) -> list[float]:
    """Return the milliseconds that each page takes."""
    times = []
    for address in addresses:
        begun = time.perf_counter()
        client.request("GET", address)
        response = client.getresponse()
        response.read()
        times.append((time.perf_counter() - begun) * 1000)
        if response.status != http.client.OK:
            raise click.ClickException(f"{address} is answered {response.status}")
    return times


def _tell(what: str, times: list[float]) -> None:
    if times:
        middle, worst = statistics.median(times), max(times)
        click.echo(f"{what}: median {middle:.1f} ms, at most {worst:.1f} ms, {len(times)} pages")


if __name__ == "__main__":
    main()
