"""One address for each kind of page, without its language: what is tried in a real browser."""

from __future__ import annotations

ADDRESSES = [
    "/",
    "/query",
    "/query?question=CQ05",
    "/reconcile",
    "/quality",
    "/data",
    "/about",
    "/text/000",
    "/evidence/statement/004-113",
    "/evidence/statement/b-014",
    "/evidence/participation/000-duong-van-thai-chair",
    "/no-such-page",
]
