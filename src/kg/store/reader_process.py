"""The processes that hold a snapshot and answer queries.

`python -m kg.store.reader_process JSON` is a template: it holds one snapshot, answers no query, and
forks readers on request. A small snapshot is loaded into memory once and shared with the readers
through the fork; a large one stays on disk, where each reader opens it read-only for itself.

A reader answers one query at a time, in one thread (a result used in another thread aborts the
process). It may be killed at any moment, and it limits itself: memory, processor time, and, where
its snapshot is in memory, no file and no socket can be opened any more, so that SERVICE cannot
reach anything. A reader ends with its template, and the template with the program.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import gzip
import json
import os
import re
import resource
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import (
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat, by_name
from kg.store.frames import Channel, Closed, Kind, read_json
from kg.store.patch import Patch, read_patch
from kg.store.selection import Dataset, Selector, TooManyTriples, dataset_of
from kg.store.syntax import explain

CHUNK = 64 * 1024
"""Bytes of an answer that travel in one message."""

_STACK = 256 * 1024 * 1024  # of address space: the engine's parser and evaluator recurse
_CPU_GRACE = 5  # seconds that processor time may pass a deadline, which is kept elsewhere
_STANDARD_FILES = 3
_STDERR_TAIL = 4096
_PR_SET_PDEATHSIG = 1

# Bytes that stand once a row, and how many rows there are when none has been seen. A literal can
# hold them in CSV (line breaks) and at its end in JSON: the row cap is a guard, no accounting.
_ROW_MARKS = {
    "json": (b'}},{"', 1),
    "xml": (b"<result>", 0),
    "csv": (b"\r\n", -1),
    "tsv": (b"\n", -1),
}
_LONGEST_NOT_XML = 3
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


@dataclass(frozen=True)
class Plan:
    """What a template is told on its command line; sizes in bytes."""

    control: int  # file descriptor of its socket to the program
    database: str  # directory of the Oxigraph database
    quads: str  # the same data as N-Quads, gzip
    changes: str  # the patch that brings them up to date
    in_memory: bool
    memory: int  # address space that a reader may take beyond what it starts with
    network: bool  # whether SERVICE is allowed at all


# --- the template


def main() -> None:
    """Hold the snapshot and fork readers until the program closes the control socket."""
    plan = Plan(**json.loads(sys.argv[1]))
    channel = Channel(socket.socket(fileno=plan.control))
    try:
        store = _load(plan)
    except (OSError, SyntaxError, ValueError) as error:
        channel.send_json(Kind.FAILED, message=str(error))
        return
    gc.collect()
    gc.freeze()
    channel.send(Kind.READY)
    readers: dict[int, IO[bytes]] = {}
    with contextlib.suppress(Closed):
        while True:
            kind, payload = channel.receive()
            if kind is Kind.FORK:
                _fork(channel, plan, store, readers)
            elif kind is Kind.CHANGE and store is not None:
                _change(store, read_patch(payload))
                channel.send(Kind.DONE)
            else:
                _bury(channel, struct.unpack("!I", payload)[0], readers)
    for pid in readers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _load(plan: Plan) -> Store | None:
    """Return the store that the readers share, or None where each opens its own."""
    if not plan.in_memory:
        return None  # the engine's threads would not survive a fork
    store = Store()
    with gzip.open(plan.quads) as quads:
        store.bulk_load(input=cast("IO[bytes]", quads), format=RdfFormat.N_QUADS)
    _change(store, read_patch(Path(plan.changes).read_bytes()))
    return store


def _change(store: Store, patch: Patch) -> None:
    for quad in parse(b"\n".join(patch.removed), RdfFormat.N_QUADS):
        store.remove(quad)
    store.extend(parse(b"\n".join(patch.added), RdfFormat.N_QUADS))


def _fork(channel: Channel, plan: Plan, store: Store | None, readers: dict[int, IO[bytes]]) -> None:
    _, handed, _, _ = socket.recv_fds(channel.sock, 1, 1)
    last_words = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the reader
    template = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(last_words.fileno(), 2)
            _become_reader(handed[0], template)
            _in_thread_with_deep_stack(plan, store)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(handed[0])
    readers[pid] = last_words
    channel.send(Kind.DONE, struct.pack("!I", pid))


def _bury(channel: Channel, pid: int, readers: dict[int, IO[bytes]]) -> None:
    os.kill(pid, signal.SIGKILL)  # it is our child and not yet waited for: the number is its own
    _, status = os.waitpid(pid, 0)
    with readers.pop(pid) as last_words:
        size = last_words.seek(0, os.SEEK_END)
        last_words.seek(max(0, size - _STDERR_TAIL))
        words = last_words.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    channel.send_json(Kind.DONE, status=code, words=words)


# --- a reader


def _become_reader(handed: int, template: int) -> None:
    """Keep the standard files and `handed`, which becomes number 3; end when the template ends."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(0)
    os.dup2(handed, _STANDARD_FILES)
    os.closerange(_STANDARD_FILES + 1, 1024)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _in_thread_with_deep_stack(plan: Plan, store: Store | None) -> None:
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_read, args=(plan, store))
    thread.start()
    thread.join()


def _read(plan: Plan, store: Store | None) -> None:
    channel = Channel(socket.socket(fileno=_STANDARD_FILES))
    selector = Selector(Store.read_only(plan.database) if store is None else store)
    _limit_memory(plan.memory)
    if store is not None and not plan.network:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_STANDARD_FILES, _STANDARD_FILES))
    lean = _largest_size()
    with contextlib.suppress(Closed, TimeoutError):
        channel.send(Kind.READY)
        while True:
            _, payload = channel.receive()
            request = read_json(payload)
            _limit_processor_time(request["timeout"])
            channel.deadline = time.monotonic() + request["timeout"]
            values = _answer(channel, selector, request)
            # What the allocator keeps counts against the limit of the next query.
            fat = _largest_size() - lean > plan.memory // 2
            channel.send_json(Kind.FAILED if "error" in values else Kind.END, retire=fat, **values)
            channel.deadline = None
            if fat:
                return


def _limit_memory(more: int) -> None:
    """Let the address space grow by `more` bytes at most, where the system tells its size."""
    with contextlib.suppress(FileNotFoundError):
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        limit = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _largest_size() -> int:
    """Return the most bytes of memory that this process has held so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _limit_processor_time(timeout: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + timeout) + _CPU_GRACE
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


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
    except _Refused as error:
        return {"error": error.code, "message": str(error)}
    except TooManyTriples as error:
        return {"error": "too-large", "message": str(error)}
    except TimeoutError:
        raise
    except (ValueError, OSError, RuntimeError) as error:
        return {"error": "failed", "message": str(error)}
    return {}


def _evaluate(
    selector: Selector, request: dict[str, Any]
) -> QuerySolutions | QueryBoolean | QueryTriples:
    prefixes = request["prefixes"]
    named = Dataset(tuple(request["default_graphs"]), tuple(request["named_graphs"]))
    dataset = named or dataset_of(request["text"], prefixes)
    store, options = selector.select(dataset, request["max_merged"])
    options["prefixes"] = prefixes
    if request["comparable"] is not None:
        with contextlib.suppress(SyntaxError):  # to be told in terms of the text itself
            return store.query(request["comparable"], **options)
    return store.query(request["text"], **options)


def _parse(text: str, prefixes: dict[str, str]) -> None:
    """Raise SyntaxError where `text` is not a query; nothing can be reached meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_STANDARD_FILES, hard))
    try:
        Store().query(text, prefixes=prefixes)
    except (ValueError, OSError, RuntimeError):
        pass  # it was parsed, and then failed over an empty store
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class _Refused(Exception):  # noqa: N818 - a decision, not a fault
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _send(
    channel: Channel,
    result: QuerySolutions | QueryBoolean | QueryTriples,
    request: dict[str, Any],
) -> None:
    if isinstance(result, QueryTriples):
        graph = by_name(request["graph"], GRAPHS)
        if graph is None:
            raise _Refused(*_wrong_kind("a graph (CONSTRUCT, DESCRIBE)"))
        writer = _Writer(channel, graph, request)
        output, triples = cast("IO[bytes]", writer), writer.count(result)
        serialize(triples, output, graph.engine, prefixes=request["prefixes"])
    else:
        solutions = by_name(request["solutions"], SOLUTIONS)
        if solutions is None:
            raise _Refused(*_wrong_kind("solutions (SELECT, ASK)"))
        writer = _Writer(channel, solutions, request)
        result.serialize(cast("IO[bytes]", writer), solutions.engine)
    writer.finish()


def _wrong_kind(kind: str) -> tuple[str, str]:
    return "not-acceptable", f"the answer is {kind}; no format asked for can hold that"


class _Writer:
    """Takes the engine's bytes, keeps the caps and sends the bytes on.

    An exception raised inside `write` comes back out of the engine as it is.
    """

    def __init__(
        self,
        channel: Channel,
        written: AnyFormat,
        request: dict[str, Any],
    ) -> None:
        channel.send_json(Kind.HEAD, graph=written in GRAPHS, format=written.name)
        self._channel = channel
        self._is_xml = written.is_xml
        countable = written in SOLUTIONS
        self._mark, self._rows = _ROW_MARKS[written.name] if countable else (b"", 0)
        self._max_rows: int = request["max_rows"]
        self._left: int = request["max_bytes"]
        self._tail = b""
        self._pending = bytearray()

    def count(self, triples: QueryTriples) -> Iterator[Triple]:
        """Yield `triples` as they are, counting them."""
        for triple in triples:
            self._add(1)
            yield triple

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._left -= len(data)
        if self._left < 0:
            raise _Refused("too-large", "the answer has more bytes than an answer may have")
        seen = self._tail + data
        if self._is_xml and _NOT_XML.search(seen):
            raise _Refused(
                "not-acceptable",
                "the answer holds control characters, which XML cannot carry; ask for JSON or TSV",
            )
        if self._mark:
            self._add(seen.count(self._mark))
        keep = len(self._mark) - 1 if self._mark else _LONGEST_NOT_XML - 1
        self._tail = seen[-keep:] if keep else b""
        self._pending += data
        if len(self._pending) >= CHUNK:
            self.finish()
        return len(data)

    def flush(self) -> None:
        """Do nothing: `finish` sends what is left."""

    def finish(self) -> None:
        """Send what is pending."""
        if self._pending:
            self._channel.send(Kind.DATA, bytes(self._pending))
            self._pending.clear()

    def _add(self, rows: int) -> None:
        self._rows += rows
        if self._rows > self._max_rows:
            raise _Refused("too-large", f"the answer has more than {self._max_rows} rows")


if __name__ == "__main__":
    main()
