"""`kg publish`: the current snapshot into a remote engine."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import data_dir_option
from kg.cli.progress import progress_bar
from kg.config import Settings
from kg.store.remote import KINDS
from kg.store.remote.address import Credentials
from kg.store.remote.kinds import connect
from kg.store.remote.publish import publish as publish_snapshot
from kg.store.snapshot import current_snapshot


@click.command()
@click.argument("url")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True)
@click.option("--update", help="Address for updates, relative to URL; default `update`.")
@click.option("--graphs", help="Address of the Graph Store, relative to URL; default `data`.")
@data_dir_option
def publish(
    *, url: str, kind: str, update: str | None, graphs: str | None, data_dir: Path | None
) -> None:
    """Publish the current snapshot in the SPARQL engine that is queried at URL.

    The parts that arrive are read back and compared; the old snapshot is replaced at the end, by
    one update. Run it again where it was interrupted: what has arrived is not sent again. The user
    of the engine is KG_STORE_USER, with the password in KG_STORE_PASSWORD or in the file
    KG_STORE_PASSWORD_FILE.
    """
    settings = Settings.load(data_dir=data_dir)
    snapshot = current_snapshot(settings.data_dir)
    credentials = Credentials.load()
    with (
        connect(kind, url, credentials, update=update, graphs=graphs) as engine,
        progress_bar() as report,
    ):
        done = publish_snapshot(engine, snapshot, settings.data_dir, report=report)
    how = "was published already" if done.unchanged else "is published"
    click.echo(f"snapshot {snapshot.id} {how}: {sum(done.publication.counts.values())} triples")
    if not done.unchanged:
        click.echo(f"parts: {done.sent} sent, {done.kept} there already")
