"""Log lines written by a thread of their own.

A handler that writes in the thread of the request holds its lock while the system writes; sixty
threads then wait for one another, and their slowest answers take ten times as long.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from typing import TextIO

_MOST = 10_000  # lines that wait to be written; beyond, lines are lost
_GOODBYE = 5.0  # seconds that the lines that wait have at the end


class ThreadedHandler(logging.Handler):
    """Formats records where they are logged and writes them elsewhere, in their order.

    Where nobody takes the lines, some are lost, and their number is told: no request ever waits.
    """

    def __init__(self, stream: TextIO, formatter: logging.Formatter) -> None:
        """Write to `stream` until it is closed, which `logging` does when the program ends."""
        super().__init__()
        self.setFormatter(formatter)
        self._stream = stream
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._lost = 0
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def handle(self, record: logging.LogRecord) -> bool:
        """Take one record, without the lock: the queue needs none."""
        passed = bool(self.filter(record))
        if passed:
            self.emit(record)
        return passed

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record."""
        if self._lines.qsize() < _MOST:
            self._lines.put(self.format(record))
        else:
            self._lost += 1

    def close(self) -> None:
        """Write what waits, and end."""
        if self._thread.is_alive():
            self._lines.put(None)
            self._thread.join(_GOODBYE)
        super().close()

    def _write(self) -> None:
        more = True
        while more:
            lines = [self._lines.get()]
            try:
                while len(lines) < _MOST:
                    lines.append(self._lines.get_nowait())
            except Empty:
                pass
            more = lines[-1] is not None
            self._put(line for line in lines if line is not None)

    def _put(self, lines: Iterable[str]) -> None:
        lost, self._lost = self._lost, 0
        try:
            self._stream.writelines(f"{line}\n" for line in lines)
            if lost:
                self._stream.write(self.format(_loss(lost)) + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # nobody reads any more: nobody is to be told either
            return


def _loss(count: int) -> logging.LogRecord:
    text = f"{count} lines were lost: they are not taken fast enough"
    return logging.makeLogRecord({"name": __name__, "levelname": "WARNING", "msg": text})
