"""A load generator, for a process of its own: asks the same few requests over many connections.

python -m benchmarks.load --connections 8 --seconds 4 URL...
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import click

from benchmarks.figures import median, p99

_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_SNAPSHOT = re.compile(rb"^kg-snapshot:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_OK = b"HTTP/1.1 200 "
_MOST_REQUESTS = 200_000
_ANSWER_SECONDS = 30.0


@dataclass
class Load:
    """What was asked and what came back; times in seconds."""

    times: list[float] = field(default_factory=list)
    failed: int = 0
    snapshots: set[str] = field(default_factory=set)


async def run(urls: list[str], connections: int, seconds: float) -> Load:
    """Ask `urls` in turn for `seconds` over `connections`, each one request at a time."""
    load = Load()
    end = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for index in range(connections):
            group.create_task(_connection(urls, index, end, load))
    return load


async def _connection(urls: list[str], index: int, end: float, load: Load) -> None:
    place = urlsplit(urls[0])
    streams = None
    while time.monotonic() < end and len(load.times) + load.failed < _MOST_REQUESTS:
        url = urlsplit(urls[index % len(urls)])
        index += 1
        request = (
            f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
            "Accept: application/sparql-results+json\r\n\r\n"
        ).encode()
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                if streams is None:
                    streams = await asyncio.open_connection(place.hostname, place.port)
                begin = time.perf_counter()
                head = await _ask(*streams, request)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            streams = None
            head = b""
        if head.startswith(_OK):
            load.times.append(time.perf_counter() - begin)
            load.snapshots.update(found.decode() for found in _SNAPSHOT.findall(head))
        else:
            load.failed += 1
    if streams is not None:
        streams[1].close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """Return the head of the answer, once its body has come."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None:
        raise ValueError("the answer has no length")
    await reader.readexactly(int(length[1]))
    return head


@click.command()
@click.argument("urls", nargs=-1, required=True)
@click.option("--connections", type=click.IntRange(1, 1000), default=1)
@click.option("--seconds", type=click.FloatRange(0.1, 60), default=4.0)
def main(*, urls: tuple[str, ...], connections: int, seconds: float) -> None:
    """Print requests a second, their median and 99th percentile in ms, and failures, as JSON."""
    begin = time.perf_counter()
    load = asyncio.run(run(list(urls), connections, seconds))
    spent = time.perf_counter() - begin
    found = {
        "rate": len(load.times) / spent,
        "median": median(load.times) * 1000 if load.times else None,
        "p99": p99(load.times) * 1000 if load.times else None,
        "requests": len(load.times),
        "failed": load.failed,
        "snapshots": sorted(load.snapshots),
    }
    click.echo(json.dumps(found))


if __name__ == "__main__":
    main()
