"""A valid query as it is sent to an engine: its text, its graphs, the format of its answer."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import NotAcceptable
from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat, by_name
from kg.store.query import Query
from kg.store.remote.engine import Engine
from kg.store.remote.marker import Publication
from kg.store.remote.names import MERGED
from kg.store.selection import ALL, Dataset, dataset_of, without_dataset
from kg.store.sparql_text import tokens

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Question:
    """What is sent to an engine."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: AnyFormat


def question(engine: Engine, query: Query, publication: Publication) -> Question:
    """Return `query`, which is valid, as it is sent to `engine` about `publication`.

    Raises NotAcceptable where no format that was asked for can hold the answer, and QueryRefused.
    """
    verb, text = form(query.text), query.text
    dataset = Dataset(query.default_graphs, query.named_graphs)
    dataset = dataset or dataset_of(text, query.prefixes)
    if dataset:
        text = without_dataset(text)
        dataset = dataset.expanded(publication.manifest.graphs)
        default = tuple(MERGED if iri == ALL else iri for iri in dataset.default)
        named = dataset.named
    else:
        default = (MERGED,)
        has_graph = any(token.is_word("GRAPH") for token in tokens(text))
        named = tuple(publication.manifest.graphs) if has_graph else ()
    prologue = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in query.prefixes.items())
    text = f"{prologue} {text}" if prologue else text
    return Question(engine.prepared(text, verb), default, named, _format(query, verb))


def form(text: str) -> str:
    """Return the verb of the query `text`, which is valid, in capitals."""
    return next(word.text.upper() for word in tokens(text) if word.is_word(*_FORMS))


def _format(query: Query, verb: str) -> AnyFormat:
    is_graph = verb in ("CONSTRUCT", "DESCRIBE")
    if is_graph:
        found: AnyFormat | None = by_name(query.graph, GRAPHS) if query.graph else None
    else:
        found = by_name(query.solutions, SOLUTIONS) if query.solutions else None
    if found is None:
        kind = "a graph (CONSTRUCT, DESCRIBE)" if is_graph else "solutions (SELECT, ASK)"
        raise NotAcceptable(f"the answer is {kind}; no format asked for can hold that")
    return found
