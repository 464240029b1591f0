"""The graphs as resources: SPARQL 1.1 Graph Store HTTP Protocol, at `/data`.

https://www.w3.org/TR/sparql11-http-rdf-update/. A graph is named by `?graph=IRI`, or directly:
`/data/entities/units` is https://w3id.org/vnrc/graph/entities/units. `?default` is the merge of all
graphs: what is added to it goes to the graph `local/default`, and it cannot be replaced or deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QueryError, RdfSyntaxError
from kg.namespaces import GRAPH
from kg.store.foreign import read_foreign
from kg.store.formats import GRAPHS, GraphFormat, by_name, content_type
from kg.store.interface import AnswerStream
from kg.store.query import Query
from kg.store.writable import LOCAL
from kg.web.answering import ask
from kg.web.choice import not_acceptable
from kg.web.negotiation import choose
from kg.web.problems import Problem
from kg.web.site import site
from kg.web.versions import version
from kg.web.writing import accepted, only_if, writer

blueprint = Blueprint("graph_store", __name__)

ACCEPTED = tuple(item for item in GRAPHS if item.name not in ("trig", "nquads"))
"""The formats in which a graph may be sent: those that hold one graph."""

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class _Target:
    """The graph that a request is about; `iri` is None for the default graph."""

    iri: str | None

    @property
    def exists(self) -> bool:
        return self.iri is None or bool(site().pool.snapshot.manifest.graphs.get(self.iri))

    @property
    def written(self) -> str:
        """The graph that additions go to."""
        return self.iri or LOCAL.value


def _target(name: str | None) -> _Target | None:
    """Return what the address names; None where it names the store itself."""
    graphs, default = request.args.getlist("graph"), "default" in request.args
    named = len(graphs) + default + (name is not None)
    if named > 1:
        raise Problem(HTTPStatus.BAD_REQUEST, "the address names more than one graph")
    if default:
        return _Target(None)
    if name is not None:
        return _Target(str(GRAPH[name]))
    if not graphs:
        return None
    try:
        return _Target(NamedNode(graphs[0]).value)
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, f"{graphs[0]} is no absolute IRI") from None


def _needed(name: str | None) -> _Target:
    target = _target(name)
    if target is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "name a graph: ?graph=IRI, or ?default")
    return target


def _existing(name: str | None) -> _Target:
    target = _needed(name)
    if not target.exists:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no graph {target.iri}")
    return target


@blueprint.get("/data", defaults={"name": None})
@blueprint.get("/data/<path:name>")
def read(name: str | None) -> AnyResponse:
    """Return a graph."""
    target = _existing(name)
    form, media_type = _chosen()
    graphs = () if target.iri is None else (target.iri,)
    query = Query(text=_EVERYTHING, graph=form.name, default_graphs=graphs)
    answer, leave = ask(query, version(None))
    response = Response(_body(answer), content_type=content_type(media_type))
    response.call_on_close(answer.close)
    response.call_on_close(leave)
    response.headers["KG-Snapshot"] = answer.snapshot.id
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept"
    response.set_etag(f"{answer.snapshot.id}.{form.name}")
    return response.make_conditional(request)


def _chosen() -> tuple[GraphFormat, str]:
    """Return the format that `format=` names, or else `Accept` wants, and its media type."""
    if named := by_name(request.args.get("format"), GRAPHS):
        return named, named.media_types[0]
    chosen = choose(request.headers.get("Accept"), GRAPHS)
    if chosen is None:
        raise not_acceptable(GRAPHS)
    return chosen


def _body(answer: AnswerStream) -> bytes | Iterator[bytes]:
    return answer.read() if answer.complete else _stream(answer)


def _stream(answer: AnswerStream) -> Iterator[bytes]:
    try:
        yield from answer
    except QueryError as error:
        # As an OSError it is to the server a connection that broke: the body is never well-formed.
        raise ConnectionAbortedError(str(error)) from None


@blueprint.put("/data", defaults={"name": None})
@blueprint.put("/data/<path:name>")
def replace(name: str | None) -> Response:
    """Make what is sent the content of a graph."""
    writes = writer()
    target = _needed(name)
    if target.iri is None:
        raise _not_of_default()
    if request.if_none_match.star_tag and target.exists:
        raise Problem(HTTPStatus.PRECONDITION_FAILED, f"there is a graph {target.iri} already")
    data = _sent(target.written)
    written = writes.put(target.written, data, replace=True, only_if=only_if())
    return accepted(written, HTTPStatus.NO_CONTENT if written.existed else HTTPStatus.CREATED)


@blueprint.post("/data", defaults={"name": None})
@blueprint.post("/data/<path:name>")
def add(name: str | None) -> Response:
    """Add what is sent to a graph, or to a new one where none is named."""
    writes = writer()
    target = _target(name)
    new = target is None
    if target is None:
        target = _Target(str(GRAPH[f"local/{uuid4()}"]))
    data = _sent(target.written)
    written = writes.put(target.written, data, replace=False, only_if=only_if())
    created = new or not (written.existed or target.iri is None)
    response = accepted(written, HTTPStatus.CREATED if created else HTTPStatus.NO_CONTENT)
    if new:
        path = target.written.removeprefix(GRAPH)
        response.headers["Location"] = url_for(".read", name=path, _external=True)
    return response


@blueprint.delete("/data", defaults={"name": None})
@blueprint.delete("/data/<path:name>")
def delete(name: str | None) -> Response:
    """Take a graph away."""
    writes = writer()
    target = _existing(name)
    if target.iri is None:
        raise _not_of_default()
    return accepted(writes.put(target.iri, b"", replace=True, only_if=only_if()))


def _not_of_default() -> Problem:
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "the default graph is the merge of all graphs: replace or delete those",
        {"Allow": "GET, HEAD, OPTIONS, POST"},
    )


def _sent(base: str) -> bytes:
    """Return the triples that were sent, as N-Quads."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "the body is compressed; send it as it is",
            {"Accept-Encoding": "identity"},
        )
    if request.mimetype == _MULTIPART:
        parts = [(part.read(), part.mimetype) for _, part in request.files.items(multi=True)]
        if not parts:
            raise Problem(HTTPStatus.BAD_REQUEST, "the form holds no file")
    else:
        parts = [(request.get_data(cache=False), request.mimetype)]
    return b"".join(_read(data, _format(media_type), base) for data, media_type in parts)


def _format(media_type: str) -> GraphFormat:
    for item in ACCEPTED:
        if media_type in item.media_types:
            return item
    known = ", ".join(item.media_types[0] for item in ACCEPTED)
    raise Problem(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"the data are {media_type or 'of no stated type'}; send {known}",
        {"Accept": known},
    )


def _read(data: bytes, written: GraphFormat, base: str) -> bytes:
    try:
        return read_foreign(data, written, base)
    except RdfSyntaxError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"this is no {written.name}: {error}") from None
