"""The zones of a page: what is text of the article, and what stands around it.

A page comes as lines, one a paragraph. The order in which a page is built decides: furniture, the
headline, the lead, paragraphs (which end like sentences) with captions between them, the byline or
the source, then links to other articles.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.read.draft import Span
from kg.read.form import matching_form
from kg.read.places import names_a_province
from kg.read.rules import rules

TEXT_ZONES = frozenset({"headline", "lead", "body", "caption"})
"""Zones that are text of the article: facts are read only there."""

_LINE = re.compile(r"[^\n]+")
_PARAGRAPH_END = re.compile(r"[.?!:;…]['\")\s./|]*$")
_ITEM = re.compile(r"(?:[-+•*]|\d{1,2}[.)])\s*\w")
_LONG = 170
_PARAGRAPH = 250
_CUT = 30
_HEADLINE_WORDS = 5
_HEADLINE_LETTERS = 250
_BYLINE = re.compile(
    r"^(?:bài(?: và |, | & )ảnh:?|tin(?: và |, |-| & )ảnh:?|bài:|thực hiện:|pv:?|tác giả:?)?\s*"
    r"(?:[A-ZĐÀ-Ỹ][\w.']*[\s,.&/()-]*){1,8}$",
    re.IGNORECASE,
)
_BYLINE_LETTERS = 60
_CAPITALISED = re.compile(r"^[^a-zà-ỹđ]*$|^(?:[A-ZĐÀ-Ỹ][\w.']*[\s,.&/()-]*)+$")
_LEAD_WORDS = 8


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    zone: str = ""

    @property
    def ends_like_a_sentence(self) -> bool:
        if len(self.text) > _CUT and _ITEM.match(self.text):
            return True
        long = len(self.text) > (_LONG if ". " in self.text else _PARAGRAPH)
        return long or bool(_PARAGRAPH_END.search(self.text))


def split(form: str, title: str | None = None) -> tuple[Span, ...]:
    """Return the zones of a text in matching form, one a line that is not empty, in order.

    `title` is the title of the article where it is known from elsewhere.
    """
    lines = list(_lines(form))
    for line in lines:
        line.zone = _furniture(line.text)
    headline = _headline(lines, title)
    _around(lines, headline)
    return tuple(Span(line.start, line.end, line.zone) for line in lines)


def zone_at(zones: tuple[Span, ...], offset: int) -> str:
    """Return the zone of the line that holds `offset`; `body` between lines."""
    index = bisect_right(zones, offset, key=lambda zone: zone.start) - 1
    return zones[index].zone if index >= 0 and offset < zones[index].end else "body"


def _lines(form: str) -> Iterator[_Line]:
    """Yield the lines that are not empty; a title in capitals may run over several of them."""
    before: _Line | None = None
    for match in _LINE.finditer(form):
        text = match[0].strip()
        if not text:
            continue
        start = match.start() + match[0].index(text[0])
        if before and _goes_on(before, form[before.end : start], text):
            before.end = start + len(text)
            before.text = re.sub(r"\s+", " ", form[before.start : before.end])
            continue
        if before:
            yield before
        before = _Line(start, start + len(text), text)
    if before:
        yield before


def _goes_on(line: _Line, between: str, text: str) -> bool:
    """Tell whether a title in capitals goes on in the next line, in capitals or with its period."""
    title = line.text.isupper() and len(line.text.split()) > 1
    goes_on = text.isupper() or text.casefold().startswith("giai đoạn")
    return title and goes_on and between.count("\n") == 1 and not _PARAGRAPH_END.search(line.text)


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    return {
        zone: [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
        for zone, patterns in rules("zones").items()
    }


def _furniture(text: str) -> str:
    if len(text) > _LONG:
        return ""
    for zone, patterns in _patterns().items():
        if any(pattern.search(text) for pattern in patterns):
            return zone
    return ""


def _headline(lines: list[_Line], title: str | None) -> int:
    """Mark and return the line of the headline; -1 where there is none."""
    wanted = _key(title) if title else ""
    index = next((i for i, line in enumerate(lines) if wanted and _key(line.text) == wanted), None)
    if index is None:
        able = [i for i, line in enumerate(lines) if _may_be_headline(line)]
        first = next((i for i, line in enumerate(lines) if _is_paragraph(line)), len(lines))
        able = [i for i in able if i < first] or able
        index = next((i for i in able if names_a_province(lines[i].text)), able[0] if able else -1)
        if any(_is_paragraph(line) for line in lines[: max(index, 0)]):
            index = -1  # the page begins with its text
    if index >= 0:
        lines[index].zone = "headline"
    return index


def _is_paragraph(line: _Line) -> bool:
    return line.ends_like_a_sentence and not line.zone


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", matching_form(text)).strip().casefold()


def _may_be_headline(line: _Line) -> bool:
    return (
        not line.zone
        and len(line.text.split()) >= _HEADLINE_WORDS
        and len(line.text) <= _HEADLINE_LETTERS
        and not re.search(r"[.:;]$", line.text)
    )


def _around(lines: list[_Line], headline: int) -> None:
    for line in lines[: max(headline, 0)]:
        line.zone = line.zone or "widget"
    last = _last_paragraph(lines, headline)
    lead = False
    title = _key(lines[headline].text) if headline >= 0 else ""
    for line in lines[headline + 1 : last + 1]:
        if line.zone == "end":
            line.zone = "widget"
        if line.zone:
            continue
        if not line.ends_like_a_sentence and line is not lines[-1]:
            line.zone = "caption"
            if not lead and _is_byline(line.text) and _key(line.text) != title:
                line.zone = "byline"
        elif not lead and len(line.text.split()) >= _LEAD_WORDS:
            line.zone, lead = "lead", True
        else:
            line.zone = "body"
    _after(lines[last + 1 :])


def _last_paragraph(lines: list[_Line], headline: int) -> int:
    """Return the last line of the article's own text: sentences, before links to others begin."""
    last = headline
    for index in range(headline + 1, len(lines)):
        line = lines[index]
        if line.zone == "end" and last > headline:
            break
        if not line.zone and (line.ends_like_a_sentence or _is_cut(lines, index, last)):
            last = index
    return last


def _is_cut(lines: list[_Line], index: int, last: int) -> bool:
    """Tell whether the very last line is a paragraph that a page breaks off."""
    line = lines[index]
    return (
        index == len(lines) - 1
        and index == last + 1
        and len(line.text) > _CUT
        and not _is_byline(line.text)
    )


def _after(lines: list[_Line]) -> None:
    byline, rest = True, "teaser"
    for line in lines:
        if line.zone == "end":
            byline, line.zone = False, "widget"
        elif not line.zone:
            line.zone = "byline" if byline and _is_byline(line.text) else rest
        byline = byline and line.zone in {"byline", "source-line", "caption"}


def _is_byline(text: str) -> bool:
    return len(text) <= _BYLINE_LETTERS and bool(
        _BYLINE.match(text) and _CAPITALISED.match(text.rsplit(":", maxsplit=1)[-1].strip())
    )
