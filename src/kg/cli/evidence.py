"""`kg evidence`: re-read every passage in the reader's own copies of the articles."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.report import deliver, report_options
from kg.rdf.load import load_project
from kg.resources import find_project
from kg.validate.evidence import reread
from kg.validate.findings import Report


@click.command()
@click.option(
    "--texts",
    required=True,
    type=click.Path(path_type=Path),
    help="Directory that holds your copies of the articles as UTF-8 text files (*.txt, any depth).",
)
@report_options
def evidence(  # noqa: PLR0913 - one parameter an option
    *,
    texts: Path,
    project: Path | None,
    format_: str,
    output: Path | None,
    lang: str,
    strict: bool,
) -> None:
    """Re-read every piece of evidence and report each that no longer fits.

    Exit code 0: all passages with a copy fit; 1: some do not; 2: it could not be done.
    """
    reading = reread(load_project(find_project(project)), texts)
    click.echo(f"{reading.fitting} of {reading.passages} passages fit", err=True)
    report = Report.of(reading.findings, reading.copies, tool="kg evidence")
    deliver(report, format_=format_, output=output, lang=lang, strict=strict)
