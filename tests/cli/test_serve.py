from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conftest import Publish
from tests.servers import serving

QUERY = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def children(pid: int) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(pid)],  # noqa: S607 - the system's own
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    return [int(word) for word in found]


def descendants(pid: int) -> list[int]:
    direct = children(pid)
    return [*direct, *(other for child in direct for other in descendants(child))]


@pytest.fixture
def data_dir(tmp_path: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]) -> Path:
    publish_quads(tmp_path / "data", mixed_quads)
    return tmp_path / "data"


def test_it_answers_at_the_address_it_prints(data_dir: Path, small_project: Path) -> None:
    with serving(data_dir, small_project) as server:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", server.url)
        assert server.get(QUERY, "text/csv").text == "n\r\n3001\r\n"


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_ends_on_a_signal_with_all_its_readers(
    data_dir: Path, small_project: Path, ending: signal.Signals
) -> None:
    with serving(data_dir, small_project) as server:
        server.get(QUERY)
        started = descendants(server.process.pid)
        assert len(started) >= 2
        server.process.send_signal(ending)
        code = server.process.wait(60)
        assert code == (-ending if ending is signal.SIGKILL else 0)
        deadline = time.monotonic() + 30
        while any(Path(f"/proc/{pid}").exists() for pid in started):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_without_a_snapshot_it_builds_one_first(small_project: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "new", small_project) as server:
        assert server.get("ASK { ?s ?p ?o }", "text/csv").text == "true"


def test_a_new_snapshot_is_served_without_a_restart(
    data_dir: Path, small_project: Path, publish_quads: Publish, mixed_quads: list[ox.Quad]
) -> None:
    with serving(data_dir, small_project) as server:
        newer = publish_quads(data_dir, mixed_quads[:10])
        deadline = time.monotonic() + 60
        while True:
            reply = server.get(QUERY, "text/csv")
            assert reply.status == 200
            if reply.headers["KG-Snapshot"] == newer.id:
                assert reply.text == "n\r\n5\r\n"
                break
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_port_in_use_is_one_clear_line(data_dir: Path, small_project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [
                *(sys.executable, "-m", "kg", "serve", f"--port={port}"),
                *(f"--data-dir={data_dir}", f"--project={small_project}"),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=os.environ,
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"kg: port {port} of 127.0.0.1 is in use: stop what listens there, or choose another --port"
    ]
