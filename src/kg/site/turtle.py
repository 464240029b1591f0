"""Turtle for people to read."""

from __future__ import annotations

import itertools

_DECLARES = b"@prefix "


def without_unused(body: bytes) -> bytes:
    """Return Turtle without declarations of prefixes that it does not use, and all else as it is.

    They stand at its beginning, one a line.
    """
    lines = body.split(b"\n")
    count = sum(1 for _ in itertools.takewhile(lambda line: line.startswith(_DECLARES), lines))
    rest = b"\n".join(lines[count:])
    kept = [line for line in lines[:count] if line.split()[1] in rest]
    return b"\n".join([*kept, rest])
