"""The process that holds a snapshot and forks its readers.

`python -m kg.store.template_process JSON` holds one snapshot, answers no query, and forks readers
on request. A small snapshot is loaded into memory once and shared with the readers through the
fork; a large one stays on disk, where each reader opens it read-only for itself. A reader ends with
its template, and the template with the program.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import tempfile
import traceback
from pathlib import Path
from typing import IO

from kg.store.confinement import STANDARD_FILES, become_killable
from kg.store.frames import Channel, Closed, Kind
from kg.store.memory import MemoryStores
from kg.store.patch import read_patch
from kg.store.reader_process import Plan, read

_STDERR_TAIL = 4096
_REAP_INTERVAL = 0.05  # seconds between two looks for readers that were killed and have now ended


def main() -> None:
    """Hold the snapshot and fork readers until the program closes the control socket."""
    plan = Plan(**json.loads(sys.argv[1]))
    channel = Channel(socket.socket(fileno=plan.control))
    try:
        stores = _load(plan)
    except (OSError, SyntaxError, ValueError) as error:
        channel.send_json(Kind.FAILED, message=str(error))
        return
    gc.collect()
    gc.freeze()
    channel.send(Kind.READY)
    with contextlib.suppress(Closed):
        _Template(channel, plan, stores).run()


def _load(plan: Plan) -> MemoryStores | None:
    """Return the stores that the readers share, or None where each opens its own."""
    if not plan.in_memory:
        return None  # the engine's threads would not survive a fork
    stores = MemoryStores()
    stores.load(Path(plan.quads), Path(plan.changes))
    return stores


class _Template:
    """Does what the program asks for, one thing at a time."""

    def __init__(self, channel: Channel, plan: Plan, stores: MemoryStores | None) -> None:
        self._channel, self._plan, self._stores = channel, plan, stores
        self._last_words: dict[int, IO[bytes]] = {}
        self._dying: set[int] = set()

    def run(self) -> None:
        """Go on until the program closes the channel; then end all readers."""
        try:
            while True:
                self._reap()
                kind, payload = self._channel.receive()
                if kind is Kind.FORK:
                    self._fork()
                elif kind is Kind.CHANGE and self._stores is not None:
                    self._stores.change(read_patch(payload))
                    self._channel.send(Kind.DONE)
                elif kind is Kind.KILL:
                    self._kill(*struct.unpack("!I", payload))
                else:
                    self._bury(*struct.unpack("!I", payload))
        finally:
            for pid in self._last_words:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _reap(self) -> None:
        """Wait for a message; meanwhile free what killed readers held, as soon as they end."""
        while self._dying:
            for pid in [*self._dying]:
                if os.waitpid(pid, os.WNOHANG)[0]:
                    self._dying.discard(pid)
                    self._last_words.pop(pid).close()
            if select.select([self._channel.sock], [], [], _REAP_INTERVAL)[0]:
                return

    def _fork(self) -> None:
        _, handed, _, _ = socket.recv_fds(self._channel.sock, 1, 1)
        last_words = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the reader
        template = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                os.dup2(last_words.fileno(), 2)
                become_killable(template)
                os.dup2(handed[0], STANDARD_FILES)
                os.closerange(STANDARD_FILES + 1, 1024)
                read(self._plan, self._stores)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        os.close(handed[0])
        self._last_words[pid] = last_words
        self._channel.send(Kind.DONE, struct.pack("!I", pid))

    def _kill(self, pid: int) -> None:
        """Kill a reader and do not wait: what holds much memory takes its time to end."""
        # It is our child and not yet waited for: the number is its own.
        os.kill(pid, signal.SIGKILL)
        self._dying.add(pid)

    def _bury(self, pid: int) -> None:
        """Kill a reader where it still lives, and tell how it ended."""
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        with self._last_words.pop(pid) as last_words:
            size = last_words.seek(0, os.SEEK_END)
            last_words.seek(max(0, size - _STDERR_TAIL))
            words = last_words.read().decode(errors="replace")
        code = os.waitstatus_to_exitcode(status)
        self._channel.send_json(Kind.DONE, status=code, words=words)


if __name__ == "__main__":
    main()
