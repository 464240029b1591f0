"""Killed at any moment, what serves is the last complete snapshot, and no answer was untrue."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import StorageFull
from kg.store.publish_change import STEPS
from kg.store.snapshot import current_snapshot
from kg.store.transaction import Transactions
from tests.store.test_transaction import run
from tests.store.updating import built, fill, make_project, small_disk

ROOT = Path(__file__).parents[2]
INSERT = "INSERT DATA {{ GRAPH graph:entities/new {{ unit:x{0} a vnrc:Unit }} }}"

# Writes one unit after the other, says each that was acknowledged, and dies at a step of one.
_WRITER = """
import os, signal, sys
from pathlib import Path
from kg.store.transaction import Transactions
from tests.store.test_transaction import run
from tests.store.test_durability import INSERT

data_dir, project, first, deadly = sys.argv[1:]

def step(name):
    if name == deadly:
        os.kill(os.getpid(), signal.SIGKILL)

transactions = Transactions(Path(data_dir), Path(project), step)
print("ready", flush=True)
for number in range(int(first), int(first) + 1000):
    run(transactions, INSERT.format(number))
    print(number, flush=True)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def data_dir(project: Path, tmp_path: Path) -> Path:
    return built(project, tmp_path / "data")


def start(data_dir: Path, project: Path, first: int, deadly: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(data_dir), str(project), str(first), deadly],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def written(data_dir: Path) -> set[int]:
    """Return the numbers of the units that the current snapshot, which must be whole, holds."""
    snapshot = current_snapshot(data_dir)
    snapshot.verify()
    lines = [line for line in snapshot.lines() if b"graph/entities/new>" in line]
    return {int(line.split(b"unit/x")[1].split(b">")[0]) for line in lines}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_all_or_nothing_is_there(data_dir: Path, project: Path, step: str) -> None:
    with start(data_dir, project, 0, step) as process:
        assert process.stdout is not None
        assert process.stdout.read() == "ready\n"
    assert process.returncode == -signal.SIGKILL
    # The link moves in the step "point"; only then is the update there.
    assert written(data_dir) == ({0} if step == "answer" else set())
    transactions = Transactions(data_dir, project)
    run(transactions, INSERT.format(7))
    assert written(data_dir) == ({0, 7} if step == "answer" else {7})
    left = [path.name for path in (data_dir / "snapshots").iterdir() if path.name[0] == "."]
    assert not left


@pytest.mark.slow
def test_killed_at_any_moment_nothing_acknowledged_is_lost(data_dir: Path, project: Path) -> None:
    """Kills at random moments; KG_TEST_KILLS sets how many, since each takes a start of its own."""
    chance = random.Random(1)  # noqa: S311 - no secret is made
    acknowledged: set[int] = set()
    for kills in range(1, int(os.environ.get("KG_TEST_KILLS", "20")) + 1):
        with start(data_dir, project, max(acknowledged, default=-1) + 2) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.random() * 0.15)
            process.kill()
            acknowledged |= {int(line) for line in process.stdout.read().split()}
        found = written(data_dir)
        assert acknowledged <= found
        # What was under way may have come through, and nothing else.
        assert len(found) - len(acknowledged) <= kills
        acknowledged = found


def test_a_full_disk_is_said_and_nothing_is_broken(project: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small") as place:
        data_dir = built(project, place / "data")
        transactions = Transactions(data_dir, project)
        run(transactions, INSERT.format(1))
        filler = place / "filler"
        with pytest.raises(OSError, match="No space left"):
            fill(filler)
        with pytest.raises((StorageFull, OSError)):
            run(transactions, INSERT.format(2))
        assert written(data_dir) == {1}
        filler.unlink()
        run(Transactions(data_dir, project), INSERT.format(3))
        assert written(data_dir) == {1, 3}
        del transactions
