"""Real servers for the tests: `kg serve` in a process of its own, and a plain HTTP client."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()

    @property
    def type(self) -> str:
        """The media type without parameters."""
        return self.headers.get_content_type()


@dataclass(frozen=True)
class Server:
    """A running `kg serve`."""

    url: str
    process: subprocess.Popen[str]

    @property
    def endpoint(self) -> str:
        """The address for queries."""
        return self.url + "sparql"

    def request(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send one request; raises http.client.IncompleteRead where the answer was cut."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            return Reply(response.status, response.msg, response.read())
        finally:
            connection.close()

    def get(self, query: str, accept: str = "*/*", **parameters: str) -> Reply:
        """Ask a query with GET."""
        fields = urlencode({"query": query, **parameters}, quote_via=quote)
        return self.request("GET", f"/sparql?{fields}", {"Accept": accept})

    def post(self, body: bytes, content_type: str, **headers: str) -> Reply:
        """Send a body to the endpoint."""
        return self.request("POST", "/sparql", {"Content-Type": content_type, **headers}, body)


@contextmanager
def serving(
    data_dir: Path,
    project: Path,
    *more: str,
    stderr: IO[str] | None = None,
    **settings: int | str,
) -> Iterator[Server]:
    """Run `kg serve` on a free port until the block ends.

    `more` are further arguments, `settings` as in the environment.
    """
    environ = {**os.environ, **{f"KG_{name.upper()}": str(v) for name, v in settings.items()}}
    arguments = ["--port", "0", "--data-dir", str(data_dir), "--project", str(project), *more]
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=environ,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url, "the server ended before it answered: see its stderr"
            yield Server(url, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)
