"""A page that matches a column of somebody's table, for those without OpenRefine.

Nothing is kept here: the table goes with the form, from the first step to the download.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for

from kg.errors import TableError
from kg.reconcile.entity import KINDS
from kg.reconcile.index import Index
from kg.reconcile.matching import Candidate
from kg.reconcile.table import (
    Asked,
    Table,
    asked_in,
    decode,
    joined,
    lookup,
    meaning,
    read_table,
    write_table,
)
from kg.site.layout import LANGUAGE, render
from kg.site.texts import text
from kg.web.site import site

blueprint = Blueprint("reconcile_page", __name__)

MOST_BYTES = 200_000
MOST_ROWS = 2000
MOST_NAMES = 300
"""Bounds of one table: larger ones are for OpenRefine, or for `kg reconcile`."""
_SHOWN = 5  # candidates of a name


@dataclass(frozen=True)
class _Choice:
    """A name of the table and what it may mean; `number` names its form field."""

    number: int
    asked: Asked
    candidates: list[Candidate]

    @property
    def sure(self) -> bool:
        return any(item.match for item in self.candidates)


@blueprint.route(f"/{LANGUAGE}/reconcile", methods=["GET", "POST"])
def page(language: str) -> Response:
    """Ask for a table, or take the step that the form names.

    What is wrong with the table is told above a new form.
    """
    if request.method != "POST":
        return _start(language)
    steps = {"columns": _columns, "candidates": _candidates, "download": _download}
    step = steps.get(request.form.get("step", ""), _columns)
    try:
        return step(language, _read())
    except TableError as error:
        return _start(language, error)


def _start(language: str, error: TableError | None = None) -> Response:
    return render(
        "reconcile.html",
        language=language,
        title=text(language, "reconcile.title"),
        status=HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK,
        error=error,
        service=url_for("reconcile.answer", language=language, _external=True),
        bounds={"rows": MOST_ROWS, "names": MOST_NAMES, "kilobytes": MOST_BYTES // 1000},
    )


def _read() -> Table:
    """Return the table of the form: a file, what was pasted, or what an earlier step carries."""
    file = request.files.get("file")
    data = file.stream.read(MOST_BYTES + 1) if file and file.filename else b""
    pasted = request.form.get("table", "")
    if max(len(data), len(pasted.encode())) > MOST_BYTES:
        raise TableError("bytes", most=MOST_BYTES)
    header = "header" in request.form
    return read_table(decode(data) if data else pasted, header=header, most_rows=MOST_ROWS)


def _carried(table: Table) -> str:
    """Return the table as the form carries it, always with a header."""
    return write_table(table, excel=False)


def _columns(language: str, table: Table) -> Response:
    """Ask which column to match, and what is in it."""
    index = site().reconciler.get().index
    types = [index.types[name] for name in KINDS.values() if name in index.types]
    return render(
        "reconcile_columns.html",
        language=language,
        title=text(language, "reconcile.title_columns"),
        table=table,
        carried=_carried(table),
        types=[(item.id, item.labels.get(language, item.id)) for item in types],
    )


def _asked() -> tuple[str, str | None, str | None]:
    """Return the column, the class and the column of dates that the form names."""
    form = request.form
    return form.get("column", ""), form.get("type") or None, form.get("date") or None


def _choices(index: Index, table: Table) -> list[_Choice]:
    column, type_, dates = _asked()
    asked = asked_in(table, column, dates)
    if len(asked) > MOST_NAMES:
        raise TableError("names", most=MOST_NAMES)
    return [
        _Choice(number, item, lookup(index, item, type_, _SHOWN))
        for number, item in enumerate(asked)
    ]


def _candidates(language: str, table: Table) -> Response:
    """Let the reader choose what each name means."""
    index = site().reconciler.get().index
    choices = _choices(index, table)
    column, type_, dates = _asked()
    return render(
        "reconcile_candidates.html",
        language=language,
        title=text(language, "reconcile.title_candidates"),
        carried=_carried(table),
        column=column,
        type=type_,
        dates=dates,
        choices=choices,
        sure=sum(choice.sure for choice in choices),
        index=index,
    )


def _download(language: str, table: Table) -> Response:
    """Send the table with what was chosen."""
    indexed = site().reconciler.get()
    column, _, dates = _asked()
    chosen = {}
    for number, asked in enumerate(asked_in(table, column, dates)):
        found = meaning(indexed.index, request.form.get(f"c{number}", ""), language)
        if found is not None:
            chosen[asked] = found
    content = write_table(joined(table, column, dates, chosen), excel="excel" in request.form)
    response = Response(content, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="reconciled.csv"'
    response.headers["KG-Snapshot"] = indexed.snapshot
    response.headers["Cache-Control"] = "no-store"
    return response
