"""How fast `kg serve` starts, follows a new snapshot and takes updates; how fast data load."""

from __future__ import annotations

import gzip
import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, ClassVar, cast

import pyoxigraph as ox

from benchmarks.asking import read_questions
from benchmarks.dataset import Dataset, publish_quads
from benchmarks.figures import Report, median, p99
from benchmarks.peers import KgServe
from benchmarks.serving import ask_often, running
from kg.namespaces import GRAPH, PREFIXES
from kg.store.publish import build_lock, publish_again

_STARTS, START_SECONDS = 5, 1.5
_SWAPS = 5
_UPDATES, UPDATE_MS = 12, 250
BULK_SHARE = 0.5
_TOKEN = "benchmark-of-seconds"  # noqa: S105 - of a server that lives as long


class KgServeWritable(KgServe):
    """`kg serve` that takes updates."""

    environment: ClassVar[Mapping[str, str]] = {"KG_TOKEN": _TOKEN}


def starting(project: Path, directory: Path, report: Report) -> None:
    """Measure start to first answer over the real data, and a change of snapshot under load."""
    real = Dataset(directory / "real")
    command = [sys.executable, "-m", "kg", "build", f"--project={project}"]
    subprocess.run([*command, f"--data-dir={real.data_dir}"], check=True, capture_output=True)
    seconds = []
    for number in range(_STARTS):
        server = KgServe(real, directory / f"start-{number}", directory)
        with running(server):
            seconds.append(server.load_seconds)
    report.bar(
        f"first answer within {START_SECONDS} s of `kg serve` on the real data",
        f"median {median(seconds):.2f} s, longest {max(seconds):.2f} s",
        met=median(seconds) <= START_SECONDS,
    )
    _swap(real, directory, report)


def _swap(real: Dataset, directory: Path, report: Report) -> None:
    first = real.snapshot
    with gzip.open(first.quads) as stream:
        quads = list(ox.parse(cast(IO[bytes], stream), ox.RdfFormat.N_QUADS))
    second = publish_quads(real.data_dir, quads[1:])
    server = KgServe(real, directory / "swap", directory)
    with running(server):
        data_dir = server.dataset.data_dir
        found: dict[str, Any] = {}
        seconds = _SWAPS + 2.0
        asked = threading.Thread(
            target=lambda: found.update(
                ask_often(server, [read_questions()["01-point"]], 8, seconds=seconds)
            )
        )
        asked.start()
        for number in range(_SWAPS):
            time.sleep(1)
            with build_lock(data_dir, lambda: None):
                publish_again(data_dir, (first, second)[number % 2].id)
        asked.join()
    report.bar(
        f"{_SWAPS} new snapshots are picked up without a failed request",
        f"{found['failed']} of {found['requests'] + found['failed']} failed, "
        f"{len(found['snapshots'])} snapshots answered",
        met=not found["failed"] and len(found["snapshots"]) > 1,
    )


def updating(dataset: Dataset, directory: Path, report: Report) -> None:
    """Measure accepted updates of ten triples."""
    asked = f"an accepted update of 10 triples: median under {UPDATE_MS} ms"
    server = KgServeWritable(dataset, directory / "update", directory)
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {_TOKEN}"}
    seconds = []
    with running(server):
        for number in range(_UPDATES):
            begin = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("POST", "/update", _update(number).encode(), headers)
            status = connection.getresponse().status
            seconds.append(time.perf_counter() - begin)
            connection.close()
            if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
                report.bar(asked, "there is no /update", met=None)
                return
            if status >= HTTPStatus.BAD_REQUEST:
                report.bar(asked, f"the update was refused: {status}", met=False)
                return
    report.bar(
        asked,
        f"median {median(seconds) * 1000:.0f} ms, p99 {p99(seconds) * 1000:.0f} ms",
        met=median(seconds) * 1000 < UPDATE_MS,
    )


def _update(number: int) -> str:
    """Return an update of ten triples that keep the shapes: three persons."""
    persons = [
        f"person:b{number}-{index} a vnrc:Person ; "
        f'rdfs:label "Bợ {number} {index}"@vi, "Bo {number} {index}"@en .'
        for index in range(3)
    ]
    also = f'person:b{number}-0 skos:altLabel "B{number}"@vi .'
    names = ("person", "vnrc", "rdfs", "skos")
    prefixes = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in names)
    graph = f"<{GRAPH}entities/benchmark>"
    return f"{prefixes} INSERT DATA {{ GRAPH {graph} {{ {' '.join(persons)} {also} }} }}"


def loading(quads_file: Path, directory: Path, report: Report) -> None:
    """Compare writing a snapshot of a file of N-Quads with the engine's own bulk loader."""
    begin = time.perf_counter()
    store = ox.Store(str(directory / "bulk"))
    store.bulk_load(path=str(quads_file))
    count = len(store)
    del store
    engine = time.perf_counter() - begin
    begin = time.perf_counter()
    publish_quads(directory / "bulk-kg", list(ox.parse(path=str(quads_file))))
    ours = time.perf_counter() - begin
    report.bar(
        f"{count} quads load at {BULK_SHARE} of the rate of the engine's bulk loader",
        f"{engine / ours:.2f} ({count / ours:.0f} against {count / engine:.0f} quads/s)",
        met=engine / ours >= BULK_SHARE,
    )
