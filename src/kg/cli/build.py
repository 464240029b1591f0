"""`kg build`: build a snapshot and publish it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from kg.config import Settings
from kg.resources import find_project
from kg.store.build import Built, InvalidProject
from kg.store.build import build as build_snapshot
from kg.validate.findings import Severity
from kg.validate.reports.text import write_text


@click.command()
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Directory of the snapshots [KG_DATA_DIR]."
)
@click.option("--project", type=click.Path(path_type=Path), help="Project directory.")
@click.option(
    "--discard-updates",
    is_flag=True,
    help="Build even where updates over HTTP, not exported, would be lost.",
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="en", show_default=True)
def build(*, data_dir: Path | None, project: Path | None, discard_updates: bool, lang: str) -> None:
    """Validate the project, reason over it, and publish it as a snapshot.

    Exit code 0: built, or unchanged; 1: violations, and the old snapshot stays; 2: could not run.
    """
    settings = Settings.load(data_dir=data_dir)
    try:
        built = _run(find_project(project), settings, discard_updates=discard_updates)
    except InvalidProject as error:
        click.echo(write_text(error.report, lang), nl=False)
        click.echo(f"kg: {error}", err=True)
        sys.exit(1)
    click.echo(_summary(built))


def _run(project: Path, settings: Settings, *, discard_updates: bool) -> Built:
    """Build, saying on stderr what is being done: one moving line for a person, else plain ones."""
    console = Console(stderr=True, highlight=False)
    limit = settings.max_file_bytes
    if not console.is_terminal:
        return build_snapshot(
            project,
            settings.data_dir,
            max_file_bytes=limit,
            discard_updates=discard_updates,
            progress=lambda title: console.print(f"{title} …", markup=False),
        )
    with console.status("") as status:
        return build_snapshot(
            project,
            settings.data_dir,
            max_file_bytes=limit,
            discard_updates=discard_updates,
            progress=lambda title: status.update(f"{title} …"),
        )


def _summary(built: Built) -> str:
    warnings, notes = (built.report.count(item) for item in (Severity.WARNING, Severity.INFO))
    seconds = ", ".join(f"{title} {took:.2f} s" for title, took in built.seconds.items())
    return "\n".join(
        [
            f"snapshot {built.snapshot.id}{' (unchanged)' if built.unchanged else ''}",
            f"triples: {built.asserted} asserted, {built.inferred} inferred, "
            f"{built.snapshot.triples} distinct",
            f"validation: {warnings} warnings, {notes} notes",
            f"time: {seconds}",
            f"place: {built.snapshot.directory}",
        ]
    )
