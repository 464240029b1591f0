"""`kg build`: build a snapshot and publish it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import data_dir_option, language_option, project_option
from kg.cli.progress import watch
from kg.config import Settings
from kg.resources import find_project
from kg.store.build import Built, InvalidProject
from kg.store.build import build as build_snapshot
from kg.validate.findings import Severity
from kg.validate.reports.text import write_text


@click.command()
@data_dir_option
@project_option
@click.option(
    "--discard-updates",
    is_flag=True,
    help="Build even where updates over HTTP, not exported, would be lost.",
)
@language_option
def build(*, data_dir: Path | None, project: Path | None, discard_updates: bool, lang: str) -> None:
    """Validate the project, reason over it, and publish it as a snapshot.

    Exit code 0: built, or unchanged; 1: violations, and the old snapshot stays; 2: could not run.
    """
    settings = Settings.load(data_dir=data_dir)
    directory = find_project(project)
    try:
        built = watch(
            lambda progress: build_snapshot(
                directory,
                settings.data_dir,
                max_file_bytes=settings.max_file_bytes,
                discard_updates=discard_updates,
                progress=progress,
            )
        )
    except InvalidProject as error:
        click.echo(write_text(error.report, lang), nl=False)
        click.echo(f"kg: {error}", err=True)
        sys.exit(1)
    click.echo(_summary(built))


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
