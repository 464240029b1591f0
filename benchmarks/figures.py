"""What the measurements come to: medians, tables in Markdown, and bars met or missed."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

_NINETY_NINE = 0.99
_VERDICTS = {True: "met", False: "missed", None: "not yet"}


def p99(samples: Sequence[float]) -> float:
    """Return the 99th percentile by nearest rank: of fewer than 100 samples, the largest."""
    return sorted(samples)[math.ceil(_NINETY_NINE * len(samples)) - 1]


def median(samples: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(samples)


def geometric_mean(values: Iterable[float]) -> float:
    """Return the geometric mean."""
    return statistics.geometric_mean(values)


@dataclass(frozen=True)
class Bar:
    """What is asked for, what was found, and whether that is enough (None: not yet possible)."""

    asked: str
    found: str
    met: bool | None


@dataclass
class Report:
    """Gathers and prints what a run finds."""

    facts: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)
    samples: dict[str, Any] = field(default_factory=dict)

    def table(self, title: str, rows: list[dict[str, str]]) -> None:
        """Print a table, a dictionary a row, and keep it."""
        self.tables[title] = rows
        print(f"\n### {title}\n")
        print(markdown(rows), flush=True)

    def bar(self, asked: str, found: str, *, met: bool | None) -> None:
        """Print a bar and keep it."""
        self.bars.append(Bar(asked, found, met))
        print(f"- {_VERDICTS[met]}: {asked}: {found}", flush=True)

    def print_bars(self) -> None:
        """Print all bars as a table."""
        rows = [{"bar": b.asked, "found": b.found, "": _VERDICTS[b.met]} for b in self.bars]
        self.table("Bars", rows)

    def as_json(self) -> dict[str, Any]:
        """Return all that was found."""
        return asdict(self)


def markdown(rows: Sequence[dict[str, str]]) -> str:
    """Return a table whose columns are the keys of the first row."""
    if not rows:
        return ""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
