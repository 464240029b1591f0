"""An engine that keeps to SPARQL 1.1 Protocol and Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-protocol/, https://www.w3.org/TR/sparql11-http-rdf-update/. A kind of
engine with ways of its own is a subclass; what it may change are the methods without an underscore.
Redirects are not followed and proxies of the environment not used: the address that the operator
wrote is the only one that is ever asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, cast

import httpx
from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
)

from kg.closing import Closing
from kg.errors import ConfigError, EngineError, QueryError, QueryTimeout, ReadersBusy
from kg.store.remote.address import Addresses, Credentials

_CONNECT = 5.0  # seconds
_WRITE = 600.0  # seconds that an engine may take to store a part, or to swap
_SHOWN = 300  # characters of an engine's own words in an error

Row = Mapping[str, object]


class Engine(Closing):
    """One engine; may be used from many threads."""

    kind = "generic"
    solutions_type = "application/sparql-results+json"
    graph_type = "application/n-triples"
    graph_format = RdfFormat.N_TRIPLES

    def __init__(
        self, addresses: Addresses, credentials: Credentials | None, *, connections: int = 4
    ) -> None:
        """Prepare to ask the engine at `addresses`; nothing is sent yet."""
        self.addresses = addresses
        self._client = httpx.Client(
            auth=self.authentication(credentials),
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=connections),
            timeout=httpx.Timeout(_WRITE, connect=_CONNECT),
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    # --- what a kind of engine may do its own way

    def authentication(self, credentials: Credentials | None) -> httpx.Auth | None:
        """Return how requests prove who sends them."""
        if credentials is None:
            return None
        return httpx.BasicAuth(credentials.user, credentials.password)

    def prepared(self, text: str, form: str) -> str:
        """Return the query to send for the query `text`, which is valid; `form` is its verb.

        Raises QueryRefused for what must not reach the engine.
        """
        del form
        return text

    def solutions(self, source: Source) -> QuerySolutions | QueryBoolean:
        """Return what `source`, of the type `solutions_type`, holds."""
        results = parse_query_results(cast("IO[bytes]", source), QueryResultsFormat.JSON)
        assert isinstance(results, QuerySolutions | QueryBoolean)  # noqa: S101 - the only two
        return results

    def source(self, response: httpx.Response) -> Source:
        """Return the body of `response`, of the type `solutions_type`, as a file."""
        return Source(response)

    def restored(self, term: object) -> object:
        """Return the term that was stored where `term` is given back."""
        return term

    def comparable(self, triple: Triple) -> Triple:
        """Return what `triple` is compared as, where the engine changes more than spellings."""
        return triple

    def failure(self, status: int, text: str) -> QueryError:
        """Return the error that an answer of another status than success means."""
        if status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT):
            return QueryTimeout("the engine gave the query up: it took too long")
        if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
            return ReadersBusy("the engine is busy; try again later")
        return EngineError(f"the engine answered {status}: {_short(text)}")

    def check_whole(self, headers: httpx.Headers) -> None:
        """Raise QueryError where the headers of an answer say that it is not all of it."""

    def row_limit(self, *, timeout: float) -> int | None:
        """Return at how many rows the engine cuts answers; None where it does not, or not tell."""
        del timeout
        return None

    # --- reading

    @contextmanager
    def answer(
        self,
        text: str,
        *,
        graph: bool,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float = _WRITE,
    ) -> Iterator[httpx.Response]:
        """Ask the query `text`, whose answer is a `graph` or solutions, and give the response.

        `timeout` is the longest silence in seconds. Raises QueryError.
        """
        fields = {
            "query": text,
            "default-graph-uri": list(default_graphs),
            "named-graph-uri": list(named_graphs),
        }
        wanted = self.graph_type if graph else self.solutions_type
        request = self._client.build_request(
            "POST",
            self.addresses.query,
            data=fields,
            headers={"Accept": wanted},
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT, timeout)),
        )
        with self._sent(request) as response:
            found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if found != wanted:
                raise EngineError(
                    f"{self.addresses.query} answers {found or 'without a type'}, not {wanted}: "
                    "is it the address for queries?"
                )
            yield response

    def select(
        self, text: str, *, default_graphs: Sequence[str] = (), timeout: float = _WRITE
    ) -> Sequence[Row]:
        """Return all rows of a SELECT of ours, each a mapping of its variables' names."""
        with self.answer(text, graph=False, default_graphs=default_graphs, timeout=timeout) as got:
            results = self.solutions(self.source(got))
            assert isinstance(results, QuerySolutions)  # noqa: S101 - a SELECT
            names = [variable.value for variable in results.variables]
            rows = [{name: row[name] for name in names} for row in results]
            self.check_whole(got.headers)
            return rows

    def count(self, graph: str) -> int:
        """Return how many triples the named graph holds."""
        rows = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        value = rows[0]["n"]
        assert isinstance(value, Literal)  # noqa: S101 - a count
        return int(value.value)

    def triples(self, graph: str) -> Iterator[Triple]:
        """Yield the triples of the named graph as they were stored, as far as that is known."""
        for row in self.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"):
            terms = (self.restored(row[name]) for name in ("s", "p", "o"))
            yield Triple(*terms)  # type: ignore[arg-type]

    def graphs(self, prefix: str) -> list[str]:
        """Return the names of the graphs that begin with `prefix`."""
        rows = self.select(
            "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } "
            f'FILTER(STRSTARTS(STR(?g), "{prefix}")) }}'
        )
        return sorted(getattr(row["g"], "value", "") for row in rows)

    # --- writing

    def put(self, graph: str, body: bytes) -> None:
        """Make `body`, N-Triples, the content of the named graph."""
        self._write(
            "PUT",
            self.addresses.graphs,
            params={self.graph_parameter: graph},
            content=body,
            headers={"Content-Type": self.graph_type},
        )

    graph_parameter = "graph"

    def update(self, text: str) -> None:
        """Run a SPARQL Update."""
        self._write(
            "POST",
            self.addresses.update,
            content=text.encode(),
            headers={"Content-Type": "application/sparql-update"},
        )

    def _write(
        self,
        method: str,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
    ) -> None:
        request = self._client.build_request(
            method, url, content=content, headers=headers, params=params
        )
        with self._sent(request):
            pass

    @contextmanager
    def _sent(self, request: httpx.Request) -> Iterator[httpx.Response]:
        try:
            response = self._client.send(request, stream=True)
            try:
                if not response.is_success:
                    raise self._refusal(request, response)
                yield response
            finally:
                response.close()
        except httpx.TimeoutException:
            raise QueryTimeout(f"{request.url.copy_with(query=None)} does not answer") from None
        except (httpx.HTTPError, OSError) as error:
            where = request.url.copy_with(query=None)
            what = "cannot be reached" if isinstance(error, httpx.ConnectError) else "broke off"
            raise EngineError(f"{where} {what}: {error}") from None

    def _refusal(self, request: httpx.Request, response: httpx.Response) -> Exception:
        where = request.url.copy_with(query=None)
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return ConfigError(
                f"{where} lets us not in ({response.status_code}): set KG_STORE_USER and "
                "KG_STORE_PASSWORD_FILE"
            )
        if response.has_redirect_location:
            target = response.headers["Location"]
            return ConfigError(f"{where} redirects to {target}: name the address that answers")
        read = b""
        for chunk in response.iter_bytes():
            read += chunk
            if len(read) > _SHOWN:
                break
        return self.failure(response.status_code, read.decode(errors="replace"))


class Source:
    """The body of a response as a file that is read once; `replaced` in it as it comes."""

    def __init__(
        self, response: httpx.Response, replaced: tuple[bytes, bytes] | None = None
    ) -> None:
        """Read from `response`; each occurrence of the one text becomes the other."""
        self._chunks = response.iter_bytes()
        self._replaced = replaced
        self._held = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, all that is left for a negative one."""
        while not self._ended and (size < 0 or len(self._held) < size + self._overlap):
            chunk = next(self._chunks, None)
            self._ended = chunk is None
            self._held += chunk or b""
            if self._replaced:
                self._held = self._held.replace(*self._replaced)
            if self._held and size >= 0 and len(self._held) > self._overlap:
                break
        end = len(self._held) if self._ended else len(self._held) - self._overlap
        end = end if size < 0 else min(size, end)
        data, self._held = self._held[:end], self._held[end:]
        return data

    @property
    def _overlap(self) -> int:
        """The bytes at the end that may begin what is to be replaced."""
        return len(self._replaced[0]) - 1 if self._replaced else 0


def _short(text: str) -> str:
    line = " ".join(text.split("SPARQL query:", maxsplit=1)[0].split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
