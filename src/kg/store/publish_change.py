"""Publish the snapshot that a change has made, in time that the change needs and not the data.

What the change leaves as it is, the new snapshot shares with the old one: the files of the engine's
database, the quads as they were last written in full, the text index. The steps have names, so that
a test can end the process between any two of them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kg import __version__
from kg.errors import SnapshotError
from kg.store.candidate import Candidate, quads_of
from kg.store.dataset import role
from kg.store.patch import Patch
from kg.store.publish import STAGING, data_files, point, sync, sync_one, unwritable, write_quads
from kg.store.snapshot import (
    CHANGES,
    DATABASE,
    FORMAT_VERSION,
    MANIFEST,
    NAMES,
    QUADS,
    REPORT,
    SNAPSHOTS,
    Manifest,
    Snapshot,
    file_digest,
    open_snapshot,
)
from kg.store.text import change_text_index, names_in

STEPS = ("database", "quads", "names", "report", "manifest", "sync", "rename", "point", "answer")
"""The names of the steps, in their order; each is told as it begins, the last when all is done."""

_SMALL = 10_000
_SHARE = 10
"""A patch of more lines than the first, and more than the quads divided by the second, is folded
into the quads: so long as it is smaller, reading it costs little."""

Step = Callable[[str], None]


def publish_change(
    data_dir: Path, base: Snapshot, candidate: Candidate, report: str, step: Step = lambda _: None
) -> Snapshot:
    """Make the snapshot of `candidate`, a change of `base`, current; the caller holds the lock.

    `report` is JSON. Raises StorageFull or SnapshotError; `base` then still is current.
    """
    place = data_dir / SNAPSHOTS / candidate.identifier
    try:
        known = _known(place)
        if known is None:
            staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=data_dir / SNAPSHOTS))
            try:
                _write(staging, base, candidate, report, step)
                step("rename")
                shutil.rmtree(place, ignore_errors=True)
                staging.rename(place)
                sync_one(place.parent)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
            known = open_snapshot(place)
        step("point")
        point(data_dir, place)
    except OSError as error:
        raise unwritable(data_dir, error) from None
    step("answer")
    return known


def _known(place: Path) -> Snapshot | None:
    """Return the snapshot in `place`: an update may lead back to what was there before."""
    try:
        return open_snapshot(place)
    except SnapshotError:
        return None


def _write(staging: Path, base: Snapshot, candidate: Candidate, report: str, step: Step) -> None:
    step("database")
    candidate.served.backup(str(staging / DATABASE))
    step("quads")
    _write_quads(staging, base, candidate.patch)
    step("names")
    _write_names(staging, base, candidate.patch)
    step("report")
    (staging / REPORT).write_text(report, encoding="utf-8")
    step("manifest")
    files = data_files(staging)
    shared = {name for name, file in files.items() if _is_shared(file, base.directory / name)}
    digests = {
        name: base.manifest.files[name] if name in shared else file_digest(file)
        for name, file in files.items()
    }
    manifest = staging / MANIFEST
    manifest.write_text(_manifest(base, candidate, digests).to_json(), encoding="utf-8")
    staging.chmod(0o755)
    step("sync")
    sync(staging, [manifest, *(file for name, file in files.items() if name not in shared)])


def _is_shared(file: Path, other: Path) -> bool:
    return other.exists() and other.samefile(file)


def _write_quads(staging: Path, base: Snapshot, patch: Patch) -> None:
    whole = base.patch().then(patch)
    if len(whole) > max(_SMALL, sum(base.manifest.graphs.values()) // _SHARE):
        lines = sorted(patch.applied(base.lines()))
        write_quads(staging, b"\n".join([*lines, b""]))
        whole = Patch()
    else:
        os.link(base.quads, staging / QUADS)
    (staging / CHANGES).write_bytes(whole.to_bytes())


def _write_names(staging: Path, base: Snapshot, patch: Patch) -> None:
    removed, added = names_in(quads_of(patch.removed)), names_in(quads_of(patch.added))
    if removed == added:
        os.link(base.names, staging / NAMES)
        return
    shutil.copyfile(base.names, staging / NAMES)
    change_text_index(staging / NAMES, removed - added, added - removed)


def _manifest(base: Snapshot, candidate: Candidate, files: dict[str, str]) -> Manifest:
    graphs = {graph: count for graph, count in sorted(candidate.counts.items()) if count}
    roles: dict[str, int] = {}
    for graph, count in graphs.items():
        roles[role(graph)] = roles.get(role(graph), 0) + count
    return Manifest(
        id=candidate.identifier,
        format_version=FORMAT_VERSION,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        program_version=__version__,
        ontology_version=base.manifest.ontology_version,
        triples=candidate.triples,
        graphs=graphs,
        roles=dict(sorted(roles.items())),
        files=files,
        sources=base.manifest.sources,
        updates=base.manifest.updates + 1,
    )
