"""What commands with a report share: its options and its output."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.cli.options import language_option, project_option
from kg.errors import KgError
from kg.rdf.files import write_atomically
from kg.validate.findings import Report
from kg.validate.reports import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True
    ),
    click.option(
        "--output", type=click.Path(path_type=Path), help="Write the report to this file."
    ),
    language_option,
    click.option("--strict", is_flag=True, help="Let warnings count as violations."),
    project_option,
)


def report_options(command: Command) -> Command:
    """Give `command` the parameters `format_`, `output`, `lang`, `strict` and `project`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def deliver(report: Report, *, format_: str, output: Path | None, lang: str, strict: bool) -> None:
    """Print `report` or write it to `output`; exit with 1 where it does not conform.

    Raises KgError where `output` cannot be written.
    """
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
