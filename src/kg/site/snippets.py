"""A query as a program: Python, R and curl, ready to be pasted and run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["rows", "truth", "graph"]
"""What a query is answered with."""

_HEREDOC = "SPARQL"
_METHODS: dict[Kind, str] = {"rows": "query", "truth": "ask", "graph": "graph"}


@dataclass(frozen=True)
class Snippet:
    """A program: `name` for the heading, `code` complete and ending with a line break."""

    name: str
    code: str


def snippets(endpoint: str, query: str, kind: Kind = "rows") -> list[Snippet]:
    """Return programs that ask `endpoint` (its URL) the `query`, answered with what `kind` says."""
    body = query.replace("\r\n", "\n").strip("\n")
    return [
        Snippet("Python: SPARQLWrapper", _wrapper(endpoint, body, kind)),
        Snippet("Python: kg.client", _client(endpoint, body, kind)),
        Snippet("R", _r(endpoint, body, kind)),
        Snippet("curl", _curl(endpoint, body, kind)),
    ]


def _wrapper(endpoint: str, query: str, kind: Kind) -> str:
    if kind == "graph":
        tail = "asking.setReturnFormat(TURTLE)\nprint(asking.queryAndConvert().decode())\n"
    elif kind == "truth":
        tail = 'asking.setReturnFormat(JSON)\nprint(asking.queryAndConvert()["boolean"])\n'
    else:
        tail = (
            "asking.setReturnFormat(JSON)\n"
            'for row in asking.queryAndConvert()["results"]["bindings"]:\n'
            '    print({name: cell["value"] for name, cell in row.items()})\n'
        )
    return (
        f"from SPARQLWrapper import {'TURTLE' if kind == 'graph' else 'JSON'}, SPARQLWrapper\n\n"
        f"asking = SPARQLWrapper({json.dumps(endpoint)})\n"
        f"asking.setQuery({_python(query)})\n{tail}"
    )


def _client(endpoint: str, query: str, kind: Kind) -> str:
    shown = ".serialize()" if kind == "graph" else ""
    return (
        "from kg.client import Client\n\n"
        f"client = Client({json.dumps(endpoint)})\n"
        f"print(client.{_METHODS[kind]}({_python(query)}){shown})\n"
    )


def _r(endpoint: str, query: str, kind: Kind) -> str:
    accept = _accept(kind)
    reading = "rows <- read.csv(text = answer)\nprint(rows)" if kind == "rows" else "cat(answer)"
    return (
        "library(httr2)\n\n"
        f"query <- {_r_text(query)}\n"
        f"answer <- request({json.dumps(endpoint)}) |>\n"
        "  req_body_form(query = query) |>\n"
        f'  req_headers(Accept = "{accept}") |>\n'
        "  req_perform() |>\n"
        '  resp_body_string(encoding = "UTF-8")\n'
        f"{reading}\n"
    )


def _curl(endpoint: str, query: str, kind: Kind) -> str:
    end = _HEREDOC
    while end in query.splitlines():
        end += "_"
    address = "'" + endpoint.replace("'", "'\\''") + "'"
    return (
        f"curl --fail-with-body -H 'Accept: {_accept(kind)}' "
        f"--data-urlencode query@- {address} <<'{end}'\n{query}\n{end}\n"
    )


def _accept(kind: Kind) -> str:
    return "text/turtle" if kind == "graph" else "text/csv"


def _python(text: str) -> str:
    if "'''" in text or "\\" in text or text.endswith("'"):
        return repr(text)
    return f"'''\n{text}\n'''"


def _r_text(text: str) -> str:
    dashes = ""
    while f"){dashes}'" in text:
        dashes += "-"
    return f"r'{dashes}(\n{text}\n){dashes}'"
