"""What the formats of graphs cannot hold, where the engine would write nonsense or fail."""

from __future__ import annotations

import re
from collections.abc import Callable

from pyoxigraph import Literal, RdfFormat, Triple

from kg.store.formats import AnyFormat

_XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


def check_of(written: AnyFormat) -> Callable[[Triple], str | None] | None:
    """Return what says why a triple cannot be written in a format; None where any can."""
    return _CHECKS.get(written.engine)


def _as_rdf_xml(triple: Triple) -> str | None:
    """Properties are elements: https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising."""
    if _XML_NAME.search(triple.predicate.value):
        return None
    return f"RDF/XML has no name for {triple.predicate}; ask for Turtle"


def _as_json_ld(triple: Triple) -> str | None:
    if isinstance(triple.object, Triple):
        return "JSON-LD 1.1 has no triple terms; ask for Turtle"
    if isinstance(triple.object, Literal) and triple.object.direction is not None:
        return "JSON-LD 1.1 has no RDF literal with a direction; ask for Turtle"
    return None


def _as_n3(triple: Triple) -> str | None:
    return "N3 has no triple terms; ask for Turtle" if isinstance(triple.object, Triple) else None


_CHECKS: dict[object, Callable[[Triple], str | None]] = {
    RdfFormat.RDF_XML: _as_rdf_xml,
    RdfFormat.JSON_LD: _as_json_ld,
    RdfFormat.N3: _as_n3,
}
