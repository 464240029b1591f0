"""Which graphs may be written over HTTP, and what a triple in them may be."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.errors import QueryRefused
from kg.namespaces import GRAPH

LOCAL = ox.NamedNode(str(GRAPH["local/default"]))
"""Where triples go that are inserted without a graph: the default graph merges all others."""

PROTECTED = ("guide", "ontology", "vocabularies")
"""Rooms of the ontology, and what follows from it: changed in git and built, never over HTTP."""

_NAME = re.compile(r"([a-z0-9][a-z0-9-]*)(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+")


def refuse_unwritable(graph: object) -> None:
    """Raise QueryRefused where `graph` may not be written, saying which may."""
    if not isinstance(graph, ox.NamedNode):
        raise QueryRefused(
            "say which graph is meant, with GRAPH or WITH: the default graph is a merge of all "
            "graphs, from which nothing can be taken"
        )
    found = _NAME.fullmatch(graph.value.removeprefix(GRAPH))
    if not graph.value.startswith(GRAPH) or found is None:
        raise QueryRefused(
            f"{graph.value} cannot be written: graphs of data are called {GRAPH}<room>/<name>"
        )
    if found[1] in PROTECTED:
        raise QueryRefused(
            f"{graph.value} belongs to the ontology: change its file, then run `kg build`"
        )


def refuse_beyond_rdf11(quad: ox.Quad) -> None:
    """Raise QueryRefused where `quad` holds a triple term, which RDF 1.1 does not have."""
    if isinstance(quad.object, ox.Triple):
        raise QueryRefused(f"{quad.object} is a triple term; the data are RDF 1.1")
