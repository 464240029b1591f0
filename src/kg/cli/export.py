"""`kg export`: what updates have changed, back into the files of the project."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import data_dir_option, project_option
from kg.config import Settings
from kg.errors import KgError
from kg.resources import find_project
from kg.store.export import export as export_snapshot
from kg.store.snapshot import current_snapshot


@click.command()
@data_dir_option
@project_option
@click.option("--force", is_flag=True, help="Overwrite files that were changed by hand, too.")
def export(*, data_dir: Path | None, project: Path | None, force: bool) -> None:
    """Write what accepted updates have changed into data/, in canonical form.

    `kg build` then builds the snapshot that is served already. Commit the files to git.
    """
    settings = Settings.load(data_dir=data_dir)
    directory = find_project(project)
    try:
        exported = export_snapshot(
            directory,
            current_snapshot(settings.data_dir),
            settings.data_dir,
            max_file_bytes=settings.max_file_bytes,
            force=force,
        )
    except OSError as error:
        raise KgError(f"{directory} cannot be written: {error}") from None
    for path in exported.written:
        click.echo(f"wrote {path}")
    for path in exported.removed:
        click.echo(f"removed {path}")
    if not exported.written and not exported.removed:
        click.echo("the files say what the snapshot says")
