"""Queries answered by reader processes over the newest snapshot.

    with ReaderPool(settings) as pool, pool.ask(Query(text=text)) as answer:
        for chunk in answer:
            ...

A query that runs away, exhausts memory or brings the engine down costs its own reader and nothing
else. A new snapshot gets a new template with readers of its own; those of the old one finish what
they do and end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.config import Settings
from kg.errors import (
    KgError,
    QueryCancelled,
    QueryRefused,
    QueryTooLarge,
    ReaderDied,
    ReadersBusy,
    SnapshotError,
)
from kg.store.answer import Answer, Deadline
from kg.store.cancellation import Cancellation
from kg.store.frames import Closed, Kind
from kg.store.snapshot import CURRENT, Snapshot, current_snapshot
from kg.store.sort_keys import comparable
from kg.store.sparql_text import is_nested_deeper, services
from kg.store.template import Death, Reader, Template

_log = logging.getLogger(__name__)

_WATCH_INTERVAL = 0.5  # seconds between two looks for a new snapshot


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query and how to answer it.

    `solutions` and `graph` name a format each, for either kind of answer; None where that kind is
    of no use. The graphs, where any is given, replace the dataset that the text names. `prefixes`
    need no declaration in the text. `timeout`, in seconds, lowers what the settings allow.
    `cancellation` stops it from another thread.
    """

    text: str
    solutions: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = None
    cancellation: Cancellation = field(default_factory=Cancellation, compare=False)


@dataclass(frozen=True)
class _Loan:
    pool: ReaderPool
    template: Template
    reader: Reader
    cancellation: Cancellation

    @property
    def cancelled(self) -> bool:
        return self.cancellation.cancelled

    @property
    def snapshot(self) -> Snapshot:
        return self.reader.snapshot

    def give_back(self, *, retire: bool) -> None:
        self.cancellation.detach()
        self.pool._give_back(self.template, self.reader, retire=retire)

    def bury(self) -> Death:
        self.cancellation.detach()
        return self.pool._bury(self.template, self.reader)


class ReaderPool:
    """Answers queries, from any thread, over the snapshot that is current."""

    def __init__(self, settings: Settings, pinned: Snapshot | None = None) -> None:
        """Hold the current snapshot of `settings.data_dir` and watch for the next, or one for good.

        Raises SnapshotError where there is none, or it cannot be read.
        """
        self._pinned = pinned
        self._settings = settings
        self._free = threading.BoundedSemaphore(settings.readers)
        self._lock = threading.Lock()
        self._lent: dict[Template, int] = {}
        self._closing = threading.Event()
        self._following = threading.Lock()
        self._failed: Path | None = None
        self._template, first = self._start(pinned or current_snapshot(settings.data_dir))
        self._idle = [first]
        self._watcher = threading.Thread(target=self._watch, name="snapshot watcher", daemon=True)
        self._watcher.start()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

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
        self._closing.set()
        self._watcher.join()
        with self._lock:
            templates = {self._template, *self._lent}
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.channel.close()
        for template in templates:
            template.close()

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
            self._attempt(query, deadline, parse_only=True).close()
            raise QueryRefused(f"SERVICE is not allowed for {refused[0] or 'a computed address'}")

    def _refuse_too_large(self, text: str) -> None:
        longest, deepest = self._settings.query_length, self._settings.query_nesting
        if len(text.encode()) > longest:
            raise QueryTooLarge(f"the query has more than {longest} bytes")
        if is_nested_deeper(text, deepest):
            raise QueryTooLarge(f"the query has more than {deepest} brackets open at once")

    def _attempt(self, query: Query, deadline: Deadline, *, parse_only: bool = False) -> Answer:
        loan = self._borrow(query.cancellation, deadline)
        try:
            query.cancellation.attach(loan.reader.channel.shut)
            loan.reader.channel.deadline = deadline.at
            loan.reader.channel.send_json(
                Kind.QUERY,
                text=query.text,
                comparable=comparable(query.text),
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
            death = loan.bury()
            if loan.cancelled:
                raise QueryCancelled("the query was cancelled") from None
            if not deadline.left:
                raise deadline.error() from None
            raise ReaderDied(f"the reader ended before it was asked: {death}") from None
        return Answer(loan, deadline)

    # --- readers

    def _borrow(self, cancellation: Cancellation, deadline: Deadline) -> _Loan:
        if not self._free.acquire(timeout=deadline.left):
            raise ReadersBusy(f"all {self._settings.readers} readers are busy; try again later")
        with self._lock:
            template = self._template
            reader = self._idle.pop() if self._idle else None
            self._lent[template] = self._lent.get(template, 0) + 1
        try:
            if reader is not None and not reader.waits:
                template.bury(reader)
                reader = None
            return _Loan(self, template, reader or template.fork(), cancellation)
        except BaseException:
            self._ended(template)
            raise

    def _give_back(self, template: Template, reader: Reader, *, retire: bool) -> None:
        with self._lock:
            keep = template is self._template and reader.snapshot is template.snapshot
            keep = keep and not retire
            if keep:
                self._idle.append(reader)
        if not keep:
            template.bury(reader)
        self._ended(template)

    def _bury(self, template: Template, reader: Reader) -> Death:
        death = template.bury(reader)
        self._ended(template)
        return death

    def _ended(self, template: Template) -> None:
        """Count a loan of `template` as over; the last one of an old template ends it."""
        with self._lock:
            self._lent[template] -= 1
            if not self._lent[template]:
                del self._lent[template]
            over = template is not self._template and template not in self._lent
        self._free.release()
        if over:
            template.close()

    # --- templates

    def _start(self, snapshot: Snapshot) -> tuple[Template, Reader]:
        """Return a template and its first reader, which proves that the snapshot can be read."""
        template = Template(snapshot, self._settings)
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
            old.bury(reader)
        if unused:
            old.close()

    @property
    def _current(self) -> Path:
        return (self._settings.data_dir / CURRENT).resolve()

    def _watch(self) -> None:
        """Follow the current snapshot until the pool closes."""
        while not self._closing.wait(_WATCH_INTERVAL):
            self.follow()

    def follow(self) -> None:
        """Answer from the current snapshot from now on; where it cannot be read, log that."""
        with self._following:
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
