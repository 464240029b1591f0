"""Stopping a query that is being answered, from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancellation:
    """A way to stop one query; who answers it says how, while it can be stopped."""

    def __init__(self) -> None:
        """Begin with nothing to stop."""
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self.cancelled = False

    def attach(self, stop: Callable[[], None]) -> None:
        """Take over how the query is stopped; stops it at once where that was asked before."""
        with self._lock:
            self._stop = stop
            if self.cancelled:
                stop()

    def detach(self) -> None:
        """Forget how: from here on nothing of this query is left to stop."""
        with self._lock:
            self._stop = None

    def cancel(self) -> None:
        """Stop the query, now or as soon as it begins."""
        with self._lock:
            self.cancelled = True
            if self._stop is not None:
                self._stop()
