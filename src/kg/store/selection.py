"""Which graphs a query is about, and the merge of several.

A query names its dataset with FROM and FROM NAMED, or the request does in its place. Beside the
graphs of the snapshot, a dataset may name groups of them:

    https://w3id.org/vnrc/graph/all        the default graph: everything, each triple once
    https://w3id.org/vnrc/graph/asserted   all graphs but the inferred one
    https://w3id.org/vnrc/graph/<room>     all graphs of a room (article, background, entities, …)

The standard merges the graphs of FROM (https://www.w3.org/TR/sparql11-query/#unnamedGraph), so a
triple that stands in two of them is there once. The engine would find it twice; several graphs are
therefore copied into a store of their own first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from kg.namespaces import GRAPH
from kg.store.dataset import INFERRED
from kg.store.memory import Stores
from kg.store.sparql_text import Kind, Token, tokens

ALL = str(GRAPH["all"])
ASSERTED = str(GRAPH["asserted"])

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_GraphName: TypeAlias = NamedNode | DefaultGraph


class TooManyTriples(Exception):  # noqa: N818 - says what there is
    """The graphs to be merged hold more triples than may be copied."""


@dataclass(frozen=True)
class Dataset:
    """IRIs of the graphs that make up the default graph, and of the named graphs."""

    default: tuple[str, ...]
    named: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether it names any graph."""
        return bool(self.default or self.named)

    def expanded(self, graphs: Iterable[str]) -> Dataset:
        """Return it with the members of each group, of all `graphs` of the snapshot.

        ALL stays as it is, and takes the place of all others in the default graph.
        """
        known = sorted(graphs)
        default = _members(self.default, known)
        named = [iri for iri in _members(self.named, known) if iri != ALL]
        if ALL in default or (known and set(known) <= set(default)):
            default = [ALL]
        return Dataset(tuple(default), tuple(named))


def _members(names: Iterable[str], known: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(_group(name, known) or [name])
    return list(found)


def _group(name: str, known: Sequence[str]) -> list[str]:
    if name == ASSERTED:
        return [iri for iri in known if iri != INFERRED.value]
    if name in known or not name.startswith(GRAPH):
        return []
    return [iri for iri in known if iri.startswith(f"{name}/")]


def dataset_of(text: str, prefixes: Mapping[str, str]) -> Dataset:
    """Return the dataset that the query `text` names, its IRIs made absolute.

    `prefixes` need no declaration. Raises SyntaxError where a name cannot be resolved.
    """
    if "from" not in text.lower():
        return Dataset((), ())
    listed = list(tokens(text))
    clauses = list(_clauses(listed))
    if not clauses:
        return Dataset((), ())
    start = next((token.start for token in listed if _is_form(token)), 0)
    resolved = _resolve(text[:start], [clause.name.text for clause in clauses], prefixes)
    pairs = list(zip((clause.is_named for clause in clauses), resolved, strict=True))
    return Dataset(
        tuple(iri for is_named, iri in pairs if not is_named),
        tuple(iri for is_named, iri in pairs if is_named),
    )


def _is_form(token: Token) -> bool:
    return token.kind is Kind.WORD and token.text.upper().startswith(_FORMS)


@dataclass(frozen=True)
class _Clause:
    """FROM or FROM NAMED, which starts at `start`, with the name behind it."""

    start: int
    is_named: bool
    name: Token


def _clauses(listed: Sequence[Token]) -> Iterator[_Clause]:
    for token, following, after in zip(listed, listed[1:], [*listed[2:], None], strict=False):
        if not token.is_word("FROM"):
            continue
        is_named = following.is_word("NAMED")
        name = after if is_named else following
        if name is not None and name.kind in (Kind.IRI, Kind.NAME):
            yield _Clause(token.start, is_named, name)


def without_dataset(text: str) -> str:
    """Return the query `text`, which is valid, without the dataset that it names."""
    parts: list[str] = []
    done = 0
    for clause in _clauses(list(tokens(text))):
        parts.append(text[done : clause.start])
        done = clause.name.end
    return " ".join([*parts, text[done:]])


def _resolve(prologue: str, names: Sequence[str], prefixes: Mapping[str, str]) -> list[str]:
    """Return `names` as the engine resolves them behind `prologue`."""
    shown = " ".join(f"({name} AS ?g{number})" for number, name in enumerate(names))
    solutions = cast(
        QuerySolutions, Store().query(f"{prologue} SELECT {shown} {{}}", prefixes=dict(prefixes))
    )
    return [cast(NamedNode, term).value for term in next(solutions)]


class Selector:
    """Gives, for one snapshot, a store and options to ask a dataset of it."""

    def __init__(self, stores: Stores) -> None:
        """Choose from `stores`, which never change."""
        self._stores = stores
        self._store = stores.whole
        self._graphs: list[str] | None = None
        self._merge: tuple[Dataset, Store] | None = None

    def select(self, dataset: Dataset, text: str, most: int) -> tuple[Store, dict[str, Any]]:
        """Return what to ask the query `text`, and the engine's options that make it `dataset`.

        Raises TooManyTriples where more than `most` triples would have to be copied.
        """
        if not dataset:
            return self._stores.of(text), {}
        if self._graphs is None:
            names = self._store.named_graphs()
            self._graphs = [name.value for name in names if isinstance(name, NamedNode)]
        wanted = dataset.expanded(self._graphs)
        named = [NamedNode(iri) for iri in wanted.named]
        if len(wanted.default) <= 1:
            default = [_graph_name(iri) for iri in wanted.default]
            return self._store, {"default_graph": default, "named_graphs": named}
        if self._merge is None or self._merge[0] != wanted:
            self._merge = None  # two at once would take the memory of two
            self._merge = (wanted, self._merged(wanted, most))
        options = {"default_graph": [DefaultGraph()], "named_graphs": named}
        return self._merge[1], options

    def _merged(self, wanted: Dataset, most: int) -> Store:
        store = Store()
        store.bulk_extend(self._copied(wanted, most))
        return store

    def _copied(self, wanted: Dataset, most: int) -> Iterator[Quad]:
        count = 0
        places: list[tuple[str, _GraphName]] = [(iri, DefaultGraph()) for iri in wanted.default]
        places += [(iri, NamedNode(iri)) for iri in wanted.named]
        for iri, place in places:
            for quad in self._store.quads_for_pattern(None, None, None, _graph_name(iri)):
                count += 1
                if count > most:
                    raise TooManyTriples(
                        f"the graphs named hold more than {most} triples, too many to merge for "
                        f"one query: name one graph, or {ALL} for all"
                    )
                yield Quad(quad.subject, quad.predicate, quad.object, place)


def _graph_name(iri: str) -> _GraphName:
    return DefaultGraph() if iri == ALL else NamedNode(iri)
