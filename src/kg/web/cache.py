"""Answers that are kept to be given again. A snapshot never changes, so neither do they."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from kg.web.encoding import compress

_OVERHEAD = 1024  # bytes that an entry takes beside its bodies, about


@dataclass(frozen=True)
class KeptAnswer:
    """A whole answer: its bytes and its media type."""

    body: bytes
    media_type: str
    _encoded: dict[str, bytes] = field(default_factory=dict)

    def encoded(self, coding: str | None) -> bytes:
        """Return the body in `coding`, which is made once; as it is where that is None."""
        if coding is None:
            return self.body
        if coding not in self._encoded:
            self._encoded[coding] = compress(self.body, coding)
        return self._encoded[coding]

    @property
    def size(self) -> int:
        """Bytes that it takes, where each coding took as many as the body."""
        return _OVERHEAD + 3 * len(self.body)


class AnswerCache:
    """Keeps answers, from any thread; those asked for longest ago make room for new ones."""

    def __init__(self, most: int, most_each: int) -> None:
        """Keep `most` bytes together, and no answer of more than `most_each`."""
        self._most, self._most_each = most, most_each
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self.size = 0
        self.hits = 0
        self.misses = 0

    def get(self, key: Hashable) -> KeptAnswer | None:
        """Return the answer kept under `key`, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keep `answer` under `key`, unless it is too large."""
        if len(answer.body) > self._most_each or answer.size > self._most:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.size += answer.size - (before.size if before else 0)
            self._kept[key] = answer
            while self.size > self._most:
                _, oldest = self._kept.popitem(last=False)
                self.size -= oldest.size

    def collector(self) -> Collector:
        """Return what gathers an answer while it is sent."""
        return Collector(min(self._most_each, self._most // 3))

    def __contains__(self, key: Hashable) -> bool:
        """Tell whether an answer is kept under `key`; it may make room at once."""
        return key in self._kept

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)


class Collector:
    """Gathers the parts of an answer while they pass, as long as they are few enough."""

    def __init__(self, most: int) -> None:
        """Gather at most `most` bytes."""
        self._left = most
        self._parts: list[bytes] | None = []

    def passing(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield `chunks`, gathering them."""
        for chunk in chunks:
            self._left -= len(chunk)
            if self._left < 0:
                self._parts = None
            if self._parts is not None:
                self._parts.append(chunk)
            yield chunk

    @property
    def body(self) -> bytes | None:
        """What was gathered; None where it was too much."""
        return None if self._parts is None else b"".join(self._parts)
