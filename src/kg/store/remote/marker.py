"""What an engine says of the snapshot that is published in it: a few triples in one graph."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, fields

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import SnapshotError
from kg.store.remote.engine import Engine
from kg.store.remote.names import MERGED, PUBLISHED
from kg.store.snapshot import FORMAT_VERSION, Manifest

_STAMP, _MANIFEST = f"{PUBLISHED}#stamp", f"{PUBLISHED}#manifest"


@dataclass(frozen=True)
class Publication:
    """A snapshot in an engine; `stamp` differs whenever something was swapped in."""

    manifest: Manifest
    stamp: str

    @classmethod
    def new(cls, manifest: Manifest) -> Publication:
        """Return the publication of the snapshot of this manifest that is made now."""
        return cls(manifest, str(uuid.uuid4()))

    @property
    def id(self) -> str:
        """The digest that names the snapshot."""
        return self.manifest.id

    @property
    def triples(self) -> int:
        """Number of triples in its default graph."""
        return self.manifest.triples

    @property
    def counts(self) -> dict[str, int]:
        """Number of triples of each graph that it takes in the engine."""
        merged = {MERGED: self.triples} if self.triples else {}
        return {**merged, **self.manifest.graphs}

    @property
    def statements(self) -> str:
        """The triples that say this, as N-Triples."""
        said = {_STAMP: self.stamp, _MANIFEST: self.manifest.to_json()}
        node = NamedNode(PUBLISHED)
        triples = (Triple(node, NamedNode(name), Literal(text)) for name, text in said.items())
        return " ".join(f"{triple} ." for triple in triples)


def read_stamp(engine: Engine, *, timeout: float) -> str | None:
    """Return the stamp of what is published, None where nothing is. Raises QueryError."""
    return _value(engine, _STAMP, timeout)


def read_publication(engine: Engine, *, timeout: float) -> Publication | None:
    """Return what is published, None where nothing is.

    Raises QueryError, and SnapshotError where another version of this program published it.
    """
    while True:  # until both are of one publication
        stamp = read_stamp(engine, timeout=timeout)
        text = _value(engine, _MANIFEST, timeout)
        if stamp == read_stamp(engine, timeout=timeout):
            break
    if stamp is None or text is None:
        return None
    try:
        content = json.loads(text)
        if content["format_version"] != FORMAT_VERSION:
            raise SnapshotError(
                f"the engine holds snapshot format {content['format_version']}, this program reads "
                f"{FORMAT_VERSION}: publish again"
            )
        manifest = Manifest(**{item.name: content[item.name] for item in fields(Manifest)})
    except (ValueError, KeyError, TypeError):
        raise SnapshotError(
            f"the graph {PUBLISHED} of the engine is damaged: publish again"
        ) from None
    return Publication(manifest, stamp)


def _value(engine: Engine, name: str, timeout: float) -> str | None:
    rows = engine.select(
        f"SELECT ?value WHERE {{ <{PUBLISHED}> <{name}> ?value }}",
        default_graphs=[PUBLISHED],
        timeout=timeout,
    )
    return getattr(rows[0]["value"], "value", None) if len(rows) == 1 else None
