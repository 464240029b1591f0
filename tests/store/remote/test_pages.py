"""The pages of the site over a remote engine."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from kg.config import Settings
from kg.resources import bundled_project
from kg.site import create_app
from kg.store.interface import QueryStore
from tests.browser.addresses import ADDRESSES
from tests.store.remote.conftest import Server
from tests.store.remote.test_store import Stores, stores

__all__ = ["stores"]

OWN = ("/data", "/quality", "/search", "/id/unit/bac-ninh-1066")
"""What a snapshot here has beside its triples: files, a report, an index of names."""

LINK = re.compile(r'href="([^"]*)"')


@pytest.mark.slow
def test_every_page_answers_over_a_remote_engine_and_leads_to_the_same_places(
    oxigraph: Server, stores: Stores
) -> None:
    opened = stores(oxigraph, Settings())
    remote, embedded = _client(opened[0]), _client(opened[1])
    for address in ADDRESSES:
        there, here = _links(remote, address), _links(embedded, address)
        if address.startswith(OWN):
            assert set(there) == set(here), address
        else:
            assert there == here, address


def _client(store: QueryStore) -> FlaskClient:
    return create_app(Settings(), store, bundled_project()).test_client()


def _links(client: FlaskClient, address: str) -> Mapping[int, object]:
    """Return the status of the page at `address` with the links on it."""
    found = client.get(f"/vi{address}", headers={"Accept": "text/html"})
    assert found.text.count("<h1") == 1, address
    return {found.status_code: sorted(LINK.findall(found.text))}
