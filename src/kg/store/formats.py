"""The formats of answers: their names, media types and the engine's own constants.

A SELECT or ASK is answered as solutions, a CONSTRUCT or DESCRIBE as a graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

Engine = TypeVar("Engine", QueryResultsFormat, RdfFormat)


@dataclass(frozen=True)
class Format(Generic[Engine]):
    """One format: names for a person, media types with the registered one first."""

    name: str
    engine: Engine
    media_types: tuple[str, ...]
    extension: str
    other_names: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Tell whether `name`, in small letters, is one of its names for a person."""
        return name in (self.name, *self.other_names)

    @property
    def iri(self) -> str:
        """Its IRI in the registry https://www.w3.org/ns/formats/."""
        return "http://www.w3.org/ns/formats/" + self.engine.iri.rpartition("/")[2]

    @property
    def is_xml(self) -> bool:
        """Tell whether control characters have no place in the format: XML 1.0, section 2.2."""
        return self.engine in (QueryResultsFormat.XML, RdfFormat.RDF_XML)

    @property
    def content_type(self) -> str:
        """The registered media type, with its charset where the type has one."""
        return content_type(self.media_types[0])


SolutionsFormat: TypeAlias = Format[QueryResultsFormat]
GraphFormat: TypeAlias = Format[RdfFormat]
AnyFormat: TypeAlias = SolutionsFormat | GraphFormat


def content_type(media_type: str) -> str:
    """Return `media_type` as a header states it: text types name UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


_R, _G = QueryResultsFormat, RdfFormat

SOLUTIONS: tuple[SolutionsFormat, ...] = (
    Format("json", _R.JSON, ("application/sparql-results+json", "application/json"), "srj"),
    Format("xml", _R.XML, ("application/sparql-results+xml", "application/xml", "text/xml"), "srx"),
    Format("csv", _R.CSV, ("text/csv",), "csv"),
    Format("tsv", _R.TSV, ("text/tab-separated-values",), "tsv"),
)
GRAPHS: tuple[GraphFormat, ...] = (
    Format("turtle", _G.TURTLE, ("text/turtle", "application/x-turtle"), "ttl", ("ttl",)),
    Format("ntriples", _G.N_TRIPLES, ("application/n-triples", "text/plain"), "nt", ("nt",)),
    Format("nquads", _G.N_QUADS, ("application/n-quads",), "nq", ("nq",)),
    Format("trig", _G.TRIG, ("application/trig",), "trig"),
    Format(
        "rdfxml",
        _G.RDF_XML,
        ("application/rdf+xml", "application/xml", "text/xml"),
        "rdf",
        ("rdf", "rdf+xml", "xml"),
    ),
    Format(
        "jsonld",
        _G.JSON_LD,
        ("application/ld+json", "application/json"),
        "jsonld",
        ("json-ld", "json"),
    ),
    Format("n3", _G.N3, ("text/n3", "text/rdf+n3"), "n3"),
)


def by_name(name: str | None, formats: Iterable[Format[Engine]]) -> Format[Engine] | None:
    """Return the one of `formats` that is called `name`, in any case of letters, or None."""
    wanted = (name or "").lower()
    return next((item for item in formats if item.is_called(wanted)), None)
