"""Queries answered by reader processes over the newest snapshot.

    with ReaderPool(settings) as pool, pool.ask(Query(text=text)) as answer:
        for chunk in answer:
            ...

A query that runs away, exhausts memory or brings the engine down costs its own reader and nothing
else. A new snapshot gets a new template with readers of its own; those of the old one finish what
they do and end.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from pathlib import Path

from kg.closing import Closing
from kg.config import Settings
from kg.errors import (
    EngineAborted,
    KgError,
    QueryCancelled,
    QueryError,
    QueryRefused,
    QueryTooLarge,
    ReaderDied,
    ReadersBusy,
    SnapshotError,
)
from kg.store.answer import Answer, Deadline, ended
from kg.store.cancellation import Cancellation
from kg.store.forwarder import Forwarder, Lease
from kg.store.frames import Closed, Kind
from kg.store.pace import Pace, Run
from kg.store.query import Query
from kg.store.snapshot import CURRENT, Snapshot, current_snapshot
from kg.store.sort_keys import comparable
from kg.store.sparql_text import is_nested_deeper, services, with_services
from kg.store.template import Death, Reader, Template

_log = logging.getLogger(__name__)

_MOST_LARGE = os.cpu_count() or 1  # readers that wait, beyond which none is added that is large
_WATCH_INTERVAL = 0.5  # seconds between two looks for a new snapshot
_HANGUP_INTERVAL = 0.25  # seconds between two looks whether a waiting query was cancelled


class _Loan:
    """A reader, one of the places for running queries, and what else one query holds."""

    def __init__(
        self, pool: ReaderPool, template: Template, cancellation: Cancellation, deadline: Deadline
    ) -> None:
        self._pool, self._template = pool, template
        self._cancellation = cancellation
        self._run = Run(self, deadline.at)
        self._holds_place = True
        self.reader: Reader
        self.lease: Lease | None = None

    @property
    def snapshot(self) -> Snapshot:
        return self.reader.snapshot

    @property
    def cancelled(self) -> bool:
        return self._cancellation.cancelled

    @property
    def crowded_out(self) -> bool:
        return self._run.crowded_out

    @property
    def service_failure(self) -> QueryError | None:
        return self.lease.failure if self.lease else None

    def begin(self, reader: Reader) -> None:
        self.reader = reader
        self._cancellation.attach(reader.channel.shut)
        self._pool.pace.enter(self._run)

    def give_back(self, *, retire: bool) -> None:
        self._end()
        large = self._run.stepped_back
        self._pool._give_back(self._template, self.reader, retire=retire, large=large)

    def kill(self) -> None:
        self._end()
        self._template.kill(self.reader)
        self._pool._ended(self._template)

    def bury(self) -> Death:
        self._end()
        death = self._template.bury(self.reader)
        self._pool._ended(self._template)
        return death

    def _end(self) -> None:
        self._cancellation.detach()
        self._pool.pace.leave(self._run)
        self._leave_place()
        if self.lease is not None:
            self.lease.end()

    def _leave_place(self) -> None:
        if self._holds_place:
            self._holds_place = False
            self._pool._free.release()

    # What the pace calls, between `begin` and the end.

    def step_back(self) -> None:
        self.reader.step_back()

    def stop(self) -> None:
        self.reader.stop()
        self._leave_place()


class ReaderPool(Closing):
    """Answers queries, from any thread, over the snapshot that is current."""

    def __init__(self, settings: Settings, pinned: Snapshot | None = None) -> None:
        """Hold the current snapshot of `settings.data_dir` and watch for the next, or one for good.

        Raises SnapshotError where there is none, or it cannot be read.
        """
        self._pinned = pinned
        self._settings = settings
        self._free = threading.BoundedSemaphore(settings.readers)
        self.pace = Pace(max(1, settings.readers - settings.short_readers))
        self.forwarder = Forwarder(settings.service_bytes) if settings.allowed_services else None
        self._lock = threading.Lock()
        self._lent: dict[Template, int] = {}
        self._closing = False
        self._wake = threading.Event()
        self._following = threading.Lock()
        self._failed: Path | None = None
        try:
            self._template, first = self._start(pinned or current_snapshot(settings.data_dir))
        except BaseException:
            self._close_helpers()
            raise
        self._idle = [first]
        self._watcher = threading.Thread(target=self._watch, name="snapshot watcher", daemon=True)
        self._watcher.start()

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that the next query is answered from."""
        return self._template.snapshot

    @property
    def idle(self) -> bool:
        """Whether no query is being answered."""
        return not self._lent

    def ask(self, query: Query) -> Answer:
        """Return the answer to `query`, or raise the QueryError that says why there is none."""
        deadline = self._deadline(query)
        self._refuse(query, deadline)
        return self._attempt(query, deadline)

    def parse(self, query: Query) -> None:
        """Raise the QueryError that says why `query` would not be asked; it is not answered."""
        deadline = self._deadline(query)
        self._refuse(query, deadline)
        self._attempt(query, deadline, parse_only=True).close()

    def close(self) -> None:
        """End all readers; what is still being answered is cut."""
        self._closing = True
        self._wake.set()
        self._watcher.join()
        self._close_helpers()
        with self._lock:
            templates = {self._template, *self._lent}
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.channel.close()
        for template in templates:
            template.close()

    def _close_helpers(self) -> None:
        self.pace.close()
        if self.forwarder is not None:
            self.forwarder.close()

    def _deadline(self, query: Query) -> Deadline:
        most = self._settings.query_timeout
        return Deadline.after(most if query.timeout is None else min(query.timeout, most))

    def _refuse(self, query: Query, deadline: Deadline) -> None:
        """Refuse what is too large; then, where it is SPARQL at all, a SERVICE not allowed."""
        self._refuse_too_large(query.text)
        refused = [
            address
            for address in services(query.text)
            if address not in self._settings.allowed_services
        ]
        if refused:
            with contextlib.suppress(EngineAborted):  # over https, where a prefix gives the address
                self._attempt(query, deadline, parse_only=True).close()
            raise QueryRefused(f"SERVICE is not allowed for {refused[0] or 'a computed address'}")

    def _refuse_too_large(self, text: str) -> None:
        longest, deepest = self._settings.query_length, self._settings.query_nesting
        if len(text.encode()) > longest:
            raise QueryTooLarge(f"the query has more than {longest} bytes")
        if is_nested_deeper(text, deepest):
            raise QueryTooLarge(f"the query has more than {deepest} brackets open at once")

    def _attempt(self, query: Query, deadline: Deadline, *, parse_only: bool = False) -> Answer:
        """Answer `query`; where a reader or its template was killed meanwhile, once more."""
        try:
            return self._answer(query, deadline, parse_only=parse_only)
        except ReaderDied:
            if not deadline.left:
                raise deadline.error() from None
        if not self._template.alive:
            self.follow(deadline)
        return self._answer(query, deadline, parse_only=parse_only)

    def _answer(self, query: Query, deadline: Deadline, *, parse_only: bool) -> Answer:
        loan = self._borrow(query.cancellation, deadline)
        loan.reader.channel.deadline = deadline.at
        try:
            text = query.text
            if self.forwarder is not None and not parse_only and (asked := services(text)):
                addresses = [address for address in asked if address is not None]
                loan.lease = self.forwarder.lend(addresses, deadline)
                text = with_services(text, loan.lease.urls)
            prepared = comparable(text) or text
            loan.reader.channel.send_json(
                Kind.QUERY,
                text=query.text,
                prepared=None if prepared == query.text else prepared,
                forwarded=loan.lease is not None,
                solutions=query.solutions,
                graph=query.graph,
                default_graphs=query.default_graphs,
                named_graphs=query.named_graphs,
                prefixes=dict(query.prefixes),
                parse_only=parse_only,
                timeout=deadline.left,
                max_rows=self._settings.answer_rows,
                max_bytes=self._settings.answer_bytes,
                max_merged=self._settings.merged_triples,
            )
        except (Closed, TimeoutError):
            raise ended(loan, deadline) from None
        except BaseException:
            loan.kill()
            raise
        return Answer(loan, deadline)

    # --- readers

    def _borrow(self, cancellation: Cancellation, deadline: Deadline) -> _Loan:
        while not self._free.acquire(timeout=min(deadline.left, _HANGUP_INTERVAL)):
            if cancellation.cancelled:
                raise QueryCancelled("the query was cancelled")
            if not deadline.left:
                raise ReadersBusy(f"all {self._settings.readers} readers are busy; try again later")
        with self._lock:
            template = self._template
            reader = self._idle.pop() if self._idle else None
            self._lent[template] = self._lent.get(template, 0) + 1
        try:
            if reader is not None and not reader.waits:
                template.kill(reader)
                reader = None
            loan = _Loan(self, template, cancellation, deadline)
            loan.begin(reader or template.fork())
        except BaseException:
            self._free.release()
            self._ended(template)
            raise
        return loan

    def _give_back(self, template: Template, reader: Reader, *, retire: bool, large: bool) -> None:
        """Keep `reader` for the next query, unless it is old, is to `retire` or one too many.

        What a reader has read it holds for itself (the engine counts references in it). After a
        long query, which makes it `large`, it is faster for that, and kept while few are.
        """
        with self._lock:
            keep = template is self._template and reader.snapshot is template.snapshot
            keep = keep and not retire and not (large and len(self._idle) >= _MOST_LARGE)
            if keep:
                self._idle.append(reader)
        if not keep:
            template.kill(reader)
            self._wake.set()
        self._ended(template)

    def _keep_one_ready(self) -> None:
        """Fork a reader where none is idle, so that the next query need not wait for one."""
        template = self._template
        if self._idle:
            return
        with contextlib.suppress(ReaderDied):
            reader = template.fork()
            with self._lock:
                keep = template is self._template and reader.snapshot is template.snapshot
                if keep:
                    self._idle.append(reader)
            if not keep:
                template.kill(reader)

    def _ended(self, template: Template) -> None:
        """Count a loan of `template` as over; the last one of an old template ends it."""
        with self._lock:
            self._lent[template] -= 1
            if not self._lent[template]:
                del self._lent[template]
            over = template is not self._template and template not in self._lent
        if over:
            template.close()

    # --- templates

    def _start(self, snapshot: Snapshot) -> tuple[Template, Reader]:
        """Return a template and its first reader, which proves that the snapshot can be read."""
        port = self.forwarder.port if self.forwarder else None
        template = Template(snapshot, self._settings, port)
        try:
            return template, template.fork()
        except ReaderDied as error:
            template.close()
            raise SnapshotError(f"{snapshot.directory} cannot be read: {error}") from None

    def _replace(self, snapshot: Snapshot) -> None:
        """Answer from `snapshot` from now on: the template follows, or another takes its place."""
        old = self._template
        if old.alive and old.advance(snapshot):
            template, reader = old, old.fork()
        else:
            template, reader = self._start(snapshot)
        with self._lock:
            self._template = template
            idle, self._idle = self._idle, [reader]
            unused = old is not template and old not in self._lent
        for reader in idle:
            old.kill(reader)
        if unused:
            old.close()

    @property
    def _current(self) -> Path:
        return (self._settings.data_dir / CURRENT).resolve()

    def _watch(self) -> None:
        """Follow the current snapshot until the pool closes."""
        while not self._closing:
            self._wake.wait(_WATCH_INTERVAL)
            self._wake.clear()
            if not self._closing:
                self.follow()
                self._keep_one_ready()

    def follow(self, deadline: Deadline | None = None) -> None:
        """Answer from the current snapshot from now on; where it cannot be read, log that.

        Raises ReadersBusy where another thread is still at it when `deadline` passes.
        """
        if not self._following.acquire(timeout=-1 if deadline is None else deadline.left):
            raise ReadersBusy("the snapshot is being read again; try again later")
        try:
            held = self._template.snapshot.directory if self._template.alive else None
            found = self._pinned.directory if self._pinned else self._current
            if found in (held, self._failed):
                return
            try:
                self._replace(self._pinned or current_snapshot(self._settings.data_dir))
                self._failed = None
            except (KgError, OSError) as error:
                self._failed = found
                _log.warning("the snapshot stays %s: %s", self.snapshot.id, error)
        finally:
            self._following.release()
