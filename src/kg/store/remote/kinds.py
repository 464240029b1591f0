"""Engines by their kind."""

from __future__ import annotations

from kg.errors import ConfigError
from kg.store.remote import virtuoso
from kg.store.remote.address import Credentials, beside
from kg.store.remote.engine import Engine


def connect(
    kind: str,
    url: str,
    credentials: Credentials | None,
    *,
    update: str | None = None,
    graphs: str | None = None,
) -> Engine:
    """Return the engine of this `kind` that is queried at `url`; nothing is sent yet.

    `update` and `graphs`, its other addresses, may be relative to `url`; by default they are
    `update` and `data` beside it, as this program and Fuseki have them. Raises ConfigError.
    """
    if kind == virtuoso.Virtuoso.kind:
        if update or graphs:
            raise ConfigError("a Virtuoso has its addresses beside /sparql: name only that one")
        return virtuoso.Virtuoso(virtuoso.addresses(url), credentials)
    return Engine(beside(url, update or "update", graphs or "data"), credentials)
