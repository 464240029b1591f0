"""Read RDF that came from outside in a process that can be killed.

The engine's parsers may run without end or take gigabytes for a small document.
"""

from __future__ import annotations

import json
import subprocess
import sys

from kg.errors import QueryTooLarge, RdfSyntaxError
from kg.store.formats import GraphFormat

_SECONDS = 10
_MEMORY = 2 * 1024**3  # bytes of address space, of which the interpreter has some hundred MB
_SYNTAX = 1


def read_foreign(data: bytes, written: GraphFormat, base: str) -> bytes:
    """Return the triples of `data` as N-Quads; relative IRIs are resolved against `base`.

    Raises RdfSyntaxError where they are not RDF in that format, name graphs, or declare a document
    type; QueryTooLarge where reading them takes too much time or memory.
    """
    limits = [str(_MEMORY), str(_SECONDS)]
    command = [sys.executable, "-P", "-m", "kg.store.foreign_process", written.name, base, *limits]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=2 * _SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise QueryTooLarge(f"the data could not be read within {_SECONDS} s") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _SYNTAX:
        try:
            told = json.loads(done.stderr)
        except ValueError:
            told = {"message": "the data cannot be read", "line": None, "column": None}
        raise RdfSyntaxError(told["message"], told["line"], told["column"])
    raise QueryTooLarge("reading the data takes more time or memory than it may")
