"""Quads of the engine as a graph of rdflib, for the tools that work on one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import rdflib
from rdflib.term import IdentifiedNode, Node

from kg.namespaces import PREFIXES


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Return the union of all graphs of `quads`; lexical forms stay (rdflib alone changes them)."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    with quiet():
        for quad in quads:
            subject = _node(quad.subject)
            graph.add((subject, rdflib.URIRef(quad.predicate.value), _term(quad.object)))
    return graph


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib and pySHACL from writing to stderr what becomes a finding.

    rdflib logs each literal that is not of its datatype, pySHACL each error that it raises.
    """
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def _node(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> IdentifiedNode:
    if isinstance(term, ox.Triple):
        raise TypeError(f"{term} is a triple term, which RDF 1.1 does not have")
    return rdflib.URIRef(term.value) if isinstance(term, ox.NamedNode) else rdflib.BNode(term.value)


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if not isinstance(term, ox.Literal):
        return _node(term)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == PREFIXES["xsd"] + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype), normalize=False)
