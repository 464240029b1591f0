"""Queries about older snapshots, as long as they are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from kg.closing import Closing
from kg.config import Settings
from kg.errors import ReadersBusy, SnapshotError
from kg.store.answer import Answer
from kg.store.query import Query
from kg.store.readers import ReaderPool
from kg.store.snapshot import ID_LENGTH, SNAPSHOTS, Snapshot, open_snapshot

_HEXADECIMAL = set("0123456789abcdef")


@dataclass
class _Held:
    pool: ReaderPool
    asking: int = 0  # threads that are about to ask it

    @property
    def unused(self) -> bool:
        return not self.asking and self.pool.idle


class History(Closing):
    """Answers queries, from any thread, over snapshots that are not current any more.

    Each needs processes and memory of its own: `older_snapshots` of the settings are held at once,
    and the one that was asked longest ago makes room for another.
    """

    def __init__(self, settings: Settings) -> None:
        """Hold nothing yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._seen: set[str] = set()

    def close(self) -> None:
        """End all readers; what is still being answered is cut."""
        with self._lock:
            held, self._held = self._held, OrderedDict()
        for item in held.values():
            item.pool.close()

    def find(self, identifier: str) -> Snapshot | None:
        """Return the snapshot of that id; None where it is not kept, or none may be held."""
        is_id = len(identifier) == ID_LENGTH and set(identifier) <= _HEXADECIMAL
        if not is_id or not self._settings.older_snapshots:
            return None
        try:
            snapshot = open_snapshot(self._settings.data_dir / SNAPSHOTS / identifier)
        except SnapshotError:
            return None
        self.remember(identifier)
        return snapshot

    def remember(self, identifier: str) -> None:
        """Keep in mind that there is, or was, a snapshot of that id."""
        self._seen.add(identifier)

    def remembers(self, identifier: str) -> bool:
        """Tell whether there was a snapshot of that id."""
        return identifier in self._seen

    def ask(self, snapshot: Snapshot, query: Query) -> Answer:
        """Return the answer to `query`; raises QueryError, or SnapshotError where it has gone."""
        held = self._borrow(snapshot)
        try:
            return held.pool.ask(query)
        finally:
            with self._lock:
                held.asking -= 1

    def _borrow(self, snapshot: Snapshot) -> _Held:
        with self._lock:  # also while a pool starts: two of one snapshot would take twice the room
            held = self._held.get(snapshot.id)
            if held is None:
                self._make_room()
                held = self._held[snapshot.id] = _Held(ReaderPool(self._settings, snapshot))
            self._held.move_to_end(snapshot.id)
            held.asking += 1
            return held

    def _make_room(self) -> None:
        while len(self._held) >= self._settings.older_snapshots:
            unused = next((name for name, item in self._held.items() if item.unused), None)
            if unused is None:
                raise ReadersBusy(
                    f"questions about {len(self._held)} older snapshots are being answered, and no "
                    "more are held at once; try again later, or ask about the current one"
                )
            self._held.pop(unused).pool.close()
