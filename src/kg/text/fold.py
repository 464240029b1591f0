"""Fold Vietnamese text for search: `Đồng Việt`, `dong viet` and `ĐỒNG VIỆT` are one."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return `text` without case, tone and vowel marks, and with đ as d.

    Where the tone mark stands (`hòa`, `hoà`) and whether letters are composed (NFC, NFD) makes no
    difference. Lengths change: offsets into the result are not offsets into `text`.
    """
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in letters if unicodedata.category(c) != "Mn").replace("đ", "d")
