"""Write a snapshot and make it the current one, so that a reader sees all of it or none.

A snapshot is written in a staging directory beside the others, brought to the disk, renamed to its
id, and only then does the link `current` move. A build that is killed leaves a staging directory,
which the next one removes; a lock keeps two builds apart.
"""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pyoxigraph as ox

from kg.errors import SnapshotError, StorageFull
from kg.store.snapshot import (
    CHANGES,
    CURRENT,
    DATABASE,
    MANIFEST,
    NAMES,
    QUADS,
    REPORT,
    SNAPSHOTS,
    Manifest,
    Snapshot,
    current_snapshot,
    file_digest,
    open_snapshot,
)
from kg.store.text import write_text_index

LOCK = "build.lock"
STAGING = ".staging-"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_DATA = {"LOCK", "LOG"}
"""Files of the engine's database that hold none of its data."""


@contextmanager
def build_lock(data_dir: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the only right to write in `data_dir`, which is made where it is missing.

    Where another process holds it, call `waiting` once and wait. Killing the holder frees it.
    Raises SnapshotError where `data_dir` cannot be written.
    """
    try:
        (data_dir / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
        stream = (data_dir / LOCK).open("w")
    except OSError as error:
        raise SnapshotError(f"{data_dir} cannot be written: {error.strerror}") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(stream, fcntl.LOCK_EX)
        for left in (data_dir / SNAPSHOTS).glob(f"{STAGING}*"):
            shutil.rmtree(left)
        yield


def publish(
    data_dir: Path,
    quads: Sequence[ox.Quad],
    lines: bytes,
    report: str,
    describe: Callable[[dict[str, str]], Manifest],
) -> Snapshot:
    """Write the snapshot of `quads` and make it current; the caller holds the build lock.

    `lines` are the same quads as N-Quads, `report` is JSON; `describe` makes the manifest from the
    digests of the files. Raises SnapshotError where the disk is full or `data_dir` not writable;
    the snapshot that was current then still is.
    """
    snapshots = data_dir / SNAPSHOTS
    try:
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=snapshots))
        try:
            _write(staging, quads, lines, report)
            manifest = describe(_digests(staging))
            (staging / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
            return _install(data_dir, staging, manifest.id)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise unwritable(data_dir, error) from None


def unwritable(data_dir: Path, error: OSError) -> SnapshotError:
    """Return the error that says why `data_dir` cannot be written."""
    text = str(error)
    if error.errno in _FULL or "No space left" in text or "quota exceeded" in text:
        return StorageFull(f"the disk that holds {data_dir} is full: nothing was changed")
    return SnapshotError(f"{data_dir} cannot be written: {error}")


def adopt(data_dir: Path, directory: Path, identifier: str) -> Snapshot:
    """Make the snapshot in `directory`, beside the others, one of them and the current one.

    The caller holds the build lock. Raises SnapshotError where it is damaged or has not this id,
    and then `directory` is gone; OSError where it cannot be moved.
    """
    try:
        snapshot = open_snapshot(directory)
        snapshot.verify()
    except SnapshotError:
        shutil.rmtree(directory)
        raise
    if snapshot.id != identifier:
        shutil.rmtree(directory)
        raise SnapshotError(f"{directory} held snapshot {snapshot.id}, not {identifier}")
    return _install(data_dir, directory, identifier)


def publish_again(data_dir: Path, identifier: str) -> Snapshot | None:
    """Make a snapshot current that is there already; None where it is not, or is damaged.

    The caller holds the build lock.
    """
    place = data_dir / SNAPSHOTS / identifier
    try:
        snapshot = open_snapshot(place)
        snapshot.verify()
    except SnapshotError:
        return None
    point(data_dir, place)
    return snapshot


def is_current(data_dir: Path, identifier: str) -> bool:
    """Tell whether the current snapshot has this id and all its parts."""
    with suppress(SnapshotError):
        return current_snapshot(data_dir).id == identifier
    return False


def _install(data_dir: Path, staging: Path, identifier: str) -> Snapshot:
    """Bring `staging` to the disk, give it its name and make it current."""
    staging.chmod(0o755)
    sync(staging, _files(staging))
    place = data_dir / SNAPSHOTS / identifier
    _move(staging, place)
    point(data_dir, place)
    return open_snapshot(place)


def _write(staging: Path, quads: Sequence[ox.Quad], lines: bytes, report: str) -> None:
    with ThreadPoolExecutor() as side:
        beside = [
            side.submit(write_text_index, staging / NAMES, quads),
            side.submit(write_quads, staging, lines),
        ]
        _write_database(staging / DATABASE, lines)
        for task in beside:
            task.result()
    (staging / CHANGES).write_bytes(b"")
    (staging / REPORT).write_text(report, encoding="utf-8")


def _write_database(place: Path, lines: bytes) -> None:
    """Write `lines` of N-Quads as a database; blank nodes keep their labels."""
    plain, blank = _without_blanks(lines)
    store = ox.Store(str(place))
    store.bulk_load(plain, ox.RdfFormat.N_QUADS)  # the fastest way, which labels them anew
    store.optimize()
    store.bulk_extend(ox.parse(blank, ox.RdfFormat.N_QUADS))
    store.flush()
    del store  # closes the database


def _without_blanks(lines: bytes) -> tuple[bytes, bytes]:
    """Return the lines that can hold no blank node, and the others."""
    plain: list[bytes] = []
    blank: list[bytes] = []
    done = 0
    while (found := lines.find(b"_:", done)) >= 0:
        start, end = lines.rfind(b"\n", 0, found) + 1, lines.find(b"\n", found) + 1
        plain.append(lines[done:start])
        blank.append(lines[start:end])
        done = end
    return b"".join([*plain, lines[done:]]), b"".join(blank)


def write_quads(staging: Path, lines: bytes) -> None:
    """Write `lines` of N-Quads as the file of a snapshot: equal lines give equal bytes."""
    # Without name and time in its head.
    packed = gzip.compress(lines, compresslevel=6, mtime=0)
    (staging / QUADS).write_bytes(packed)


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def data_files(staging: Path) -> dict[str, Path]:
    """Return the files of a snapshot that hold data, by their names in its manifest."""
    return {
        path.relative_to(staging).as_posix(): path
        for path in _files(staging)
        if path.name not in NOT_DATA
    }


def _digests(staging: Path) -> dict[str, str]:
    return {name: file_digest(path) for name, path in data_files(staging).items()}


def sync(directory: Path, files: Iterable[Path]) -> None:
    """Bring `files` and every directory under `directory`, and itself, to the disk."""
    directories = [path for path in directory.rglob("*") if path.is_dir()]
    for path in (*files, *directories, directory):
        sync_one(path)


def sync_one(path: Path) -> None:
    """Bring one file or directory to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(staging: Path, place: Path) -> None:
    """Give the snapshot its name; a damaged one of that name goes first."""
    if place.exists():
        damaged = Path(tempfile.mkdtemp(prefix=STAGING, dir=place.parent))
        place.rename(damaged / place.name)
        shutil.rmtree(damaged)
    staging.rename(place)
    sync_one(place.parent)


def point(data_dir: Path, place: Path) -> None:
    """Move the link `current` to `place`, at once and for good."""
    link = data_dir / f".{CURRENT}.next"
    link.unlink(missing_ok=True)
    link.symlink_to(place.relative_to(data_dir))
    link.replace(data_dir / CURRENT)
    sync_one(data_dir)
