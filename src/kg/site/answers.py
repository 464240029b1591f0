"""An answer as a page shows it: table, figures, downloads, programs. Shared by several pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import request, url_for

from kg.errors import QueryError, QuerySyntaxError
from kg.figures.svg import Figure
from kg.site.result_views import figure_of, fitting
from kg.site.results import Page, first_page
from kg.site.snippets import Kind, Snippet, snippets
from kg.site.tables import Table, tabulate
from kg.store.cancellation import Cancellation
from kg.store.formats import GRAPHS, SOLUTIONS, AnyFormat
from kg.store.query import Query
from kg.web.problems import status_of
from kg.web.site import site


@dataclass(frozen=True)
class Answer:
    """What came of a query: an `error`, or a `page` with its `table` where it has rows.

    `views` are the ways to see it that fit its columns, `figure` the one that was asked for.
    """

    query: str
    page: Page | None = None
    table: Table | None = None
    error: QueryError | None = None
    view: str = "table"
    views: Sequence[str] = ()
    figure: Figure | None = None

    @property
    def status(self) -> HTTPStatus:
        """The status that says what `error` says."""
        return HTTPStatus.OK if self.error is None else status_of(self.error)

    @property
    def place(self) -> tuple[int, int] | None:
        """Line and column of a syntax error, from 1."""
        if isinstance(self.error, QuerySyntaxError) and self.error.line is not None:
            return self.error.line, self.error.column or 1
        return None

    @property
    def fault(self) -> str:
        """What is wrong, without its place."""
        line, column = self.place or (0, 0)
        return str(self.error).removeprefix(f"line {line}, column {column}: ")

    @property
    def formats(self) -> Sequence[AnyFormat]:
        """The formats that it can be downloaded in."""
        return GRAPHS if self.is_graph else SOLUTIONS

    @property
    def is_graph(self) -> bool:
        """Whether it is a graph, and neither rows nor a truth value."""
        return self.page is not None and self.page.turtle is not None

    @property
    def snippets(self) -> list[Snippet]:
        """The query as programs."""
        endpoint = url_for("sparql.endpoint", _external=True)
        kind: Kind = "graph" if self.is_graph else "rows"
        if self.page is not None and self.page.boolean is not None:
            kind = "truth"
        return snippets(endpoint, self.query, kind)


def answer(query: str, language: str, view: str = "table") -> Answer:
    """Return what the store answers to `query`, whose labels are wanted in `language`.

    A `view` that does not fit the columns is the table.
    """
    try:
        page = _ask(query)
    except QueryError as error:
        return Answer(query, error=error)
    if not page.rows:
        return Answer(query, page)
    table = tabulate(page.variables, page.rows, language)
    views = ["table", *fitting(page, table)]
    chosen = view if view in views else "table"
    return Answer(query, page, table, None, chosen, views, _figure(chosen, page, table, language))


def _ask(query: str) -> Page:
    """Return the first rows; the query ends where the reader leaves, or is stopped by an operator.

    Raises QueryError; Problem where too many queries wait.
    """
    pool = site().pool
    with site().running.entered(query, pool.snapshot.id) as running:
        hangup: Cancellation | None = request.environ.get("kg.hangup")
        if hangup is not None:
            hangup.attach(running.cancellation.cancel)
        asked = Query(
            text=query, solutions="tsv", graph="turtle", cancellation=running.cancellation
        )
        with pool.ask(asked) as stream:
            return first_page(stream)


def _figure(view: str, page: Page, table: Table, language: str) -> Figure | None:
    try:
        return None if view == "table" else figure_of(view, page, table, language)
    except QueryError:  # the answer is there; only what the figure needs besides is not
        return None
