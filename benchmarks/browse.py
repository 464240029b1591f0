"""How fast facets are counted and pages made: python -m benchmarks.browse --help."""

from __future__ import annotations

import http.client
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import click
from platformdirs import user_cache_path

from benchmarks.dataset import prepare
from benchmarks.figures import Report, median, p99
from benchmarks.peers import KgServeCold
from benchmarks.serving import peak_memory, running
from kg.resources import find_project
from kg.site.browse.state import VIEWS
from kg.site.selection.subjects import SUBJECTS

MOST_MS = 100
_PAGES = 40  # of each view
_OPTION = re.compile(r'name="([a-z]+)" value="([^"&]+)"')


@click.command()
@click.option("--triples", type=click.IntRange(1), default=2_100_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=user_cache_path("vnrc-kg", appauthor=False) / "benchmarks",
    help="Where data are kept between runs.",
)
def main(*, triples: int, seed: int, work: Path) -> None:
    """Ask `kg serve`, without its cache, for pages of chance selections: each another one."""
    dataset = prepare(work, find_project(), triples, seed)
    report = Report()
    with tempfile.TemporaryDirectory(dir=work) as temporary:
        server = KgServeCold(dataset.lent(Path(temporary)), Path(temporary) / "s", Path(temporary))
        with running(server):
            _measure(server, Random(seed), report)  # noqa: S311 - no secret is made


def _measure(server: KgServeCold, rng: Random, report: Report) -> None:
    before = peak_memory(server.pid)
    first, options = [], {}
    for subject in SUBJECTS:
        seconds, text = _ask(server, {"subject": subject})
        options[subject] = sorted(set(_OPTION.findall(text)))
        size = re.search(r'<h2 id="results">([\d,]+)', text)
        first.append(
            {
                "subject": subject,
                "things": size[1] if size else "",
                "first page s": f"{seconds:.2f}",
            }
        )
    report.table("The first page of each subject, which waits for its index", first)
    rows, slowest = [], 0.0
    for view in VIEWS:
        samples = [1000 * _ask(server, asked)[0] for asked in _selections(view, options, rng)]
        slowest = max(slowest, median(samples))
        rows.append(
            {"view": view, "median ms": f"{median(samples):.1f}", "p99 ms": f"{p99(samples):.1f}"}
        )
    report.table("Pages of chance selections", rows)
    print(f"\npeak MB of the web process: {before:.0f}, then {peak_memory(server.pid):.0f}")
    report.bar(
        f"whole pages, all facets counted, median under {MOST_MS} ms",
        f"{slowest:.1f} ms",
        met=slowest < MOST_MS,
    )


def _selections(
    view: str, options: dict[str, list[tuple[str, str]]], rng: Random
) -> Iterator[Mapping[str, Sequence[str]]]:
    """Yield addresses of selections: a subject, years, one or two values of its facets."""
    for _ in range(_PAGES):
        subject = rng.choice(sorted(options))
        asked: dict[str, list[str]] = {"subject": [subject], "view": [view]}
        asked["from"] = [str(rng.randint(2012, 2024))]
        for facet, value in rng.sample(options[subject], rng.randint(1, 2)):
            asked.setdefault(facet, []).append(value)
        yield asked


def _ask(server: KgServeCold, asked: Mapping[str, str | Sequence[str]]) -> tuple[float, str]:
    """Return the seconds that a page took, and the page."""
    address = f"/en/browse?{urlencode(asked, doseq=True)}"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    begun = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    text = response.read().decode()
    seconds = time.perf_counter() - begun
    connection.close()
    if response.status != http.HTTPStatus.OK:
        raise click.ClickException(f"{address} is answered {response.status}")
    return seconds, text


if __name__ == "__main__":
    main()
