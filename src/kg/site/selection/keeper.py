"""Making the indexes: a query a facet, once a snapshot."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.namespaces import PREFIXES
from kg.site.panels import Term, select
from kg.site.selection import queries
from kg.site.selection.choice import FIRST_YEAR, LAST_YEAR
from kg.site.selection.index import Index, Time, joined
from kg.site.selection.subjects import PROVINCE, SUBJECTS, Subject
from kg.store.query import Query
from kg.web.site import site

_MOST_KEPT = 16  # indexes, of all subjects and snapshots


class IndexKeeper:
    """Makes each index once, whichever thread asks first."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Index] = OrderedDict()
        self._sizes: Mapping[str, Mapping[str, int]] = {}

    def of(self, subject: Subject) -> Index:
        """Return the index of the snapshot that is served; raises QueryError."""
        key = (site().pool.snapshot.id, subject.name)
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                found = build(subject)
                if site().pool.snapshot.id == key[0]:  # else it may be of two snapshots
                    self._kept[key] = found
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            return found

    def sizes(self) -> Mapping[str, int]:
        """Return how many things there are of each subject, by its name; raises QueryError."""
        snapshot = site().pool.snapshot.id
        found = self._sizes.get(snapshot)
        if found is None:
            counted = {
                _iri(row["class"]): int(row["n"].value)
                for row in select(queries.of_sizes())
                if isinstance(row["n"], Literal)
            }
            found = {
                name: counted.get(PREFIXES["vnrc"] + subject.class_.partition(":")[2], 0)
                for name, subject in SUBJECTS.items()
            }
            self._sizes = {snapshot: found}
        return found


def build(subject: Subject) -> Index:
    """Return the index of `subject` in the snapshot that is served; raises QueryError."""
    times = _times(subject)
    things = sorted(
        (row[0] for row in table(queries.of_things(subject))),
        key=lambda thing: _order(thing, times.get(thing, ())),
    )
    places = {thing: place for place, thing in enumerate(things)}
    then = {facet: _sets(queries.of_facet(subject, facet), places) for facet in subject.facets}
    present: dict[str, list[str]] = defaultdict(list)
    for unit, later in table(queries.UNITS):
        present[unit].append(later)
    now: dict[str, int] = defaultdict(int)
    for unit, found in then.get(PROVINCE, {}).items():
        for later in present.get(unit, [unit]):
            now[later] |= found
    broader = dict(table(queries.AREAS))
    return Index(subject, things, times, then, now, _years(times, places), present, broader)


def _times(subject: Subject) -> dict[str, list[Time]]:
    """Return the times of each thing, the earliest first."""
    endless = {row[0] for row in table(queries.of_open(subject))}
    bounds = {
        _iri(row["time"]): (_day(row["earliest"]), _day(row["latest"]), _is_true(row["lasting"]))
        for row in select(queries.of_bounds(subject))
    }
    times: dict[str, list[Time]] = defaultdict(list)
    for thing, span in table(queries.of_times(subject)):
        earliest, latest, lasting = bounds.get(span, (None, None, False))
        times[thing].append(Time(span, earliest, latest, lasting, lasting and thing in endless))
    for several in times.values():
        several.sort(key=lambda time: (time.earliest or date.max, time.latest or date.max))
    return times


def table(query: str) -> Iterator[list[str]]:
    """Yield the rows of a query that hold nothing but IRIs; raises QueryError.

    There may be very many: TSV is read in a fraction of the time that terms take.
    """
    with site().pool.ask(Query(text=query, solutions="tsv")) as answer:
        lines = answer.read().decode().splitlines()[1:]
    for line in lines:
        row = line.split("\t")
        if all(term.startswith("<") for term in row):
            yield [term[1:-1] for term in row]


def _sets(query: str, places: Mapping[str, int]) -> dict[str, int]:
    members: dict[str, list[int]] = defaultdict(list)
    for thing, value in table(query):
        if thing in places:  # else the snapshot has changed meanwhile
            members[value].append(places[thing])
    return {value: joined(found) for value, found in members.items()}


def _years(times: Mapping[str, Sequence[Time]], places: Mapping[str, int]) -> dict[int, int]:
    members: dict[int, list[int]] = defaultdict(list)
    for thing, place in places.items():
        for time in times.get(thing, ()):
            first, last = time.earliest or time.latest, time.latest or time.earliest
            if first and last:
                for year in range(max(first.year, FIRST_YEAR), min(last.year, LAST_YEAR) + 1):
                    members[year].append(place)
    return {year: joined(found) for year, found in members.items()}


def _order(thing: str, times: Sequence[Time]) -> tuple[date, date, str]:
    """Return what things are ordered by: their first time; those without one come last."""
    starts = [(time.earliest or date.max, time.latest or date.max) for time in times]
    return (*min(starts, default=(date.max, date.max)), thing)


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _day(term: Term | None) -> date | None:
    try:
        return date.fromisoformat(term.value) if isinstance(term, Literal) else None
    except ValueError:
        return None


def _is_true(term: Term | None) -> bool:
    return term is not None and term.value in ("true", "1")
