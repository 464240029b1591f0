"""The data of a run, made once for each size and kept: what all peers are asked about."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate import synthetic_quads
from kg import __version__
from kg.rdf.load import load_project
from kg.reason.materialise import materialise
from kg.store.dataset import canonical_lines, role, served, with_canonical_blanks
from kg.store.publish import build_lock, publish
from kg.store.server_lock import LOCK
from kg.store.snapshot import FORMAT_VERSION, Manifest, Snapshot, content_id, current_snapshot


@dataclass(frozen=True)
class Dataset:
    """Data in the forms that the peers take.

    `data_dir` is for `kg serve`, `merged` (N-Triples) holds the triples of its default graph:
    asserted and inferred, each once.
    """

    directory: Path

    @property
    def data_dir(self) -> Path:
        """Directory of the snapshots."""
        return self.directory / "kg"

    def lent(self, directory: Path) -> Dataset:
        """Return the same data under `directory`: a directory of snapshots has one server."""
        found = Dataset(directory)
        shutil.copytree(self.data_dir, found.data_dir, symlinks=True, copy_function=os.link)
        (found.data_dir / LOCK).unlink(missing_ok=True)  # a lock is a matter of the file itself
        return found

    @property
    def merged(self) -> Path:
        """The triples of the default graph, as N-Triples."""
        return self.directory / "merged.nt"

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that `kg serve` answers from."""
        return current_snapshot(self.data_dir)


def prepare(work: Path, project: Path, triples: int, seed: int) -> Dataset:
    """Return the data with `triples` asserted ones, from `work` where a run has left them.

    The snapshot is written as `kg build` does, without validation, which is not measured here.
    """
    dataset = Dataset(work / f"{triples}-{seed}-{FORMAT_VERSION}")
    if not dataset.merged.exists():
        real = list(load_project(project).quads())
        asserted = with_canonical_blanks(chain(real, synthetic_quads(real, triples, seed)))
        quads = served(asserted, materialise(asserted))
        publish_quads(dataset.data_dir, quads)
        part = dataset.merged.with_suffix(".part")
        merged = (q.triple for q in quads if isinstance(q.graph_name, ox.DefaultGraph))
        ox.serialize(merged, part, ox.RdfFormat.N_TRIPLES)
        part.replace(dataset.merged)
    return dataset


def publish_quads(data_dir: Path, quads: Sequence[ox.Quad]) -> Snapshot:
    """Make a snapshot of `quads` the current one of `data_dir`."""
    lines = canonical_lines(quads)
    with build_lock(data_dir, lambda: None):
        return publish(
            data_dir, quads, lines, "{}", lambda files: _manifest(content_id(lines), quads, files)
        )


def _manifest(identifier: str, quads: Sequence[ox.Quad], files: dict[str, str]) -> Manifest:
    graphs = Counter(q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode))
    roles: Counter[str] = Counter()
    for graph, count in graphs.items():
        roles[role(graph)] += count
    return Manifest(
        id=identifier,
        format_version=FORMAT_VERSION,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        program_version=__version__,
        ontology_version=None,
        triples=len(quads) - graphs.total(),
        graphs=dict(graphs),
        roles=dict(roles),
        files=files,
        sources={},
    )
