"""The graph in notebooks: answers as data frames.

    from kg.client import Client

    with Client() as client:                      # the snapshot on this machine
        chairs = client.question("CQ05", lang="en")
        areas = client.query("SELECT ?area (COUNT(*) AS ?n) { ?c vnrc:area ?area } GROUP BY ?area")

    Client("/srv/vnrc")                           # a data directory
    Client("https://example.org/sparql")          # an endpoint, of this program or another

Our prefixes need no declaration. Data frames need pandas, which `pip install 'vnrc-kg[notebook]'`
brings; their types are described in `kg.dataframes`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import httpx
import pyoxigraph as ox

from kg.closing import Closing
from kg.config import Settings
from kg.errors import ConfigError, EngineError, KgError, QueryError, QuerySyntaxError
from kg.namespaces import PREFIXES
from kg.questions import LANGUAGES, find_question
from kg.rdf.rdflib_graph import to_rdflib
from kg.resources import find_project
from kg.store.query import Query
from kg.store.readers import ReaderPool
from kg.store.snapshot import current_snapshot

if TYPE_CHECKING:
    import pandas as pd
    import rdflib

_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"
# On one line, so that the lines of errors are those of the query.
_PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())


class Client(Closing):
    """Asks one source: a snapshot on this machine, or an endpoint; to be closed, or used in `with`.

    Every method raises QuerySyntaxError, with the place in the query, where it is not SPARQL; else
    QueryTimeout or another QueryError, of an endpoint EngineError, where a query is not answered.
    """

    def __init__(self, source: str | Path | None = None, *, timeout: float | None = None) -> None:
        """Ask `source`: an address, a data directory, by default the one of the settings.

        `timeout` is how many seconds a query may take, by default as in the settings. Raises
        SnapshotError where a directory holds no snapshot.
        """
        settings = Settings.load(query_timeout=timeout)
        if isinstance(source, str) and source.startswith(("http://", "https://")):
            self._source: _Source = _Remote(source, settings.query_timeout)
        else:
            directory = settings.data_dir if source is None else Path(source).expanduser()
            self._source = _Local(replace(settings, data_dir=directory))

    @property
    def snapshot(self) -> str | None:
        """The id of the snapshot that answers, to cite; None where an endpoint names none."""
        return self._source.snapshot

    def query(self, text: str) -> pd.DataFrame:
        """Return the solutions of a SELECT query; raises ConfigError where pandas is missing."""
        try:
            from kg.dataframes import to_frame  # noqa: PLC0415 - pandas is an extra
        except ImportError as error:
            raise ConfigError(
                f"data frames need {error.name}, which is not installed: "
                "pip install 'vnrc-kg[notebook]'"
            ) from None
        answer = self._answer(text)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this query asks yes or no: use Client.ask")
        names = [variable.value for variable in answer.variables]
        return to_frame(names, ([row[name] for name in names] for row in answer))

    def ask(self, text: str) -> bool:
        """Return the answer to an ASK query."""
        answer = self._answer(text)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this query has solutions: use Client.query")
        return bool(answer)

    def graph(self, text: str) -> rdflib.Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query as a graph of rdflib."""
        body = self._source.ask(text, graph=True)
        try:
            return to_rdflib(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise EngineError(f"the answer is no N-Triples: {error}") from None

    def question(self, name: str, *, lang: str = LANGUAGES[0]) -> pd.DataFrame:
        """Return the answer to a saved question, as CQ05, with labels in `lang` (vi or en).

        Raises ProjectError where there is no such question, ConfigError for another language.
        """
        if lang not in LANGUAGES:
            raise ConfigError(f"there are no labels in {lang}: choose {' or '.join(LANGUAGES)}")
        return self.query(find_question(find_project(), name).query(lang))

    def _answer(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean:
        body = self._source.ask(text, graph=False)
        try:
            return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise EngineError(f"the answer is no SPARQL JSON: {error}") from None

    def close(self) -> None:
        """End what answers the queries."""
        self._source.close()


class _Source(Protocol):
    snapshot: str | None

    def ask(self, text: str, *, graph: bool) -> bytes:
        """Return SPARQL JSON, or N-Triples where a graph is wanted."""

    def close(self) -> None:
        """End it."""


class _Local:
    """A snapshot on this machine, in a reader process."""

    def __init__(self, settings: Settings) -> None:
        self.snapshot: str | None = current_snapshot(settings.data_dir).id
        # A person asks one question after the other, mostly of a small part of the data.
        self._pool = ReaderPool(replace(settings, readers=1, short_readers=0, in_memory_triples=0))

    def ask(self, text: str, *, graph: bool) -> bytes:
        solutions, triples = (None, "ntriples") if graph else ("json", None)
        asked = Query(text=text, solutions=solutions, graph=triples, prefixes=PREFIXES)
        with self._pool.ask(asked) as answer:
            self.snapshot = answer.snapshot.id
            return answer.read()

    def close(self) -> None:
        self._pool.close()


class _Remote:
    """An endpoint of the SPARQL 1.1 Protocol."""

    def __init__(self, url: str, timeout: float) -> None:
        self.snapshot: str | None = None
        self._url = url
        self._client = httpx.Client(timeout=timeout)

    def ask(self, text: str, *, graph: bool) -> bytes:
        try:
            response = self._client.post(
                self._url,
                data={"query": _PROLOGUE + text},
                headers={"Accept": _TRIPLES if graph else _JSON},
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EngineError(f"{self._url} cannot be asked: {error}") from None
        if not response.is_success:
            raise _refusal(self._url, response)
        self.snapshot = response.headers.get("KG-Snapshot")
        return response.content

    def close(self) -> None:
        self._client.close()


def _refusal(url: str, response: httpx.Response) -> KgError:
    """Return what an endpoint says is wrong: problem details (RFC 9457), else its first line.

    The place of a syntax error, where it is told, becomes that in the query without the prologue.
    """
    try:
        problem = response.json()
        detail, line, column = (problem.get(name) for name in ("detail", "line", "column"))
    except (ValueError, AttributeError):
        detail, line, column = response.text.partition("\n")[0][:200], None, None
    if isinstance(line, int) and isinstance(column, int):
        own = column - len(_PROLOGUE) if line == 1 else column
        said = str(detail).removeprefix(f"line {line}, column {column}: ")
        return QuerySyntaxError(f"line {line}, column {own}: {said}", line, own)
    return EngineError(f"{url} answered {response.status_code}: {detail}")
