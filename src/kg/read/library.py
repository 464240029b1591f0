"""The reader's own copies of articles: a directory of UTF-8 texts, outside of every repository.

Articles are not ours to publish, so the graph holds digests and places only. Whoever has a text, or
reads one with `kg read`, keeps it here, and passages can be shown and read again.
"""

from __future__ import annotations

import threading
from pathlib import Path

from kg.errors import KgError
from kg.rdf.files import write_atomically
from kg.text.normal import digest, normalise, read_text

_MOST_FILES = 10_000


class Library:
    """The texts in the `*.txt` files under `directory`, found by the digest of their normal form.

    Files may have any name; those that `add` writes are named by their digest. Safe from threads.
    """

    def __init__(self, directory: Path) -> None:
        """Hold `directory`, which need not exist yet."""
        self.directory = directory
        self._lock = threading.Lock()
        self._seen: dict[Path, tuple[int, int]] = {}
        self._by_digest: dict[str, Path] = {}

    def find(self, sha256: str) -> str | None:
        """Return the text in normal form whose digest is `sha256`; None where there is none."""
        with self._lock:
            self._look()
            path = self._by_digest.get(sha256)
        if path is None:
            return None
        try:
            text = read_text(path)
        except KgError:
            return None
        return text if digest(text) == sha256 else None

    def add(self, text: str) -> Path:
        """Keep `text` in normal form and return its file. Raises KgError where it cannot."""
        normal = normalise(text)
        path = self.directory / f"{digest(normal)}.txt"
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(path, normal.encode("utf-8"))
        except OSError as error:
            raise KgError(f"{path} cannot be written: {error.strerror}") from error
        return path

    def _look(self) -> None:
        """Take note of files that are new or have changed; unreadable ones are passed over."""
        files = sorted(self.directory.rglob("*.txt"))[:_MOST_FILES]
        for path in files:
            try:
                state = path.stat()
                mark = (state.st_mtime_ns, state.st_size)
                if self._seen.get(path) != mark:
                    self._seen[path] = mark
                    self._by_digest[digest(read_text(path))] = path
            except (OSError, KgError):
                continue
