"""The update operation of the SPARQL 1.1 Protocol, section 2.2, at `/update`."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.errors import QueryTooLarge
from kg.store.sparql_text import is_nested_deeper
from kg.web.protocol import read_update
from kg.web.site import site
from kg.web.writing import accepted, only_if, writer

blueprint = Blueprint("update", __name__)


@blueprint.post("/update")
def update() -> Response:
    """Carry out an update, or change nothing and say why."""
    writes = writer()
    asked = read_update(request)
    deepest = site().settings.query_nesting
    if is_nested_deeper(asked.text, deepest):
        raise QueryTooLarge(f"the update has more than {deepest} brackets open at once")
    written = writes.update(
        asked.text,
        using=asked.using,
        using_named=asked.using_named,
        only_if=only_if(),
    )
    return accepted(written)
