"""The shapes, which are in the project and not in the graph: what each demands of the data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response

from kg.namespaces import BASE, PREFIXES, VNRC
from kg.site.layout import LANGUAGE, render
from kg.site.suggestions import UnknownThing
from kg.site.texts import text
from kg.site.turtle import without_unused
from kg.store.formats import GRAPHS, GraphFormat, by_name
from kg.text.collation import sort_key
from kg.web.site import site

blueprint = Blueprint("shapes", __name__)

_MESSAGE = ox.NamedNode(f"{PREFIXES['sh']}message")


@blueprint.get(f"/{LANGUAGE}/shape/<name>")
def shape(language: str, name: str) -> Response:
    """Show what a shape demands, in Turtle."""
    node = ox.NamedNode(f"{BASE}shape/{quote(name)}")
    turtle = describe_shape(node, by_name("turtle", GRAPHS))
    if turtle is None:
        raise UnknownThing(node.value)
    found = _description(_shapes(site().project), node)
    return render(
        "shape.html",
        language=language,
        title=text(language, "shapes.title", name=name),
        demands=_demands(found, language),
        turtle=without_unused(turtle).decode(),
        about=f"{VNRC}{name}",
    )


def describe_shape(node: ox.NamedNode, written: GraphFormat | None = None) -> bytes | None:
    """Return what the shapes say of `node`, its blank nodes with it; None where they do not.

    Without a format, only whether they do: the answer is then empty.
    """
    found = _description(_shapes(site().project), node)
    if not found:
        return None
    return ox.serialize(found, format=written.engine, prefixes=PREFIXES) if written else b""


def _demands(description: Iterable[ox.Triple], language: str) -> list[str]:
    """Return what the shape says to whoever breaks it, in order; each begins with the property."""
    said = {
        triple.object.value
        for triple in description
        if triple.predicate == _MESSAGE
        and isinstance(triple.object, ox.Literal)
        and triple.object.language == language
    }
    return sorted(said, key=sort_key)


@lru_cache(maxsize=4)
def _shapes(project: Path) -> ox.Store:
    store = ox.Store()
    for file in sorted((project / "shapes").glob("*.ttl")):
        quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        store.extend(quads)
    return store


def _description(store: ox.Store, node: ox.NamedNode) -> list[ox.Triple]:
    """Return the concise bounded description: https://www.w3.org/submissions/CBD/."""
    found: list[ox.Triple] = []
    waiting: list[ox.NamedNode | ox.BlankNode] = [node]
    seen = {*waiting}
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None):
            found.append(quad.triple)
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return found
