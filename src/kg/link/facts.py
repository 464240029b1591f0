"""What the project says, as one store that can be asked with SPARQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ProjectError
from kg.namespaces import PREFIXES
from kg.rdf.load import load_project

# Controls, and the marks that make a text look other than it is (Unicode's Bidi_Control).
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

Row = Mapping[str, str]
"""A solution: names of its bound variables to IRIs, or the characters of literals."""


class Facts:
    """The asserted graphs of a project, each by its name; the default graph holds them merged."""

    def __init__(self, project: Path, *, max_file_bytes: int) -> None:
        """Read `project`. Raises ProjectError where one of its files cannot be read."""
        self.directory = project
        loaded = load_project(project, max_file_bytes=max_file_bytes)
        if not loaded.readable:
            raise ProjectError(f"{project} has files that cannot be read: run `kg validate`")
        self._store = ox.Store()
        self._store.bulk_extend(loaded.quads())

    def select(self, query: str, **terms: str) -> list[Row]:
        """Return the solutions of `query`; `terms` gives the IRIs of variables that it selects."""
        return solve(self._store, query, **terms)


def solve(store: ox.Store, query: str, **terms: str) -> list[Row]:
    """Return the solutions of `query` over all graphs of `store`, our prefixes declared."""
    found = store.query(
        query,
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
        substitutions={ox.Variable(name): ox.NamedNode(iri) for name, iri in terms.items()},
    )
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("only SELECT has solutions")
    names = [variable.value for variable in found.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in found]


def plain(text: str) -> str:
    """Return a text from elsewhere as files and terminals may have it: NFC, nothing hidden.

    Escape sequences lose their effect, and no file is refused for what Wikidata writes.
    """
    return _HIDDEN.sub(" ", unicodedata.normalize("NFC", text)).strip()
