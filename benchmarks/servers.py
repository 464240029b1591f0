"""WSGI servers beside each other: the same bare Flask view under each, in one run.

python -m benchmarks.servers

Throughput of a point answer at 1, 8 and 64 connections, and how each server bears clients that
read slowly, send half a request or leave while an answer streams. granian and gunicorn are not
needed by the program: `pip install granian gunicorn` first; one that is missing is left out.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
from flask import Flask, Response

from kg.cli.serve import _bind, _run
from kg.config import Settings

_THREADS = 8
_CLIENTS = 2 * _THREADS
_CONNECTIONS = (1, 8, 64)
_SECONDS = 4
_WAIT = 5.0  # seconds that a server has to answer, or to notice a client that has left
_CHUNK = b"x" * 65_536
_BODY = json.dumps({"head": {"vars": ["o"]}, "results": {"bindings": []}}) + " " * 300

app = Flask(__name__)
_closed = Path(tempfile.gettempdir()) / "kg-benchmark-closed"


@app.get("/sparql")
def point() -> Response:
    """Answer as to a point query."""
    return Response(_BODY, content_type="application/sparql-results+json")


@app.get("/stream")
def stream() -> Response:
    """Answer half a gigabyte; say in a file when the stream is closed."""
    response = Response((_CHUNK for _ in range(8192)), content_type="text/csv")
    response.call_on_close(_closed.touch)
    return response


def _commands(port: int) -> dict[str, list[str]]:
    python, place = [sys.executable, "-m"], f"127.0.0.1:{port}"
    gunicorn = [*python, "gunicorn", "-k", "gthread", "--threads", f"{_THREADS}", "-b", place]
    return {
        "waitress (kg serve)": [*python, "benchmarks.servers", "--serve", str(port)],
        "granian": [
            *python, "granian", "--interface", "wsgi", "--port", str(port), "--no-ws",
            "--blocking-threads", str(_THREADS), "--backpressure", "1000", "benchmarks.servers:app",
        ],
        "gunicorn gthread": [*gunicorn, "--log-level", "error", "benchmarks.servers:app"],
    }  # fmt: skip


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[int]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not _answers(port):
            if time.monotonic() > deadline:
                raise click.ClickException(f"{command[2]} did not start")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    """Tell whether a point answer comes in time."""
    try:
        with socket.create_connection(("127.0.0.1", port), _WAIT) as sock:
            sock.sendall(b"GET /sparql HTTP/1.0\r\nHost: a\r\n\r\n")
            return b" 200 " in sock.recv(1024)
    except OSError:
        return False


def _answers_beside(port: int, request: bytes) -> bool:
    """Tell whether others are answered while twice as many clients as threads send `request`."""
    with contextlib.ExitStack() as stack:
        for _ in range(_CLIENTS):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", port), _WAIT))
            sock.sendall(request)
        time.sleep(0.5)
        return _answers(port)


def _notices_leaving(port: int) -> bool:
    """Tell whether a stream is closed soon after its client has left."""
    _closed.unlink(missing_ok=True)
    with socket.create_connection(("127.0.0.1", port), _WAIT) as sock:
        sock.sendall(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        sock.recv(1024)
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline:
        if _closed.exists():
            return True
        time.sleep(0.02)
    return False


def _memory(pid: int) -> int:
    """Return the most MB that the process and those below it have had in memory."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return own // 1024 + sum(_memory(int(child)) for child in children)


def _load(port: int, connections: int) -> dict[str, float]:
    url = f"http://127.0.0.1:{port}/sparql"
    options = [f"--connections={connections}", f"--seconds={_SECONDS}"]
    command = [sys.executable, "-m", "benchmarks.load", *options, url]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@click.command()
@click.option("--serve", type=int, hidden=True, help="Serve as kg serve does, on this port.")
def main(*, serve: int | None) -> None:
    """Print one row for each server."""
    if serve is not None:
        settings = Settings.load(port=serve, readers=1, waiting_queries=0)  # about _THREADS
        with _bind(settings) as listener:
            _run(app, listener, settings)
        return
    rates = " | ".join(f"{count} conn. req/s (p99 ms)" for count in _CONNECTIONS)
    click.echo(f"| server | {rates} | half requests | slow readers | leaving | peak MB |")
    click.echo("|" + " --- |" * (len(_CONNECTIONS) + 5))
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    for name, command in _commands(port).items():
        if find_spec(name.split()[0]) is None:
            click.echo(f"{name} is not installed: left out", err=True)
            continue
        with _running(command, port) as pid:
            loads = [_load(port, connections) for connections in _CONNECTIONS]
            found = [f"{load['rate']:.0f} ({load['p99']:.1f})" for load in loads]
            tests = [
                _answers_beside(port, b"GET /sparql HTTP/1.1\r\nHost: a\r\nX-"),
                _answers_beside(port, b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"),
                _notices_leaving(port),
            ]
            found += ["borne" if test else "not borne" for test in tests]
            click.echo(f"| {name} | {' | '.join(found)} | {_memory(pid)} |")


if __name__ == "__main__":
    main()
