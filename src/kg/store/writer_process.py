"""The process that writes: `python -m kg.store.writer_process JSON`.

It holds the dataset of the current snapshot, takes one update at a time from its socket and answers
when the update is published, or refused. Whatever brings it down (the engine, memory, a deadline)
leaves the last complete snapshot, from which the next one starts. It ends with the program.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, QueryError, QuerySyntaxError
from kg.store.candidate import Candidate
from kg.store.evaluate import Delta, evaluate, replacement
from kg.store.frames import Channel, Closed, Kind, read_json
from kg.store.prune import prune
from kg.store.publish import build_lock
from kg.store.transaction import Change, InvalidUpdate, Transactions
from kg.store.update_text import read_update
from kg.store.writable import refuse_unwritable
from kg.store.writer import Plan
from kg.validate.reports.json import write_json
from kg.validate.reports.turtle import write_report_turtle

_STACK = 256 * 1024 * 1024  # of address space: the engine's parser and evaluator recurse
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Write until the program closes the socket."""
    plan = Plan(**json.loads(sys.argv[1]))
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_write, args=(plan,))
    thread.start()
    thread.join()


def _write(plan: Plan) -> None:
    channel = Channel(socket.socket(fileno=plan.control))
    gc.disable()  # what is read now lives as long as the process
    try:
        transactions = Transactions(Path(plan.data_dir), Path(plan.project))
    except (KgError, OSError) as error:
        channel.send_json(Kind.FAILED, **_failure(error))
        return
    gc.freeze()
    gc.enable()
    _limit_memory(plan.memory)
    with contextlib.suppress(Closed):
        channel.send(Kind.READY)
        while True:
            _, payload = channel.receive()
            _, data = channel.receive()
            values = _answer(transactions, read_json(payload), data)
            channel.send_json(Kind.FAILED if "error" in values else Kind.DONE, **values)
            if values.get("fatal"):
                return
            _prune(plan)


def _prune(plan: Plan) -> None:
    """Remove old snapshots, behind the answer; where that fails, the next update tries again."""
    data_dir = Path(plan.data_dir)
    with contextlib.suppress(KgError, OSError), build_lock(data_dir, lambda: None):
        prune(data_dir, keep=plan.keep, days=plan.keep_days)


def _limit_memory(size: int) -> None:
    with contextlib.suppress(OSError):
        used = int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + size, used + size))


def _answer(transactions: Transactions, request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Do what is asked; `fatal` where the process must not go on."""
    try:
        existed = _exists(transactions, request)
        written = transactions.run(_change(request, data), request["only_if"])
    except (KgError, RuntimeError, ValueError) as error:
        # The engine's own errors while it evaluates are the update's; all was taken back.
        return _failure(error)
    except BaseException as error:
        traceback.print_exc()
        return {**_failure(error), "fatal": True}
    return {"snapshot": written.snapshot, "changed": written.changed, "existed": existed}


def _exists(transactions: Transactions, request: dict[str, Any]) -> bool:
    return bool(transactions.snapshot.manifest.graphs.get(request.get("graph", "")))


def _change(request: dict[str, Any], data: bytes) -> Change:
    if request["do"] == "update":
        text = request["text"]
        operations = read_update(text, request["using"], request["using_named"])

        def update(candidate: Candidate) -> Iterator[Delta]:
            for operation in operations:
                yield evaluate(operation, candidate.served, candidate.contents)

        return update
    graph = ox.NamedNode(request["graph"])
    refuse_unwritable(graph)
    quads = list(ox.parse(data, format=ox.RdfFormat.N_QUADS))

    def replace(candidate: Candidate) -> Iterator[Delta]:
        yield replacement(graph, quads, candidate.contents, replace=request["replace"])

    return replace


def _failure(error: BaseException) -> dict[str, Any]:
    kind = type(error) if isinstance(error, KgError | OSError | MemoryError) else QueryError
    values: dict[str, Any] = {"error": kind.__name__, "message": str(error)}
    if isinstance(error, QuerySyntaxError):
        values |= {"line": error.line, "column": error.column}
    if isinstance(error, InvalidUpdate):
        values["report"] = json.loads(write_json(error.report, "en"))
        values["turtle"] = write_report_turtle(error.report, "en")
    if isinstance(error, OSError) and not isinstance(error, KgError):
        values["errno"] = error.errno
    return values


if __name__ == "__main__":
    try:
        main()
    finally:
        os._exit(0)  # nothing is left to be tidied, and much to be freed
