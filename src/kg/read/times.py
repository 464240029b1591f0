"""Days and periods in a text, with the bounds that are safe to say.

A year that is not written is never invented: the day of publication narrows it to the nearest such
day before (or after, where the sentence speaks of what is to come); without it the reading has no
year ("XXXX-08-14") and no bounds.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kg.read.draft import Span, Time

_PARTS = {
    "sáng": "morning",
    "trưa": "afternoon",
    "chiều": "afternoon",
    "tối": "evening",
    "đêm": "evening",
}
_MONTHS_APART = 6
_NEAR = 160
_YEAR = r"(?:19|20)\d\d"
_PART = r"(?:(?P<part>sáng|trưa|chiều|tối|đêm)\s+(?:(?:nay|qua)\s*)?[,(]?\s*)"
_CUE = (
    r"(?:(?:hôm\s+nay|hôm\s+qua|nay)\s*[,(]\s*(?:ngày\s+)?|"
    r"(?:từ\s+|đến\s+|vào\s+)?(?:các\s+)?ngày\s+|từ\s+|hôm\s+|\(\s*(?:ngày\s+)?)"
)
_BEFORE = rf"(?<![\w/.,-])(?:{_PART}{_CUE}?|{_CUE})"
_SHORT = r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(?![\w/%]|[.,-]\d)"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_BEFORE}(?P<first>\d{{1,2}})(?:\s?[/.-]\s?(?P<first_month>\d{{1,2}}))?\s*(?:-|,|và|&|đến)\s*"
        rf"(?:ngày\s+)?(?P<day>\d{{1,2}})\s?(?P<sep>[/.-])\s?(?P<month>\d{{1,2}})"
        rf"(?:\s?(?P=sep)\s?(?P<year>{_YEAR}))?(?![\w/%]|[.,-]\d)",
        rf"(?<![\w/.,-])(?:{_BEFORE})?(?P<day>\d{{1,2}})\s?(?P<sep>[/.-])\s?(?P<month>\d{{1,2}})"
        rf"\s?(?P=sep)\s?(?P<year>{_YEAR})(?!\d)",
        rf"(?<![\w/.,-]){_PART}?(?:ngày\s+)?(?P<day>\d{{1,2}})\s+tháng\s+(?P<month>\d{{1,2}})"
        rf"(?:\s*(?:,|,?\s*năm|/)\s*(?P<year>{_YEAR}))?(?![\w/])",
        rf"{_BEFORE}{_SHORT}",
        rf"(?<!\w)(?P<before>trước\s+)?tháng\s+(?P<month>\d{{1,2}})\s*(?:[/.-]|,?\s*năm)\s*(?P<year>{_YEAR})(?!\d)",
        r"(?<!\w)(?P<part>sáng|chiều|tối|hôm)\s+(?P<when>nay|qua)(?=\s*[,(]|\s+(?:tại|ở|đã|diễn)(?!\w))",
    )
)
_PERIOD = re.compile(
    rf"(?<!\w)(?P<cue>giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|niên\s+khóa|(?:trong\s+)?(?:các\s+)?năm|\d\s+năm\s*\(|từ\s+năm|từ|khóa\s+\w+,?)\s*(?:từ\s+)?(?:năm\s+)?"
    rf"(?P<first>{_YEAR})\s*(?:-|đến\s+năm|đến|tới)\s*(?P<last>{_YEAR})(?!\d)"
    r"(?P<open>\s*,?\s*(?:và\s+)?(?:(?:những|các)\s+năm\s+(?:tiếp\s+theo|tiếp|sau|kế\s+tiếp)|giai\s+đoạn\s+tiếp\s+theo))?",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"(?<!\w)(?:chương trình|thỏa thuận|biên bản|kế hoạch|ký kết|hợp tác)(?!\w)", re.IGNORECASE
)
_FUTURE = re.compile(r"(?<!\w)(?:sẽ|dự kiến|tới đây|sắp tới|trước ngày|đến ngày|chậm nhất)(?!\w)")


def days(form: str, zones: Sequence[Span], published: date | None) -> list[Time]:
    """Return the days and months that a text in matching form states, in order."""
    starts = [zone.start for zone in zones]
    taken: list[tuple[int, int]] = []
    found: list[Time] = []
    for pattern in _FORMS:
        for match in pattern.finditer(form):
            index = bisect_left(taken, match.span())
            if any(match.start() < end for _, end in taken[max(index - 1, 0) : index]) or any(
                start < match.end() for start, _ in taken[index : index + 1]
            ):
                continue
            taken.insert(index, match.span())
            line = bisect_right(starts, match.start()) - 1
            found += _day(form, match, zones[line].zone if line >= 0 else "body", published)
    return sorted(found, key=lambda time: time.span)


def periods(form: str, zones: Sequence[Span]) -> list[Time]:
    """Return the periods of years that a text in matching form states, in order."""
    starts = [zone.start for zone in zones]
    found = []
    for match in _PERIOD.finditer(form):
        first, last = int(match["first"]), int(match["last"])
        if last < first or (match["cue"].lower().startswith("từ") and not _is_agreed(form, match)):
            continue
        index = bisect_right(starts, match.start()) - 1
        found.append(
            Time(
                span=Span(match.start(), match.end(), zones[index].zone if index >= 0 else "body"),
                stated=match[0],
                edtf=f"{first}/{last}",
                earliest=date(first, 1, 1),
                latest=date(last, 12, 31),
                period=True,
                open_ended=bool(match["open"]),
            )
        )
    return found


def _is_agreed(form: str, match: re.Match[str]) -> bool:
    """Tell whether years without a word for a period stand near that of an agreement."""
    return _AGREED.search(form, max(0, match.start() - _NEAR), match.end() + _NEAR) is not None


def _day(form: str, match: re.Match[str], zone: str, published: date | None) -> Iterator[Time]:
    parts = match.groupdict()
    known = {
        "span": Span(match.start(), match.end(), zone),
        "stated": match[0],
        "part_of_day": _PARTS.get((parts.get("part") or "").lower()),
    }
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("when"):
        if published is not None:
            day = published - timedelta(days=parts["when"].lower() == "qua")
            yield _exact(day, known, ("stated", "publication-timestamp"))
    elif parts.get("day") is None:
        yield from _month(year or 0, int(parts["month"]), known, before=bool(parts.get("before")))
    else:
        future = bool(_FUTURE.search(form, max(0, match.start() - 60), match.end() + 40))
        if parts.get("first"):
            month = int(parts["first_month"] or parts["month"])
            yield from _date(int(parts["first"]), month, year, known, published, future=future)
        day_, month = int(parts["day"]), int(parts["month"])
        yield from _date(day_, month, year, known, published, future=future)


def _month(year: int, month: int, known: dict[str, object], *, before: bool) -> Iterator[Time]:
    """Yield a month; where the words are "before" it, all that ends with the month before."""
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        return
    first = date(year, month, 1)
    if before:
        last = first - timedelta(days=1)
        yield Time(edtf=f"[..{last:%Y-%m}]", latest=last, **known)  # type: ignore[arg-type]
        return
    last = date(year, month, calendar.monthrange(year, month)[1])
    yield Time(edtf=f"{first:%Y-%m}", earliest=first, latest=last, **known)  # type: ignore[arg-type]


def _exact(day: date, known: dict[str, object], basis: tuple[str, ...]) -> Time:
    return Time(edtf=day.isoformat(), earliest=day, latest=day, basis=basis, **known)  # type: ignore[arg-type]


def _date(  # noqa: PLR0913 - the parts of a date and what is known of its text
    day: int,
    month: int,
    year: int | None,
    known: dict[str, object],
    published: date | None,
    *,
    future: bool,
) -> Iterator[Time]:
    try:
        date(year or 2000, month, day)  # 2000 has a 29 February
    except ValueError:
        return
    if year is not None:
        yield _exact(date(year, month, day), known, ("stated",))
        return
    if published is not None:
        found = _nearest(day, month, published, future=future)
        if found is not None:
            yield _exact(found, known, ("stated", "publication-timestamp"))
            return
    yield Time(edtf=f"XXXX-{month:02}-{day:02}", **known)  # type: ignore[arg-type]


def _nearest(day: int, month: int, to: date, *, future: bool) -> date | None:
    """Return the last such day not after `to`; one soon after it where that is spoken of."""
    candidates = []
    for year in range(to.year - 4, to.year + 2):
        try:
            candidates.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    if future:
        after = [item for item in candidates if item > to]
        if after and (after[0] - to).days < _MONTHS_APART * 31:
            return after[0]
    before = [item for item in candidates if item <= to + timedelta(days=1)]
    return before[-1] if before else None


_UNTIL = re.compile(
    rf"(?<!\w)(?:(?:từ\s+nay|định\s+hướng|đến\s+hết|đến)\s+)+(?:năm\s+)?(?P<year>{_YEAR})(?![\d/-])",
    re.IGNORECASE,
)


def until(form: str, start: int, end: int, zone: str) -> Time | None:
    """Return the first "đến năm 2030" between two offsets: of this period only the end is said."""
    match = _UNTIL.search(form, start, end)
    if match is None:
        return None
    year = int(match["year"])
    return Time(
        span=Span(match.start(), match.end(), zone),
        stated=match[0],
        edtf=f"/{year}",
        latest=date(year, 12, 31),
        period=True,
    )
