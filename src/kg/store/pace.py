"""Long queries make room for short ones.

A query that has run for some milliseconds gets only the processor time that others leave. One that
has run for a second needs one of the places for long queries; where none is free it ends, so that
some readers are always soon free. At its deadline a query ends, whatever its client does.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Protocol

_TICK = 0.05  # seconds between two looks at what runs
_BACKGROUND_AFTER = 0.1  # seconds
_LONG_AFTER = 1.0  # seconds
_GRACE = 0.25  # seconds after its deadline that a query has to end by itself


class Runner(Protocol):
    """What answers one query."""

    def step_back(self) -> None:
        """Take only the processor time that others leave."""

    def stop(self) -> None:
        """End at once."""


@dataclass(eq=False)
class Run:
    """A query that is being answered; times of time.monotonic."""

    runner: Runner
    until: float
    began: float = field(default_factory=time.monotonic)
    stepped_back: bool = False
    is_long: bool = False
    crowded_out: bool = False  # it became long where no place was free


class Pace:
    """Looks after all runs, in a thread of its own until it is closed."""

    def __init__(self, long_places: int) -> None:
        """Let `long_places` queries run for long at once."""
        self._places = long_places
        self._lock = threading.Lock()
        self._runs: set[Run] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="pace", daemon=True)
        self._thread.start()

    def enter(self, run: Run) -> None:
        """Look after `run`."""
        with self._lock:
            self._runs.add(run)

    def leave(self, run: Run) -> None:
        """Leave `run` alone from now on; it is not touched any more when this returns."""
        with self._lock:
            self._runs.discard(run)

    def close(self) -> None:
        """Leave all alone."""
        self._closing.set()
        self._thread.join()

    def _look_after(self) -> None:
        while not self._closing.wait(_TICK):
            if self._runs:
                with self._lock:
                    self._look(time.monotonic())

    def _look(self, now: float) -> None:
        places = self._places - sum(run.is_long for run in self._runs)
        for run in sorted(self._runs, key=lambda run: run.began):
            age = now - run.began
            if age >= _BACKGROUND_AFTER and not run.stepped_back:
                run.stepped_back = True
                run.runner.step_back()
            if age >= _LONG_AFTER and not run.is_long and not run.crowded_out:
                run.is_long = places > 0
                run.crowded_out = not run.is_long
                places -= run.is_long
                if run.crowded_out:
                    run.runner.stop()
            if now >= run.until + _GRACE:
                run.runner.stop()
