"""Logs as lines of JSON, each request with an id that the client may choose."""

from __future__ import annotations

import itertools
import json
import logging
import re
import secrets
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from flask import Flask, Response, g, has_request_context, request

from kg.web.log_handler import ThreadedHandler
from kg.web.site import Site, site

_ACCESS = logging.getLogger("kg.access")
HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_LONGEST = 2000  # characters of a query or an address in the logs
_FIELDS = "fields"
_PROCESS, _NUMBERS = secrets.token_hex(8), itertools.count(1)
_write = json.JSONEncoder(default=str).encode  # ASCII: no character moves a terminal


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the id of the request during which it was logged."""
        time_ = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": time_,
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if has_request_context() and "access" in g:
            line["request"] = g.access.id
        fields = getattr(record, _FIELDS, None)
        line |= fields if fields else {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _write(line)


def configure() -> None:
    """Send what is worth a warning, and each request, to standard error."""
    handler = ThreadedHandler(sys.stderr, JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    _ACCESS.setLevel(logging.INFO)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # not written


def shortened(text: str) -> str:
    """Return `text`, its end left out where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@dataclass
class Access:
    """One request: what is counted and logged of it when it is over."""

    id: str
    method: str
    path: str
    rule: str = "none"
    status: int = 0
    snapshot: str | None = None
    kept: bool = False
    query: str | None = None
    began: float = field(default_factory=time.perf_counter)

    def finish(self, parts: Site) -> None:
        """Count it and log it: its last byte has been handed over."""
        seconds = time.perf_counter() - self.began
        parts.metrics.count(self.method, self.rule, self.status, seconds)
        if not parts.settings.access_log:
            return
        fields: dict[str, object] = {
            "request": self.id,
            "method": self.method,
            "path": shortened(self.path),
            "status": self.status,
        }
        if self.snapshot is not None:
            fields |= {"snapshot": self.snapshot, "kept": self.kept}
        if self.query is not None:
            fields["query"] = shortened(self.query)
        fields["milliseconds"] = round(1000 * seconds, 3)
        _ACCESS.info("request", extra={_FIELDS: fields})


def request_id(sent: str) -> str:
    """Return the id that the client has `sent`, or a new one where that is none."""
    return sent if _SANE.fullmatch(sent) else f"{_PROCESS}-{next(_NUMBERS)}"


def install(app: Flask) -> None:
    """Let `app` give each request an id, and log and count it when it is over."""
    app.before_request(_begin)
    app.after_request(_observe)


def _begin() -> None:
    g.access = Access(
        request_id(request.headers.get(HEADER, "")),
        request.method,
        request.path,
        request.url_rule.rule if request.url_rule else "none",
    )


def _observe(response: Response) -> Response:
    access: Access = g.access
    access.status = response.status_code
    response.headers[HEADER] = access.id
    response.call_on_close(partial(access.finish, site()))
    return response
