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

    def __init__(self, sock: socket.socket) -> None:
        """Take over a connected stream socket."""
        self.sock = sock
        self.deadline: float | None = None

    def shut(self) -> None:
        """Wake whoever waits for the other side, as if it had closed; from any thread."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def send(self, kind: Kind, payload: bytes = b"") -> None:
        """Send one message; raises Closed or TimeoutError."""
        self._wait_no_longer()
        try:
            self.sock.sendall(_HEADER.pack(kind, len(payload)) + payload)
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
        buffer = bytearray(size)
        view = memoryview(buffer)
        filled = 0
        while filled < size:
            self._wait_no_longer()
            try:
                count = self.sock.recv_into(view[filled:])
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed from error
            if count == 0:
                raise Closed
            filled += count
        return bytes(buffer)

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


def read_json(payload: bytes) -> dict[str, Any]:
    """Return the values of a message that was sent by `send_json`."""
    return cast("dict[str, Any]", json.loads(payload))
