"""SERVICE through a forwarder of our own, on loopback.

The engine makes the requests of SERVICE itself, resolves names and follows redirects. A query is
therefore given addresses of this forwarder in place of those it names. For each request it resolves
the name, checks where it leads, connects to the very address that was checked, follows no redirect,
and keeps the query's deadline and the cap of bytes. Nothing but the addresses that were lent to a
query, each behind a secret, can be reached through it.
"""

from __future__ import annotations

import contextlib
import http.client
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import urlsplit

from kg.errors import EngineError, QueryError, QueryRefused
from kg.store.addresses import Resolver, connect, resolve
from kg.store.answer import Deadline

_CHUNK = 64 * 1024
_LARGEST_REQUEST = 4 * 1024 * 1024  # bytes; the text of a query is far shorter
_SECRET_BYTES = 16
_PASSED_ON = ("Accept", "Content-Type")


@dataclass(eq=False)
class Lease:
    """Addresses that one query may reach, until `end`; `urls` says how the engine asks for each."""

    forwarder: Forwarder
    deadline: Deadline
    urls: Mapping[str, str]
    failure: QueryError | None = None  # the last one

    def end(self) -> None:
        """Forward nothing more."""
        self.forwarder.forget(self)


@dataclass
class Counts:
    """What was forwarded since the start."""

    requests: int = 0
    failures: int = 0
    bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, *, requests: int = 0, failures: int = 0, size: int = 0) -> None:
        """Count on, from any thread."""
        with self.lock:
            self.requests += requests
            self.failures += failures
            self.bytes += size


class Forwarder:
    """Listens on a port of loopback, in threads of its own, until it is closed."""

    def __init__(self, max_bytes: int, resolver: Resolver = resolve) -> None:
        """Let an answer have at most `max_bytes`."""
        self.counts = Counts()
        self._max_bytes = max_bytes
        self._resolver = resolver
        self._leases: dict[str, tuple[Lease, str]] = {}
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="forwarder", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_address[1]

    def lend(self, addresses: Sequence[str], deadline: Deadline) -> Lease:
        """Let one query reach `addresses` until `deadline`; the lease is to be ended."""
        urls = {}
        for address in addresses:
            path = f"/{secrets.token_urlsafe(_SECRET_BYTES)}"
            urls[address] = f"http://127.0.0.1:{self.port}{path}"
        lease = Lease(self, deadline, urls)
        for address, url in urls.items():
            self._leases[urlsplit(url).path] = (lease, address)
        return lease

    def forget(self, lease: Lease) -> None:
        """Forward nothing more for `lease`."""
        for url in lease.urls.values():
            self._leases.pop(urlsplit(url).path, None)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def lent(self, path: str) -> tuple[Lease, str] | None:
        """Return the lease and the address behind `path`, or None."""
        return self._leases.get(path)

    @contextlib.contextmanager
    def ask(
        self, lease: Lease, address: str, method: str, body: bytes, headers: Mapping[str, str]
    ) -> Iterator[tuple[http.client.HTTPResponse, Iterator[bytes]]]:
        """Give the answer of `address` and its bytes; raises QueryError where there is none."""
        self.counts.add(requests=1)
        try:
            with contextlib.ExitStack() as stack:
                seconds = max(lease.deadline.left, 0.001)
                connection = connect(address, seconds, self._resolver)
                stack.callback(connection.close)
                sock = connection.sock
                parts = urlsplit(address)
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request(method, target, body or None, dict(headers))
                response = stack.enter_context(connection.getresponse())
                if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
                    raise EngineError(f"SERVICE <{address}> redirects, which is not followed")
                if response.status >= HTTPStatus.BAD_REQUEST:
                    raise EngineError(f"SERVICE <{address}> answered {response.status}")
                yield response, self._bytes(sock, response, lease, address)
        except QueryError as error:
            self.counts.add(failures=1)
            lease.failure = error
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.counts.add(failures=1)
            lease.failure = EngineError(f"SERVICE <{address}> cannot be asked: {error}")
            raise lease.failure from None

    def _bytes(
        self,
        sock: socket.socket,
        response: http.client.HTTPResponse,
        lease: Lease,
        address: str,
    ) -> Iterator[bytes]:
        left = self._max_bytes
        while True:
            sock.settimeout(max(lease.deadline.left, 0.001))
            chunk = response.read1(_CHUNK)
            if not chunk:
                return
            left -= len(chunk)
            if left < 0:
                raise EngineError(f"SERVICE <{address}> answers more than {self._max_bytes} bytes")
            self.counts.add(size=len(chunk))
            yield chunk


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, forwarder: Forwarder) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forwarder = forwarder

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the query says what failed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """Forward a request."""
        self.close_connection = True
        forwarder = cast(_Server, self.server).forwarder
        found = forwarder.lent(self.path)
        length = int(self.headers.get("Content-Length", "0"))
        if found is None or not 0 <= length <= _LARGEST_REQUEST:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = self.rfile.read(length)
        headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
        begun = False
        try:
            with forwarder.ask(*found, self.command, body, headers) as (response, chunks):
                self.send_response(response.status)
                self.send_header("Content-Type", response.headers.get("Content-Type", ""))
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                begun = True
                for chunk in chunks:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
                self.wfile.write(b"0\r\n\r\n")
        except QueryError as error:
            if not begun:  # else the body ends without its end
                refused = isinstance(error, QueryRefused)
                self.send_error(HTTPStatus.FORBIDDEN if refused else HTTPStatus.BAD_GATEWAY)

    do_POST = do_GET  # noqa: N815 - the name that the standard library calls

    def log_message(self, format: str, *args: object) -> None:
        """Write no log: the query is in the server's own."""
