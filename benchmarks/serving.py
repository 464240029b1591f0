"""How fast `kg serve` answers many at once, and how it streams."""

from __future__ import annotations

import http.client
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, ClassVar, cast

from benchmarks.asking import QUESTIONS, STREAM, read_questions
from benchmarks.dataset import Dataset
from benchmarks.figures import Report, median
from benchmarks.peers import JSON, KgServe, KgServeCold, Peer, PeerFailed, Server

_CONNECTIONS = (1, 8, 64)
_SECONDS = 4.0
_POINTS = 50  # different point queries, so that no cache answers
RATE_SHARE, P99_RATIO = 0.5, 10
_STREAMS = 7
STREAM_SHARE, FIRST_BYTE_MS, FLAT_MB = 0.8, 50, 8
_ROWS = 100_000
_CHUNK = 1024 * 1024


@contextmanager
def running(peer: Peer) -> Iterator[None]:
    """Start `peer`, and stop it at the end."""
    try:
        peer.start()
        yield
    finally:
        peer.stop()


class Bare(Server):
    """A bare Flask view that returns `answer`, under the server of `kg serve`."""

    name = "bare Flask view"
    answer = b""
    environment: ClassVar[Mapping[str, str]] = {
        "PYTHONPATH": str(Path(__file__).parent.parent)  # it runs in a directory of its own
    }

    def installed(self) -> bool:
        """Tell that it runs from this environment."""
        return True

    def command(self) -> list[str]:
        """Return the command that serves the answer."""
        file = self.directory / "answer.json"
        file.write_bytes(self.answer)
        return [sys.executable, "-m", "benchmarks.bare", str(file), f"--port={self.port}"]


def throughput(dataset: Dataset, directory: Path, report: Report) -> None:
    """Compare requests a second of one point query with those of a bare view."""
    point = read_questions()["01-point"]
    points = [point.replace("s1-agreement", f"s{n + 1}-agreement") for n in range(_POINTS)]
    kept, cold = (_server(kind, dataset, directory) for kind in (KgServe, KgServeCold))
    bare = Bare(dataset, directory / "bare", directory)
    with running(kept), running(cold):
        bare.answer = kept.ask(point)
        with running(bare):
            rows = []
            for connections in _CONNECTIONS:
                # The bare view before and after, since the machine has other work.
                before = ask_often(bare, [point], connections)
                ours = ask_often(kept, [point], connections)
                varied = ask_often(cold, points, connections)
                after = ask_often(bare, [point], connections)
                view = {key: (before[key] + after[key]) / 2 for key in ("rate", "median", "p99")}
                for who, found in (("bare", view), ("kg", ours), ("kg, varied, no cache", varied)):
                    rows.append(
                        {
                            "connections": str(connections),
                            "server": who,
                            "requests/s": f"{found['rate']:.0f}",
                            "median ms": f"{found['median']:.2f}",
                            "p99 ms": f"{found['p99']:.2f}",
                            "of bare": f"{found['rate'] / view['rate']:.2f}",
                            "failed": str(found.get("failed", 0)),
                        }
                    )
                report.bar(
                    f"point query, {connections} connections: {RATE_SHARE} of a bare view's rate",
                    f"{ours['rate'] / view['rate']:.2f}",
                    met=ours["rate"] >= RATE_SHARE * view["rate"] and not ours["failed"],
                )
                report.bar(
                    f"point query, {connections} connections: p99 under {P99_RATIO} x median",
                    f"{ours['p99'] / ours['median']:.1f} x",
                    met=ours["p99"] < P99_RATIO * ours["median"],
                )
    report.table("Point query under load", rows)


def streaming(dataset: Dataset, directory: Path, report: Report) -> None:
    """Compare the rate of 100 thousand rows with that of the engine's serialiser into a pipe."""
    query = QUESTIONS / f"{STREAM}.rq"
    text = query.read_text(encoding="utf-8")
    server = _server(KgServeCold, dataset, directory)
    command = [sys.executable, "-m", "benchmarks.pipe", str(dataset.snapshot.quads), str(query)]
    engine = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stdin, stdout = cast(IO[bytes], engine.stdin), cast(io.BufferedReader, engine.stdout)
    try:
        with running(server):
            length = len(server.ask(text))
            _read_pipe(stdin, stdout)
            before = peak_memory(server.pid)
            pairs = [
                (_read_pipe(stdin, stdout), *_read_stream(server, text)) for _ in range(_STREAMS)
            ]
            growth = peak_memory(server.pid) - before
    finally:
        stdin.close()
        engine.kill()
        engine.wait()
    pipe, whole, first = (median(times) for times in zip(*pairs, strict=True))
    report.table(
        "A hundred thousand rows",
        [
            {"what": "engine into a pipe", "rows/s": f"{_ROWS / pipe:.0f}", "first byte ms": ""},
            {
                "what": server.name,
                "rows/s": f"{_ROWS / whole:.0f}",
                "first byte ms": f"{first * 1000:.1f}",
            },
        ],
    )
    report.bar(
        f"100 thousand rows at {STREAM_SHARE} of the engine's own rate",
        f"{pipe / whole:.2f}",
        met=pipe / whole >= STREAM_SHARE,
    )
    report.bar(
        f"first byte within {FIRST_BYTE_MS} ms",
        f"{first * 1000:.1f} ms",
        met=first * 1000 <= FIRST_BYTE_MS,
    )
    report.bar(
        f"front end's peak memory grows by at most {FLAT_MB} MB over {_STREAMS} such answers",
        f"{growth:.1f} MB (peak {before:.0f} MB, an answer {length / 1e6:.0f} MB)",
        met=growth <= FLAT_MB,
    )


def ask_often(
    server: Server, queries: list[str], connections: int, *, seconds: float = _SECONDS
) -> dict[str, Any]:
    """Return what the load generator found: `rate`, `median`, `p99`, `failed`, `snapshots`."""
    urls = [f"http://127.0.0.1:{server.port}{server.target(query)}" for query in queries]
    options = [f"--connections={connections}", f"--seconds={seconds}"]
    command = [sys.executable, "-m", "benchmarks.load", *options, *urls]
    done = subprocess.run(command, check=True, capture_output=True, timeout=seconds + 60)
    return cast("dict[str, Any]", json.loads(done.stdout))


def _server(kind: type[KgServe], dataset: Dataset, directory: Path) -> KgServe:
    return kind(dataset, directory / f"{kind.name} alone", directory)


def _read_pipe(stdin: IO[bytes], stdout: io.BufferedReader) -> float:
    """Return the seconds in which the engine writes an answer into a pipe."""
    begin = time.perf_counter()
    stdin.write(b"\n")
    stdin.flush()
    chunk = b""
    while not chunk.endswith(b"\n"):
        chunk = stdout.read1(_CHUNK)
        if not chunk:
            raise PeerFailed("the engine ended before its answer was complete")
    return time.perf_counter() - begin


def _read_stream(server: Server, query: str) -> tuple[float, float]:
    """Return the seconds until the last and the first byte of an answer's body."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", server.target(query), headers={"Accept": JSON})
    response = connection.getresponse()
    response.read(1)
    first = time.perf_counter() - begin
    while response.read(_CHUNK):
        pass
    connection.close()
    return time.perf_counter() - begin, first


def peak_memory(pid: int) -> float:
    """Return the most MB that the process has had in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024
