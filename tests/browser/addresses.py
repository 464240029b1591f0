"""One address for each kind of page, without its language: what is tried in a real browser."""

from __future__ import annotations

ADDRESSES = [
    "/",
    "/browse",
    "/browse?subject=commitment&area=economy&from=2021",
    "/browse?province=bac-ninh-1997&province=thai-nguyen-1997",
    "/browse?view=map",
    "/browse?view=map&units=now",
    "/browse?view=map&subject=project",
    "/browse?view=timeline&subject=event",
    "/browse?view=network",
    "/browse?view=matrix",
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
