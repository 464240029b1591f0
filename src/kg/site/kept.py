"""What is made once for each snapshot: a snapshot never changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from kg.web.site import site

_MOST_KEPT = 4  # snapshots

Kept = TypeVar("Kept")


class PerSnapshot(Generic[Kept]):
    """Makes something once for each of the latest snapshots, whichever thread asks first."""

    def __init__(self, make: Callable[[], Kept]) -> None:
        """Keep what `make` returns about the current snapshot."""
        self._make = make
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}

    def get(self) -> Kept:
        """Return it for the current snapshot; raises what making it raises."""
        snapshot = site().pool.snapshot.id
        with self._lock:
            if snapshot not in self._kept:
                while len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[snapshot] = self._make()
            return self._kept[snapshot]
