"""A network: nodes around a circle, and links as wide as what joins them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.figures.geometry import Point
from kg.figures.scale import CROWD, stroke
from kg.figures.svg import Figure, element, link, number, shorten, text

_WIDTH, _HEIGHT = 1000, 760
_RADIUS = 260
_CROWDED = 14  # nodes from which on labels stand like spokes
_CROWDED_RADIUS = 205
_LETTERS = 24
_SMALL, _LARGE = 12, 34


@dataclass(frozen=True)
class Node:
    """A thing named by its `key`; `label` says what was counted, and `address` leads there."""

    key: str
    name: str
    count: int
    label: str
    address: str


@dataclass(frozen=True)
class Edge:
    """What joins two nodes, named by their keys."""

    ends: tuple[str, str]
    count: int
    label: str
    address: str


def network(
    name: str, title: str, description: str, nodes: Sequence[Node], edges: Sequence[Edge]
) -> Figure:
    """Return `nodes`, around a circle in the order given, and the `edges` between them."""
    crowded = len(nodes) > _CROWDED
    radius = _CROWDED_RADIUS if crowded else _RADIUS
    angles = {
        node.key: 2 * math.pi * at / len(nodes) - math.pi / 2 for at, node in enumerate(nodes)
    }
    places = {key: _on(angle, radius) for key, angle in angles.items()}
    heaviest = max((edge.count for edge in edges), default=0)
    most = max((node.count for node in nodes), default=0)
    body = [
        *(_edge(edge, places, heaviest, crowded=len(edges) > CROWD) for edge in edges),
        *(_node(node, angles[node.key], radius, most, crowded=crowded) for node in nodes),
    ]
    return Figure(name, title, description, "".join(body), _WIDTH, _HEIGHT)


def _on(angle: float, radius: float) -> Point:
    return _WIDTH / 2 + radius * math.cos(angle), _HEIGHT / 2 + radius * math.sin(angle)


def _edge(edge: Edge, places: dict[str, Point], heaviest: int, *, crowded: bool) -> str:
    thin, thick = (1.5, 7) if crowded else (4, 22)
    (ax, ay), (bx, by) = (places[key] for key in edge.ends)
    x, y = (ax + bx) / 4 + _WIDTH / 4, (ay + by) / 4 + _HEIGHT / 4  # half way to the middle
    path = f"M{ax:.0f} {ay:.0f}Q{x:.0f} {y:.0f} {bx:.0f} {by:.0f}"
    return link(
        edge.address,
        edge.label,
        element("path", class_="room", d=path),
        element(
            "path",
            class_="arc crowd" if crowded else "arc",
            d=path,
            stroke_width=stroke(edge.count, heaviest, thin=thin, thick=thick),
        ),
    )


def _node(node: Node, angle: float, radius: float, most: int, *, crowded: bool) -> str:
    x, y = _on(angle, radius)
    size = (
        _SMALL if crowded else stroke(node.count, most, thin=_SMALL + 6, thick=_LARGE)
    ) or _SMALL
    parts = [element("circle", class_="dot", cx=x, cy=y, r=size)]
    if not crowded:
        parts.append(
            text(number(node.count), class_="dot-count", x=x, y=y + 7, text_anchor="middle")
        )
    parts.append(_label(shorten(node.name, _LETTERS), angle, radius + size, crowded=crowded))
    return link(node.address, node.label, *parts)


def _label(name: str, angle: float, radius: float, *, crowded: bool) -> str:
    if crowded:
        return _spoke(name, angle, radius)
    x, y = _on(angle, radius + 14)
    upright = abs(math.cos(angle)) < 0.35  # noqa: PLR2004 - above or below the circle
    anchor = "middle" if upright else ("start" if math.cos(angle) > 0 else "end")
    shift = 7.0 if not upright else (24.0 if math.sin(angle) > 0 else -4.0)
    return text(name, class_="name", x=x, y=y + shift, text_anchor=anchor)


def _spoke(name: str, angle: float, radius: float) -> str:
    x, y = _on(angle, radius + 8)
    turned = math.cos(angle) < 0
    degrees = math.degrees(angle) + (180 if turned else 0)
    return text(
        name,
        class_="name spoke",
        x=x,
        y=y,
        dy=6,
        text_anchor="end" if turned else "start",
        transform=f"rotate({number(degrees)} {number(x)} {number(y)})",
    )
