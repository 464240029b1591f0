"""`kg validate`: validate data files against the shapes."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from kg.config import Settings
from kg.errors import KgError
from kg.rdf.files import write_atomically
from kg.resources import find_project
from kg.validate.findings import Report
from kg.validate.project import validate as validate_files
from kg.validate.reports import FORMATS


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the report to this file.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="en", show_default=True)
@click.option("--strict", is_flag=True, help="Let warnings count as violations.")
@click.option("--project", type=click.Path(path_type=Path), help="Project directory.")
def validate(  # noqa: PLR0913 - one parameter an option
    *,
    files: tuple[Path, ...],
    format_: str,
    output: Path | None,
    lang: str,
    strict: bool,
    project: Path | None,
) -> None:
    """Validate the project, or report only what concerns FILES (files or directories of it).

    Exit code 0: conforms; 1: violations; 2: could not run.
    """
    limit = Settings.load().max_file_bytes
    report = _run(find_project(project), files, limit)
    text = FORMATS[format_](report, lang)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            write_atomically(output, text.encode())
        except OSError as error:
            raise KgError(f"{output} cannot be written: {error.strerror}") from None
    if not report.conforms(strict=strict):
        sys.exit(1)


def _run(project: Path, files: tuple[Path, ...], max_file_bytes: int) -> Report:
    """Validate, saying on stderr what is being done where a person watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return validate_files(project, files, max_file_bytes=max_file_bytes)
    with console.status("") as status:
        return validate_files(
            project,
            files,
            max_file_bytes=max_file_bytes,
            progress=lambda stage: status.update(f"{stage} …"),
        )
