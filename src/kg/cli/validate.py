"""`kg validate`: validate data files against the shapes."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.progress import watch
from kg.cli.report import deliver, report_options
from kg.config import Settings
from kg.resources import find_project
from kg.validate.project import validate as validate_files
from kg.validate.shapes import PASSED


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@report_options
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
    settings = Settings.load()
    directory = find_project(project)
    report = watch(
        lambda progress: validate_files(
            directory,
            files,
            max_file_bytes=settings.max_file_bytes,
            passed=settings.data_dir / PASSED,
            progress=progress,
        ),
        plain=False,
    )
    deliver(report, format_=format_, output=output, lang=lang, strict=strict)
