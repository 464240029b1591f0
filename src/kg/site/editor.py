"""What the query editor needs: its script where it was built, and the schema it completes from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for
from pyoxigraph import Literal, NamedNode

from kg.namespaces import PREFIXES, VOCAB
from kg.site.kept import PerSnapshot
from kg.site.names import short
from kg.site.panels import Row, rows
from kg.site.texts import family, text
from kg.web.site import site

blueprint = Blueprint("editor", __name__)

SCRIPT = "dist/editor.js"

_BUILT = (Path(__file__).parent / "static" / SCRIPT).is_file()


def settings(language: str) -> Mapping[str, str] | None:
    """Return what the page tells the editor; None where the editor was not built."""
    if not _BUILT:
        return None
    phrases = {forms["en"]: text(language, f"editor.{key}") for key, forms in _phrases()}
    return {
        "script": SCRIPT,
        "schema": url_for("editor.schema"),
        "language": language,
        "phrases": json.dumps(phrases, ensure_ascii=False),
    }


def _phrases() -> list[tuple[str, Mapping[str, str]]]:
    """Return what CodeMirror says, in its own English and in each language of ours."""
    return [
        (key, {code: str(form) for code, form in forms.items()})
        for key, forms in family("editor").items()
    ]


@blueprint.get("/-/schema")
def schema() -> Response:
    """Return classes, properties, concepts and prefixes of the graph as JSON.

    `prefixes` maps each to its namespace. A term has `name` (prefixed), `label` (by language) and
    `comment`; a class its `properties` (names), a property the prefix of its `values` where they
    are the concepts of a code list.
    """
    snapshot = site().pool.snapshot.id
    response = Response(_SCHEMA.get(), content_type="application/json")
    response.headers["KG-Snapshot"] = snapshot
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(snapshot)
    response.make_conditional(request)
    return response


def _schema() -> str:
    properties: defaultdict[str, dict[str, None]] = defaultdict(dict)
    values: dict[str, str] = {}
    for row in rows("shaped"):
        kind, property_, space = (row[key] for key in ("class", "property", "space"))
        if isinstance(kind, NamedNode) and isinstance(property_, NamedNode):
            properties[kind.value][short(property_.value)] = None
            if isinstance(space, Literal):
                values[property_.value] = space.value.removeprefix(str(VOCAB)).rstrip("/")
    terms = _terms(rows("terms"))
    named = {iri for kind, iri in terms if kind == "property"}
    used = {name for found in properties.values() for name in found}
    found = {
        "prefixes": PREFIXES,
        "classes": [
            {**term, "properties": list(properties.get(iri, ()))}
            for (kind, iri), term in terms.items()
            if kind == "class"
        ],
        "properties": [
            *(
                {**term, **({"values": values[iri]} if iri in values else {})}
                for (kind, iri), term in terms.items()
                if kind == "property"
            ),
            *_unlabelled(sorted(used - {short(iri) for iri in named})),
        ],
        "concepts": [term for (kind, _), term in terms.items() if kind == "concept"],
    }
    return json.dumps(found, ensure_ascii=False)


def _terms(found: Sequence[Row]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return each term by kind and IRI, with its labels by language."""
    terms: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found:
        kind, node, label = (row[key] for key in ("kind", "term", "label"))
        if isinstance(node, NamedNode) and isinstance(kind, Literal) and isinstance(label, Literal):
            key = (kind.value, node.value)
            term = terms.setdefault(key, {"name": short(node.value), "label": {}})
            term["label"][label.language or ""] = label.value
    return terms


def _unlabelled(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return properties of other vocabularies, of which the graph holds no label."""
    return [{"name": name, "label": {}} for name in names]


_SCHEMA = PerSnapshot(_schema)
