"""`kg fmt`: rewrite Turtle and TriG files in their canonical form."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from kg.cli.options import language_option, project_option
from kg.config import Settings
from kg.errors import KgError
from kg.rdf.canonical import format_document
from kg.rdf.document import FORMATS, read_document
from kg.rdf.files import write_atomically
from kg.rdf.findings import Finding
from kg.resources import find_project
from kg.validate.reports.text import write_line

ROOMS = ("ontology", "shapes", "data")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@project_option
@language_option
def fmt(
    *, paths: tuple[Path, ...], check: bool, diff: bool, project: Path | None, lang: str
) -> None:
    """Rewrite the Turtle and TriG files among PATHS in their canonical form.

    PATHS are files and directories; by default ontology/, shapes/ and data/ of the project.
    Exit code 1: with --check or --diff, some files would change; 2: some could not be read, or
    hold comments that would be lost.
    """
    limit = Settings.load().max_file_bytes
    changed = failed = False
    for file in _files(paths or [find_project(project) / room for room in ROOMS]):
        before, after, findings = _format(file, limit)
        if findings:
            failed = True
            for finding in findings:
                click.echo(write_line(finding, lang), err=True)
        elif before != after:
            changed = True
            if diff:
                click.echo(_diff(file, before, after), nl=False)
            elif check:
                click.echo(file)
            else:
                _write(file, after)
                click.echo(f"rewrote {file}")
    if failed or (changed and (check or diff)):
        sys.exit(2 if failed else 1)


def _files(paths: Iterable[Path]) -> list[Path]:
    """Return the Turtle and TriG files among `paths` and below them, each once, in order."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(file for file in path.rglob("*") if file.suffix in FORMATS)
        elif path.suffix in FORMATS and path.exists():
            files.append(path)
        elif path.exists():
            raise KgError(f"{path} is not Turtle or TriG: name .ttl or .trig files, or directories")
        else:
            raise KgError(f"{path} does not exist: check the spelling")
    return list(dict.fromkeys(files))


def _format(file: Path, max_bytes: int) -> tuple[bytes, bytes, list[Finding]]:
    """Return the bytes of `file`, its canonical form, and why it cannot be written so."""
    document = read_document(file, max_bytes=max_bytes)
    if not document.readable:
        return b"", b"", list(document.findings)
    text, findings = format_document(document)
    return file.read_bytes(), text.encode(), findings


def _diff(file: Path, before: bytes, after: bytes) -> str:
    old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(file: Path, data: bytes) -> None:
    try:
        write_atomically(file, data)
    except OSError as error:
        raise KgError(f"{file} cannot be written: {error.strerror}") from None
