"""The index of the snapshot that is served: made once, renewed while the old one answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import KgError, ReadersBusy
from kg.reconcile.index import Index
from kg.reconcile.load import load
from kg.store.interface import AnswerStream, QueryStore
from kg.store.query import Query

_log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds that others wait while the first one's index is made
_TRIES = 3  # to read all of one snapshot, while others are published


@dataclass(frozen=True)
class Indexed:
    """An index and the id of the snapshot that it was made of."""

    snapshot: str
    index: Index


class IndexKeeper:
    """Gives the index from any thread.

    Who asks first waits until it is made, others for some seconds. When another snapshot is
    served, the old index answers until the new one is there: an answer is never late, and says of
    which snapshot it is.
    """

    def __init__(self, pool: QueryStore) -> None:
        """Make indexes of what `pool` serves; none is made before it is asked for."""
        self._pool = pool
        self._making = threading.Lock()
        self._kept: Indexed | None = None
        self._renewing = threading.Lock()

    def get(self) -> Indexed:
        """Return the index; raises QueryError where the first one cannot be made, or not yet."""
        kept = self._kept or self._first()
        if kept.snapshot != self._pool.snapshot.id and self._renewing.acquire(blocking=False):
            threading.Thread(target=self._renew, name="reconcile", daemon=True).start()
        return kept

    def _first(self) -> Indexed:
        if not self._making.acquire(timeout=_PATIENCE):
            raise ReadersBusy("the index of names is being made; try again in a few seconds")
        try:
            if self._kept is None:
                self._kept = read_index(self._pool)
            return self._kept
        finally:
            self._making.release()

    def _renew(self) -> None:
        try:
            self._kept = read_index(self._pool)
        except KgError as error:
            _log.warning("the reconciliation index stays as it was: %s", error)
        finally:
            self._renewing.release()


def read_index(pool: QueryStore) -> Indexed:
    """Return the index of one whole snapshot of `pool`.

    Raises QueryError where it does not answer, or publishes faster than it can be read.
    """
    for _ in range(_TRIES):
        pinned = _Pinned(pool)
        try:
            return Indexed(pinned.snapshot, Index(load(pinned.ask)))
        except _Moved:
            continue
    raise ReadersBusy("the snapshot changes faster than it can be indexed; try again later")


class _Moved(Exception):  # noqa: N818 - says what happened
    """Another snapshot is served than the one that was begun."""


class _Pinned:
    """Asks the current snapshot for as long as it is the same."""

    def __init__(self, pool: QueryStore) -> None:
        self.snapshot = pool.snapshot.id
        self._ask: Callable[[Query], AnswerStream] = pool.ask

    def ask(self, query: Query) -> AnswerStream:
        answer = self._ask(query)
        if answer.snapshot.id != self.snapshot:
            answer.close()
            raise _Moved
        return answer
