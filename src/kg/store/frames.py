"""Messages between the program and its reader processes, over a Unix socket.

A message is one byte that tells its kind, its length in four bytes (big-endian) and its payload:
bytes of an answer, or JSON.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
from enum import IntEnum
from typing import Any, cast

_HEADER = struct.Struct("!BI")
_AHEAD = 64 * 1024  # bytes


class Kind(IntEnum):
    """The kinds of message."""

    READY = 1  # template: the snapshot is held; or FAILED
    FORK = 2  # to the template, with a socket for the new reader
    BURY = 3  # to the template: kill that reader if it lives, and tell how it died
    KILL = 11  # to the template: kill that reader; nothing is told
    DONE = 4  # template: what was asked for
    QUERY = 5  # to a reader
    HEAD = 6  # reader: which kind of answer begins
    DATA = 7  # reader: bytes of the answer
    END = 8  # reader: the answer is complete
    FAILED = 9  # there is no answer, or no more of it
    CHANGE = 10  # to the template: a patch of what it holds, for the readers to come


class Closed(Exception):  # noqa: N818 - a state of the channel
    """The other side has closed the channel, or died."""


class Channel:
    """Sends and receives messages over `sock`, which it owns.

    After `deadline` (of time.monotonic) both raise TimeoutError; None waits for ever.
    """

    def __init__(self, sock: socket.socket, *, read_ahead: bool = False) -> None:
        """Take over a connected stream socket.

        `read_ahead` takes what has come of later messages too, which saves calls of the system; not
        where file descriptors come between them.
        """
        self.sock = sock
        self.deadline: float | None = None
        self._read_ahead = _AHEAD if read_ahead else 0
        self._received = bytearray()
        self._waiting = bytearray()

    def shut(self) -> None:
        """Wake whoever waits for the other side, as if it had closed; from any thread."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def put(self, kind: Kind, payload: bytes | bytearray) -> None:
        """Keep one message until the next is sent."""
        self._waiting += _HEADER.pack(kind, len(payload))
        self._waiting += payload

    def send(self, kind: Kind, payload: bytes | bytearray = b"") -> None:
        """Send one message, behind those that were kept; raises Closed or TimeoutError."""
        data = b"".join((self._waiting, _HEADER.pack(kind, len(payload)), payload))
        self._waiting.clear()
        self._wait_no_longer()
        try:
            self.sock.sendall(data)
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed from error

    def send_json(self, kind: Kind, **values: object) -> None:
        """Send one message with `values` as its payload."""
        self.send(kind, json.dumps(values).encode())

    def receive(self) -> tuple[Kind, bytes]:
        """Return kind and payload of the next message; raises Closed or TimeoutError."""
        kind, length = _HEADER.unpack(self._exactly(_HEADER.size))
        return Kind(kind), self._exactly(length)

    def _wait_no_longer(self) -> None:
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)

    def _exactly(self, size: int) -> bytes:
        buffer = self._received
        while (missing := size - len(buffer)) > 0:
            self._wait_no_longer()
            try:
                data = self.sock.recv(max(missing, self._read_ahead))
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed from error
            if not data:
                raise Closed
            buffer += data
        with memoryview(buffer) as view:
            found = bytes(view[:size])
        del buffer[:size]
        return found

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


def read_json(payload: bytes) -> dict[str, Any]:
    """Return the values of a message that was sent by `send_json`."""
    return cast("dict[str, Any]", json.loads(payload))
