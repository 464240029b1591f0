"""Logs as lines of JSON, each request with an id that the client may choose."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from kg.web.site import site

_ACCESS = logging.getLogger("kg.access")
_HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_LONGEST = 2000  # characters of a query or an address in the logs
_FIELDS = "fields"


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
        if has_request_context() and "request_id" in g:
            line["request"] = g.request_id
        fields = getattr(record, _FIELDS, None)
        line |= fields if fields else {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)  # ASCII: no character moves a terminal


def configure() -> None:
    """Send what is worth a warning, and each request, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    _ACCESS.setLevel(logging.INFO)


def shortened(text: str) -> str:
    """Return `text`, its end left out where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def install(app: Flask) -> None:
    """Let `app` give each request an id, and log and count it when it is over."""
    app.before_request(_begin)
    app.after_request(_observe)


def _begin() -> None:
    sent = request.headers.get(_HEADER, "")
    g.request_id = sent if _SANE.fullmatch(sent) else uuid.uuid4().hex
    g.began = time.perf_counter()


def _observe(response: Response) -> Response:
    response.headers[_HEADER] = g.request_id
    parts = site()
    rule = request.url_rule.rule if request.url_rule else "none"
    fields: dict[str, object] = {
        "request": g.request_id,
        "method": request.method,
        "path": shortened(request.path),
        "status": response.status_code,
        "snapshot": g.get("snapshot"),
        "kept": g.get("kept", False),
    }
    if "query" in g:
        fields["query"] = shortened(g.query)
    began, method = g.began, request.method

    def finish() -> None:
        seconds = time.perf_counter() - began
        parts.metrics.count(method, rule, response.status_code, seconds)
        if parts.settings.access_log:
            fields["milliseconds"] = round(1000 * seconds, 3)
            _ACCESS.info("request", extra={_FIELDS: fields})

    response.call_on_close(finish)
    return response
