"""The values that the engine stores for the literals that are written.

The engine turns `1.10` into `1.1` and `"5"^^xsd:nonNegativeInteger` into `5`; files and snapshots
keep what was written. A quad of values stands for all quads that were written with that value.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import PREFIXES

_PLAIN = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}
_ANY = ox.NamedNode("urn:x-kg:any")


class Values:
    """Knows which quads were written for each quad of values that the engine holds."""

    def __init__(self) -> None:
        """Start with nothing that was written otherwise."""
        self._literals: dict[ox.Literal, ox.Literal] = {}
        self._written: dict[ox.Quad, tuple[ox.Quad, ...]] = {}

    def quad(self, quad: ox.Quad) -> ox.Quad:
        """Return the quad of values that the engine holds for `quad`."""
        value = quad.object
        if not isinstance(value, ox.Literal) or value.datatype.value in _PLAIN:
            return quad
        stored = self._stored(value)
        if stored == value:
            return quad
        return ox.Quad(quad.subject, quad.predicate, stored, quad.graph_name)

    def written(self, quad: ox.Quad) -> tuple[ox.Quad, ...]:
        """Return what was written for `quad`, which the engine holds."""
        return self._written.get(quad, (quad,))

    def remember(self, written: Iterable[ox.Quad]) -> list[ox.Quad]:
        """Return the quads of values for `written`, and know from now on how they were written."""
        found: dict[ox.Quad, dict[ox.Quad, None]] = {}
        for quad in written:
            found.setdefault(self.quad(quad), {})[quad] = None
        for quad, forms in found.items():
            if list(forms) != [quad]:
                self._written[quad] = tuple(forms)
        return list(found)

    def forget(self, quads: Iterable[ox.Quad]) -> None:
        """Know nothing of `quads` any more: the engine no longer holds them."""
        for quad in quads:
            self._written.pop(quad, None)

    def _stored(self, literal: ox.Literal) -> ox.Literal:
        found = self._literals.get(literal)
        if found is None:
            store = ox.Store()
            store.add(ox.Quad(_ANY, _ANY, literal))
            stored = next(iter(store)).object
            found = stored if isinstance(stored, ox.Literal) else literal
            self._literals[literal] = found
        return found
