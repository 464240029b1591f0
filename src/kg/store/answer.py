"""The answer of a reader, as a stream of bytes that tells whether it is whole."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from kg.closing import Closing
from kg.errors import (
    AnswerTooLarge,
    EngineAborted,
    EngineError,
    NotAcceptable,
    QueryCancelled,
    QueryError,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
    ReaderDied,
    ReadersBusy,
)
from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat, by_name
from kg.store.frames import Closed, Kind, read_json
from kg.store.snapshot import Snapshot
from kg.store.template import Death, Reader

HELD_BACK = 64 * 1024
"""Bytes that are read before an answer is shown, so that an early failure is a plain error."""


class Loan(Protocol):
    """A reader that is lent for one answer, and must be given back or buried, once."""

    @property
    def reader(self) -> Reader:
        """The reader."""

    @property
    def snapshot(self) -> Snapshot:
        """What it reads."""

    @property
    def cancelled(self) -> bool:
        """Whether someone has stopped the query."""

    @property
    def crowded_out(self) -> bool:
        """Whether it was ended to make room for shorter ones."""

    @property
    def service_failure(self) -> QueryError | None:
        """Why a SERVICE gave no answer, where one did not."""

    def give_back(self, *, retire: bool) -> None:
        """End the loan of a reader that waits for the next query; `retire`: it ends instead."""

    def kill(self) -> None:
        """End the loan of a reader that is at work, and the reader."""

    def bury(self) -> Death:
        """End the loan of a reader that has closed its channel; tell how it died."""


@dataclass(frozen=True)
class Deadline:
    """A point in time (of time.monotonic), and the seconds that there were until then."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the deadline that passes in `seconds`."""
        return cls(time.monotonic() + seconds, seconds)

    @property
    def left(self) -> float:
        """The seconds that are left, at least 0."""
        return max(0.0, self.at - time.monotonic())

    def error(self) -> QueryTimeout:
        """Return the error that says it has passed."""
        return QueryTimeout(f"the query took longer than {self.seconds:g} s")


class Answer(Closing):
    """The bytes of an answer, in the order in which they come.

    The first are held back until the constructor returns: what goes wrong until then, it raises.
    `snapshot` is what was asked, `format` how the answer is written (None where only parsed).
    `complete` tells that nothing can go wrong any more; otherwise iterating may raise a QueryError,
    and what was read until then is not an answer. To be closed; iterated and closed in one thread.
    """

    def __init__(self, loan: Loan, deadline: Deadline) -> None:
        """Read the beginning of the answer to the query that the reader on `loan` was sent."""
        self.snapshot = loan.snapshot
        self.complete = False
        self.format: AnyFormat | None = None
        self._loan: Loan | None = loan
        self._deadline = deadline
        self._held: list[bytes] = []
        loan.reader.channel.deadline = deadline.at
        try:
            held = 0
            while not self.complete and held < HELD_BACK:
                self._held.append(self._next(loan))
                held += len(self._held[-1])
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes; raises QueryError where the rest will not come."""
        held, self._held = self._held, []
        yield from filter(None, held)
        while not self.complete and self._loan is not None:
            yield self._next(self._loan)

    def read(self) -> bytes:
        """Return all bytes; raises QueryError where they will not come."""
        return b"".join(self)

    def close(self) -> None:
        """Let the reader go; one that is still at work is ended."""
        if self._loan is not None:
            loan, self._loan = self._loan, None
            loan.kill()

    def _next(self, loan: Loan) -> bytes:
        """Return the next bytes, perhaps none; sets `complete` at the end."""
        try:
            kind, payload = loan.reader.channel.receive()
        except TimeoutError:
            raise self._deadline.error() from None
        except Closed:
            self._loan = None
            raise ended(loan, self._deadline) from None
        if kind is Kind.DATA:
            return payload
        values = read_json(payload)
        if kind is Kind.HEAD:
            name, is_graph = values["format"], values["graph"]
            self.format = by_name(name, GRAPHS) if is_graph else by_name(name, SOLUTIONS)
            return b""
        self._loan = None
        loan.give_back(retire=values["retire"])
        if kind is Kind.FAILED:
            raise _failure(values, loan.service_failure)
        self.complete = True
        return b""


def ended(loan: Loan, deadline: Deadline) -> QueryError:
    """Return the error that says why the reader on `loan`, which is over, closed its channel."""
    if loan.cancelled or loan.crowded_out or not deadline.left:
        loan.kill()
        if loan.cancelled:
            return QueryCancelled("the query was cancelled")
        if loan.crowded_out:
            return ReadersBusy("too many long queries are running; try again later")
        return deadline.error()
    return _of_death(loan.bury(), deadline)


def _of_death(death: Death, deadline: Deadline) -> QueryError:
    if death.of_memory:
        return QueryOutOfMemory("the query needs more memory than it may take")
    if death.of_processor_time:
        return deadline.error()
    if death.of_the_query:
        return EngineAborted(f"the engine cannot answer this query: {death}")
    return ReaderDied(f"the reader ended before the answer was complete: {death}")


def _failure(values: Mapping[str, Any], of_service: QueryError | None) -> QueryError:
    message = values["message"]
    match values["error"]:
        case "syntax":
            return QuerySyntaxError(message, values["line"], values["column"])
        case "not-acceptable":
            return NotAcceptable(message)
        case "too-large":
            return AnswerTooLarge(message)
        case "service":
            return of_service or EngineError(message)
    return QueryError(message)
