"""Fetching the one page that a reader names: HTTP only, public addresses only, within limits."""

from __future__ import annotations

import http.client
import ipaddress
import time
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from kg.errors import KgError, QueryRefused
from kg.store.addresses import connect, host_and_port, is_public

_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5
_OK = 200
_URL_SAFE = "/%:@!$&'()*+,;=?-._~"
_PIECE = 64 * 1024
_AGENT = "vnrc-kg (reads one article that its user names)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from an address: the bytes, their media type, and the address after redirects."""

    content: bytes
    media_type: str
    address: str


def fetch(url: str, *, seconds: float, most_bytes: int) -> Fetched:
    """Return what is at `url`, which a person has named, following a few redirects.

    A private address is taken only where `url` itself names it by number; none that a name or a
    redirect leads to is. Raises KgError where the address is not allowed, does not answer within
    `seconds` in all, answers with an error, or with more than `most_bytes`.
    """
    deadline = time.monotonic() + seconds
    address = url
    for hop in range(_MOST_REDIRECTS + 1):
        try:
            if hop:
                _check_redirect(address)
            answer = _get(address, deadline, most_bytes)
        except QueryRefused as error:
            raise KgError(f"{url} is not fetched: {error}") from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise KgError(f"{url} cannot be fetched: {error or type(error).__name__}") from None
        if isinstance(answer, Fetched):
            return answer
        address = answer
    raise KgError(f"{url} leads from one address to the next more than {_MOST_REDIRECTS} times")


def _check_redirect(address: str) -> None:
    host, _ = host_and_port(address)
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_public(number):
        raise QueryRefused(f"a redirect leads to {number}, which is not a public address")


def _get(address: str, deadline: float, most_bytes: int) -> Fetched | str:
    """Return what is at an address, or the address that it redirects to."""
    parts = urlsplit(address)
    target = quote(parts.path or "/", safe=_URL_SAFE)
    target += f"?{quote(parts.query, safe=_URL_SAFE)}" if parts.query else ""
    connection = connect(address, _left(deadline))
    try:
        headers = {
            "Host": parts.netloc,
            "User-Agent": _AGENT,
            "Accept": "text/html, application/pdf, text/plain;q=0.9",
            "Connection": "close",
        }
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in _REDIRECTS and location:
            return urljoin(address, location)
        if response.status != _OK:
            raise KgError(f"{address} answers {response.status} {response.reason}")
        content = _body(connection, response, address, deadline, most_bytes)
        return Fetched(content, response.headers.get_content_type(), address)
    finally:
        connection.close()


def _body(
    connection: http.client.HTTPConnection,
    response: http.client.HTTPResponse,
    address: str,
    deadline: float,
    most_bytes: int,
) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        _left(deadline)
        piece = response.read1(_PIECE)
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > most_bytes:
            raise KgError(f"{address} has more than {most_bytes} bytes [KG_FETCH_BYTES]")
        pieces.append(piece)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no whole answer in time [KG_FETCH_TIMEOUT]")
    return left
