"""What there is in a snapshot, counted by queries and kept: a snapshot never changes."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Variable,
    parse_query_results,
)

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.store.query import Query
from kg.web.versions import Version

WIKIDATA = PREFIXES["wd"]

_log = logging.getLogger(__name__)

_SOON = 2.0  # seconds
_MOST_KEPT = 8  # snapshots

_CLASSES = "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { ?s a ?key FILTER(isIRI(?key)) } GROUP BY ?key"
_PROPERTIES = "SELECT ?key (COUNT(*) AS ?n) { ?s ?key ?o } GROUP BY ?key"
_LINKS = (
    "SELECT ?key (COUNT(*) AS ?n) "
    f'{{ ?s ?key ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), "{WIKIDATA}")) '
    # What the extract says of its own items is no link to them.
    f'FILTER(!REGEX(STR(?s), "^https?://www[.]wikidata[.]org/|^{PREFIXES["wikidata"]}")) }} '
    "GROUP BY ?key"
)
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"
_ENTITIES = (
    "SELECT (COUNT(DISTINCT ?s) AS ?n) "
    f'{{ ?s a ?c FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{PREFIXES["id"]}")) }}'
)


@dataclass(frozen=True)
class Statistics:
    """Counts over the default graph.

    `classes` maps each class to its instances, `properties` each property to its triples, `links`
    each property that leads to Wikidata to the triples that do. `entities` have IRIs of our own.
    """

    classes: Mapping[str, int]
    properties: Mapping[str, int]
    links: Mapping[str, int]
    subjects: int
    objects: int
    entities: int

    @property
    def vocabularies(self) -> list[str]:
        """The namespaces of the classes and properties that are used."""
        return sorted({_namespace(iri) for iri in (*self.classes, *self.properties)})


class StatisticsKeeper:
    """Counts each snapshot once, in a thread of its own, whoever asks first."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._counter = ThreadPoolExecutor(1, thread_name_prefix="statistics")
        self._kept: OrderedDict[str, Future[Statistics]] = OrderedDict()

    def of(self, version: Version) -> Statistics:
        """Return what there is in `version`; raises QueryError where it cannot be counted."""
        return self._counted(version).result()

    def soon(self, version: Version) -> Statistics | None:
        """Return the same, or None where it is not known in two seconds: all readers are busy."""
        try:
            return self._counted(version).result(_SOON)
        except (TimeoutError, QueryError) as error:
            _log.warning("a description is without statistics: %s", str(error) or "not counted yet")
            return None

    def _counted(self, version: Version) -> Future[Statistics]:
        with self._lock:
            found = self._kept.get(version.snapshot.id)
            if found is None or (found.done() and found.exception()):
                found = self._kept[version.snapshot.id] = self._counter.submit(_count, version)
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            return found


def _count(version: Version) -> Statistics:
    def table(text: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for key, count in _rows(version, text):
            assert key is not None  # noqa: S101 - the queries group by it
            found[key] = count
        return dict(sorted(found.items()))

    def number(text: str) -> int:
        return next(count for _, count in _rows(version, text))

    return Statistics(
        classes=table(_CLASSES),
        properties=table(_PROPERTIES),
        links=table(_LINKS),
        subjects=number(_SUBJECTS),
        objects=number(_OBJECTS),
        entities=number(_ENTITIES),
    )


def _rows(version: Version, text: str) -> list[tuple[str | None, int]]:
    """Return IRI (where the query shows one) and number of each row."""
    with version.ask(Query(text=text, solutions="json")) as answer:
        results = parse_query_results(answer.read(), QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)  # noqa: S101 - the queries are all SELECT
    has_key = Variable("key") in results.variables
    rows: list[tuple[str | None, int]] = []
    for solution in results:
        key, count = solution["key"] if has_key else None, solution["n"]
        if isinstance(count, Literal) and (key is None or isinstance(key, NamedNode)):
            rows.append((key.value if key else None, int(count.value)))
    return rows


def _namespace(iri: str) -> str:
    head, mark, _ = iri.rpartition("#")
    return head + mark if mark else iri.rpartition("/")[0] + "/"
