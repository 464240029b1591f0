"""Fetch a snapshot from another server, so that several front ends serve the same.

Every file is fetched beside the snapshots, continued where it broke off, and compared with the
digest that the manifest gives; the whole is compared with its id, moved into place and made current
by one rename. The server is one that the operator trusts: the id proves the quads, while for the
database built from them the manifest is the server's word. Redirects are not followed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath

import httpx

from kg.errors import ConfigError, SnapshotError
from kg.store.publish import adopt, build_lock, is_current, publish_again
from kg.store.remote.address import checked
from kg.store.snapshot import (
    FORMAT_VERSION,
    ID_LENGTH,
    MANIFEST,
    SNAPSHOTS,
    Snapshot,
    current_snapshot,
    file_digest,
)

PULLING = ".pulling-"
"""How the directory of a snapshot that is being fetched begins; its id follows."""

_LARGEST_TEXT = 64 * 1024 * 1024  # bytes of a listing or manifest
_CHUNK = 1024 * 1024
_TRIES = 5  # of one file, in one run
_TIMEOUT = httpx.Timeout(60.0, connect=5.0)  # seconds of silence
_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

Report = Callable[[str, int, int], None]
"""Called with what is being done, the files that are done, and all that there are."""


@dataclass(frozen=True)
class Pulled:
    """What a pull did: the snapshot that is current now; `fetched` counts bytes."""

    snapshot: Snapshot
    unchanged: bool
    fetched: int


def pull(url: str, data_dir: Path, *, report: Report = lambda *_: None) -> Pulled:
    """Make the current snapshot of the server at `url` the current one of `data_dir`.

    Raises ConfigError where `url` is no address, and SnapshotError where the server cannot be
    reached or sends something else; the snapshot that was current then still is, and what was
    fetched is kept for the next time.
    """
    root = checked(url).rstrip("/") + "/-/snapshots/"
    waiting = lambda: report("waiting for another build", 0, 0)  # noqa: E731
    with (
        httpx.Client(follow_redirects=False, trust_env=False, timeout=_TIMEOUT) as client,
        build_lock(data_dir, waiting),
    ):
        identifier = _current(client, root)
        if is_current(data_dir, identifier):
            return Pulled(current_snapshot(data_dir), unchanged=True, fetched=0)
        held = publish_again(data_dir, identifier)
        if held is not None:
            return Pulled(held, unchanged=False, fetched=0)
        place = data_dir / SNAPSHOTS / f"{PULLING}{identifier}"
        try:
            fetched = _fetch_all(client, f"{root}{identifier}/", place, report)
            snapshot = adopt(data_dir, place, identifier)
            for left in (data_dir / SNAPSHOTS).glob(f"{PULLING}*"):
                shutil.rmtree(left)
        except OSError as error:
            raise SnapshotError(f"{data_dir} cannot be written: {error}") from None
        return Pulled(snapshot, unchanged=False, fetched=fetched)


def _current(client: httpx.Client, root: str) -> str:
    """Return the id of the snapshot that is current there."""
    try:
        found = json.loads(_text(client, root))["current"]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise SnapshotError(f"{root} names no current snapshot: is it an address of `kg serve`?")
    return found


def _fetch_all(client: httpx.Client, root: str, place: Path, report: Report) -> int:
    """Bring the files of the snapshot at `root` into `place`; return the bytes that were sent."""
    place.mkdir(parents=True, exist_ok=True)
    manifest = _text(client, root + MANIFEST)
    files = _files(manifest, root)
    fetched = len(manifest)
    for number, (name, digest) in enumerate(sorted(files.items())):
        report("fetching", number, len(files))
        target = place / name
        if not (target.is_file() and file_digest(target) == digest):
            target.parent.mkdir(parents=True, exist_ok=True)
            fetched += _fetch(client, root + name, target, digest)
    (place / MANIFEST).write_bytes(manifest)  # the last: an incomplete one has no manifest
    return fetched


def _files(manifest: bytes, root: str) -> dict[str, str]:
    """Return the files that `manifest` names, with their digests; refuses names that lead away."""
    try:
        content = json.loads(manifest)
        version, files = content["format_version"], dict(content["files"])
        usable = all(_DIGEST.fullmatch(digest) for digest in files.values())
    except (ValueError, KeyError, TypeError):
        raise SnapshotError(f"{root}{MANIFEST} is no manifest of a snapshot") from None
    if version != FORMAT_VERSION:
        raise SnapshotError(
            f"{root} has snapshot format {version}, this program reads {FORMAT_VERSION}"
        )
    if not usable or any(_leads_away(name) for name in files):
        raise SnapshotError(f"{root}{MANIFEST} names files that no snapshot has")
    return files


def _leads_away(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or name in ("", MANIFEST) or "\0" in name


def _fetch(client: httpx.Client, url: str, target: Path, digest: str) -> int:
    """Bring one file, continuing what is there of it; return the bytes that were sent."""
    part = target.with_name(f"{target.name}.part")
    received = 0
    for attempt in range(_TRIES):
        try:
            received += _continue(client, url, part, digest)
        except httpx.TransportError as error:
            if attempt == _TRIES - 1:
                raise SnapshotError(f"{url} broke off: {error}; run it again") from None
            continue
        if file_digest(part) == digest:
            part.replace(target)
            return received
        part.unlink()  # not the beginning of this file
    raise SnapshotError(f"{url} is not the file that its manifest describes")


def _continue(client: httpx.Client, url: str, part: Path, digest: str) -> int:
    """Append to `part` what is missing; return the bytes that were sent."""
    start = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity", "If-Match": f'"{digest}"'}
    if start:
        headers["Range"] = f"bytes={start}-"
    received = 0
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return 0  # all of it is here
        _require(response, url, HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
        continued = response.status_code == HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if continued else "wb") as stream:
            for chunk in response.iter_raw(_CHUNK):
                stream.write(chunk)
                received += len(chunk)
    return received


def _text(client: httpx.Client, url: str) -> bytes:
    data = b""
    try:
        with client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as response:
            _require(response, url, HTTPStatus.OK)
            for chunk in response.iter_raw(_CHUNK):
                data += chunk
                if len(data) > _LARGEST_TEXT:
                    raise SnapshotError(f"{url} is too long to be what it should be")
    except httpx.TransportError as error:
        raise SnapshotError(f"{url} cannot be reached: {error}") from None
    return data


def _require(response: httpx.Response, url: str, *wanted: HTTPStatus) -> None:
    if response.has_redirect_location:
        raise ConfigError(f"{url} redirects to {response.headers['Location']}: name that address")
    if response.status_code not in wanted:
        raise SnapshotError(
            f"{url} answers {response.status_code}: no snapshot can be pulled there"
        )
