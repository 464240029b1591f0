"""What one operation of an update takes out of the graphs and puts into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import pyoxigraph as ox

from kg.errors import QueryRefused, UpdateConflict
from kg.store.dataset import INFERRED
from kg.store.update_text import Clear, Modify, Operation, Transfer
from kg.store.writable import LOCAL, refuse_beyond_rdf11, refuse_unwritable

_BLANK = "urn:x-kg:blank:"
"""How a blank node that a WHERE has found is written in a template: no syntax names it."""


@dataclass
class Delta:
    """Quads of values to take out, and quads to put in, as they were written."""

    removed: list[ox.Quad] = field(default_factory=list)
    added: list[ox.Quad] = field(default_factory=list)

    def checked(self) -> Delta:
        """Return itself; raises QueryRefused where a graph may not be written so.

        What a template would take out of the inferred graph stays: it goes when nothing implies it.
        """
        self.removed = [quad for quad in self.removed if quad.graph_name != INFERRED]
        for quad in (*self.removed, *self.added):
            refuse_unwritable(quad.graph_name)
            refuse_beyond_rdf11(quad)
        return self


Contents = Callable[[ox.NamedNode], Sequence[ox.Quad]]
"""Returns the quads of a graph as they were written."""


def evaluate(operation: Operation, store: ox.Store, contents: Contents) -> Delta:
    """Return what `operation` changes in `store`, whose default graph merges all others.

    Raises QueryRefused where a graph may not be written, UpdateConflict where a graph that must
    exist does not, and what the engine raises for a WHERE.
    """
    match operation:
        case Modify():
            return _modify(operation, store).checked()
        case Clear():
            return _clear(operation, contents).checked()
        case Transfer():
            return _transfer(operation, contents).checked()


def _modify(operation: Modify, store: ox.Store) -> Delta:
    where = operation.where
    if where is None:
        removed = _instances(operation, operation.delete, "")
        return Delta(removed, [_located(q, LOCAL) for q in _data(operation)])
    rows = _solutions(operation, where, store)
    place = operation.graph
    removed = _instances(operation, operation.delete, rows)
    added = _instances(operation, operation.insert, rows)
    return Delta(
        [_located(quad, place) for quad in removed],
        [_located(quad, place or LOCAL) for quad in added],
    )


def _located(quad: ox.Quad, graph: ox.NamedNode | None) -> ox.Quad:
    """Return `quad`, in `graph` where it is in none."""
    if graph is None or not isinstance(quad.graph_name, ox.DefaultGraph):
        return quad
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _data(operation: Modify) -> list[ox.Quad]:
    """Return the quads of INSERT DATA as they were written, where TriG can read them as they are.

    The engine itself would give their values only.
    """
    if operation.insert is None:
        return []
    text = f"{operation.prologue}\n{operation.insert[1:-1]}"
    for ending in ("", " ."):
        try:
            return list(ox.parse(f"{text}{ending}", format=ox.RdfFormat.TRIG))
        except SyntaxError:
            continue
    return _instances(operation, operation.insert, "")


def _solutions(operation: Modify, where: str, store: ox.Store) -> str:
    """Return the solutions of WHERE as a VALUES block."""
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
    named: list[ox.NamedNode | ox.BlankNode] | None = None
    if operation.using or operation.using_named:
        default, named = list(operation.using), list(operation.using_named)
    elif operation.graph:
        default = [operation.graph]
    query = f"{operation.prologue} SELECT * WHERE {where}"
    solutions = cast(
        ox.QuerySolutions, store.query(query, default_graph=default, named_graphs=named)
    )
    names = [str(variable) for variable in solutions.variables]
    rows = (" ".join(map(_term, solution)) for solution in solutions)
    return f"VALUES ({' '.join(names)}) {{ {' '.join(f'({row})' for row in rows)} }}"


def _term(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return f"<{_BLANK}{term.value}>"
    return "UNDEF" if term is None else str(term)


def _instances(operation: Modify, template: str | None, rows: str) -> list[ox.Quad]:
    """Return the quads that `template` makes of `rows`; what would be no triple is left out."""
    if template is None:
        return []
    store = ox.Store()
    store.update(f"{operation.prologue} INSERT {template} WHERE {{ {rows} }}")
    return list(map(_with_blanks, store))


def _with_blanks(quad: ox.Quad) -> ox.Quad:
    def back(term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(_BLANK):
            return ox.BlankNode(term.value.removeprefix(_BLANK))
        return term

    subject, object_, graph = map(back, (quad.subject, quad.object, quad.graph_name))
    return ox.Quad(subject, quad.predicate, object_, graph)  # type: ignore[arg-type]


def _clear(operation: Clear, contents: Contents) -> Delta:
    graph = operation.graph
    if isinstance(graph, str):
        raise QueryRefused(
            f"{operation.verb} {graph} would take the ontology too: name the graphs to be cleared"
        )
    refuse_unwritable(graph)
    quads = list(contents(graph))
    if operation.verb == "CREATE":
        if quads and not operation.silent:
            raise UpdateConflict(f"{graph} exists already")
        return Delta()
    return Delta(_existing(quads, graph, silent=operation.silent))


def _transfer(operation: Transfer, contents: Contents) -> Delta:
    source, target = operation.source, operation.target
    if source is None or target is None:
        raise QueryRefused(
            f"{operation.verb} needs two named graphs: the default graph is a merge of all graphs"
        )
    if source == target:
        return Delta()
    if source == INFERRED:
        raise QueryRefused(f"{source.value} follows from the others and cannot be copied")
    quads = _existing(list(contents(source)), source, silent=operation.silent)
    moved = [ox.Quad(q.subject, q.predicate, q.object, target) for q in quads]
    removed: list[ox.Quad] = []
    if operation.verb != "ADD":
        removed += contents(target)
    if operation.verb == "MOVE":
        removed += quads
    return Delta(removed, moved)


def _existing(quads: list[ox.Quad], graph: ox.NamedNode, *, silent: bool) -> list[ox.Quad]:
    if not quads and not silent:
        raise UpdateConflict(f"{graph} does not exist")
    return quads


def replacement(
    graph: ox.NamedNode, quads: Sequence[ox.Quad], contents: Contents, *, replace: bool
) -> Delta:
    """Return what makes `quads`, in whatever graphs, the content of `graph`, or adds them to it."""
    added = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads]
    return Delta(list(contents(graph)) if replace else [], added).checked()
