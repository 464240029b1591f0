"""Read RDF that came from outside: `python -m kg.store.foreign_process FORMAT BASE MEMORY SECONDS`.

Standard input is read in the format, standard output gets N-Quads. The process may be killed at any
moment, limits itself, and can open nothing. Exit code 1: no such RDF; the reason is JSON on
standard error.
"""

from __future__ import annotations

import json
import resource
import sys
import threading

from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from kg.store.formats import GRAPHS, by_name

_STACK = 256 * 1024 * 1024
_REFUSED = (b"<!DOCTYPE", b"<!ENTITY")


def main() -> None:
    """Do as the module says."""
    _, name, base, memory, seconds = sys.argv
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = by_name(name, GRAPHS)
    if found is None:
        raise SystemExit(f"{name} is no format")
    threading.stack_size(_STACK)
    answer: list[bytes] = []
    thread = threading.Thread(target=_read, args=(data, found.engine, base, answer))
    thread.start()
    thread.join()
    if not answer:
        sys.exit(1)
    sys.stdout.buffer.write(answer[0])


def _read(data: bytes, engine: RdfFormat, base: str, answer: list[bytes]) -> None:
    try:
        answer.append(_lines(data, engine, base))
    except SyntaxError as error:
        _tell(error.msg, error.lineno, error.offset)
    except UnicodeDecodeError as error:
        _tell(f"the data are not UTF-8: byte {error.start}", None, None)
    except ValueError as error:
        _tell(str(error), None, None)


def _lines(data: bytes, engine: RdfFormat, base: str) -> bytes:
    data.decode("utf-8")
    if engine == RdfFormat.RDF_XML and any(word in data for word in _REFUSED):
        raise SyntaxError("a document type declaration is not accepted")
    quads = list(parse(data, engine, base_iri=base))
    if any(quad.graph_name != DefaultGraph() for quad in quads):
        raise SyntaxError("the data name graphs; send one graph a request")
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _tell(message: str, line: int | None, column: int | None) -> None:
    sys.stderr.write(json.dumps({"message": message, "line": line, "column": column}))


if __name__ == "__main__":
    main()
