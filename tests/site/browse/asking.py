"""How the tests of the browser read its pages and ask the endpoint beside them."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from urllib.parse import urlencode

from tests.servers import Reply, Server

_OPTION = re.compile(
    r'<input type="checkbox" name="([a-z]+)" value="([^"]+)"[^>]*>.*?'
    r'option-count">([\d.,]+)</span>',
    re.DOTALL,
)


def page(server: Server, *pairs: tuple[str, str], language: str = "vi", file: str = "") -> Reply:
    """Return a page of the browser, or one of its files."""
    ending = f".{file}" if file else ""
    return server.request("GET", f"/{language}/browse{ending}?{urlencode(pairs)}")


def counts(reply: Reply, facet: str) -> dict[str, int]:
    """Return what a page offers of a facet: values, as in the address, with their counts."""
    found = _OPTION.findall(reply.text)
    return {unescape(value): int(re.sub(r"\D", "", n)) for name, value, n in found if name == facet}


def table(server: Server, query: str) -> list[dict[str, str]]:
    """Return the rows that the endpoint answers `query` with."""
    reply = server.get(query, accept="application/json")
    assert reply.status == 200, reply.text
    bindings = json.loads(reply.text)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def rows(reply: Reply) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(reply.text)))
