"""The first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, Response, redirect, url_for
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from kg.namespaces import VNRC
from kg.site.browse import map_of_all
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.panels import Row, query, rows
from kg.site.terms import Terms
from kg.site.texts import family
from kg.web.dataset import TITLE
from kg.web.languages import preferred_language
from kg.web.site import site

blueprint = Blueprint("home", __name__)

_COUNTED = (
    "Agreement",
    "Commitment",
    "CooperationEvent",
    "Person",
    "Project",
    "Article",
    "Evidence",
)
_MOST_QUESTIONS = 6


@dataclass(frozen=True)
class Tally:
    """How many things of a class there are, and the query that says so."""

    name: str
    count: int
    query: str


@dataclass
class Agreement:
    """An agreement for the list of the newest."""

    node: NamedNode
    kind: NamedNode | None
    when: NamedNode | None
    parties: list[NamedNode] = field(default_factory=list)


@blueprint.get("/")
def root() -> AnyResponse:
    """Lead to the first page in the reader's language."""
    response = redirect(url_for("home.home", language=preferred_language()), HTTPStatus.FOUND)
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get(f"/{LANGUAGE}/")
def home(language: str) -> Response:
    """Show what the graph holds and what may be asked."""
    manifest = site().pool.snapshot.manifest
    named = {role: role if f"part_{role}" in family("home") else "other" for role in manifest.roles}
    newest = rows("newest_agreements")
    return render(
        "home.html",
        language=language,
        title=TITLE[language],
        citation=of_page(language),
        manifest=manifest,
        roles=[(named[role], triples) for role, triples in sorted(manifest.roles.items())],
        tallies=_tallies(),
        agreements=_agreements(newest),
        terms=Terms.of(language, newest),
        map=map_of_all(language),
        questions=site().questions[:_MOST_QUESTIONS],
        total=len(site().questions),
        endpoint_url=url_for("sparql.endpoint", _external=True),
    )


def _tallies() -> list[Tally]:
    nodes = {name: NamedNode(str(VNRC[name])) for name in _COUNTED}
    found = {row["kind"]: row["count"] for row in rows("tallies", kind=nodes.values())}
    return [
        Tally(name, int(count.value), query("tallies", kind=node))
        for name, node in nodes.items()
        if (count := found.get(node)) is not None
    ]


def _agreements(newest: Sequence[Row]) -> list[Agreement]:
    found: dict[str, Agreement] = {}
    for row in newest:
        node, party = row["agreement"], row["party"]
        if isinstance(node, NamedNode):
            agreement = Agreement(node, _node(row, "type"), _node(row, "when"))
            agreement = found.setdefault(node.value, agreement)
            if isinstance(party, NamedNode):
                agreement.parties.append(party)
    return list(found.values())


def _node(row: Row, name: str) -> NamedNode | None:
    term = row[name]
    return term if isinstance(term, NamedNode) else None
