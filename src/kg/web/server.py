"""The HTTP server: waitress, which waits for its clients in one thread, without end.

Here a client that takes too long is closed: one that sends half a request, reads too slowly or
keeps a connection that others need. A client that hangs up stops its query. What waitress itself
refuses reads as the application's own refusals do. `benchmarks/servers.py` tells why it is
waitress.
"""

from __future__ import annotations

import contextlib
import ctypes
import resource
import socket
import time
from http import HTTPStatus
from typing import Any, cast

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestHeaderFieldsTooLarge

from kg.config import Settings
from kg.store.cancellation import Cancellation
from kg.web import longest_address, problems
from kg.web.http10 import gather_for_http10

_SPARE_THREADS = 8  # for pages and health while every reader is busy and every place to wait taken
_CONNECTIONS = 1000
_CROWD = 800  # connections from which on those that wait for nothing are closed
_FILES = 4096  # that the process may have open, where the system lets it
_IDLE_SECONDS = 60  # between two requests
_HEAD_SECONDS = 30  # from the first byte of a request to the end of its head
_BODY_SECONDS = 300  # from the first byte of a request to its last
_STALL_SECONDS = 30  # in which a client sends no byte of its request, or takes none of its answer
_GRACE_SECONDS = 5  # after the last deadline, for the rest of an answer
_M_ARENA_MAX, _ARENAS = -8, 2  # of mallopt
_LOOK_SECONDS = 1  # between two looks for such clients
_BUFFER = 1024 * 1024  # bytes of one answer that wait for a slow client
_HEADERS = 64 * 1024  # bytes of a request's head beside the longest address
_LARGEST_BODY = 4 * 1024 * 1024  # bytes; the application refuses long queries sooner


class AddressTooLong(RequestHeaderFieldsTooLarge):  # type: ignore[misc]
    """The address alone is longer than a request's head may be."""

    code = HTTPStatus.REQUEST_URI_TOO_LONG
    reason = code.phrase


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Tells an address that is too long from other headers that are."""

    def received(self, data: bytes) -> int:
        """Take some bytes of a request."""
        begun: bytes = self.header_plus + data if self.body_rcv is None else b""
        taken: int = super().received(data)
        error = getattr(self, "error", None)
        if isinstance(error, RequestHeaderFieldsTooLarge) and b"\n" not in begun:
            most = self.adj.max_request_header_size
            self.error = AddressTooLong(f"the address has more than {most} bytes")
        return taken


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers what waitress itself refuses: RFC 9457."""

    def execute(self) -> None:
        """Write the answer and close."""
        error = self.request.error
        body = problems.write(HTTPStatus(error.code), str(error.body)).encode()
        self.status = f"{int(error.code)} {error.reason}"
        self.response_headers.extend(
            [
                ("Content-Type", problems.MEDIA_TYPE),
                ("Cache-Control", "no-store"),
                ("Access-Control-Allow-Origin", "*"),
            ]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Task(WSGITask):  # type: ignore[misc]
    """A request whose environment holds, as `kg.hangup`, what is cancelled if the client leaves."""

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment."""
        if self.environ is None:
            self.channel.began = time.time()
            self.channel.hangup = hangup = Cancellation()
            super().get_environment()["kg.hangup"] = hangup
            if not self.channel.connected:
                hangup.cancel()
        return cast("dict[str, Any]", self.environ)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose errors are problems, and that knows how long its client takes."""

    parser_class = Parser
    error_task_class = ProblemTask
    task_class = Task
    hangup: Cancellation | None = None
    began = 0.0  # of time.time: when the first byte of a request came, or its answer was begun

    def received(self, data: bytes) -> bool:
        """Take some bytes."""
        if self.request is None and not self.requests:
            self.began = time.time()
        return bool(super().received(data))

    def handle_close(self) -> None:
        """Close, and stop what was being done for the client."""
        super().handle_close()
        if self.hangup is not None:
            self.hangup.cancel()

    def is_overdue(self, now: float, answer_seconds: float) -> bool:
        """Tell whether the client takes longer than it may."""
        if self.requests:
            stalled = now - self.last_activity > _STALL_SECONDS
            late = now - self.began > answer_seconds + _GRACE_SECONDS
            return bool(self.total_outbufs_len) and (stalled or late)
        if self.total_outbufs_len:
            return bool(now - self.last_activity > _STALL_SECONDS)
        if self.request is not None:
            most = _BODY_SECONDS if self.request.headers_finished else _HEAD_SECONDS
            return now - self.began > most or now - self.last_activity > _STALL_SECONDS
        return bool(now - self.last_activity > _IDLE_SECONDS)

    @property
    def holds_thread(self) -> bool:
        """Whether a thread waits for the client to read."""
        return bool(self.requests) and self.total_outbufs_len > self.adj.outbuf_high_watermark


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Closes, every second, the connections of clients that take too long, or take the room."""

    channel_class = Channel
    answer_seconds = 0.0

    def maintenance(self, now: float) -> None:
        """Close them."""
        channels = sorted(self.active_channels.values(), key=lambda item: item.last_activity)
        slow = [channel for channel in channels if channel.holds_thread]
        room = 0 if self.task_dispatcher.queue else self.adj.threads // 2
        waiting = [channel for channel in channels if not channel.requests]
        too_many = [
            *slow[: max(0, len(slow) - room)],
            *waiting[: max(0, len(channels) - _CROWD)],
        ]
        overdue = [item for item in channels if item.is_overdue(now, self.answer_seconds)]
        for channel in dict.fromkeys((*too_many, *overdue)):
            channel.handle_close()  # `will_close` would wait until the client reads


def create_server(app: Flask, listener: socket.socket, settings: Settings) -> Server:
    """Return a server of `app` on a socket that has its address; raises OSError.

    `run` serves until an interrupt, then gives running answers a few seconds.
    """
    _allow_files()
    _share_memory()
    adjustments = waitress.adjustments.Adjustments(
        sockets=[listener],
        threads=settings.readers + settings.waiting_queries + _SPARE_THREADS,
        connection_limit=_CONNECTIONS,
        backlog=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=_LOOK_SECONDS,
        channel_request_lookahead=1,  # else a client that hangs up is noticed when it is answered
        outbuf_high_watermark=_BUFFER,
        max_request_header_size=longest_address(settings) + _HEADERS,
        max_request_body_size=max(_LARGEST_BODY, settings.update_length + 1),
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident=None,
    )
    server = Server(
        gather_for_http10(app),
        adj=adjustments,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        _sock=listener,
        bind_socket=False,
    )
    server.answer_seconds = max(settings.query_timeout, settings.update_timeout)
    return server


def _share_memory() -> None:
    """Let the threads take memory from few places; from one each, what they freed would add up."""
    with contextlib.suppress(OSError, AttributeError):  # glibc only
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def _allow_files() -> None:
    """Raise the number of files that this process may open, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
