"""Which format a client wants: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from kg.store.formats import AnyFormat, Engine, Format

_Rank = tuple[float, int]
_NEVER: _Rank = (0.0, 0)
_Ranges = Sequence[tuple[str, float]]
"""Media ranges (lower case, without parameters) with their qualities."""


def choose(
    accept: str | None, formats: Iterable[Format[Engine]]
) -> tuple[Format[Engine], str] | None:
    """Return the format that the header `accept` wants most and the media type to name it by.

    Without a header any will do, and the first is taken; None where none is acceptable. A type that
    is named weighs more than one that a wildcard covers, at the same quality.
    """
    ranges = _ranges(accept)
    best: tuple[Format[Engine], str] | None = None
    best_rank = _NEVER
    for item in formats:
        for media_type in item.media_types:
            rank = _rank(ranges, media_type)
            if rank > best_rank:
                best, best_rank = (item, media_type), rank
    return best


def prefers_html(accept: str | None, formats: Iterable[AnyFormat]) -> bool:
    """Tell whether the client would rather have a page than any of `formats`."""
    if not accept:
        return False
    ranges = _ranges(accept)
    html = _rank(ranges, "text/html")
    others = (_rank(ranges, name) for item in formats for name in item.media_types)
    return html > max(others, default=_NEVER)


def _ranges(accept: str | None) -> _Ranges:
    """Return what the header `accept` names; without one, anything."""
    if not accept or not accept.strip():
        return [("*/*", 1.0)]
    return [
        (text.partition(";")[0].strip().lower(), quality)
        for text, quality in parse_accept_header(accept, MIMEAccept)
    ]


def _rank(ranges: _Ranges, media_type: str) -> _Rank:
    """Return quality and specificity of the range that covers `media_type` most closely."""
    kind = media_type.partition("/")[0]
    closeness = {media_type: 3, f"{kind}/*": 2, "*/*": 1}
    found = _NEVER
    for name, quality in ranges:
        near = closeness.get(name, 0)
        if near > found[1]:
            found = (quality, near)
    return found if found[0] > 0 else _NEVER
