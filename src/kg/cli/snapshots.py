"""A snapshot for the commands that need one."""

from __future__ import annotations

from pathlib import Path

import click

from kg.config import Settings
from kg.store.snapshot import CURRENT


def ensure_snapshot(settings: Settings, project: Path) -> None:
    """Build the snapshot of `project` where `settings.data_dir` has none, saying so on stderr.

    Raises what the build raises.
    """
    if (settings.data_dir / CURRENT).is_symlink():
        return
    from kg.store.build import build  # noqa: PLC0415 - most starts need none of the reasoner

    click.echo(f"{settings.data_dir} holds no snapshot yet: building one", err=True)
    build(
        project,
        settings.data_dir,
        max_file_bytes=settings.max_file_bytes,
        progress=lambda title: click.echo(f"{title} …", err=True),
    )
