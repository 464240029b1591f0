"""Compressed answers: RFC 9110, section 12.5.3."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

import zstandard
from flask import Request, Response
from werkzeug.http import parse_accept_header

_SMALLEST = 1024  # bytes that are worth the trouble
_TYPES = ("text/", "application/", "image/svg+xml")
_GZIP_WINDOW = 31  # of zlib: the largest window, with the header of gzip
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 3


class _Compressor(Protocol):
    def feed(self, data: bytes) -> bytes:
        """Return all that `data` becomes, so that it can be sent on at once."""

    def finish(self) -> bytes:
        """Return the end."""


class _Gzip:
    def __init__(self) -> None:
        self._engine = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)

    def feed(self, data: bytes) -> bytes:
        return self._engine.compress(data) + self._engine.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        return self._engine.flush()


class _Zstd:
    def __init__(self) -> None:
        self._engine = zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj()

    def feed(self, data: bytes) -> bytes:
        begun = self._engine.compress(data)
        return begun + self._engine.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def finish(self) -> bytes:
        return self._engine.flush()


_CODINGS: dict[str, type[_Gzip] | type[_Zstd]] = {"zstd": _Zstd, "gzip": _Gzip}
"""What there is, the better first."""


def choose_coding(request: Request) -> str | None:
    """Return the coding that `request` wants most, None where it wants none of ours."""
    return _chosen(request.headers.get("Accept-Encoding"))


@lru_cache(maxsize=256)
def _chosen(header: str | None) -> str | None:
    """Return the coding that `header` wants; few clients send many different ones."""
    accepted = parse_accept_header(header)
    best = max(_CODINGS, key=accepted.quality)  # the first of equals
    plain = accepted.quality("identity") if "identity" in accepted.values() else 0
    return best if accepted.quality(best) > plain else None


def compress(body: bytes, coding: str) -> bytes:
    """Return `body` in `coding`."""
    engine = _CODINGS[coding]()
    return engine.feed(body) + engine.finish()


def is_worth(size: int) -> bool:
    """Tell whether a body of `size` bytes is worth compressing."""
    return size >= _SMALLEST


def encode(response: Response, request: Request) -> Response:
    """Compress `response` where `request` wants it so and the body is worth it.

    A stream stays one: each part is compressed and sent on. Files are left alone, for they answer
    ranges, and so is what has a strong ETag, which names its very bytes.
    """
    headers = response.headers
    if (
        response.direct_passthrough
        or not (headers.get("Content-Type") or "").startswith(_TYPES)
        or (response.get_etag()[0] and not response.get_etag()[1])
    ):
        return response
    if "Accept-Encoding" not in headers.get("Vary", ""):
        response.vary.add("Accept-Encoding")
    whole = response.is_sequence
    if "Content-Encoding" in headers or (
        whole and not is_worth(response.calculate_content_length() or 0)
    ):
        return response
    coding = choose_coding(request)
    if coding is None:
        return response
    headers["Content-Encoding"] = coding
    if whole:
        response.set_data(compress(response.get_data(), coding))
    else:
        headers.pop("Content-Length", None)
        response.response = _stream(response.response, _CODINGS[coding]())
    return response


def _stream(chunks: Iterable[bytes | str], engine: _Compressor) -> Iterator[bytes]:
    for chunk in chunks:
        yield engine.feed(chunk if isinstance(chunk, bytes) else chunk.encode())
    yield engine.finish()
