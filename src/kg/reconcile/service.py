"""Where the names of a table are looked up: in an index here, or by a service elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from kg.errors import EngineError
from kg.reconcile.entity import WIKIDATA
from kg.reconcile.index import Index
from kg.reconcile.matching import DATE
from kg.reconcile.table import Asked, Meaning, lookup, meaning

_BATCH = 10
_TIMEOUT = 60.0  # seconds


@dataclass(frozen=True)
class Option:
    """What a name may mean: `id` for `Matcher.meanings`, the rest to tell it from others."""

    id: str
    name: str
    description: str
    score: float
    match: bool


class Matcher(Protocol):
    """Looks names up."""

    def options(
        self, asked: Sequence[Asked], type_: str | None, most: int
    ) -> Iterator[Sequence[Option]]:
        """Yield what each name may mean, best first, at most `most`; raises KgError."""

    def meanings(self, ids: Sequence[str]) -> Mapping[str, Meaning]:
        """Return what is written into a table for each of `ids`; raises KgError."""


@dataclass(frozen=True)
class LocalMatcher:
    """Looks names up in an index."""

    index: Index
    language: str

    def options(
        self, asked: Sequence[Asked], type_: str | None, most: int
    ) -> Iterator[Sequence[Option]]:
        """Yield what each name may mean."""
        for item in asked:
            yield [
                Option(
                    id=found.entity.id,
                    name=found.entity.label(self.language),
                    description=self.index.describe(found.entity, self.language),
                    score=found.score,
                    match=found.match,
                )
                for found in lookup(self.index, item, type_, most)
            ]

    def meanings(self, ids: Sequence[str]) -> Mapping[str, Meaning]:
        """Return what the index says of each of `ids`."""
        found = {item: meaning(self.index, item, self.language) for item in ids}
        return {item: known for item, known in found.items() if known}


class RemoteMatcher:
    """Asks a reconciliation service of version 0.2, in batches."""

    def __init__(self, url: str) -> None:
        """Be ready to ask the service at `url`."""
        self._url = url
        self._client = httpx.Client(timeout=_TIMEOUT, trust_env=False)
        self._names: dict[str, str] = {}

    def _space(self) -> str:
        """Return what the IRIs of things begin with, where the service says so."""
        return str(self._read(self._send("GET")).get("identifierSpace", ""))

    def options(
        self, asked: Sequence[Asked], type_: str | None, most: int
    ) -> Iterator[Sequence[Option]]:
        """Yield what each name may mean."""
        for start in range(0, len(asked), _BATCH):
            batch = asked[start : start + _BATCH]
            queries = {f"q{n}": _query(item, type_, most) for n, item in enumerate(batch)}
            answers = self._read(self._send("POST", queries=queries))
            for key in queries:
                try:
                    found = [_option(item) for item in answers[key]["result"]]
                except (KeyError, TypeError, ValueError):
                    raise EngineError(
                        f"{self._url} answered something else than candidates"
                    ) from None
                self._names |= {item.id: item.name for item in found}
                yield found[:most]

    def meanings(self, ids: Sequence[str]) -> Mapping[str, Meaning]:
        """Return IRI, name and Wikidata item of each of `ids` that was an option before."""
        found: dict[str, Meaning] = {}
        space = self._space() if ids else ""
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            asked = {"ids": list(batch), "properties": [{"id": WIKIDATA}]}
            rows = self._read(self._send("POST", extend=asked))
            for item in batch:
                try:
                    code = "".join(str(cell["str"]) for cell in rows["rows"][item][WIKIDATA][:1])
                except (KeyError, TypeError):
                    code = ""  # another service may not know the property
                found[item] = Meaning(f"{space}{item}", self._names.get(item, ""), code)
        return found

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send(self, method: str, **fields: object) -> httpx.Response:
        try:
            form = {name: json.dumps(value) for name, value in fields.items()} or None
            return self._client.request(method, self._url, data=form)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EngineError(f"{self._url} cannot be reached: {error}") from None

    def _read(self, response: httpx.Response) -> Mapping[str, Any]:
        try:
            body = response.json() if response.is_success else None
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise EngineError(
                f"{self._url} answered {response.status_code}, and nothing of a reconciliation "
                "service; its address ends in /reconcile/vi or /reconcile/en"
            )
        return body


def _query(asked: Asked, type_: str | None, most: int) -> dict[str, object]:
    conditions = [{"pid": DATE, "v": asked.date}] if asked.date else []
    kind = {"type": type_} if type_ else {}
    return {"query": asked.text, "limit": most, "properties": conditions, **kind}


def _option(item: Mapping[str, Any]) -> Option:
    return Option(
        id=str(item["id"]),
        name=str(item["name"]),
        description=str(item.get("description", "")),
        score=float(item["score"]),
        match=item.get("match") is True,
    )
