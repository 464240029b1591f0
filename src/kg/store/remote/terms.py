"""Terms on their way into an engine and out of it.

Blank nodes travel as IRIs (RDF 1.1 Concepts, section 3.5): the label of one means nothing outside
the document it is in, and a snapshot arrives in many documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from kg.store.remote.names import GENID


def skolemised(triple: Triple) -> Triple:
    """Return `triple` with an IRI for each blank node."""
    subject, object_ = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = NamedNode(GENID + subject.value)
    if isinstance(object_, BlankNode):
        object_ = NamedNode(GENID + object_.value)
    return Triple(subject, triple.predicate, object_)


def unskolemised(term: object) -> object:
    """Return the blank node that `term` stands for, else `term`."""
    if isinstance(term, NamedNode) and term.value.startswith(GENID):
        return BlankNode(term.value.removeprefix(GENID))
    return term


def as_values(triples: Iterable[Triple]) -> Iterator[str]:
    """Yield the distinct `triples` as lines of N-Triples in which equal values are written alike.

    `1.10` and `1.1` are one value, and `true` and `1`: this is what the embedded engine keeps.
    """
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    for quad in store:
        yield str(quad.triple)
