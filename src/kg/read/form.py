"""The form of a text in which rules look: every character stays at its place.

Word processors put the tone mark of an open syllable on either vowel (`Hoà`, `Hòa`), and spaces,
dashes and quotes come in many kinds. Rules know one of each; offsets are those of the text itself.
"""

from __future__ import annotations

import re

_TRANSLATION = {
    **dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"), " "),
    **dict.fromkeys(
        map(ord, "\u2009\u200a\u200b\u200c\u200d\u202f\u2060\u3000\ufeff\t\v\f\r"), " "
    ),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\u2043"), "-"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'"),
    ord(
        "：",
    ): ":",
    ord("；"): ";",
    ord("，"): ",",
    ord("ð"): "đ",
    ord("Ð"): "Đ",
    ord("Ɖ"): "Đ",
}
_NEW_STYLE = (
    *("oà", "oá", "oả", "oã", "oạ"),
    *("oè", "oé", "oẻ", "oẽ", "oẹ"),
    *("uỳ", "uý", "uỷ", "uỹ", "uỵ"),
)
_OLD_STYLE = (
    *("òa", "óa", "ỏa", "õa", "ọa"),
    *("òe", "óe", "ỏe", "õe", "ọe"),
    *("ùy", "úy", "ủy", "ũy", "ụy"),
)
_OPEN_SYLLABLE = {
    case(new): case(old)
    for new, old in zip(_NEW_STYLE, _OLD_STYLE, strict=True)
    for case in (str, str.title, str.upper)
}
_TONE = re.compile(rf"(?<![qQ])(?:{'|'.join(_OPEN_SYLLABLE)})(?!\w)")


def matching_form(text: str) -> str:
    """Return `text`, which is in NFC, with one kind of space, dash, quote and tone placement.

    The result has the length of `text`, and what stands at an offset is what stands there in it.
    """
    return _TONE.sub(lambda match: _OPEN_SYLLABLE[match[0]], text.translate(_TRANSLATION))
