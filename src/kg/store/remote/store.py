"""Queries answered by a remote engine over the snapshot that is published there.

    with RemoteStore(engine, settings) as store, store.ask(Query(text=text)) as answer:
        for chunk in answer:
            ...

A query is first parsed by the embedded engine, in a reader that can be killed: what is refused
there (syntax, size, SERVICE) is refused with the same words, and the remote engine gets nothing but
standard SPARQL. When the last byte of an answer is here, the engine is asked once more which
snapshot is published: an answer during which that changed is thrown away and the query asked again,
or, where its beginning has been sent, cut.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from kg import __version__
from kg.closing import Closing
from kg.config import Settings
from kg.errors import EngineError, KgError, QueryError, ReadersBusy, SnapshotError
from kg.store.answer import Deadline
from kg.store.publish import publish
from kg.store.query import Query
from kg.store.readers import ReaderPool
from kg.store.remote.answer import RemoteAnswer, Task
from kg.store.remote.engine import Engine
from kg.store.remote.marker import Publication, read_publication, read_stamp
from kg.store.remote.question import question
from kg.store.snapshot import FORMAT_VERSION, Manifest

_log = logging.getLogger(__name__)

_WATCH_INTERVAL = 0.5  # seconds between two looks for a new snapshot
_START = 30.0  # seconds that the engine has to say what is published


class _Changed(EngineError):  # noqa: N818 - says what happened
    """Another snapshot was swapped in while a query was answered."""


class RemoteStore(Closing):
    """Answers queries, from any thread, over what is published in an engine."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """Ask what is published, and watch for the next.

        Raises SnapshotError where nothing is, and EngineError where the engine cannot be reached or
        cuts answers that `settings` allow.
        """
        self._engine = engine
        self._settings = settings
        self._free = threading.BoundedSemaphore(settings.readers)
        self._publication = self._published()
        self._check_limits()
        self._closing = threading.Event()
        with ExitStack() as stack:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vnrc-kg-")))
            self._parser = stack.enter_context(ReaderPool(_empty(settings, directory)))
            self._stack = stack.pop_all()
        self._watcher = threading.Thread(target=self._watch, name="remote watcher", daemon=True)
        self._watcher.start()

    @property
    def snapshot(self) -> Publication:
        """The snapshot that the next query is answered from."""
        return self._publication

    def ask(self, query: Query) -> RemoteAnswer:
        """Return the answer to `query`, or raise the QueryError that says why there is none."""
        most = self._settings.query_timeout
        deadline = Deadline.after(most if query.timeout is None else min(query.timeout, most))
        self._parser.parse(query)
        while True:
            publication = self._publication
            asked = question(self._engine, query, publication)
            if not self._free.acquire(timeout=deadline.left):
                raise ReadersBusy(f"{self._settings.readers} queries are running; try again later")
            try:
                return RemoteAnswer(
                    self._engine,
                    Task(
                        asked,
                        publication,
                        deadline,
                        query.cancellation,
                        settle=self._settle,
                        ended=self._free.release,
                    ),
                    self._settings,
                )
            except _Changed:
                continue

    def close(self) -> None:
        """Stop watching, and end what parses queries; the engine is the caller's to close."""
        self._closing.set()
        self._watcher.join()
        self._stack.close()

    def _settle(self, publication: Publication, deadline: Deadline) -> None:
        """Raise _Changed where `publication` is not what is published any more."""
        try:
            stamp = read_stamp(self._engine, timeout=max(deadline.left, _WATCH_INTERVAL))
            if stamp != publication.stamp:
                self._publication = self._published()
        except KgError as error:
            raise self._engine.addresses.hide(error) from None
        if stamp != publication.stamp:
            raise _Changed("another snapshot was published while the query ran; ask again")

    def _published(self) -> Publication:
        found = read_publication(self._engine, timeout=_START)
        if found is None:
            raise SnapshotError(
                f"{self._engine.addresses.query} holds no published snapshot: run `kg publish` "
                "with its address"
            )
        return found

    def _check_limits(self) -> None:
        limit, rows = self._engine.row_limit(timeout=_START), self._settings.answer_rows
        if limit is not None and limit <= rows:
            raise EngineError(
                f"the engine cuts answers at {limit} rows, of which a graph gives no sign: raise "
                f"its own limit above {rows}, or set KG_ANSWER_ROWS below {limit}"
            )

    def _watch(self) -> None:
        failed = False
        while not self._closing.wait(_WATCH_INTERVAL):
            try:
                if read_stamp(self._engine, timeout=_START) != self._publication.stamp:
                    self._publication = self._published()
                failed = False
            except (QueryError, KgError) as error:
                if not failed:
                    _log.warning("the engine does not say what is published: %s", error)
                failed = True


def _empty(settings: Settings, directory: Path) -> Settings:
    """Return `settings` for a pool over an empty snapshot, which is written in `directory`."""

    def manifest(files: dict[str, str]) -> Manifest:
        return Manifest(
            id="empty",
            format_version=FORMAT_VERSION,
            created="",
            program_version=__version__,
            ontology_version=None,
            triples=0,
            graphs={},
            roles={},
            files=files,
            sources={},
        )

    (directory / "snapshots").mkdir()
    publish(directory, [], b"", "{}", manifest)
    return replace(settings, data_dir=directory)
