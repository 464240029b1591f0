"""Bring what updates have changed back into the files of a project, so that git has it.

Each graph goes to the file it came from, in canonical form; a new graph gets a file by the layout
of `kg.rdf.load`. A file that was changed by hand since the snapshot was built is not overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import ProjectError
from kg.namespaces import GRAPH
from kg.rdf.canonical import format_document
from kg.rdf.document import Document
from kg.rdf.files import write_atomically
from kg.rdf.load import Project, load_project
from kg.rdf.scan import Source
from kg.store.candidate import quads_of
from kg.store.dataset import INFERRED
from kg.store.snapshot import Snapshot
from kg.store.writable import PROTECTED

EXPORTED = "exported.json"
"""In the data directory: which snapshot was exported last, and each file's digest then."""

_PARTS = 2  # of the name of a graph that has a Turtle file of its own


@dataclass(frozen=True)
class Exported:
    """The files of the project, relative to it, that were written and removed."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]


def export(
    project_dir: Path, snapshot: Snapshot, data_dir: Path, *, max_file_bytes: int, force: bool
) -> Exported:
    """Make the data files in `project_dir` say what `snapshot` says.

    Raises ProjectError where a file cannot be read, or (without `force`) would lose what was
    written into it by hand; then no file has changed. OSError where a file cannot be written.
    """
    project = load_project(project_dir, max_file_bytes=max_file_bytes)
    if not project.readable:
        raise ProjectError(f"{project_dir} has files that cannot be read: run `kg validate`")
    texts = _texts(project, _by_graph(snapshot))
    known = _known(snapshot, data_dir)
    changed: dict[Path, str] = {}
    for path, text in texts.items():
        before = _digest(project_dir / path)
        if before == (_sha256(text) if text else None):
            continue
        if not force and before is not None and before not in known.get(path.as_posix(), ()):
            raise ProjectError(
                f"{path} was changed after the snapshot was built: build it, or use --force"
            )
        changed[path] = text
    for path, text in changed.items():
        file = project_dir / path
        if text:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(file, text.encode())
        else:
            file.unlink()
    _remember(data_dir, snapshot, changed)
    written = tuple(path for path, text in changed.items() if text)
    return Exported(written, tuple(path for path, text in changed.items() if not text))


def _by_graph(snapshot: Snapshot) -> dict[str, list[ox.Quad]]:
    """Return the asserted quads of each graph of data."""
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in quads_of(snapshot.lines()):
        graph = quad.graph_name
        if isinstance(graph, ox.NamedNode) and graph != INFERRED:
            room = graph.value.removeprefix(GRAPH).partition("/")[0]
            if room not in PROTECTED:
                graphs.setdefault(graph.value, []).append(quad)
    return graphs


def _texts(project: Project, graphs: Mapping[str, list[ox.Quad]]) -> dict[Path, str]:
    """Return the text of each file that is to change: nothing where it is to go."""
    texts: dict[Path, str] = {}
    for document in project.documents:
        if document.path.parts[0] != "data":
            continue
        held = [file for file in project.graphs.values() if file.document is document]
        quads = [quad for file in held for quad in graphs.get(file.name, ())]
        if set(quads) != {quad for file in held for quad in file.quads}:
            texts[document.path] = _text(document, quads)
    for name in sorted(graphs.keys() - project.graphs.keys()):
        path = _path(name)
        texts[path] = _text(Document(path, Source("")), graphs[name])
    return texts


def _text(document: Document, quads: Iterable[ox.Quad]) -> str:
    held = tuple(quads)
    return format_document(replace(document, quads=held))[0] if held else ""


def _path(graph: str) -> Path:
    """Return the file of a graph that has none: as in `kg.rdf.load`."""
    room, *rest = graph.removeprefix(GRAPH).split("/")
    ending = "ttl" if len(rest) + 1 == _PARTS else "trig"
    return Path("data", room, f"{'--'.join(rest)}.{ending}")


def _digest(file: Path) -> str | None:
    return sha256(file.read_bytes()).hexdigest() if file.exists() else None


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _known(snapshot: Snapshot, data_dir: Path) -> dict[str, set[str]]:
    """Return the digests that a file may have: as it was built, and as it was exported."""
    known = {path: {digest} for path, digest in snapshot.manifest.sources.items()}
    for path, digest in _remembered(data_dir)["files"].items():
        known.setdefault(path, set()).add(digest)
    return known


def holds_unexported(data_dir: Path, snapshot: Snapshot) -> bool:
    """Tell whether `snapshot`, the current one, holds updates that no file of a project has."""
    return snapshot.manifest.updates > 0 and _remembered(data_dir)["snapshot"] != snapshot.id


def _remembered(data_dir: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((data_dir / EXPORTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"snapshot": None, "files": {}}
    return content


def _remember(data_dir: Path, snapshot: Snapshot, changed: Mapping[Path, str]) -> None:
    digests = {path.as_posix(): _sha256(text) for path, text in changed.items() if text}
    files = _remembered(data_dir)["files"] | digests
    text = json.dumps({"snapshot": snapshot.id, "files": files}, indent=2) + "\n"
    write_atomically(data_dir / EXPORTED, text.encode())
