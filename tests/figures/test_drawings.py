"""Each figure: well-formed, named, linked, the same for the same data, whatever the labels say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kg.figures.bars import Bar, bars
from kg.figures.geometry import Outline
from kg.figures.map import Arc, Area, Drawing, Place, Tie, map_figure
from kg.figures.matrix import Cell, MatrixRow, matrix
from kg.figures.network import Edge, Node, network
from kg.figures.svg import Figure
from kg.figures.timeline import Row, timeline

HOSTILE = '<script>alert("1")</script> & \u202eđảo\u202c \x00' + "dài" * 60


def square(code: str, left: float, bottom: float, side: float = 1.0) -> Outline:
    right, top = left + side, bottom + side
    ring = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
    return Outline(code, code, (ring,))


def drawings(label: str) -> list[Figure]:
    """Return one figure of each kind in which everything is called `label`."""
    a, b, c = square("A", 0, 0), square("B", 2, 0), square("C", 4, 0)
    day, end = date(2020, 5, 1), date(2022, 12, 31)
    drawing = Drawing(
        areas=[Area(a, label, 2, label, "/a"), Area(b, label, 1, label, "/b"), Area(c, label)],
        arcs=[Arc(("A", "B"), 2, label, "/ab"), Arc(("A", "A"), 1, label, "/aa")],
        ties=[Tie((a, b), label, "/tie")],
        places=[Place((0.5, 0.5), label, label, "/place")],
        former=[c],
    )
    rows = [
        Row(label, label, "/1", day, day, period=False),
        Row(label, label, "/2", day, end, period=False),
        Row(label, label, "/3", day, end, period=True, open_ended=True),
        Row(label, label, "/4", None, end, period=True),
        Row(label, label, "/5", None, None, period=False),
    ]
    nodes = [Node("x", label, 3, label, "/x"), Node("y", label, 1, label, "/y")]
    cells = {"2020": Cell(3, label, "/cell")}
    return [
        bars("bars", label, label, [Bar(2020, 3, label, "/2020"), Bar(2021, 0, label, "/2021")]),
        map_figure("map", label, label, drawing),
        matrix("matrix", label, label, ["2020", "2021"], [MatrixRow(label, 1, cells)]),
        network("network", label, label, nodes, [Edge(("x", "y"), 1, label, "/xy")]),
        timeline("timeline", label, label, rows),
    ]


NAMES = [figure.name for figure in drawings("")]
NOTHING: Sequence[Figure] = [
    bars("bars", "t", "d", []),
    map_figure("map", "t", "d", Drawing([Area(square("A", 0, 0), "A")])),
    matrix("matrix", "t", "d", [], []),
    network("network", "t", "d", [], []),
    timeline("timeline", "t", "d", []),
]


def parsed(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg)  # noqa: S314 - it is our own


@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
def test_whatever_a_label_says_the_figure_is_well_formed_and_runs_nothing(place: int) -> None:
    root = parsed(drawings(HOSTILE)[place])
    assert not [item for item in root.iter() if item.tag == "script"]
    said = "".join(root.itertext())
    assert "\u202e" not in said
    assert "\x00" not in said
    assert 'alert("1")' in said


@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
def test_a_figure_is_a_group_with_a_title_and_a_description(place: int) -> None:
    figure = drawings("Bắc Giang")[place]
    root = parsed(figure)
    assert root.get("role") == "group"
    names = {item.get("id"): item.text for item in root if item.tag in ("title", "desc")}
    assert names[root.get("aria-labelledby")] == "Bắc Giang"
    assert names[root.get("aria-describedby")] == "Bắc Giang"


@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
def test_every_mark_is_a_link_with_a_name(place: int) -> None:
    links = list(parsed(drawings("Bắc Giang")[place]).iter("a"))
    assert links
    assert all((item.get("aria-label") or "").startswith("Bắc Giang") for item in links)
    assert all((item.get("href") or "").startswith("/") for item in links)


@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
def test_the_same_data_give_the_same_bytes_with_ids_that_begin_with_the_name(place: int) -> None:
    figure, again = drawings("Bắc Giang")[place], drawings("Bắc Giang")[place]
    assert figure.svg == again.svg
    ids = [name for item in parsed(figure).iter() if (name := item.get("id"))]
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"{figure.name}-") for name in ids)


@pytest.mark.parametrize("figure", NOTHING, ids=NAMES)
def test_a_figure_of_nothing_is_still_a_figure(figure: Figure) -> None:
    assert parsed(figure).tag == "svg"
    assert math.isfinite(figure.height)


def test_a_timeline_says_which_bounds_are_not_known() -> None:
    svg = drawings("x")[NAMES.index("timeline")].svg
    assert svg.count('class="moment"') == 1
    assert svg.count("url(#timeline-between)") == 1
    assert svg.count("url(#timeline-onward)") == 1
    assert svg.count("url(#timeline-before)") == 1


def test_a_period_lies_where_its_days_are() -> None:
    """Of three years, a period of the middle one takes the middle third."""
    rows = [
        Row("a", "", "/", date(2020, 1, 1), date(2022, 12, 31), period=True),
        Row("b", "", "/", date(2021, 1, 1), date(2021, 12, 31), period=True),
    ]
    spans = [
        (float(item.get("x", "")[:-1]), float(item.get("width", "")[:-1]))
        for item in parsed(timeline("t", "t", "d", rows)).iter("rect")
        if item.get("class") == "span"
    ]
    assert spans == [(0, 100), pytest.approx((33.4, 33.3), abs=0.1)]


def test_an_arc_is_the_same_whichever_end_is_named_first() -> None:
    areas = [Area(square(code, left, 0), code, 1, code, "/") for code, left in (("A", 0), ("B", 3))]
    there, back = (
        map_figure("m", "t", "d", Drawing(areas, [Arc(ends, 1, "x", "/")])).svg
        for ends in (("A", "B"), ("B", "A"))
    )
    assert there == back


def test_a_map_shows_what_is_counted_or_the_whole_with_its_place_in_the_country() -> None:
    areas = [
        Area(square("A", 0, 0), "A", 1, "A", "/"),
        Area(square("far", 50, 50), "far"),
    ]
    near = map_figure("m", "t", "d", Drawing(areas)).svg
    whole = map_figure("m", "t", "d", Drawing(areas, whole=True)).svg
    assert ("inset" in near, "inset" in whole) == (True, False)
    assert (near.count('class="area'), whole.count('class="area')) == (1, 2)


def test_more_is_darker_and_wider() -> None:
    nodes = [Node(key, key, 1, key, "/") for key in "abc"]
    edges = [Edge(("a", "b"), 9, "x", "/"), Edge(("b", "c"), 1, "x", "/")]
    root = parsed(network("n", "t", "d", nodes, edges))
    widths = [float(w) for item in root.iter("path") if (w := item.get("stroke-width"))]
    assert widths[0] > widths[1]
    cells = {"2020": Cell(9, "x", "/"), "2021": Cell(1, "x", "/")}
    svg = matrix("m", "t", "d", ["2020", "2021"], [MatrixRow("r", 0, cells)]).svg
    assert svg.index("shade-5") < svg.index("shade-1")


def test_of_many_links_each_is_thin_and_pale_and_of_many_names_those_with_room_are_shown() -> None:
    areas = [Area(square(str(n), n / 10, 0), f"unit {n}", 1, "x", "/") for n in range(60)]
    arcs = [Arc(("0", str(n)), 1, "x", "/") for n in range(1, 60)]
    crowded = map_figure("m", "t", "d", Drawing(areas, arcs)).svg
    few = map_figure("m", "t", "d", Drawing(areas[:5], arcs[:4])).svg
    assert (crowded.count('class="arc crowd"'), few.count('class="arc crowd"')) == (59, 0)
    assert few.count('class="name seat"') == 5
    assert 0 < crowded.count('class="name seat"') < 60
    country = map_figure("m", "t", "d", Drawing(areas[:5], arcs[:4], whole=True)).svg
    assert 0 < country.count('class="name seat"') < 5
