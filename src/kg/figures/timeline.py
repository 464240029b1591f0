"""A timeline: periods as bars, days as marks, and what is not certain as hatching and fading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kg.figures.scale import TimeScale
from kg.figures.svg import Figure, element, link, percent, text, wrap

_WIDTH = 640
_AXIS = 24  # height of the years
_LINE, _BAR, _PAD = 18, 14, 14  # of a row: a line of its label, its bar, the space below
_LETTERS, _LINES = 44, 2  # what fits a phone
_FADE = 0.06  # of the width: an end that is not known
_DOT = 6
_LEAST = 0.006  # of the width: a bar that can be seen


@dataclass(frozen=True)
class Row:
    """One thing in time; `words` say its time for people, `address` leads to it.

    A `period` lasts from `earliest` to `latest` (and on, where `open_ended`); anything else is of
    some day between the two. Where a bound is None, it is not known; where both are, only the
    label is shown.
    """

    label: str
    words: str
    address: str
    earliest: date | None
    latest: date | None
    period: bool
    open_ended: bool = False


def timeline(name: str, title: str, description: str, rows: Sequence[Row]) -> Figure:
    """Return `rows`, in the order given, as a fluid figure under an axis of years."""
    scale = _scale(rows)
    top = float(_AXIS)
    parts = [_definitions(name)]
    for row in rows:
        lines = wrap(row.label, _LETTERS, _LINES)
        parts.append(_row(name, scale, row, lines, top))
        top += _LINE * len(lines) + _BAR + _PAD
    height = top + 4
    return Figure(
        name, title, description, _axis(scale, height) + "".join(parts), _WIDTH, height, fluid=True
    )


def _scale(rows: Sequence[Row]) -> TimeScale:
    days = [day for row in rows for day in (row.earliest, row.latest) if day]
    if not days:
        return TimeScale(date.min.year, date.min.year)
    open_ended = any(row.open_ended or row.latest is None for row in rows)
    return TimeScale(min(days).year, min(max(days).year + (1 if open_ended else 0), date.max.year))


def _axis(scale: TimeScale, height: float) -> str:
    if scale.last == date.min.year:
        return ""
    parts = []
    for year in scale.ticks():
        x = percent(scale.at(date(year, 1, 1)))
        parts.append(element("line", class_="grid", x1=x, x2=x, y1=_AXIS - 6, y2=height))
        parts.append(text(str(year), class_="tick", x=x, y=_AXIS - 10, dx=3))
    return "".join(parts)


def _row(name: str, scale: TimeScale, row: Row, lines: Sequence[str], top: float) -> str:
    label = [
        text(line, class_="label", x="0", y=top + _LINE * (place + 1) - 4)
        for place, line in enumerate(lines)
    ]
    bar = top + _LINE * len(lines)
    height = _LINE * len(lines) + _BAR + 2
    room = element("rect", class_="room", x="0", y=top, width="100%", height=height)
    mark = _period(name, scale, row, bar) if row.period else _moment(name, scale, row, bar)
    return link(row.address, f"{row.label}: {row.words}", room, *label, mark)


def _period(name: str, scale: TimeScale, row: Row, top: float) -> str:
    if row.earliest is None and row.latest is None:
        return ""
    end = scale.after(row.latest) if row.latest else None
    start = scale.at(row.earliest) if row.earliest else None
    parts = []
    if start is not None and end is not None:
        parts.append(_rect(start, end, top, class_="span"))
    if row.open_ended or end is None:
        begin = end if end is not None else (start or 0.0)
        parts.append(_rect(begin, min(begin + _FADE, 1.0), top, fill=f"url(#{name}-onward)"))
    if start is None:
        until = end if end is not None else 0.0
        parts.append(_rect(max(until - _FADE, 0.0), until, top, fill=f"url(#{name}-before)"))
    return "".join(parts)


def _moment(name: str, scale: TimeScale, row: Row, top: float) -> str:
    middle = top + _BAR / 2
    if row.earliest is None or row.latest is None:
        return _period(name, scale, row, top)
    if row.earliest == row.latest:
        return element(
            "circle", class_="moment", cx=percent(scale.at(row.earliest)), cy=middle, r=_DOT
        )
    start, end = scale.at(row.earliest), scale.after(row.latest)
    ends = [
        element("line", class_="bound", x1=percent(x), x2=percent(x), y1=top, y2=top + _BAR)
        for x in (start, end)
    ]
    return _rect(start, end, top, fill=f"url(#{name}-between)") + "".join(ends)


def _rect(start: float, end: float, top: float, **look: str) -> str:
    width = max(end - start, _LEAST)
    return element(
        "rect",
        x=percent(min(start, 1 - width)),
        y=top,
        width=percent(width),
        height=_BAR,
        rx=2,
        **look,
    )


def _definitions(name: str) -> str:
    stripe = element("line", class_="hatch", x1=0, y1=0, x2=0, y2=6)
    pattern = element(
        "pattern",
        stripe,
        id=f"{name}-between",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    fades = [
        element(
            "linearGradient",
            element("stop", class_="full" if onward else "none", offset="0"),
            element("stop", class_="none" if onward else "full", offset="1"),
            id=f"{name}-{'onward' if onward else 'before'}",
        )
        for onward in (True, False)
    ]
    return element("defs", pattern, *fades)
