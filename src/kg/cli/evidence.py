"""`kg evidence`: re-read every passage in the reader's own copies of the articles."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kg.rdf.findings import Severity
from kg.rdf.load import load_project
from kg.resources import find_project
from kg.validate.evidence import reread


@click.command()
@click.option(
    "--texts",
    required=True,
    type=click.Path(path_type=Path),
    help="Directory that holds your copies of the articles as UTF-8 text files (*.txt, any depth).",
)
@click.option("--project", type=click.Path(path_type=Path), help="Project directory.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="en", show_default=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def evidence(texts: Path, project: Path | None, lang: str, format_: str) -> None:
    """Re-read every piece of evidence and report each that no longer fits.

    Exit code 0: all passages with a copy fit; 1: some do not.
    """
    reading = reread(load_project(find_project(project)), texts)
    if format_ == "json":
        findings = [asdict(finding) for finding in reading.findings]
        counts = {"fitting": reading.fitting, "passages": reading.passages}
        click.echo(json.dumps({**counts, "findings": findings}, default=str, ensure_ascii=False))
    else:
        for finding in reading.findings:
            click.echo(
                f"{finding.file}:{finding.line}: {finding.severity}: "
                f"{finding.message(lang)} [{finding.code}]"
            )
        click.echo(f"{reading.fitting} of {reading.passages} passages fit")
    if any(finding.severity is Severity.VIOLATION for finding in reading.findings):
        sys.exit(1)
