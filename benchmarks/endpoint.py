"""The endpoint beside its peers, in one run: python -m benchmarks.endpoint --help."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from platformdirs import user_cache_path

from benchmarks.asking import compare
from benchmarks.changing import loading, starting, updating
from benchmarks.dataset import Dataset, prepare
from benchmarks.figures import Report
from benchmarks.peers import PEERS, Peer, PeerFailed
from benchmarks.runaways import runaways
from benchmarks.serving import streaming, throughput
from kg.resources import find_project

PARTS = (
    "questions",
    "throughput",
    "runaways",
    "streaming",
    "starting",
    "updating",
    "loading",
)
_AT_ONCE = 2  # peers that load at the same time
_ROOT = Path(__file__).parent


@click.command()
@click.option("--triples", type=click.IntRange(30_000), default=100_000, show_default=True)
@click.option("--load-triples", type=click.IntRange(30_000), default=5_000_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(PARTS),
    help="What to measure; default: all.",
)
@click.option("--peer", "names", multiple=True, help="Peers to ask, by name; default: all.")
@click.option(
    "--tools",
    type=click.Path(path_type=Path),
    default=_ROOT / ".venv",
    help="Environment of the peers; default: benchmarks/.venv.",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=user_cache_path("vnrc-kg", appauthor=False) / "benchmarks",
    help="Where data are kept between runs.",
)
@click.option("--project", type=click.Path(path_type=Path), help="Project directory.")
@click.option("--output", type=click.Path(path_type=Path), help="JSON file for the results.")
def main(  # noqa: PLR0913 - one parameter an option
    *,
    triples: int,
    load_triples: int,
    seed: int,
    parts: tuple[str, ...],
    names: tuple[str, ...],
    tools: Path,
    work: Path,
    project: Path | None,
    output: Path | None,
) -> None:
    """Measure the endpoint and its peers; print medians, ratios and which bars are met."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the peers are to be stopped
    found = find_project(project)
    dataset = prepare(work, found, triples, seed)
    report = Report()
    report.facts |= _facts(dataset, triples, seed)
    click.echo(f"{report.facts}\n")
    with tempfile.TemporaryDirectory(dir=work) as temporary:
        directory = Path(temporary)
        measurements: dict[str, Callable[[Path], None]] = {
            "questions": lambda own: _questions(dataset, own, tools.resolve(), names, report),
            "throughput": lambda own: throughput(dataset, own, report),
            "runaways": lambda own: runaways(dataset, own, report),
            "streaming": lambda own: streaming(dataset, own, report),
            "starting": lambda own: starting(found, own, report),
            "updating": lambda own: updating(dataset, own, report),
            "loading": lambda own: loading(_generated(work, load_triples, seed), own, report),
        }
        for part in parts or PARTS:
            own = directory / part
            own.mkdir()
            measurements[part](own)
    report.print_bars()
    if output is not None:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        output.write_text(text + "\n", encoding="utf-8")


def _facts(dataset: Dataset, triples: int, seed: int) -> dict[str, object]:
    manifest = dataset.snapshot.manifest
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "asserted": triples,
        "asked": manifest.triples,
        "quads": manifest.triples + sum(manifest.graphs.values()),
        "seed": seed,
    }


def _questions(
    dataset: Dataset, directory: Path, tools: Path, names: tuple[str, ...], report: Report
) -> None:
    wanted = [
        kind(dataset, directory / kind.name.replace(" ", "-"), tools)
        for kind in PEERS
        if not names or kind.name in names
    ]
    for peer in wanted:
        if not peer.installed():
            click.echo(f"{peer.name} is left out; to install it: {peer.install}", err=True)
    with _started([peer for peer in wanted if peer.installed()]) as running:
        rows = [
            {
                "peer": peer.name,
                "load, s": f"{peer.load_seconds:.1f}",
                "default graph": peer.default_graph,
            }
            for peer in running
        ]
        report.table("Peers", rows)
        compare(running, report)


@contextmanager
def _started(peers: list[Peer]) -> Iterator[list[Peer]]:
    """Start `peers`, some at a time; one that fails is told and left out."""

    def start(peer: Peer) -> bool:
        try:
            peer.start()
        except (PeerFailed, OSError, subprocess.SubprocessError) as error:
            click.echo(f"{peer.name} is left out: {error}", err=True)
            return False
        return True

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        begun = dict(zip(peers, pool.map(start, peers), strict=True))
    running = [peer for peer in peers if begun[peer]]
    try:
        yield running
    finally:
        for peer in running:
            peer.stop()


def _generated(work: Path, triples: int, seed: int) -> Path:
    """Return a file of N-Quads with `triples`, from `work` where a run has left it."""
    file = work / f"{triples}-{seed}.nq"
    if not file.exists():
        part = file.with_suffix(".part")
        options = [f"--triples={triples}", f"--seed={seed}", f"--output={part}"]
        subprocess.run([sys.executable, "-m", "benchmarks.generate", *options], check=True)
        part.replace(file)
    return file


if __name__ == "__main__":
    main()
