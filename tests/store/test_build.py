from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.errors import OntologyError, SnapshotError
from kg.store.build import Built, InvalidProject, build
from kg.store.publish import LOCK
from kg.store.snapshot import SNAPSHOTS, current_snapshot

UNITS = "data/entities/units.ttl"


def run(project: Path, data_dir: Path) -> Built:
    return build(project, data_dir, max_file_bytes=10**6)


def add(project: Path, text: str, file: str = UNITS) -> None:
    with (project / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


def test_equal_data_give_an_equal_id_wherever_and_in_whatever_order_they_are_written(
    small_project: Path, tmp_path: Path
) -> None:
    first = run(small_project, tmp_path / "one").snapshot
    copy = tmp_path / "copy"
    shutil.copytree(small_project, copy)
    ontology = copy / "ontology/cooperation.ttl"
    head, *blocks = ontology.read_text(encoding="utf-8").split("\n\n")
    ontology.write_text("\n\n".join([head, *reversed(blocks)]), encoding="utf-8")
    second = run(copy, tmp_path / "two").snapshot
    assert second.id == first.id
    assert second.quads.read_bytes() == first.quads.read_bytes()


def test_other_data_give_another_id_and_the_old_snapshot_stays_beside_it(
    small_project: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    first = run(small_project, data_dir).snapshot
    add(small_project, "unit:c vnrc:partOf unit:d .\n")
    second = run(small_project, data_dir).snapshot
    assert second.id != first.id
    assert current_snapshot(data_dir) == second
    first.verify()


def test_nothing_is_written_where_nothing_changed(small_project: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    first = run(small_project, data_dir)
    before = first.snapshot.directory.stat().st_ctime_ns
    second = run(small_project, data_dir)
    assert (first.unchanged, second.unchanged) == (False, True)
    assert second.snapshot == first.snapshot
    assert first.snapshot.directory.stat().st_ctime_ns == before


def test_an_older_snapshot_is_served_again_without_being_written_again(
    small_project: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    text = (small_project / UNITS).read_text(encoding="utf-8")
    first = run(small_project, data_dir)
    add(small_project, "unit:c vnrc:partOf unit:d .\n")
    run(small_project, data_dir)
    (small_project / UNITS).write_text(text, encoding="utf-8")
    third = run(small_project, data_dir)
    assert not third.unchanged
    assert third.snapshot == first.snapshot
    assert current_snapshot(data_dir) == first.snapshot


@pytest.mark.parametrize("damage", ["data.nq.gz", "manifest.json"])
def test_a_damaged_snapshot_of_the_same_id_is_replaced(
    small_project: Path, tmp_path: Path, damage: str
) -> None:
    data_dir = tmp_path / "data"
    first = run(small_project, data_dir).snapshot
    (first.directory / damage).unlink()
    again = run(small_project, data_dir)
    assert not again.unchanged
    assert again.snapshot.id == first.id
    again.snapshot.verify()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unit:x vnrc:partOf\n", "syntax"),
        ("unit:a a vnrc:Person .\n", "contradiction"),
    ],
)
def test_a_violation_stops_the_build_and_the_old_snapshot_stays(
    small_project: Path, tmp_path: Path, text: str, code: str
) -> None:
    data_dir = tmp_path / "data"
    old = run(small_project, data_dir).snapshot
    add(small_project, text)
    with pytest.raises(InvalidProject, match="nothing was built") as caught:
        run(small_project, data_dir)
    (finding,) = (f for f in caught.value.report.findings if f.severity.value == "violation")
    assert code in finding.code
    assert finding.file == Path(UNITS)
    assert finding.line
    assert current_snapshot(data_dir) == old
    assert [path.name for path in (data_dir / SNAPSHOTS).iterdir()] == [old.id]


def test_a_contradiction_names_its_rule_and_the_facts(small_project: Path, tmp_path: Path) -> None:
    add(small_project, "unit:a a vnrc:Person .\n")
    with pytest.raises(InvalidProject) as caught:
        run(small_project, tmp_path / "data")
    (finding,) = (f for f in caught.value.report.findings if f.code == "contradiction")
    for part in (
        "cax-dw",
        "vnrc:Place owl:disjointWith vnrc:Person",
        "unit:a rdf:type vnrc:Person",
    ):
        assert part in finding.message_en
        assert part in finding.message_vi


def test_an_axiom_that_no_rule_follows_stops_the_build(small_project: Path, tmp_path: Path) -> None:
    add(small_project, "\nvnrc:Unit owl:hasSelf true .\n", "ontology/cooperation.ttl")
    with pytest.raises(OntologyError, match="owl:hasSelf"):
        run(small_project, tmp_path / "data")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can write everywhere")
def test_a_directory_that_cannot_be_written_is_an_error(
    small_project: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    with pytest.raises(SnapshotError, match="cannot be written"):
        run(small_project, tmp_path / "data")


def test_a_file_in_place_of_the_directory_is_an_error(small_project: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(SnapshotError, match="cannot be written"):
        run(small_project, tmp_path / "data")


def test_a_second_build_says_that_it_waits_and_then_builds(
    small_project: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    run(small_project, data_dir)
    add(small_project, "unit:c vnrc:partOf unit:d .\n")
    said: list[str] = []
    waiting = threading.Event()

    def progress(title: str) -> None:
        said.append(title)
        waiting.set()

    with (data_dir / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(
            target=build,
            args=(small_project, data_dir),
            kwargs={"max_file_bytes": 10**6, "progress": progress},
        )
        second.start()
        assert waiting.wait(10)
        assert said == ["waiting for another build"]
    second.join(30)
    assert "writing" in said
    assert len(list((data_dir / SNAPSHOTS).iterdir())) == 2


def test_what_a_killed_build_left_is_removed_by_the_next(
    small_project: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    left = data_dir / SNAPSHOTS / ".staging-left"
    (left / "db").mkdir(parents=True)
    (left / "db/CURRENT").write_bytes(b"half")
    built = run(small_project, data_dir)
    assert [path.name for path in (data_dir / SNAPSHOTS).iterdir()] == [built.snapshot.id]


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_a_usable_snapshot(
    small_project: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    moments = random.Random(20250701)  # noqa: S311 - repeatable moments, no secret
    current = run(small_project, data_dir).snapshot
    command = [sys.executable, "-m", "kg", "build"]
    command += ["--project", str(small_project), "--data-dir", str(data_dir)]
    interrupted = 0
    for number in range(15):
        add(small_project, f"unit:n{number} vnrc:partOf unit:c .\n")
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stderr is not None
        # Most moments fall into the writing, which is what could leave something half done.
        awaited = moments.choice([b"reading", b"writing", b"writing", b"writing"])
        while not process.stderr.readline().startswith(awaited):
            assert process.poll() is None
        time.sleep(moments.uniform(0, 0.06))
        process.send_signal(signal.SIGKILL)
        interrupted += process.wait() == -signal.SIGKILL
        process.stderr.close()
        found = current_snapshot(data_dir)
        found.verify()
        assert len(found.open_store()) > found.triples
        assert found.triples >= current.triples
        current = found
    assert interrupted >= 5
    final = run(small_project, data_dir).snapshot
    final.verify()
    assert current_snapshot(data_dir) == final
    assert not [p for p in (data_dir / SNAPSHOTS).iterdir() if p.name.startswith(".staging")]
