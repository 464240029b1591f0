"""A Wikidata-compatible endpoint, asked politely.

Who asks says who it is; there is a pause between two requests; an answer 429 or 5xx is waited for,
longer each time, or as long as the server says (Retry-After); what was answered is kept on disk,
so that a run that was stopped goes on where it was. Nothing but the endpoint named is ever
connected to: its host must lead to a public address, or be an address named as such, and no
redirect is followed. The rules of Wikidata's own endpoint:
https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits and
https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

import SPARQLWrapper

from kg.errors import ConfigError, EngineError
from kg.link.facts import Row
from kg.link.items import find_exactly
from kg.namespaces import PREFIXES
from kg.rdf.files import write_atomically
from kg.store.addresses import Resolver, connect, resolve

_TRIES = 6
_LONGEST_WAIT = 300.0  # seconds
_PASSING = {429, 500, 502, 503, 504}
_PREFIXES = ("rdfs", "skos", "wd", "wdt", "p", "ps", "psv", "pq", "wikibase")
_PROLOGUE = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in _PREFIXES)


class Endpoint:
    """One endpoint; its answers are kept in a directory."""

    def __init__(  # noqa: PLR0913 - what politeness needs
        self,
        url: str,
        *,
        agent: str,
        pause: float,
        cache: Path,
        max_age: float,
        max_bytes: int,
        timeout: int = 60,
        resolver: Resolver = resolve,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Ask `url`, introduced as `agent`, at most once every `pause` seconds.

        An answer in `cache` of less than `max_age` seconds is used again; one may have `max_bytes`.
        Raises ConfigError where `agent` says nothing.
        """
        if not agent.strip():
            raise ConfigError("KG_USER_AGENT is empty: say who asks, and how to reach you")
        self.name = url
        self.requests = 0
        self._agent, self._pause, self._wait = agent, pause, wait
        self._cache, self._max_age, self._max_bytes = cache, max_age, max_bytes
        self._timeout = timeout
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            _Pinned(url, resolver),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
        ):
            self._opener.add_handler(handler)

    def select(self, query: str) -> list[Row]:
        """Return the solutions of `query`; Wikidata's prefixes need no declaration.

        Raises EngineError where the endpoint does not answer, QueryRefused where it may not be
        asked.
        """
        body = self._ask(query, SPARQLWrapper.JSON)
        try:
            bindings = json.loads(body)["results"]["bindings"]
            return [{name: str(term["value"]) for name, term in row.items()} for row in bindings]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._file(query, SPARQLWrapper.JSON).unlink(missing_ok=True)
            raise EngineError(f"{self.name} does not answer with SPARQL results: {error}") from None

    def construct(self, query: str) -> bytes:
        """Return the triples of `query` as Turtle in UTF-8; raises as `select` does."""
        return self._ask(query, SPARQLWrapper.TURTLE)

    def find(self, names: Iterable[str], codes: dict[str, str]) -> list[str]:
        """Return IRIs of items that bear one of the names, as written or without diacritics."""
        return find_exactly(self, names, codes)

    def _ask(self, query: str, form: str) -> bytes:
        file = self._file(query, form)
        if (kept := self._kept(file)) is not None:
            return kept
        body = self._fetch(_PROLOGUE + query, form)
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            write_atomically(file, body)
        except OSError as error:
            raise ConfigError(f"{self._cache} cannot be written: {error.strerror}") from None
        return body

    def _file(self, query: str, form: str) -> Path:
        key = hashlib.sha256(f"{self.name}\n{form}\n{query}".encode()).hexdigest()
        return self._cache / key

    def _kept(self, file: Path) -> bytes | None:
        try:
            if time.time() - file.stat().st_mtime <= self._max_age:
                return file.read_bytes()
        except OSError:
            pass
        return None

    def _fetch(self, query: str, form: str) -> bytes:
        """Return an answer, asking again where that may help."""
        problem = ""
        for number in range(_TRIES):
            if self.requests:
                self._wait(self._pause)
            self.requests += 1
            pause = min(_LONGEST_WAIT, max(self._pause, 1.0) * 2**number)
            try:
                return self._once(query, form)
            except urllib.error.HTTPError as error:
                error.close()
                problem = f"answered {error.code} {error.reason}".rstrip()
                if error.code not in _PASSING:
                    raise EngineError(f"{self.name} {problem}") from None
                asked = _retry_after(error.headers.get("Retry-After", ""))
                if asked > _LONGEST_WAIT:
                    break
                pause = max(pause, asked)
            except (OSError, http.client.HTTPException) as error:
                problem = f"cannot be asked: {error}"
            if number + 1 < _TRIES:
                self._wait(pause)
        raise EngineError(
            f"{self.name} {problem}; try again later: what was answered is not asked again"
        )

    def _once(self, query: str, form: str) -> bytes:
        wrapper = _Wrapper(self._opener, self.name, form=form, agent=self._agent)
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(self._timeout)
        wrapper.setQuery(query)
        with wrapper.query().response as response:
            if response.status != HTTPStatus.OK:
                raise EngineError(f"{self.name} answered {response.status}")
            body: bytes = response.read(self._max_bytes + 1)
        if len(body) > self._max_bytes:
            raise EngineError(f"{self.name} answers more than {self._max_bytes} bytes")
        return body


class _Wrapper(SPARQLWrapper.SPARQLWrapper):
    """SPARQLWrapper that asks through an opener of ours, and leaves HTTP's errors as they are."""

    def __init__(
        self, opener: urllib.request.OpenerDirector, url: str, *, form: str, agent: str
    ) -> None:
        super().__init__(url, returnFormat=form, agent=agent)
        self._opener = opener

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        request = self._createRequest()
        return self._opener.open(request, timeout=self.timeout), self.returnFormat


class _Pinned(urllib.request.AbstractHTTPHandler):
    """Connects to one endpoint alone, at an address that was checked."""

    def __init__(self, url: str, resolver: Resolver) -> None:
        super().__init__()
        self._url, self._resolver = url, resolver

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """Send `request` to the endpoint."""
        return self.do_open(self._connection, request)  # type: ignore[arg-type]

    https_open = http_open
    http_request = https_request = urllib.request.AbstractHTTPHandler.do_request_

    def _connection(self, _: str, /, timeout: float, **__: object) -> http.client.HTTPConnection:
        return connect(self._url, timeout, self._resolver)


def _retry_after(text: str) -> float:
    """Return the seconds that a header Retry-After asks for (RFC 9110, 10.2.3); 0 for none."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
