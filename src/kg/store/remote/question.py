"""A valid query as it is sent to an engine: its text, its graphs, the format of its answer."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import NotAcceptable
from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat, by_name
from kg.store.query import Query
from kg.store.remote.engine import Engine
from kg.store.remote.marker import Publication
from kg.store.remote.names import MERGED
from kg.store.sparql_text import Kind, tokens

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
    words = {token.text.upper() for token in tokens(query.text) if token.kind is Kind.WORD}
    verb = form(query.text)
    default, named = query.default_graphs, query.named_graphs
    if not default and not named and "FROM" not in words:
        default = (MERGED,)
        named = tuple(publication.manifest.graphs) if "GRAPH" in words else ()
    prologue = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in query.prefixes.items())
    text = f"{prologue} {query.text}" if prologue else query.text
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
