"""`kg snapshots`: the history; and a snapshot for the commands that need one."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import data_dir_option
from kg.config import Settings
from kg.errors import KgError
from kg.store.prune import history, prune
from kg.store.publish import build_lock
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


@click.command()
@data_dir_option
@click.option("--prune", "pruning", is_flag=True, help="Remove old ones.")
@click.option(
    "--keep", type=click.IntRange(1), help="Newest ones that stay [KG_KEEP_SNAPSHOTS]; default 10."
)
@click.option(
    "--days",
    type=click.FloatRange(0),
    help="Days for which each one stays [KG_KEEP_DAYS]; default 7.",
)
def snapshots(
    *, data_dir: Path | None, pruning: bool, keep: int | None, days: float | None
) -> None:
    """List the snapshots, the newest first; a star marks the current one.

    With --prune, those go that are neither among the newest nor young; never the current one, and
    never one that a server answers from.
    """
    settings = Settings.load(data_dir=data_dir, keep_snapshots=keep, keep_days=days)
    if pruning:
        with build_lock(settings.data_dir, lambda: click.echo("waiting for a build", err=True)):
            try:
                gone = prune(
                    settings.data_dir, keep=settings.keep_snapshots, days=settings.keep_days
                )
            except OSError as error:
                raise KgError(f"{settings.data_dir} cannot be written: {error}") from None
        for identifier in gone:
            click.echo(f"removed {identifier}")
    current = (settings.data_dir / CURRENT).resolve()
    for snapshot in history(settings.data_dir):
        mark = "*" if snapshot.directory == current else " "
        updates = snapshot.manifest.updates
        how = f"{updates} update{'s' if updates > 1 else ''} since built" if updates else "built"
        created, triples = snapshot.manifest.created, snapshot.triples
        click.echo(f"{mark} {snapshot.id}  {created}  {triples} triples  {how}")
