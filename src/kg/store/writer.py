"""The program's side of the one writer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from kg import errors
from kg.closing import Closing
from kg.config import Settings
from kg.errors import InvalidData, KgError, QueryTimeout, WriterBusy, WriterDied
from kg.store.answer import Deadline
from kg.store.frames import Channel, Closed, Kind, read_json
from kg.store.publish import unwritable

_GOODBYE = 5.0  # seconds that the process has to finish what it publishes


class RefusedUpdate(InvalidData):
    """The update breaks shapes or contradicts the data: the report, as JSON and as Turtle."""

    def __init__(self, message: str, report: Mapping[str, Any], turtle: str) -> None:
        """Keep the report beside the message."""
        super().__init__(message)
        self.report = report
        self.turtle = turtle


@dataclass(frozen=True)
class Plan:
    """What `kg.store.writer_process` is told on its command line; sizes in bytes."""

    control: int  # file descriptor of its socket to the program
    data_dir: str
    project: str
    memory: int  # address space that updates may take
    keep: int  # snapshots
    keep_days: float


@dataclass(frozen=True)
class Accepted:
    """An update that was published: the current snapshot's id, and what it was for its graph."""

    snapshot: str
    changed: int
    existed: bool


class Writer(Closing):
    """Sends updates, one at a time and from any thread, to the process that writes."""

    def __init__(
        self, settings: Settings, project: Path, lock: IO[str], follow: Callable[[], None]
    ) -> None:
        """Start the process in the background.

        `lock` is the server's own and is kept open by the process; `follow` is called after each
        update, before its answer, so that the next query sees it.
        """
        self._settings = settings
        self._project = project
        self._server_lock = lock
        self._follow = follow
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._ready = False
        self._closed = False
        # The process is told to end with the thread that has started it: one that stays.
        self._launcher = ThreadPoolExecutor(1, thread_name_prefix="writer launch")
        threading.Thread(target=self._start_early, name="writer start", daemon=True).start()

    def update(
        self,
        text: str,
        *,
        using: Iterable[str] = (),
        using_named: Iterable[str] = (),
        only_if: Iterable[str] | None = None,
    ) -> Accepted:
        """Run a SPARQL 1.1 Update over the dataset; see `put` for what it raises."""
        return self._ask(
            b"",
            do="update",
            text=text,
            using=list(using),
            using_named=list(using_named),
            only_if=_listed(only_if),
        )

    def put(
        self, graph: str, data: bytes, *, replace: bool, only_if: Iterable[str] | None = None
    ) -> Accepted:
        """Add the N-Quads `data` to `graph`, or replace it by them.

        Raises RefusedUpdate where the result is not valid, StaleUpdate where the current snapshot
        is none of `only_if`, QueryTimeout, WriterBusy, WriterDied, StorageFull, and whatever else
        is wrong with the update as a QueryError.
        """
        return self._ask(data, do="graph", graph=graph, replace=replace, only_if=_listed(only_if))

    def close(self) -> None:
        """End the process, after the update that it is about to publish."""
        self._closed = True
        with self._turn:
            self._end(kill=False)
        self._launcher.shutdown()

    def _ask(self, data: bytes, **request: object) -> Accepted:
        deadline = Deadline.after(self._settings.update_timeout)
        if not self._turn.acquire(timeout=deadline.left):
            raise WriterBusy("the writer is busy with other updates; try again later")
        try:
            channel = self._running(deadline)
            kind, payload = self._exchange(channel, deadline, data, request)
            values = read_json(payload)
            if kind is Kind.FAILED:
                if values.get("fatal"):
                    self._end(kill=True)
                raise self._error(values)
            self._follow()
        finally:
            self._turn.release()
        return Accepted(values["snapshot"], values["changed"], values["existed"])

    def _exchange(
        self, channel: Channel, deadline: Deadline, data: bytes, request: Mapping[str, object]
    ) -> tuple[Kind, bytes]:
        channel.deadline = deadline.at
        try:
            channel.send_json(Kind.QUERY, **request)
            channel.send(Kind.DATA, data)
            return channel.receive()
        except TimeoutError:
            self._end(kill=True)
            raise QueryTimeout(
                f"the update took longer than {deadline.seconds:g} s and was stopped"
            ) from None
        except Closed:
            self._end(kill=True)
            raise WriterDied(
                "the writer ended before it answered: the current snapshot tells whether the "
                "update was published"
            ) from None

    def _start_early(self) -> None:
        with self._turn, suppress(KgError):  # the first update will say it
            self._running(Deadline.after(self._settings.update_timeout))

    def _running(self, deadline: Deadline) -> Channel:
        """Return the channel to a process that waits for an update."""
        if self._closed:
            raise WriterDied("the server is about to stop")
        if self._channel is None:
            self._launcher.submit(self._launch).result()
        channel = self._channel
        assert channel is not None  # noqa: S101 - it was just launched
        if self._ready:
            return channel
        channel.deadline = deadline.at
        try:
            kind, payload = channel.receive()
        except TimeoutError:
            raise WriterBusy("the writer is still reading the data; try again later") from None
        except Closed:
            self._end(kill=True)
            raise WriterDied("the writer did not start") from None
        if kind is Kind.FAILED:
            self._end(kill=True)
            raise self._error(read_json(payload))
        self._ready = True
        return channel

    def _launch(self) -> None:
        ours, theirs = socket.socketpair()
        plan = Plan(
            control=theirs.fileno(),
            data_dir=str(self._settings.data_dir.absolute()),
            project=str(self._project.absolute()),
            memory=self._settings.writer_memory,
            keep=self._settings.keep_snapshots,
            keep_days=self._settings.keep_days,
        )
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.store.writer_process", json.dumps(asdict(plan))],
                pass_fds=[theirs.fileno(), self._server_lock.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "RUST_BACKTRACE": "0"},
                start_new_session=True,  # Ctrl-C is for the program, which then ends it
            )
        self._channel = Channel(ours)
        self._ready = False

    def _end(self, *, kill: bool) -> None:
        """End the process; the next update starts another."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            if kill:
                self._process.kill()
            try:
                self._process.wait(_GOODBYE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _error(self, values: Mapping[str, Any]) -> KgError:
        """Return the error that the process has told."""
        name, message = values["error"], values["message"]
        if "report" in values:
            return RefusedUpdate(message, values["report"], values["turtle"])
        if "errno" in values:
            return unwritable(self._settings.data_dir, OSError(values["errno"], message))
        if "line" in values:
            return errors.QuerySyntaxError(message, values["line"], values["column"])
        kind = getattr(errors, name, errors.QueryError)
        found = kind if issubclass(kind, KgError) else errors.QueryError
        error: KgError = found(message)
        return error


def _listed(only_if: Iterable[str] | None) -> list[str] | None:
    return None if only_if is None else list(only_if)
