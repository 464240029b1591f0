"""The bytes of an answer on their way from the engine to the program, within their caps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pyoxigraph import QueryTriples, Triple

from kg.store.expressible import check_of
from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat
from kg.store.frames import Channel, Kind

CHUNK = 64 * 1024
"""Bytes of an answer that travel in one message."""

# Bytes that stand once a row, and how many rows there are when none has been seen. A literal can
# hold them in CSV (line breaks) and at its end in JSON: the row cap is a guard, no accounting.
_ROW_MARKS = {
    "json": (b'}},{"', 1),
    "xml": (b"<result>", 0),
    "csv": (b"\r\n", -1),
    "tsv": (b"\n", -1),
}
_LONGEST_NOT_XML = 3
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Refused(Exception):  # noqa: N818 - a decision, not a fault
    """There is no answer, or no more of it: `code` says why to a program."""

    def __init__(self, code: str, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.code = code


class AnswerWriter:
    """Takes the engine's bytes, keeps the caps and sends the bytes on.

    An exception raised inside `write` comes back out of the engine as it is.
    """

    def __init__(self, channel: Channel, written: AnyFormat, request: dict[str, Any]) -> None:
        """Tell the program which kind of answer begins; `request` holds the caps."""
        head = {"graph": written in GRAPHS, "format": written.name}
        channel.put(Kind.HEAD, json.dumps(head).encode())
        self._channel = channel
        self._is_xml = written.is_xml
        self._check = check_of(written)
        countable = written in SOLUTIONS
        self._mark, self._rows = _ROW_MARKS[written.name] if countable else (b"", 0)
        self._max_rows: int = request["max_rows"]
        self._left: int = request["max_bytes"]
        self._tail = b""
        self._pending = bytearray()

    def count(self, triples: QueryTriples) -> Iterator[Triple]:
        """Yield `triples` as they are, counting them; raises Refused at one that has no form."""
        for triple in triples:
            self._add(1)
            if self._check is not None and (reason := self._check(triple)):
                raise Refused("not-acceptable", reason)
            yield triple

    def write(self, data: bytes) -> int:
        """Take some bytes; raises Refused at a cap, and for what XML cannot carry."""
        self._left -= len(data)
        if self._left < 0:
            raise Refused("too-large", "the answer has more bytes than an answer may have")
        seen = self._tail + data
        if self._is_xml and _NOT_XML.search(seen):
            raise Refused(
                "not-acceptable",
                "the answer holds control characters, which XML cannot carry; ask for JSON or TSV",
            )
        if self._mark:
            self._add(seen.count(self._mark))
        keep = len(self._mark) - 1 if self._mark else _LONGEST_NOT_XML - 1
        self._tail = seen[-keep:] if keep else b""
        self._pending += data
        if len(self._pending) >= CHUNK:
            self._channel.send(Kind.DATA, self._pending)
            self._pending.clear()
        return len(data)

    def flush(self) -> None:
        """Do nothing: `finish` passes on what is left."""

    def finish(self) -> None:
        """Pass on what is left, to go with the message that ends the answer."""
        if self._pending:
            self._channel.put(Kind.DATA, self._pending)
            self._pending.clear()

    def _add(self, rows: int) -> None:
        self._rows += rows
        if self._rows > self._max_rows:
            raise Refused("too-large", f"the answer has more than {self._max_rows} rows")
