"""The page of a thing: what is said of it, by whom, how sure, and the records that name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, abort, request
from pyoxigraph import NamedNode

from kg.namespaces import BASE, VNRC
from kg.site import explain, facts, records
from kg.site.citation import of_page
from kg.site.facts import Own
from kg.site.layout import LANGUAGE, render
from kg.site.linked_data import NAMES, SUFFIXES, links
from kg.site.metadata import describe
from kg.site.panels import query, rows
from kg.site.records import Table
from kg.site.suggestions import UnknownThing
from kg.site.terms import Shown, Terms, in_language
from kg.site.texts import text

blueprint = Blueprint("things", __name__)

_SHOW = "show"
_STATEMENT = [
    f"{VNRC}{name}"
    for name in ("statementSubject", "statementPredicate", "statementObject", "statementValue")
]
_GROUNDS = frozenset(
    f"{VNRC}{name}" for name in ("certainty", "saidIn", "citesSource", "evidencedBy", "confidence")
)


@dataclass(frozen=True)
class Thing:
    """A thing as its page shows it; its address is `room` and `name`."""

    iri: str
    room: str
    name: str
    title: Shown
    kinds: Sequence[str]
    own: Own
    tables: Sequence[Table]
    terms: Terms

    @property
    def properties(self) -> Sequence[facts.Property]:
        """What is said of it, without what it rests on."""
        return [item for item in self.own.properties if item.iri not in _GROUNDS]

    @property
    def grounds(self) -> Mapping[str, Sequence[facts.Value]]:
        """What a fact rests on, by the local name of the property."""
        found = (item for item in self.own.properties if item.iri in _GROUNDS)
        return {item.iri.removeprefix(str(VNRC)): item.values for item in found}

    @property
    def texts(self) -> Mapping[str, Sequence[str]]:
        """Its other names and comments, in the reader's language where there are such."""
        return {
            role: [item.value for item in in_language(values, self.terms.language)]
            for role, values in self.own.names.items()
        }


@blueprint.get(f"/{LANGUAGE}/<any(id, vocab):room>/<path:name>")
def thing(language: str, room: str, name: str) -> Response:
    """Show a thing, or of one kind of its records (`show`) a page (`page`)."""
    found = _load(room, name, language)
    title, iri = found.title.text, found.iri
    response = render(
        "thing.html",
        language=language,
        title=title,
        thing=found,
        terms=found.terms,
        headings={table.kind: _headings(table, found.terms) for table in found.tables},
        vocabulary=str(VNRC),
        downloads=SUFFIXES,
        names=NAMES,
        explanation=partial(explain.address, language, iri),
        link_explanation=lambda record: explain.address(
            language, record.node.value, record.links[0], NamedNode(iri)
        ),
        alone=_SHOW in request.args,
        asked=query("thing", thing=NamedNode(iri)),
        metadata=describe(iri, title, found.own, found.tables, found.terms),
        citation=of_page(language, title, address=iri),
    )
    response.headers["Link"] = links(f"{room}/{name}")
    return response


def _load(room: str, name: str, language: str) -> Thing:
    """Read what a page shows, labels of all at once; raises UnknownThing and QueryError."""
    node = node_of(f"{room}/{name}")
    if node is None:
        raise UnknownThing(f"{BASE}{room}/{name}")
    own, naming = facts.load(node, language), records.naming(node)
    if not any(own.read) and not naming.counts:
        raise UnknownThing(node.value)
    classes = rows("classes", thing=node)
    shown, page = _part(naming.counts)
    tables, read = records.load(naming, shown, language, page=page)
    also = {node.value, *_columns(tables)}
    terms = Terms.of(language, classes, *read, *own.read, also=also)
    kinds = [terms.name(row["class"].value) for row in classes if row["class"] is not None]
    return Thing(node.value, room, name, _title(node, own, terms), kinds, own, tables, terms)


def node_of(path: str) -> NamedNode | None:
    """Return the IRI under the project's base that `path` names; None where that is no IRI."""
    try:
        return NamedNode(BASE + path)
    except ValueError:
        return None


def _part(counts: Mapping[str, int]) -> tuple[Iterable[str], int | None]:
    """Return the kinds of records to show, and which page of one; 404 where there is none."""
    only = request.args.get(_SHOW)
    if only is None:
        return counts, None
    page = request.args.get("page", 1, type=int)
    if only not in counts or not 1 <= page <= -(-counts[only] // records.PAGE):
        abort(HTTPStatus.NOT_FOUND)
    return [only], page


def _columns(tables: Sequence[Table]) -> set[str]:
    """Return the IRIs of the properties that the tables name."""
    names = {name.removeprefix(records.BACK) for table in tables for name in table.columns if name}
    return {f"{VNRC}{name}" for name in names} | {iri for table in tables for iri in table.roles}


def _headings(table: Table, terms: Terms) -> list[str]:
    """Return what the columns of a table are called."""
    special = {
        records.ITSELF: text(terms.language, "things.name"),
        f"{records.BACK}changedBy": text(terms.language, "things.from"),
    }
    return [special.get(name) or terms.name(f"{VNRC}{name}") for name in table.columns]


def _title(node: NamedNode, own: Own, terms: Terms) -> Shown:
    """Return what the thing is called; a statement is called by what it says."""
    said = {item.iri: item.values[0].term for item in own.properties if item.values}
    parts = [terms.show(said[iri]).text for iri in _STATEMENT if iri in said]
    if "label" not in own.names and parts:
        return Shown(" – ".join(parts))
    return terms.show(node)
