"""The HTTP server: waitress, whose own refusals speak as the application's do."""

from __future__ import annotations

import socket
from http import HTTPStatus

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask
from waitress.utilities import RequestHeaderFieldsTooLarge

from kg.config import Settings
from kg.web import longest_address, problems

_SPARE_THREADS = 8  # for pages and health while every reader is busy and every place to wait taken
_CONNECTIONS = 1000
_IDLE_SECONDS = 60
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


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose errors are problems."""

    parser_class = Parser
    error_task_class = ProblemTask


def create_server(
    app: Flask, listener: socket.socket, settings: Settings
) -> waitress.server.BaseWSGIServer:
    """Return a server of `app` on a socket that has its address; raises OSError.

    `run` serves until an interrupt, then gives running answers a few seconds.
    """
    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=settings.readers + settings.waiting_queries + _SPARE_THREADS,
        connection_limit=_CONNECTIONS,
        backlog=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        outbuf_high_watermark=_BUFFER,
        max_request_header_size=longest_address(settings) + _HEADERS,
        max_request_body_size=max(_LARGEST_BODY, settings.update_length + 1),
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident=None,
    )
    server.channel_class = Channel
    return server
