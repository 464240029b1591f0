"""A reader: a process, forked by a template, that answers one query at a time.

All is done in one thread (a result used in another thread aborts the process). It may be killed at
any moment, and it limits itself: memory, processor time, connections, and, where its snapshot is in
memory and SERVICE is allowed for nothing, no file and no socket can be opened any more.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from dataclasses import dataclass
from typing import IO, Any, cast

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, serialize

from kg.store.answer_writer import AnswerWriter, Refused
from kg.store.confinement import (
    STANDARD_FILES,
    largest_size,
    limit_memory,
    limit_processor_time,
    refuse_connections,
    refuse_files,
    without_files,
)
from kg.store.formats import GRAPHS, SOLUTIONS, by_name
from kg.store.frames import Channel, Closed, Kind, read_json
from kg.store.memory import Stores
from kg.store.selection import Dataset, Selector, TooManyTriples, dataset_of
from kg.store.sparql_text import services, with_services
from kg.store.syntax import explain

_NOWHERE = "urn:x-kg:"
_STACK = 256 * 1024 * 1024  # of address space: the engine's parser and evaluator recurse


@dataclass(frozen=True)
class Plan:
    """What a template and its readers are told; sizes in bytes."""

    control: int  # file descriptor of the template's socket to the program
    database: str  # directory of the Oxigraph database
    quads: str  # the same data as N-Quads, gzip
    changes: str  # the patch that brings them up to date
    in_memory: bool
    memory: int  # address space that a reader may take beyond what it starts with
    forwarder: int | None  # the port that SERVICE goes through; None where it is not allowed


def read(plan: Plan, stores: Stores | None) -> None:
    """Answer queries that come through file 3, over `stores` or the database, until it closes."""
    refuse_connections(except_port=plan.forwarder)
    threading.stack_size(_STACK)
    _Reader(plan, stores).run()


class _Reader:
    """Answers queries in a thread, which another replaces when its priority has been lowered."""

    def __init__(self, plan: Plan, stores: Stores | None) -> None:
        self._plan, self._stores = plan, stores
        self._channel = Channel(socket.socket(fileno=STANDARD_FILES), read_ahead=True)
        self._priority = os.getpriority(os.PRIO_PROCESS, 0)
        self._selector: Selector | None = None
        self._request: dict[str, Any] | None = None
        self._lean = 0
        self._over = False

    def run(self) -> None:
        """Answer until there is nothing more to answer."""
        while not self._over:
            thread = threading.Thread(target=self._answer_some)
            thread.start()
            thread.join()

    def _answer_some(self) -> None:
        self._over = True
        with contextlib.suppress(Closed, TimeoutError):
            selector = self._selector or self._open()
            while True:
                request = self._request or read_json(self._channel.receive()[1])
                if os.getpriority(os.PRIO_PROCESS, 0) > self._priority:
                    self._request, self._over = request, False
                    return
                self._request = None
                if self._answer(selector, request):
                    return

    def _open(self) -> Selector:
        """Open the snapshot and give up what the reader does not need; tell that it waits."""
        stores = self._stores or Stores(Store.read_only(self._plan.database))
        self._selector = Selector(stores)
        # The stack of a thread that ends may be there still when the next one gets its own.
        limit_memory(self._plan.memory + _STACK)
        if self._stores is not None and self._plan.forwarder is None:
            refuse_files()
        self._lean = largest_size()
        self._channel.send(Kind.READY)
        return self._selector

    def _answer(self, selector: Selector, request: dict[str, Any]) -> bool:
        """Answer one query; tell whether the reader has grown so much that it must end."""
        channel, memory = self._channel, self._plan.memory
        limit_processor_time(request["timeout"])
        channel.deadline = time.monotonic() + request["timeout"]
        confined = self._stores is not None and not request["forwarded"]
        with without_files() if confined else contextlib.nullcontext():
            values = _answer(channel, selector, request)
        # What the allocator keeps counts against the limit of the next query.
        fat = largest_size() - self._lean > memory // 2
        channel.send_json(Kind.FAILED if "error" in values else Kind.END, retire=fat, **values)
        channel.deadline = None
        return fat


def _answer(channel: Channel, selector: Selector, request: dict[str, Any]) -> dict[str, Any]:
    """Answer one query; return what the last message tells."""
    text = request["text"]
    try:
        if request["parse_only"]:
            _parse(text, request["prefixes"])
            return {}
        _send(channel, _evaluate(selector, request), request)
    except SyntaxError as error:
        found = explain(text, str(error), request["prefixes"])
        place = {"line": found.line, "column": found.column}
        return {"error": "syntax", "message": str(found), **place}
    except Refused as error:
        return {"error": error.code, "message": str(error)}
    except TooManyTriples as error:
        return {"error": "too-large", "message": str(error)}
    except TimeoutError:
        raise
    except (ValueError, OSError, RuntimeError) as error:
        code = "service" if request["forwarded"] else "failed"
        return {"error": code, "message": str(error)}
    return {}


def _evaluate(
    selector: Selector, request: dict[str, Any]
) -> QuerySolutions | QueryBoolean | QueryTriples:
    text, prefixes = request["text"], request["prefixes"]
    named = Dataset(tuple(request["default_graphs"]), tuple(request["named_graphs"]))
    dataset = named or dataset_of(text, prefixes)
    store, options = selector.select(dataset, text, request["max_merged"])
    options["prefixes"] = prefixes
    if request["prepared"] is not None:
        try:
            return store.query(request["prepared"], **options)
        except SyntaxError:
            _parse(text, prefixes)  # tells it in terms of the text itself
            if request["forwarded"]:
                raise
    return store.query(text, **options)


def _parse(text: str, prefixes: dict[str, str]) -> None:
    """Raise SyntaxError where `text` is not a query; nothing can be reached meanwhile.

    A SERVICE gets an address, as long as its own, that the engine does not try: over https it would
    look for certificates, and end the process where it may open no file.
    """
    named = (address for address in services(text) if address is not None)
    nowhere = {address: _NOWHERE.ljust(len(address), "x") for address in named}
    with without_files(), contextlib.suppress(ValueError, OSError, RuntimeError):
        # It may be parsed, and fail over an empty store.
        Store().query(with_services(text, nowhere), prefixes=prefixes)


def _send(
    channel: Channel,
    result: QuerySolutions | QueryBoolean | QueryTriples,
    request: dict[str, Any],
) -> None:
    if isinstance(result, QueryTriples):
        graph = by_name(request["graph"], GRAPHS)
        if graph is None:
            raise Refused(*_wrong_kind("a graph (CONSTRUCT, DESCRIBE)"))
        writer = AnswerWriter(channel, graph, request)
        output, triples = cast("IO[bytes]", writer), writer.count(result)
        serialize(triples, output, graph.engine, prefixes=request["prefixes"])
    else:
        solutions = by_name(request["solutions"], SOLUTIONS)
        if solutions is None:
            raise Refused(*_wrong_kind("solutions (SELECT, ASK)"))
        writer = AnswerWriter(channel, solutions, request)
        result.serialize(cast("IO[bytes]", writer), solutions.engine)
    writer.finish()


def _wrong_kind(kind: str) -> tuple[str, str]:
    return "not-acceptable", f"the answer is {kind}; no format asked for can hold that"
