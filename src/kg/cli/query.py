"""`kg query`: a saved question or a query of one's own, answered from the snapshot."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kg.cli.options import data_dir_option, project_option
from kg.cli.snapshots import ensure_snapshot
from kg.config import Settings
from kg.errors import KgError, NotAcceptable
from kg.namespaces import PREFIXES
from kg.questions import LANGUAGES, find_question, in_language
from kg.resources import find_project
from kg.store.answer import Answer
from kg.store.formats import GRAPHS, SOLUTIONS, by_name
from kg.store.query import Query
from kg.store.readers import ReaderPool

_IRI_COLUMN = "_iri"
_UNBOUNDED = 100_000  # columns of a table that goes to a file or a pipe


@click.command()
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "turtle"]),
    default="table",
    show_default=True,
    help="How to write the answer; CONSTRUCT and DESCRIBE need turtle, json, xml or table.",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of the labels.",
)
@click.option("--iris", is_flag=True, help="Show the columns ..._iri in a table too.")
@data_dir_option
@project_option
def query(  # noqa: PLR0913 - one parameter an option
    *,
    name: str,
    form: str,
    lang: str,
    iris: bool,
    data_dir: Path | None,
    project: Path | None,
) -> None:
    """Answer NAME: a saved question (CQ01), a file of SPARQL, or - for standard input.

    The prefixes of the project need no declaration.
    """
    found = find_project(project)
    text = in_language(_text(name, found), lang)
    settings = Settings.load(data_dir=data_dir)
    ensure_snapshot(settings, found)
    table = form == "table"
    solutions, graph = ("tsv", "turtle") if table else _names(form)
    asked = Query(text=text, solutions=solutions, graph=graph, prefixes=PREFIXES)
    # One question is not worth loading the snapshot into memory.
    alone = replace(settings, in_memory_triples=0, readers=1)
    try:
        with ReaderPool(alone) as pool, pool.ask(asked) as answer:
            if table and answer.format not in GRAPHS:
                _print_table(answer, iris=iris)
            else:
                for chunk in answer:
                    sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
    except NotAcceptable as error:
        raise KgError(f"{error}: choose another --format, or leave it out") from None


def _text(name: str, project: Path) -> str:
    """Return the SPARQL that `name` stands for."""
    try:
        if name == "-":
            return sys.stdin.buffer.read().decode()
        if Path(name).is_file():
            return Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        where = "the standard input" if name == "-" else name
        raise KgError(f"{where} is not UTF-8: byte {error.start}") from None
    except OSError as error:
        raise KgError(f"{name} cannot be read: {error.strerror}") from None
    return find_question(project, name).text


def _names(form: str) -> tuple[str | None, str | None]:
    solutions, graph = by_name(form, SOLUTIONS), by_name(form, GRAPHS)
    return solutions.name if solutions else None, graph.name if graph else None


def _print_table(answer: Answer, *, iris: bool) -> None:
    """Print solutions as a table: in colour for a person, as wide as needed for a pipe."""
    results = parse_query_results(answer.read(), QueryResultsFormat.TSV)
    terminal = sys.stdout.isatty()
    console = Console(highlight=False, width=None if terminal else _UNBOUNDED)
    if isinstance(results, QueryBoolean):
        console.print("true" if results else "false")
        return
    assert isinstance(results, QuerySolutions)  # noqa: S101 - TSV holds nothing else
    names = [variable.value for variable in results.variables]
    shown = [name for name in names if iris or not name.endswith(_IRI_COLUMN)]
    table = Table(*(Column(name, overflow="fold") for name in shown), box=box.SIMPLE_HEAD)
    for row in results:
        table.add_row(*(Text(_plain(row[name])) for name in shown))
    console.print(table)
    click.echo(f"{table.row_count} {'row' if table.row_count == 1 else 'rows'}", err=True)


def _plain(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))
