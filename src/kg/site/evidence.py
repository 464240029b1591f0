"""Why a fact stands in the graph: its passages, who else says so and who disagrees."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort
from pyoxigraph import NamedNode

from kg.namespaces import ID, TEXT
from kg.site import passages, statements
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.panels import Row, rows
from kg.site.statements import Said
from kg.site.terms import Terms
from kg.site.texts import text as message

blueprint = Blueprint("evidence", __name__)


@blueprint.get(f"/{LANGUAGE}/evidence/<kind>/<path:slug>")
def fact(language: str, kind: str, slug: str) -> Response:
    """Show the evidence of one fact."""
    node = _node(f"{ID}{kind}/{slug}")
    found = rows("fact", fact=node)
    if not found:
        abort(HTTPStatus.NOT_FOUND)
    said = next(filter(None, map(statements.said, found)), None)
    places = passages.look_up(_column(found, "evidence"))
    others = rows("other_statements", fact=node)
    about = [_terms_of(passage) for passage in places.values()]
    terms = Terms.of(language, [{"fact": node}], found, others, about)
    title = message(language, "evidence.title_statement") if said else terms.name(node.value)
    return render(
        "evidence.html",
        language=language,
        title=title,
        citation=of_page(language, title, address=node.value),
        terms=terms,
        node=node,
        said=said,
        classes=_column(found, "class"),
        certainty=next(iter(_column(found, "certainty")), None),
        sources=_sources(found),
        passages=sorted(places.values(), key=lambda item: (item.article.value, item.start)),
        others=statements.others(others),
    )


@blueprint.get(f"/{LANGUAGE}/text/<key>")
def text(language: str, key: str) -> Response:
    """Show the passages of one text, in its order, with what rests on each."""
    node = _node(f"{TEXT}{key}")
    versions = rows("text", text=node)
    if not versions:
        abort(HTTPStatus.NOT_FOUND)
    zones, found, facts = (
        rows(name, text=node) for name in ("text_zones", "text_passages", "text_facts")
    )
    places = passages.look_up(_column(found, "evidence"))
    terms = Terms.of(language, versions, zones, found, facts)
    (article,) = _column(versions, "article")[:1]
    title = message(language, "evidence.title_text", title=terms.name(article.value))
    return render(
        "text.html",
        language=language,
        title=title,
        citation=of_page(language, title, address=node.value),
        terms=terms,
        article=article,
        version=versions[0],
        zones=[_range(row) for row in zones],
        passages=[places[node.value] for node in _column(found, "evidence")],
        facts=_by_passage(facts),
    )


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)


def _column(found: list[Row], *names: str) -> list[NamedNode]:
    """Return the IRIs in columns of a table, each once, in their order."""
    terms = (row[name] for row in found for name in names)
    return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))


def _range(row: Row) -> tuple[int, int]:
    """Return the offsets in a row."""
    start, end = (int(term.value) if (term := row[name]) else 0 for name in ("start", "end"))
    return start, end


def _sources(found: list[Row]) -> list[Row]:
    """Return one row for each source that is no article."""
    return list({row["source"]: row for row in found if row["source"] is not None}.values())


def _terms_of(passage: passages.Passage) -> Row:
    """Return the IRIs that a passage shows."""
    return {"article": passage.article, "zone": passage.zone}


def _by_passage(facts: list[Row]) -> dict[str, list[tuple[Row, Said | None]]]:
    """Return the facts on each passage, each once, with what it says where it is a statement."""
    grouped: dict[str, dict[str, tuple[Row, Said | None]]] = {}
    for row in facts:
        evidence, fact = row["evidence"], row["fact"]
        if isinstance(evidence, NamedNode) and isinstance(fact, NamedNode):
            grouped.setdefault(evidence.value, {})[fact.value] = row, statements.said(row)
    return {evidence: list(facts.values()) for evidence, facts in grouped.items()}
