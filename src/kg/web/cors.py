"""Any page of any site may ask here: https://fetch.spec.whatwg.org/#http-cors-protocol.

Nothing here is private, and no cookie is ever read.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

_SENT = "Accept, Authorization, Content-Type, If-Match, If-None-Match, Prefer, X-Request-ID"
_READ = (
    "Content-Encoding, ETag, KG-Byte-Limit, KG-Row-Limit, KG-Snapshot, Location, "
    "Preference-Applied, Retry-After, X-Request-ID"
)
_ALWAYS = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", _READ))
_DAY = "86400"  # seconds


def allow(response: Response) -> Response:
    """Let any page read `response`; where it answers OPTIONS, say what may be sent."""
    headers = response.headers
    headers.extend(_ALWAYS)
    if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.NO_CONTENT
        headers.pop("Content-Type", None)
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = _SENT
        headers["Access-Control-Max-Age"] = _DAY
    return response
