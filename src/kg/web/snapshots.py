"""The snapshots of this server, for others to pull: `kg.store.pull` is the client.

/-/snapshots/               which there are, and which is current, as JSON
/-/snapshots/<id>/<file>    a file of one, with ranges; its ETag is its SHA-256
"""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, send_file

from kg.errors import SnapshotError
from kg.store.snapshot import (
    CURRENT,
    ID_LENGTH,
    MANIFEST,
    SNAPSHOTS,
    Snapshot,
    file_digest,
    open_snapshot,
)
from kg.web.site import site

blueprint = Blueprint("snapshots", __name__, url_prefix="/-/snapshots")

_HEXADECIMAL = set("0123456789abcdef")


@blueprint.get("/")
def listing() -> Response:
    """Say which snapshots there are, the newest first."""
    link = site().settings.data_dir / CURRENT
    body = {
        "current": link.resolve().name if link.is_symlink() else None,
        "snapshots": [
            {"id": item.id, "created": item.manifest.created, "triples": item.triples}
            for item in held()
        ],
    }
    response = Response(json.dumps(body, indent=2) + "\n", content_type="application/json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def held() -> list[Snapshot]:
    """Return the snapshots that this server keeps, the newest first."""
    places = (site().settings.data_dir / SNAPSHOTS).glob("*")
    found = filter(None, (_find(place.name) for place in places if _is_id(place.name)))
    return sorted(found, key=lambda item: item.manifest.created, reverse=True)


@blueprint.get("/<identifier>/<path:name>")
def file(identifier: str, name: str) -> Response:
    """Send a file that the manifest of a snapshot names, or the manifest."""
    snapshot = _find(identifier) if _is_id(identifier) else None
    if snapshot is None or not (name == MANIFEST or name in snapshot.manifest.files):
        abort(HTTPStatus.NOT_FOUND, "no snapshot here has this file")
    path = snapshot.directory / name
    digest = snapshot.manifest.files.get(name) or file_digest(path)
    response = send_file(path.resolve(), "application/octet-stream", etag=digest, conditional=True)
    response.headers["Cache-Control"] = "no-cache"  # built again, equal data give other databases
    return response


def _is_id(text: str) -> bool:
    return len(text) == ID_LENGTH and set(text) <= _HEXADECIMAL


def _find(identifier: str) -> Snapshot | None:
    try:
        return open_snapshot(Path(site().settings.data_dir) / SNAPSHOTS / identifier)
    except SnapshotError:
        return None
