"""How far a publication came: a file in the data directory, one for each engine."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import SnapshotError

DIRECTORY = "published"


@dataclass
class Progress:
    """The parts of one snapshot that an engine acknowledged: number to digest of the part."""

    file: Path
    url: str
    snapshot: str
    sent: dict[int, str] = field(default_factory=dict)

    def add(self, number: int, digest: str) -> None:
        """Record a part, for good."""
        self.sent[number] = digest
        text = json.dumps({"url": self.url, "snapshot": self.snapshot, "sent": self.sent}, indent=1)
        temporary = self.file.with_suffix(".next")
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(self.file)

    def forget(self) -> None:
        """Remove the record: the publication is complete."""
        self.file.unlink(missing_ok=True)


@contextmanager
def recorded(data_dir: Path, url: str, snapshot: str) -> Iterator[Progress]:
    """Give the progress of publishing `snapshot` at `url`, which no other process may do meanwhile.

    A damaged record counts as none. Raises SnapshotError where another process publishes there, or
    `data_dir` cannot be written.
    """
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    file = data_dir / DIRECTORY / f"{name}.json"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SnapshotError(f"another process is publishing at {url}") from None
            yield _read(file, url, snapshot)
    except OSError as error:
        raise SnapshotError(f"{file} cannot be written: {error.strerror}") from None


def _read(file: Path, url: str, snapshot: str) -> Progress:
    progress = Progress(file, url, snapshot)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if (content["url"], content["snapshot"]) == (url, snapshot):
            progress.sent = {int(number): str(sha) for number, sha in content["sent"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        pass  # what is not recorded is sent again
    return progress
