"""A selection on a map: units by how many things they have, arcs for what they have in common.

Shown are the boundaries of the time that is asked about; units as they are now lie over those of
before, dashed. Projects tie the places that the data say they connect: no more is known of where
they lie. Places are points where the graph has their coordinates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from kg.figures.geometry import Outline, Point, project
from kg.figures.map import Arc, Area, Drawing, Place, Tie, map_figure
from kg.figures.svg import shorten
from kg.site.browse import pairs
from kg.site.browse.boundaries import MERGED_ON, Boundaries, boundaries, districts
from kg.site.browse.network import HEADS, pair_address, pair_lines
from kg.site.browse.state import State, nodes
from kg.site.browse.view import View
from kg.site.labels import Labels, look_up
from kg.site.panels import rows
from kg.site.selection.subjects import PROVINCE

_MOST_ARCS, _MOST_TIES, _MOST_PLACES = 150, 100, 60
_MOST_ASKED = 500  # things whose places are looked up
_LETTERS = 34
_POINT = re.compile(r"(?i)point ?\((-?\d{1,3}(?:\.\d+)?) (-?\d{1,2}(?:\.\d+)?)\)")  # WKT


@dataclass(frozen=True)
class _Land:
    """The units of a selection on the boundaries of its time."""

    state: State
    bounds: Boundaries

    @cached_property
    def sets(self) -> dict[str, int]:
        """The things of each unit."""
        return pairs.unit_sets(self.state)

    @cached_property
    def labels(self) -> Labels:
        """What the units are called."""
        return look_up(self.state.language, self.sets)

    @cached_property
    def drawn(self) -> dict[str, int]:
        """The things of each outline, by its code: of all units that have had it."""
        found: dict[str, int] = defaultdict(int)
        for unit, things in self.sets.items():
            if unit in self.bounds.codes:
                found[self.bounds.codes[unit]] |= things
        return dict(sorted(found.items()))

    @cached_property
    def names(self) -> dict[str, str]:
        """What each outline is called, by its code."""
        return {outline.code: outline.name for outline in self.bounds.outlines}

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit that each outline leads to: the one with most things of those it stands for."""
        ranked = sorted(self.sets, key=lambda unit: (self.sets[unit].bit_count(), unit))
        return {self.bounds.codes[unit]: unit for unit in ranked if unit in self.bounds.codes}

    @cached_property
    def arcs(self) -> list[pairs.Pair]:
        """Pairs of outlines."""
        return pairs.pairs(self.drawn, pairs.of_several(self.state))

    def areas(self) -> list[Area]:
        """Return every unit of the country, with its count where it has one."""
        return [self._area(outline) for outline in self.bounds.outlines]

    def _area(self, outline: Outline) -> Area:
        things = self.drawn.get(outline.code, 0)
        if not things:
            return Area(outline, outline.name)
        state, count = self.state, things.bit_count()
        address = state.leads_to(state.selection.also(PROVINCE, self.units[outline.code]), count)
        return Area(
            outline, outline.name, count, f"{outline.name}: {state.counted(count)}", address
        )

    def arc(self, pair: pairs.Pair) -> Arc:
        """Return a pair of outlines as an arc."""
        counted = self.state.counted(pair.count)
        a, b = pair.ends
        names = self.names
        if a == b:
            label = self.state.say("browse.within", unit=names[a], things=counted)
        else:
            label = f"{names[a]} – {names[b]}: {counted}"
        ends = (self.units[a], self.units[b])
        return Arc(
            pair.ends, pair.count, label, pair_address(self.state, pairs.Pair(ends, pair.count))
        )

    def ties(self) -> list[Tie]:
        """Return the projects selected that connect two places or more that have outlines."""
        if self.state.selection.subject.name != "project" or not self.state.found:
            return []
        things = self.state.index.listed(self.state.found, 0, _MOST_TIES)
        outlines = {outline.code: outline for outline in self.bounds.outlines}
        ends: dict[str, list[Outline]] = defaultdict(list)
        for row in rows("project_ends", project=nodes(things)):
            project, end, item = row["project"], row["end"], row["wikidata"]
            if isinstance(project, NamedNode) and isinstance(end, NamedNode):
                code = self.bounds.codes.get(end.value, "")
                outline = outlines.get(code) or districts().get(item.value if item else "")
                if outline and outline not in ends[project.value]:
                    ends[project.value].append(outline)
        labels = look_up(self.state.language, ends)
        together: dict[tuple[Outline, ...], list[str]] = defaultdict(list)
        for iri, several in sorted(ends.items()):
            if len(several) > 1:
                together[tuple(sorted(several, key=lambda end: end.code))].append(iri)
        return [
            Tie(
                several,
                "; ".join(labels[project].text for project in projects),
                self._address(several, projects),
            )
            for several, projects in together.items()
        ]

    def _address(self, ends: tuple[Outline, ...], projects: list[str]) -> str:
        """Return where a line leads: to its project, or to what its provinces have in common."""
        if len(projects) == 1:
            return self.state.thing(projects[0])
        selection = self.state.selection
        for end in ends:
            if end.code in self.units:
                selection = selection.also(PROVINCE, self.units[end.code])
        return self.state.leads_to(selection, len(projects))

    def places(self) -> list[Place]:
        """Return the places with coordinates that what is selected concerns."""
        things = self.state.index.listed(self.state.found, 0, _MOST_ASKED)
        points: dict[str, Point] = {}
        for row in rows("places", thing=nodes(things)) if things else ():
            place, point = (
                row["place"],
                _POINT.fullmatch(row["point"].value if row["point"] else ""),
            )
            if isinstance(place, NamedNode) and point:
                points[place.value] = project(float(point[1]), float(point[2]))
        labels = look_up(self.state.language, points)
        return [
            Place(
                point, shorten(labels[iri].text, _LETTERS), labels[iri].text, self.state.thing(iri)
            )
            for iri, point in sorted(points.items())
        ][:_MOST_PLACES]

    def missing(self) -> list[str]:
        """Return the names of the units that have things and no outline at this time."""
        return [self.labels[unit].text for unit in self.sets if unit not in self.bounds.codes]


def of_map(state: State) -> View:
    """Return the selection on the map of its time."""
    merged = state.selection.present or (state.selection.first or 0) > MERGED_ON.year
    land = _Land(state, boundaries(merged=merged))
    ties = land.ties()
    drawing = Drawing(
        areas=land.areas(),
        arcs=[] if ties else [land.arc(pair) for pair in land.arcs[:_MOST_ARCS]],
        ties=ties,
        places=land.places(),
        former=land.bounds.former,
        whole=state.whole or not land.drawn,
    )
    says = state.say(
        "browse.map_says",
        things=state.counted(state.count),
        units=len(land.drawn),
        pairs=len(land.arcs),
    )
    title = state.say("browse.map_title", title=state.title)
    figure = map_figure("map", title, says, drawing)
    found = pairs.pairs(land.sets, pairs.of_several(state) if state.selection.present else 0)
    return View(
        figure,
        lambda: pairs.table(found, land.labels),
        heads=HEADS,
        lines=pair_lines(state, found, land.labels),
        notes=[says, *_notes(land, drawing, merged=merged)],
    )


def _notes(land: _Land, drawing: Drawing, *, merged: bool) -> list[str]:
    say = land.state.say
    notes = [say("browse.map_merged" if merged else "browse.map_before")]
    if any(arc.ends[0] == arc.ends[1] for arc in drawing.arcs):
        notes.append(say("browse.map_loop"))
    if len(land.arcs) > _MOST_ARCS and drawing.arcs:
        notes.append(say("browse.links_cut", units=len(land.drawn), pairs=_MOST_ARCS))
    if drawing.ties:
        notes.append(say("browse.map_ties"))
    if drawing.places:
        notes.append(say("browse.map_places"))
    if missing := land.missing():
        notes.append(say("browse.map_missing", units=", ".join(missing)))
    return [*notes, say("browse.map_source")]
