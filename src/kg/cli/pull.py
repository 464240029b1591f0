"""`kg pull`: the current snapshot of another server."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import data_dir_option
from kg.cli.progress import progress_bar
from kg.config import Settings
from kg.store.pull import pull as pull_snapshot


@click.command()
@click.argument("url")
@data_dir_option
def pull(*, url: str, data_dir: Path | None) -> None:
    """Fetch the current snapshot of the server at URL and make it current here.

    URL is the address that `kg serve` prints. What was fetched before an interruption is not
    fetched again; a server that runs here takes the new snapshot up by itself.
    """
    settings = Settings.load(data_dir=data_dir)
    with progress_bar() as report:
        pulled = pull_snapshot(url, settings.data_dir, report=report)
    how = "unchanged" if pulled.unchanged else f"{pulled.fetched} bytes fetched"
    click.echo(f"snapshot {pulled.snapshot.id} ({how})")
