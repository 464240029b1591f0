"""The program's side of a template process and of the readers that it forks."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.config import Settings
from kg.errors import ReaderDied, SnapshotError
from kg.store.frames import Channel, Closed, Kind, read_json
from kg.store.prune import hold
from kg.store.reader_process import Plan
from kg.store.snapshot import Snapshot

_START = 30.0  # seconds that a reader has to open the snapshot
_GOODBYE = 5.0  # seconds that a template has to end its readers and itself
_BACKGROUND = 19  # of nice: what others leave
_ABORTS = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE}
_NO_MEMORY = re.compile(r"memory allocation of \d+ bytes failed|MemoryError")


@dataclass(frozen=True)
class Reader:
    """A process that answers one query at a time."""

    pid: int
    channel: Channel
    snapshot: Snapshot

    @property
    def waits(self) -> bool:
        """Tell whether it still lives, and has said nothing since it was last asked."""
        try:
            self.channel.sock.settimeout(0)
            self.channel.sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def stop(self) -> None:
        """End it, and wake whoever waits for it; to be called before it is buried."""
        self.channel.shut()
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)

    def step_back(self) -> None:
        """Leave the processors to whoever else wants them until this query is answered.

        What answers it is lowered, for good (only root could take it back), not the first thread,
        which starts another for the next query. To be called before the reader is buried: until
        then its number is its own.
        """
        with contextlib.suppress(OSError):  # Linux only, or the reader has just ended
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                if int(thread.name) != self.pid:
                    os.setpriority(os.PRIO_PROCESS, int(thread.name), _BACKGROUND)


@dataclass(frozen=True)
class Death:
    """How a reader ended: its exit code (negative: a signal) and the end of its standard error."""

    code: int
    words: str

    @property
    def of_memory(self) -> bool:
        """Tell whether the memory cap was reached."""
        return _NO_MEMORY.search(self.words) is not None

    @property
    def of_the_query(self) -> bool:
        """Tell whether the engine itself gave up, as it would the next time."""
        return self.code in _ABORTS

    @property
    def of_processor_time(self) -> bool:
        """Tell whether the system ended it after more processor time than it had."""
        return self.code == -signal.SIGXCPU

    def __str__(self) -> str:
        """Say the last line of what it said, or the signal."""
        lines = [line for line in self.words.splitlines() if line.strip()]
        return lines[-1].strip() if lines else f"exit code {self.code}"


class Template:
    """A running template process for one snapshot; can be used from many threads."""

    def __init__(
        self, snapshot: Snapshot, settings: Settings, forwarder: int | None = None
    ) -> None:
        """Start the process and wait until it holds the snapshot.

        `forwarder` is the port that SERVICE goes through, None where it is allowed for nothing.
        Raises SnapshotError where the snapshot cannot be read.
        """
        self.snapshot = snapshot
        self._kept = hold(snapshot)
        self._lock = threading.Lock()
        self._in_memory = snapshot.quad_count <= settings.in_memory_triples
        ours, theirs = socket.socketpair()
        plan = Plan(
            control=theirs.fileno(),
            database=str(snapshot.database),
            quads=str(snapshot.quads),
            changes=str(snapshot.changes),
            in_memory=self._in_memory,
            memory=settings.reader_memory,
            forwarder=forwarder,
        )
        self._channel = Channel(ours)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.store.template_process", json.dumps(asdict(plan))],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "RUST_BACKTRACE": "0"},
                start_new_session=True,  # Ctrl-C is for the program, which then ends it
            )
        try:
            kind, payload = self._channel.receive()
        except Closed:
            self.close()
            raise SnapshotError(f"{snapshot.directory}: the reader process did not start") from None
        if kind is Kind.FAILED:
            self.close()
            raise SnapshotError(f"{snapshot.directory}: {read_json(payload)['message']}")

    @property
    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def fork(self) -> Reader:
        """Return a new reader that waits for a query.

        Raises ReaderDied where it cannot read the snapshot, or the template itself has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                self._channel.send(Kind.FORK)
                socket.send_fds(self._channel.sock, [b"\0"], [theirs.fileno()])
                _, payload = self._channel.receive()
            except (Closed, OSError):
                ours.close()
                raise ReaderDied("the process that holds the snapshot has ended") from None
            snapshot = self.snapshot
        reader = Reader(struct.unpack("!I", payload)[0], Channel(ours, read_ahead=True), snapshot)
        reader.channel.deadline = time.monotonic() + _START
        try:
            reader.channel.receive()
        except (Closed, TimeoutError):
            raise ReaderDied(f"a reader did not start: {self.bury(reader)}") from None
        return reader

    def advance(self, snapshot: Snapshot) -> bool:
        """Hold `snapshot` from now on, where it is a change of the one that is held; tell whether.

        Readers that were forked before still read the old one. What is read from the disk instead
        costs the time of the whole snapshot. Raises ReaderDied where the process has ended.
        """
        held = self.snapshot
        try:
            if not self._in_memory or not held.quads.samefile(snapshot.quads):
                return False
            patch = held.patch().undone().then(snapshot.patch())
            kept = hold(snapshot)
        except OSError:
            return False
        with self._lock:
            try:
                self._channel.send(Kind.CHANGE, patch.to_bytes())
                self._channel.receive()
            except (Closed, OSError):
                raise ReaderDied("the process that holds the snapshot has ended") from None
            self.snapshot = snapshot
            self._kept.close()
            self._kept = kept
        return True

    def bury(self, reader: Reader) -> Death:
        """Kill `reader` where it still lives, free all it held, and tell how it died."""
        reader.channel.close()
        with self._lock:
            try:
                self._channel.send(Kind.BURY, struct.pack("!I", reader.pid))
                _, payload = self._channel.receive()
            except (Closed, OSError):
                return Death(0, "the process that holds the snapshot has ended")
        values = read_json(payload)
        return Death(values["status"], values["words"])

    def kill(self, reader: Reader) -> None:
        """Kill `reader` and free all it held, without waiting until that is done."""
        reader.channel.close()
        with self._lock, contextlib.suppress(Closed, OSError):
            self._channel.send(Kind.KILL, struct.pack("!I", reader.pid))

    def close(self) -> None:
        """End the process and all its readers."""
        with self._lock:
            self._channel.close()
            self._kept.close()
        try:
            self._process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
