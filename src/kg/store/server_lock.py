"""One server to a data directory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import ConfigError, SnapshotError

LOCK = "server.lock"


@contextmanager
def server_lock(data_dir: Path) -> Iterator[IO[str]]:
    """Be the one server of `data_dir`; the file that is yielded holds the lock while it is open.

    The end of all processes that have it open frees it, however they end. Raises ConfigError where
    another server has it.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        stream = (data_dir / LOCK).open("a+")
    except OSError as error:
        raise SnapshotError(f"{data_dir} cannot be written: {error.strerror}") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(
                f"{data_dir} is served by another process: stop it, or name another --data-dir"
            ) from None
        yield stream
