"""Snapshots on disk: finding, opening and verifying them.

    <data_dir>/current                 link to the snapshot that is served
    <data_dir>/shapes-passed           which shapes need no check again (`kg.validate.shapes`)
    <data_dir>/snapshots/<id>/
        manifest.json                  what is in it: see `Manifest`
        db/                            the Oxigraph database
        data.nq.gz                     the same quads as sorted N-Quads, lexical forms as written
        changes.rdfp                   what updates have changed since data.nq.gz (`kg.store.patch`)
        names.sqlite                   the text index of names
        report.json                    the validation report

A snapshot is never changed. Its id is a digest of its quads as a set, so equal data have equal ids,
whether they were built or came about by updates. Snapshots share the files that an update did not
change, as hard links.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pyoxigraph as ox

from kg.errors import SnapshotError
from kg.store.patch import Patch, read_patch
from kg.store.set_digest import SetDigest

FORMAT_VERSION = 3
ID_LENGTH = 20
"""Hexadecimal digits of an id."""

CURRENT = "current"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
DATABASE = "db"
QUADS = "data.nq.gz"
CHANGES = "changes.rdfp"
NAMES = "names.sqlite"
REPORT = "report.json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a snapshot says of itself.

    `created` is UTC in ISO 8601. `triples` counts the default graph (each distinct triple once),
    `graphs` each named graph, `roles` the graphs of each role together. `files` maps each file of
    the snapshot, `sources` each file of the project it was built from, to its SHA-256 in
    hexadecimal. `updates` counts the accepted updates since the data were built.
    """

    id: str
    format_version: int
    created: str
    program_version: str
    ontology_version: str | None
    triples: int
    graphs: Mapping[str, int]
    roles: Mapping[str, int]
    files: Mapping[str, str]
    sources: Mapping[str, str]
    updates: int = 0

    def to_json(self) -> str:
        """Return the manifest as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class Snapshot:
    """One snapshot; `directory` is its own, not the link to the current one."""

    directory: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The digest that names it."""
        return self.manifest.id

    @property
    def triples(self) -> int:
        """Number of triples in the default graph."""
        return self.manifest.triples

    @property
    def quad_count(self) -> int:
        """Number of quads of the database, those of the default graph among them."""
        return self.triples + sum(self.manifest.graphs.values())

    @property
    def database(self) -> Path:
        """Directory of the Oxigraph database."""
        return self.directory / DATABASE

    @property
    def quads(self) -> Path:
        """All quads (the default graph too) before `changes`, as sorted N-Quads, gzip."""
        return self.directory / QUADS

    @property
    def changes(self) -> Path:
        """The patch that makes `quads` into the quads of the database; may be empty."""
        return self.directory / CHANGES

    def lines(self) -> set[bytes]:
        """Return all quads as lines of N-Quads, lexical forms as written.

        Raises SnapshotError where they cannot be read.
        """
        try:
            lines = set(gzip.decompress(self.quads.read_bytes()).split(b"\n")) - {b""}
            return self.patch().applied(lines)
        except (OSError, EOFError) as error:
            raise SnapshotError(f"{self.directory} cannot be read: {error}") from None

    def patch(self) -> Patch:
        """Return what `changes` holds. Raises OSError where it cannot be read."""
        return read_patch(self.changes.read_bytes())

    @property
    def names(self) -> Path:
        """The text index of names, for `kg.store.search`."""
        return self.directory / NAMES

    @property
    def report(self) -> Path:
        """The validation report, JSON."""
        return self.directory / REPORT

    def open_store(self) -> ox.Store:
        """Open the database read-only. Raises SnapshotError where the engine cannot."""
        try:
            return ox.Store.read_only(str(self.database))
        except (OSError, RuntimeError) as error:
            raise SnapshotError(f"{self.database} cannot be opened: {error}") from None

    def verify(self) -> None:
        """Read every file again and compare it with its digest, and the quads with the id.

        Raises SnapshotError naming the files that changed or are missing.
        """
        damaged = [
            name
            for name, digest in self.manifest.files.items()
            if not (self.directory / name).is_file() or file_digest(self.directory / name) != digest
        ]
        if damaged:
            raise SnapshotError(
                f"{self.directory} is damaged: {', '.join(damaged)}; build it again"
            )
        if digest_id(SetDigest(self.lines())) != self.id:
            raise SnapshotError(
                f"{self.directory} does not hold the data of its id: build it again"
            )


def current_snapshot(data_dir: Path) -> Snapshot:
    """Return the snapshot that `data_dir` serves.

    Raises SnapshotError where there is none, or where it is incomplete or of another format.
    """
    link = data_dir / CURRENT
    if not link.is_symlink():
        raise SnapshotError(f"{data_dir} holds no snapshot: run `kg build` first")
    # Resolved once: a build that publishes meanwhile must not mix two snapshots.
    return open_snapshot(link.resolve())


def open_snapshot(directory: Path) -> Snapshot:
    """Return the snapshot in `directory`; its parts are looked for, not read.

    Raises SnapshotError where it is incomplete or of another format.
    """
    try:
        content = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SnapshotError(
            f"{directory} is no snapshot: {MANIFEST} cannot be read ({error}); build it again"
        ) from None
    version = content.get("format_version") if isinstance(content, dict) else None
    if version != FORMAT_VERSION:
        raise SnapshotError(
            f"{directory} has snapshot format {version}, this program reads {FORMAT_VERSION}: "
            "build it again"
        )
    if missing := {item.name for item in fields(Manifest)} - content.keys():
        raise SnapshotError(f"{directory}/{MANIFEST} lacks {', '.join(sorted(missing))}")
    manifest = Manifest(**{item.name: content[item.name] for item in fields(Manifest)})
    if lost := [name for name in manifest.files if not (directory / name).is_file()]:
        raise SnapshotError(
            f"{directory} is incomplete: it lacks {', '.join(lost)}; build it again"
        )
    return Snapshot(directory, manifest)


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_id(lines: bytes) -> str:
    """Return the id of the snapshot whose quads are `lines` (N-Quads, UTF-8, in any order)."""
    return digest_id(SetDigest(set(lines.split(b"\n")) - {b""}))


def digest_id(lines: SetDigest) -> str:
    """Return the id of the snapshot whose quads are `lines` (N-Quads, UTF-8, without ends)."""
    text = f"vnrc snapshot {FORMAT_VERSION}\n{lines.hexdigest()}"
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
