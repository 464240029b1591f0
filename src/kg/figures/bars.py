"""Bars in time order: how many there are in each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.figures.svg import Figure, element, link, number, percent, text

_WIDTH, _HEIGHT = 640, 120
_TOP, _BOTTOM = 18, 20  # room for the counts and for the years
_GAP = 0.12  # of a bar's room
_MOST_LABELS = 12


@dataclass(frozen=True)
class Bar:
    """A year with its count; `label` says both, and `address` leads to what was counted, if any."""

    year: int
    count: int
    label: str
    address: str
    chosen: bool = True


def bars(name: str, title: str, description: str, data: Sequence[Bar]) -> Figure:
    """Return `data`, in the order given, as a fluid figure with one link a bar."""
    most = max((bar.count for bar in data), default=1)
    every = -(-len(data) // _MOST_LABELS) or 1
    body = "".join(
        _bar(bar, place, len(data), most, labelled=place % every == 0)
        for place, bar in enumerate(data)
    )
    base = element(
        "line", class_="axis", x1="0", x2="100%", y1=_HEIGHT - _BOTTOM, y2=_HEIGHT - _BOTTOM
    )
    return Figure(name, title, description, body + base, _WIDTH, _HEIGHT, fluid=True)


def _bar(bar: Bar, place: int, places: int, most: int, *, labelled: bool) -> str:
    height = (_HEIGHT - _TOP - _BOTTOM) * bar.count / max(most, 1)
    top = _HEIGHT - _BOTTOM - height
    middle = percent((place + 0.5) / places)
    parts = [
        element(  # the whole column can be pointed at
            "rect",
            class_="room",
            x=percent(place / places),
            y=0,
            width=percent(1 / places),
            height=_HEIGHT,
        ),
        element(
            "rect",
            class_="bar" if bar.chosen else "bar faint",
            x=percent((place + _GAP) / places),
            y=top,
            width=percent((1 - 2 * _GAP) / places),
            height=height,
        ),
    ]
    if labelled:
        parts.append(
            text(str(bar.year), class_="tick", x=middle, y=_HEIGHT - 5, text_anchor="middle")
        )
        parts.append(
            text(number(bar.count), class_="tick", x=middle, y=top - 4, text_anchor="middle")
        )
    return link(bar.address, bar.label, *parts) if bar.count else "".join(parts)
