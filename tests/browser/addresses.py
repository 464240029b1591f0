"""One address for each kind of page, without its language: what is tried in a real browser."""

from __future__ import annotations

ADDRESSES = [
    "/",
    "/query",
    "/query?question=CQ05",
    "/reconcile",
    "/no-such-page",
]
