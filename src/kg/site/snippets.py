"""A query as a program: Python, R and curl, ready to be pasted and run."""

from __future__ import annotations

import json
from dataclasses import dataclass

_HEREDOC = "SPARQL"


@dataclass(frozen=True)
class Snippet:
    """A program: `name` for the heading, `code` complete and ending with a line break."""

    name: str
    code: str


def snippets(endpoint: str, query: str, *, graph: bool = False) -> list[Snippet]:
    """Return programs that ask `endpoint` (its URL) the `query`.

    `graph`: the answer is a graph and not a table.
    """
    body = query.replace("\r\n", "\n").strip("\n")
    return [
        Snippet("Python: SPARQLWrapper", _wrapper(endpoint, body, graph=graph)),
        Snippet("Python: kg.client", _client(endpoint, body, graph=graph)),
        Snippet("R", _r(endpoint, body, graph=graph)),
        Snippet("curl", _curl(endpoint, body, graph=graph)),
    ]


def _wrapper(endpoint: str, query: str, *, graph: bool) -> str:
    if graph:
        tail = "asking.setReturnFormat(TURTLE)\nprint(asking.queryAndConvert().decode())\n"
    else:
        tail = (
            "asking.setReturnFormat(JSON)\n"
            'for row in asking.queryAndConvert()["results"]["bindings"]:\n'
            '    print({name: cell["value"] for name, cell in row.items()})\n'
        )
    return (
        f"from SPARQLWrapper import {'TURTLE' if graph else 'JSON'}, SPARQLWrapper\n\n"
        f"asking = SPARQLWrapper({json.dumps(endpoint)})\n"
        f"asking.setQuery({_python(query)})\n{tail}"
    )


def _client(endpoint: str, query: str, *, graph: bool) -> str:
    method = "graph" if graph else "frame"
    return (
        "from kg.client import Client\n\n"
        f"client = Client({json.dumps(endpoint)})\n"
        f"print(client.{method}({_python(query)}))\n"
    )


def _r(endpoint: str, query: str, *, graph: bool) -> str:
    accept = "text/turtle" if graph else "text/csv"
    reading = "cat(answer)" if graph else "rows <- read.csv(text = answer)\nprint(rows)"
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


def _curl(endpoint: str, query: str, *, graph: bool) -> str:
    end = _HEREDOC
    while end in query.splitlines():
        end += "_"
    accept = "text/turtle" if graph else "text/csv"
    address = "'" + endpoint.replace("'", "'\\''") + "'"
    return (
        f"curl --fail-with-body -H 'Accept: {accept}' "
        f"--data-urlencode query@- {address} <<'{end}'\n{query}\n{end}\n"
    )


def _python(text: str) -> str:
    if "'''" in text or "\\" in text or text.endswith("'"):
        return repr(text)
    return f"'''\n{text}\n'''"


def _r_text(text: str) -> str:
    dashes = ""
    while f"){dashes}'" in text:
        dashes += "-"
    return f"r'{dashes}(\n{text}\n){dashes}'"
