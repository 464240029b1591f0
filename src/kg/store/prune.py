"""Old snapshots: which there are, which are in use, and which go.

The newest ones are kept, and those that are younger than some days; never the current one, and
never one that a process holds open.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

from kg.errors import SnapshotError
from kg.store.publish import STAGING
from kg.store.snapshot import CURRENT, ID_LENGTH, MANIFEST, SNAPSHOTS, Snapshot, open_snapshot

_DAY = 86_400  # seconds
_HEXADECIMAL = set("0123456789abcdef")


def hold(snapshot: Snapshot) -> IO[bytes]:
    """Keep `snapshot` from being pruned while the file that is returned is open.

    Raises SnapshotError where it is gone.
    """
    try:
        stream = (snapshot.directory / MANIFEST).open("rb")
        fcntl.flock(stream, fcntl.LOCK_SH)
    except OSError as error:
        raise SnapshotError(f"{snapshot.directory} cannot be opened: {error.strerror}") from None
    return stream


def history(data_dir: Path) -> list[Snapshot]:
    """Return the snapshots of `data_dir`, the newest first; what is damaged is left out."""
    found: list[Snapshot] = []
    for place in _newest_first(data_dir):
        try:
            found.append(open_snapshot(place))
        except SnapshotError:
            continue
    return found


def prune(data_dir: Path, *, keep: int, days: float) -> list[str]:
    """Remove the snapshots that are not among the `keep` newest and older than `days`.

    Returns their ids. The caller holds the build lock. Raises OSError.
    """
    current = (data_dir / CURRENT).resolve()
    youngest = time.time() - days * _DAY
    removed: list[str] = []
    for place in _newest_first(data_dir)[keep:]:
        old = place != current and _age(place) < youngest
        if old and _remove(place):
            removed.append(place.name)
    return removed


def _newest_first(data_dir: Path) -> list[Path]:
    places = [
        place
        for place in (data_dir / SNAPSHOTS).resolve().glob("*")
        if len(place.name) == ID_LENGTH and set(place.name) <= _HEXADECIMAL
    ]
    return sorted(places, key=lambda place: (_age(place), place.name), reverse=True)


def _age(place: Path) -> float:
    """Return when a snapshot was published, in seconds of the clock; 0 where it is damaged."""
    try:
        return (place / MANIFEST).stat().st_mtime
    except OSError:
        return 0.0


def _remove(place: Path) -> bool:
    """Remove a snapshot, at once for whoever looks for it, unless it is in use."""
    try:
        with (place / MANIFEST).open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            away = Path(tempfile.mkdtemp(prefix=STAGING, dir=place.parent))
            place.rename(away / place.name)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        away = place  # without a manifest it is none
    shutil.rmtree(away)
    return True
