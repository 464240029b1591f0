"""An engine's answer, read as it comes and written in the format that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import IO, Protocol, cast

import httpx
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from kg.errors import AnswerTooLarge, NotAcceptable
from kg.store.formats import Format
from kg.store.remote.engine import Engine, Source
from kg.store.remote.terms import unskolemised

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Output(Protocol):
    """Where the bytes of an answer go."""

    def write(self, data: bytes, /) -> int:
        """Take `data`, all of it."""

    def flush(self) -> None:
        """Do nothing, or hand on what was taken."""


class Rows:
    """Counts rows or triples and refuses the first that is one too many."""

    def __init__(self, most: int) -> None:
        """Allow `most` of them."""
        self.count = 0
        self._most = most

    def add(self) -> None:
        """Count one more; raises AnswerTooLarge."""
        self.count += 1
        if self.count > self._most:
            raise AnswerTooLarge(f"the answer has more than {self._most} rows")


def write_solutions(
    engine: Engine,
    response: httpx.Response,
    written: Format[QueryResultsFormat],
    output: Output,
    rows: Rows,
) -> None:
    """Write the solutions, or the truth value, of `response` to `output`."""
    results = engine.solutions(engine.source(response))
    if isinstance(results, QuerySolutions):
        read = _restoring(engine, is_xml=written.is_xml)
        text = _Generated(_json(results, read, rows))
        results = _solutions(text)
    results.serialize(cast("IO[bytes]", output), written.engine)


def write_graph(
    engine: Engine,
    response: httpx.Response,
    written: Format[RdfFormat],
    output: Output,
    rows: Rows,
) -> None:
    """Write the triples of `response`, each once, to `output`."""
    read = _restoring(engine, is_xml=written.is_xml)

    def triples() -> Iterator[Triple]:
        source = cast("IO[bytes]", Source(response))
        for quad in parse(source, format=engine.graph_format):
            rows.add()
            yield Triple(read(quad.subject), quad.predicate, read(quad.object))  # type: ignore[arg-type]

    serialize(triples(), cast("IO[bytes]", output), written.engine)


def _restoring(engine: Engine, *, is_xml: bool) -> Callable[[object], object]:
    """Return what makes a term of the engine one of the snapshot; refuses what XML cannot hold."""

    def read(term: object) -> object:
        if is_xml and isinstance(term, Literal) and _NOT_XML.search(term.value):
            raise NotAcceptable(
                "the answer holds control characters, which XML cannot carry; ask for JSON or TSV"
            )
        return unskolemised(engine.restored(term))

    return read


def _json(results: QuerySolutions, read: Callable[[object], object], rows: Rows) -> Iterator[bytes]:
    """Yield the solutions as SPARQL results in JSON: the one way to hand terms to the engine."""
    names = [variable.value for variable in results.variables]
    yield b'{"head":{"vars":%s},"results":{"bindings":[' % json.dumps(names).encode()
    mark = ""
    for solution in results:
        rows.add()
        row = {name: _binding(read(solution[name])) for name in names if solution[name] is not None}
        yield (mark + json.dumps(row, ensure_ascii=False)).encode()
        mark = ","
    yield b"]}}"


def _binding(term: object) -> dict[str, object]:
    """Return a term as https://www.w3.org/TR/sparql11-results-json/#select-encode-terms has it."""
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case Literal():
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    assert isinstance(term, Triple)  # noqa: S101 - there are no other terms
    parts = {
        "subject": _binding(term.subject),
        "predicate": _binding(term.predicate),
        "object": _binding(term.object),
    }
    return {"type": "triple", "value": parts}


def _solutions(text: _Generated) -> QuerySolutions | QueryBoolean:
    results = parse_query_results(cast("IO[bytes]", text), QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions | QueryBoolean)  # noqa: S101 - the only two
    return results


class _Generated:
    """Pieces of bytes as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        end = len(self._held) if size < 0 else size
        data, self._held = self._held[:end], self._held[end:]
        return data
