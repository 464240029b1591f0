"""The answer of a remote engine, as a stream of bytes that tells whether it is whole."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import httpx
from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.closing import Closing
from kg.config import Settings
from kg.errors import AnswerTooLarge, EngineError, KgError, QueryCancelled, ReadersBusy
from kg.store.answer import HELD_BACK, Deadline
from kg.store.cancellation import Cancellation
from kg.store.formats import GRAPHS, AnyFormat, Format
from kg.store.remote.conversion import Rows, write_graph, write_solutions
from kg.store.remote.engine import Engine
from kg.store.remote.marker import Publication
from kg.store.remote.question import Question

_CANCELLED = "the query was cancelled"
_CHUNK = 64 * 1024
_WAITING = 8  # chunks that may wait for a slow client
_LOOK = 0.1  # seconds between two looks whether anyone still waits
_GRACE = 1.0  # seconds that a silent engine may keep its thread beyond the deadline


class _Abandoned(Exception):  # noqa: N818 - says what happened
    """Nobody waits for the answer any more."""


@dataclass(frozen=True)
class Task:
    """A question to an engine, and whom to tell.

    `settle` is called when the last byte is here, and raises where the answer is not one of the
    snapshot `publication`; `ended` when the engine is left alone.
    """

    question: Question
    publication: Publication
    deadline: Deadline
    cancellation: Cancellation
    settle: Callable[[Publication, Deadline], None]
    ended: Callable[[], None]


class RemoteAnswer(Closing):
    """The bytes of an answer, with the interface of `kg.store.answer.Answer`.

    A thread of its own reads from the engine and writes the format that was asked for: the engine's
    answer is bytes in, and the writer of formats pushes bytes out.
    """

    def __init__(self, engine: Engine, task: Task, settings: Settings) -> None:
        """Send the question, and read the beginning of its answer. Raises QueryError."""
        self.snapshot = task.publication
        self.format: AnyFormat = task.question.format
        self.complete = False
        self._task = task
        self._chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self._abandoned = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None  # while the answer is read from it
        self._held: list[bytes] = []
        self._output = _Output(self._put, settings.answer_bytes)
        self._rows = Rows(settings.answer_rows)
        thread = threading.Thread(
            target=self._work, args=(engine, task.question), name="remote answer", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            task.ended()
            raise ReadersBusy("no thread is left for another query; try again later") from None
        try:
            task.cancellation.attach(self._cancel)
            held = 0
            while not self.complete and held < HELD_BACK:
                self._held.append(self._next())
                held += len(self._held[-1])
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes; raises QueryError where the rest will not come."""
        held, self._held = self._held, []
        yield from filter(None, held)
        while not self.complete and not self._abandoned.is_set():
            yield self._next()

    def read(self) -> bytes:
        """Return all bytes; raises QueryError where they will not come."""
        return b"".join(self)

    def close(self) -> None:
        """Let the engine go; where it is still at work, it sees that the connection broke."""
        self._task.cancellation.detach()
        self._let_go()

    def _let_go(self) -> None:
        self._abandoned.set()
        with self._lock, contextlib.suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def _cancel(self) -> None:
        """Wake who reads, if anyone waits; called by the cancellation."""
        self._let_go()
        with contextlib.suppress(queue.Full):
            self._chunks.put_nowait(QueryCancelled(_CANCELLED))

    # --- the side of who reads

    def _next(self) -> bytes:
        try:
            found = self._chunks.get(timeout=self._task.deadline.left)
        except queue.Empty:
            raise self._task.deadline.error() from None
        if self._task.cancellation.cancelled:
            raise QueryCancelled(_CANCELLED)
        if found is None:
            self._task.settle(self._task.publication, self._task.deadline)
            self.complete = True
            return b""
        if isinstance(found, BaseException):
            raise found
        return found

    # --- the side of the thread

    def _work(self, engine: Engine, question: Question) -> None:
        last: BaseException | None = None
        try:
            self._convert(engine, question)
        except KgError as error:
            last = _bare(engine.addresses.hide(error))
        except (httpx.HTTPError, OSError, ValueError, SyntaxError, RuntimeError) as error:
            text = f"the engine's answer broke off or cannot be read: {error}"
            last = engine.addresses.hide(EngineError(text))
        except BaseException as error:
            last = _bare(error)
        finally:
            self._task.ended()
        with contextlib.suppress(_Abandoned):
            self._put(last)

    def _convert(self, engine: Engine, question: Question) -> None:
        graph = question.format in GRAPHS
        with engine.answer(
            question.text,
            graph=graph,
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
            timeout=self._task.deadline.left + _GRACE,
        ) as response:
            engine.check_whole(response.headers)
            stream = response.extensions.get("network_stream")
            self._hold(stream.get_extra_info("socket") if stream is not None else None)
            try:
                if graph:
                    written = cast("Format[RdfFormat]", question.format)
                    write_graph(engine, response, written, self._output, self._rows)
                else:
                    solutions = cast("Format[QueryResultsFormat]", question.format)
                    write_solutions(engine, response, solutions, self._output, self._rows)
            finally:
                self._hold(None)  # the connection may serve another query now
        self._output.finish()

    def _hold(self, found: socket.socket | None) -> None:
        with self._lock:
            self._socket = found

    def _put(self, item: bytes | BaseException | None) -> None:
        while not self._abandoned.is_set():
            try:
                return self._chunks.put(item, timeout=_LOOK)
            except queue.Full:
                continue
        raise _Abandoned


def _bare(error: BaseException) -> BaseException:
    """Return `error` without its frames: results that they hold must end in this thread."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


class _Output:
    """Gathers bytes into chunks and keeps the cap on them."""

    def __init__(self, put: Callable[[bytes], None], most: int) -> None:
        self._put = put
        self._left = most
        self._pending = bytearray()

    def write(self, data: bytes, /) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise AnswerTooLarge("the answer has more bytes than an answer may have")
        self._pending += data
        if len(self._pending) >= _CHUNK:
            self.finish()
        return len(data)

    def flush(self) -> None:
        """Do nothing: `finish` hands on what is left."""

    def finish(self) -> None:
        if self._pending:
            self._put(bytes(self._pending))
            self._pending.clear()
