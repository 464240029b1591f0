"""Publish a snapshot in an engine: send parts, prove that they arrived, swap, clear up.

Each part is put into a graph of its own, which makes sending it twice the same as once. It is then
read back and compared by count and digest of its values. When every part is there, one update
request replaces the graphs of the old snapshot by the parts and says which snapshot this is. On
engines that run an update request as one transaction (Oxigraph, GraphDB, Neptune, Virtuoso) a
reader sees the old or the new; what remains is said in the modules of the engines.

Killed at any point, it can be run again: parts that arrived are read back, not sent again, and the
swap has happened or has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kg.errors import EngineError
from kg.store.remote.engine import Engine
from kg.store.remote.marker import Publication, read_publication
from kg.store.remote.names import PUBLISHED, STAGING, staging_graph
from kg.store.remote.parts import Digest, Part, parts
from kg.store.remote.progress import Progress, recorded
from kg.store.remote.terms import as_values
from kg.store.snapshot import Snapshot

_DROPPED = 100  # graphs in one update
_TIMEOUT = 60.0  # seconds that the engine may take to say what is published

Report = Callable[[str, int, int], None]
"""Called with what is being done, the triples that are done, and all that there are to do."""


@dataclass(frozen=True)
class Published:
    """What a publication did; `sent` and `kept` count parts."""

    publication: Publication
    unchanged: bool
    sent: int
    kept: int


def publish(
    engine: Engine, snapshot: Snapshot, data_dir: Path, *, report: Report = lambda *_: None
) -> Published:
    """Make `snapshot` the one that is published in `engine`, and return when that is verified.

    `data_dir` remembers what was sent. Raises EngineError where the engine cannot be reached or
    gives back something else than it was sent; the snapshot that was published then still is.
    """
    with recorded(data_dir, engine.addresses.query, snapshot.id) as progress:
        old = read_publication(engine, timeout=_TIMEOUT)
        if old is not None and old.id == snapshot.id:
            _verify(engine, old)
            _clear_up(engine, progress, report)
            return Published(old, unchanged=True, sent=0, kept=0)
        new = Publication.new(snapshot.manifest)
        staged = _send(engine, snapshot, progress, report)
        total = sum(new.counts.values())
        report("swapping", total, total)
        engine.update(_swap(old, new, staged.graphs))
        _verify(engine, new)
        _clear_up(engine, progress, report)
        return Published(new, unchanged=False, sent=staged.sent, kept=staged.kept)


@dataclass
class _Staged:
    graphs: list[tuple[str, str]]  # of each part: where it waits, and which graph it is of
    sent: int = 0
    kept: int = 0


def _send(engine: Engine, snapshot: Snapshot, progress: Progress, report: Report) -> _Staged:
    """Bring every part into its staging graph."""
    total = snapshot.triples + sum(snapshot.manifest.graphs.values())
    staged = _Staged([])
    done = 0
    for part in parts(snapshot):
        report("sending", done, total)
        graph = staging_graph(snapshot.id, part.number)
        expected = Digest.of(map(engine.comparable, part.triples))
        arrived = progress.sent.get(part.number) == expected.sha256
        if arrived and _digest(engine, graph) == expected:
            staged.kept += 1
        else:
            engine.put(graph, part.body)
            _compare(engine, graph, part, expected)
            progress.add(part.number, expected.sha256)
            staged.sent += 1
        staged.graphs.append((graph, part.graph))
        done += len(part.triples)
    return staged


def _digest(engine: Engine, graph: str) -> Digest:
    return Digest.of(map(engine.comparable, engine.triples(graph)))


def _compare(engine: Engine, graph: str, part: Part, expected: Digest) -> None:
    """Raise EngineError, naming a triple, where the engine gives back another part."""
    if _digest(engine, graph) == expected:
        return
    sent, found = (
        set(as_values(map(engine.comparable, triples)))
        for triples in (part.triples, engine.triples(graph))
    )
    example = next(iter(sorted(sent - found)), "more than that")
    raise EngineError(
        f"the engine does not give back what it was sent for {part.graph}: {example}. Nothing was "
        "changed; this engine cannot hold the snapshot"
    )


def _swap(old: Publication | None, new: Publication, staged: Sequence[tuple[str, str]]) -> str:
    """Return the update that replaces `old` by the staged parts of `new`."""
    replaced = sorted({*(old.counts if old else ()), *new.counts, PUBLISHED})
    return " ;\n".join(
        chain(
            (f"DROP SILENT GRAPH <{graph}>" for graph in replaced),
            (f"ADD GRAPH <{part}> TO GRAPH <{graph}>" for part, graph in staged),
            [f"INSERT DATA {{ GRAPH <{PUBLISHED}> {{ {new.statements} }} }}"],
        )
    )


def _verify(engine: Engine, publication: Publication) -> None:
    """Raise EngineError where the engine does not hold what `publication` says."""
    if read_publication(engine, timeout=_TIMEOUT) != publication:
        raise EngineError("another snapshot was published meanwhile: publish again")
    for graph, count in publication.counts.items():
        found = engine.count(graph)
        if found != count:
            raise EngineError(
                f"the engine holds {found} triples in {graph}, not {count}: drop the graph "
                f"{PUBLISHED} there and publish again"
            )


def _clear_up(engine: Engine, progress: Progress, report: Report) -> None:
    """Drop the staging graphs, of whatever snapshot they are."""
    report("clearing up", 0, 0)
    for batch in _batches(engine.graphs(STAGING)):
        engine.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in batch))
    progress.forget()


def _batches(graphs: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(graphs), _DROPPED):
        yield graphs[start : start + _DROPPED]
