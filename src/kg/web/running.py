"""The queries that are being answered or wait for it: how many may be, and stopping one."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from kg.store.cancellation import Cancellation
from kg.web.problems import Problem

_RETRY_AFTER = "1"  # seconds
_ID_BYTES = 8


@dataclass(frozen=True)
class RunningQuery:
    """One of them; `snapshot` is the id of what it asks, `began` of time.monotonic."""

    text: str
    snapshot: str
    id: str = field(default_factory=lambda: secrets.token_hex(_ID_BYTES))
    began: float = field(default_factory=time.monotonic)
    cancellation: Cancellation = field(default_factory=Cancellation)

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return time.monotonic() - self.began


class RunningQueries:
    """All of them, from any thread."""

    def __init__(self, most: int) -> None:
        """Admit at most `most` at once."""
        self._most = most
        self._lock = threading.Lock()
        self._running: dict[str, RunningQuery] = {}

    def enter(self, text: str, snapshot: str) -> RunningQuery:
        """Return a new one, to `leave` in the end; raises Problem where there are too many."""
        query = RunningQuery(text, snapshot)
        with self._lock:
            if len(self._running) >= self._most:
                raise Problem(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    "too many queries wait already; try again later",
                    {"Retry-After": _RETRY_AFTER},
                )
            self._running[query.id] = query
        return query

    def leave(self, query: RunningQuery) -> None:
        """Count `query` as over; twice is as once."""
        with self._lock:
            self._running.pop(query.id, None)

    @contextmanager
    def entered(self, text: str, snapshot: str) -> Iterator[RunningQuery]:
        """Hold a new one for the time of the block."""
        query = self.enter(text, snapshot)
        try:
            yield query
        finally:
            self.leave(query)

    def cancel(self, identifier: str) -> bool:
        """Stop one; tells whether there was one of that id."""
        with self._lock:
            found = self._running.get(identifier)
        if found is None:
            return False
        found.cancellation.cancel()
        return True

    def count(self) -> int:
        """Return how many there are."""
        return len(self._running)

    def listed(self) -> list[RunningQuery]:
        """Return all, the oldest first."""
        with self._lock:
            return list(self._running.values())
