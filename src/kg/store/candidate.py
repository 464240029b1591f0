"""The writer's own copy of the dataset, on which a change is tried before it is published.

Three stores hold it: all that is served, on disk, so that a snapshot of it is a few hard links; the
asserted graphs alone, for the rules; and what the reasoner knows. A change is made in all of them,
or taken back in all of them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from kg.reason.clashes import Clash
from kg.reason.incremental import Clashes, Closure
from kg.store.dataset import INFERRED
from kg.store.evaluate import Delta
from kg.store.merged import holders, merged, put_in, take_out
from kg.store.patch import Patch
from kg.store.set_digest import SetDigest
from kg.store.snapshot import Snapshot, digest_id
from kg.store.values import Values

PREFIX = ".candidate-"
"""How the directory of the writer's database begins, in the data directory."""


def line(quad: ox.Quad) -> bytes:
    """Return `quad` as a line of N-Quads without its end."""
    text = cast(bytes, ox.serialize([quad], format=ox.RdfFormat.N_QUADS))
    return text.rstrip(b"\n")


def quads_of(lines: Iterable[bytes]) -> list[ox.Quad]:
    """Return the quads of lines of N-Quads."""
    return list(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS))


class Candidate:
    """The dataset of a snapshot, and the change of it that is being tried."""

    def __init__(self, snapshot: Snapshot, data_dir: Path) -> None:
        """Copy the dataset of `snapshot`. Raises SnapshotError; OSError where the disk is full."""
        lines = snapshot.lines()
        self._digest = SetDigest(lines)
        quads = [quad for quad in quads_of(lines) if quad.graph_name != ox.DefaultGraph()]
        self.counts = Counter(_name(quad) for quad in quads)
        self.triples = snapshot.triples
        self.patch = Patch()
        self._values = Values()
        values = self._values.remember(quads)
        self.served = _open_copy(snapshot.database, data_dir)
        self.asserted = ox.Store()
        named = [quad for quad in values if quad.graph_name != INFERRED]
        self.asserted.bulk_extend([*named, *map(merged, named)])
        self._closure = Closure(
            {quad.triple for quad in quads if quad.graph_name != INFERRED},
            {quad.triple for quad in quads if quad.graph_name == INFERRED},
        )
        self._clashes = Clashes(self.served)
        self._asserted_before: dict[ox.Triple, set[ox.Triple]] = {}

    @property
    def identifier(self) -> str:
        """The id of the snapshot that the dataset would be."""
        return digest_id(self._digest)

    def contents(self, graph: ox.NamedNode) -> list[ox.Quad]:
        """Return the quads of `graph` as they were written."""
        found = self.served.quads_for_pattern(None, None, None, graph)
        return [quad for value in found for quad in self._values.written(value)]

    def about(self, subject: ox.NamedNode | ox.BlankNode) -> list[ox.Quad]:
        """Return the asserted quads with `subject`, as they were written."""
        found = self.asserted.quads_for_pattern(subject, None, None, None)
        named = (quad for quad in found if quad.graph_name != ox.DefaultGraph())
        return [quad for value in named for quad in self._values.written(value)]

    def change(self, delta: Delta) -> None:
        """Make `delta`: first what it takes out, then what it puts in."""
        removed = [q for q in map(self._values.quad, delta.removed) if q in self.served]
        added = [q for q in delta.added if self._values.quad(q) not in self.served]
        back = {self._values.quad(quad) for quad in delta.added} & set(removed)
        removed = list(dict.fromkeys(quad for quad in removed if quad not in back))
        self._apply(removed, list(dict.fromkeys(added)))

    def reason(self) -> list[Clash]:
        """Follow the change with what can be inferred; return the contradictions that it makes.

        Raises OntologyError where a list of the ontology is broken.
        """
        removed: set[ox.Triple] = set()
        added: set[ox.Triple] = set()
        for triple, before in self._asserted_before.items():
            after = self._asserted(triple)
            removed |= before - after
            added |= after - before
        self._asserted_before.clear()
        gone, new = self._closure.change(removed, added)
        self._exchange(map(_inferred, gone), map(_inferred, new))
        values = {self._values.quad(_inferred(triple)).triple for triple in (*added, *new)}
        found = self._clashes.found_by(values)
        return [Clash(instance.rule.name, instance.axioms, facts) for instance, facts in found]

    def keep(self) -> None:
        """Make the change part of the dataset."""
        self.patch = Patch()
        self._asserted_before.clear()

    def take_back(self) -> None:
        """Take the whole change back; afterwards the dataset is what it was."""
        undone = self.patch.undone()
        removed = [q for q in quads_of(undone.removed) if q.graph_name != ox.DefaultGraph()]
        added = [q for q in quads_of(undone.added) if q.graph_name != ox.DefaultGraph()]
        self._exchange(removed, added)
        self.reason()
        assert not self.patch  # noqa: S101 - else the writer must not go on
        self.keep()

    def written_change(self) -> tuple[list[ox.Quad], list[ox.Quad]]:
        """Return the asserted quads that the change takes out and puts in, as they were written."""
        both = (quads_of(self.patch.removed), quads_of(self.patch.added))
        removed, added = (
            [q for q in quads if q.graph_name not in (ox.DefaultGraph(), INFERRED)]
            for quads in both
        )
        return removed, added

    def _exchange(self, gone: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> None:
        """Take out `gone` and put in `new`, quads as they were written.

        Of several that were written for one value, those that are not `gone` stay.
        """
        lost, found = list(gone), list(new)
        forms: dict[ox.Quad, dict[ox.Quad, None]] = {}
        for quad in (*lost, *found):
            value = self._values.quad(quad)
            if value not in forms:
                held = self._values.written(value) if value in self.served else ()
                forms[value] = dict.fromkeys(held)
        for quad in lost:
            forms[self._values.quad(quad)].pop(quad, None)
        for quad in found:
            forms[self._values.quad(quad)][quad] = None
        removed = [value for value in forms if value in self.served]
        self._apply(removed, [quad for held in forms.values() for quad in held])

    def _apply(self, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> None:
        """Take out quads of values that are there, put in quads that are not; note what changes."""
        values = list(dict.fromkeys(map(self._values.quad, added)))
        touched = list(dict.fromkeys(quad.triple for quad in (*removed, *values)))
        for triple in touched:
            self._asserted_before.setdefault(triple, self._asserted(triple))
        before = {quad for triple in touched for quad in self._lines_of(triple)}
        take_out(self.served, removed)
        take_out(self.asserted, [quad for quad in removed if quad.graph_name != INFERRED])
        self._values.forget(removed)
        self._values.remember(added)
        put_in(self.served, values)
        put_in(self.asserted, [quad for quad in values if quad.graph_name != INFERRED])
        after = {quad for triple in touched for quad in self._lines_of(triple)}
        self._note(before - after, after - before)

    def _note(self, gone: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> None:
        removed, added = {line(quad): quad for quad in gone}, {line(quad): quad for quad in new}
        for sign, lines in ((-1, removed), (1, added)):
            for quad in lines.values():
                if quad.graph_name == ox.DefaultGraph():
                    self.triples += sign
                else:
                    self.counts[_name(quad)] += sign
        for text in removed:
            self._digest.discard(text)
        for text in added:
            self._digest.add(text)
        self.patch = self.patch.then(Patch(frozenset(removed), frozenset(added)))

    def _lines_of(self, triple: ox.Triple) -> list[ox.Quad]:
        """Return each quad of a snapshot that `triple` of values stands for."""
        values = holders(self.served, ox.Quad(triple.subject, triple.predicate, triple.object))
        quads = [quad for value in values for quad in self._values.written(value)]
        return [*quads, *dict.fromkeys(map(merged, quads))]

    def _asserted(self, triple: ox.Triple) -> set[ox.Triple]:
        """Return the triples that are asserted for `triple` of values, as they were written."""
        values = holders(self.asserted, ox.Quad(triple.subject, triple.predicate, triple.object))
        return {quad.triple for value in values for quad in self._values.written(value)}


def _name(quad: ox.Quad) -> str:
    return cast(ox.NamedNode, quad.graph_name).value


def _inferred(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, INFERRED)


def _open_copy(database: Path, data_dir: Path) -> ox.Store:
    """Open a copy of `database`; both share the files that the engine never changes."""
    for left in data_dir.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=data_dir))
    for file in database.iterdir():
        if file.suffix == ".sst":
            os.link(file, place / file.name)
        elif file.name not in {"LOCK", "LOG"}:
            shutil.copy(file, place / file.name)
    return ox.Store(str(place))
