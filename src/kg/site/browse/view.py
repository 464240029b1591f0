"""What a view of a selection shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.figures.svg import Figure
from kg.site.browse.data import Data
from kg.site.browse.items import Item

MOST_LINES = 200
"""Lines that a page shows; files have all."""


@dataclass(frozen=True)
class Line:
    """What a mark of a figure is called, how many it stands for, and where it leads."""

    names: Sequence[str]
    count: int
    address: str


@dataclass(frozen=True)
class View:
    """A figure (None where there is nothing to draw), the table behind it, and what to say of it.

    The table is `items`, or the first `lines` under `heads` (names of texts). `data` gives all of
    what is shown, for files; it may ask the store.
    """

    figure: Figure | None
    data: Callable[[], Data]
    items: Sequence[Item] = ()
    heads: Sequence[str] = ()
    lines: Sequence[Line] = ()
    notes: Sequence[str] = ()
