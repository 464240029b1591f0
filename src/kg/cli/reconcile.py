"""`kg reconcile`: a column of a CSV file, matched with the graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from kg.cli.options import data_dir_option, language_option, project_option
from kg.cli.snapshots import ensure_snapshot
from kg.config import Settings
from kg.errors import KgError, TableError
from kg.rdf.files import write_atomically
from kg.reconcile.entity import KINDS
from kg.reconcile.keeper import read_index
from kg.reconcile.service import LocalMatcher, Matcher, Option, RemoteMatcher
from kg.reconcile.table import Asked, Table, asked_in, decode, joined, read_table, write_table
from kg.resources import find_project
from kg.store.readers import ReaderPool

_MOST_ROWS = 1_000_000
_SHOWN = 9


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--column", required=True, help="Column of the names, as the first row calls it.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the names are; default: any.")
@click.option("--date-column", help="Column of the dates that the rows are about.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@click.option("--auto", is_flag=True, help="Take what is sure, ask nothing.")
@click.option("--excel", is_flag=True, help="Write for Excel: a mark of UTF-8, and no formulas.")
@click.option("--service", help="Address of a reconciliation service to ask, in place of here.")
@language_option
@data_dir_option
@project_option
def reconcile(  # noqa: PLR0913 - one parameter an option
    *,
    file: Path,
    column: str,
    kind: str | None,
    date_column: str | None,
    out: Path | None,
    auto: bool,
    excel: bool,
    service: str | None,
    lang: str,
    data_dir: Path | None,
    project: Path | None,
) -> None:
    """Find what each name in a column of FILE (CSV; - is standard input) is in the graph.

    Writes the table with three columns more: IRI, name, Wikidata item. At a terminal it asks
    where it is not sure; elsewhere, and with --auto, it leaves those cells empty.
    """
    table = _read(file)
    asked = asked_in(table, column, date_column)
    asking = not auto and str(file) != "-" and sys.stdin.isatty() and sys.stderr.isatty()
    with _matcher(service, lang, data_dir, project) as matcher:
        type_ = KINDS[kind] if kind else None
        chosen = {
            item: option.id
            for item, options in zip(asked, matcher.options(asked, type_, _SHOWN), strict=True)
            if (option := _choose(item, options, asking=asking))
        }
        meanings = matcher.meanings(list(dict.fromkeys(chosen.values())))
    known = {item: meanings[found] for item, found in chosen.items() if found in meanings}
    _write(write_table(joined(table, column, date_column, known), excel=excel), out)
    click.echo(f"{len(known)} of {len(asked)} names matched", err=True)


def _read(file: Path) -> Table:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise KgError(f"{file} cannot be read: {error.strerror}") from None
    try:
        return read_table(decode(data), header=True, most_rows=_MOST_ROWS)
    except TableError as error:
        raise KgError(f"{file}: {error}") from None


@contextmanager
def _matcher(
    service: str | None, language: str, data_dir: Path | None, project: Path | None
) -> Iterator[Matcher]:
    """Give what looks names up: the service that is named, else the local snapshot."""
    if service:
        with closing(RemoteMatcher(service)) as remote:
            yield remote
        return
    settings = Settings.load(data_dir=data_dir)
    ensure_snapshot(settings, find_project(project))
    # One reading is not worth loading the snapshot into memory.
    with ReaderPool(replace(settings, in_memory_triples=0, readers=1)) as pool:
        yield LocalMatcher(read_index(pool).index, language)


def _choose(asked: Asked, options: Sequence[Option], *, asking: bool) -> Option | None:
    """Return what is sure, else what the person at the terminal chooses, else None."""
    sure = next((option for option in options if option.match), None)
    if sure or not asking or not options:
        return sure
    _say(f"{asked.text}{f' ({asked.date})' if asked.date else ''}")
    for number, option in enumerate(options, start=1):
        _say(f"  {number}  {option.name} – {option.description} [{option.score:g}]")
    number = click.prompt(
        "Which one? (0: none)", type=click.IntRange(0, len(options)), default=0, err=True
    )
    return options[number - 1] if number else None


def _say(line: str) -> None:
    """Print a line without what a terminal would obey: names come from files and services."""
    click.echo("".join(char if char.isprintable() else " " for char in line), err=True)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        write_atomically(out, text.encode())
    except OSError as error:
        raise KgError(f"{out} cannot be written: {error.strerror}") from None
