"""Answers in the protocol's form: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TypeAlias

from kg.namespaces import ID, VNRC
from kg.reconcile.entity import KINDS, Entity, Property, Type
from kg.reconcile.index import Index, holds
from kg.reconcile.matching import Candidate
from kg.reconcile.properties import ADDED, CONDITIONS, Row
from kg.reconcile.spelling import words
from kg.web.dataset import TITLE

Json: TypeAlias = dict[str, object]

PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 200  # pixels
SUGGESTED = 20
"""Suggestions of one answer; `cursor` leads to the next."""


def manifest(index: Index, language: str, root: str) -> Json:
    """Return what the service says of itself; `root` is the site's address, without a slash."""
    service = f"{root}/reconcile/{language}"
    suggest = {
        name: {"service_url": service, "service_path": f"/suggest/{name}"}
        for name in ("entity", "type", "property")
    }
    usual = (index.types[name] for name in KINDS.values() if name in index.types)
    return {
        "versions": ["0.1", "0.2"],
        "name": f"{TITLE[language]} ({language})",
        "identifierSpace": str(ID),
        "schemaSpace": str(VNRC),
        "documentation": f"{root}/{language}/reconcile",
        "defaultTypes": [_typed(item, language) for item in usual],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def result(index: Index, found: Iterable[Candidate], language: str) -> Json:
    """Return the candidates of one query."""
    return {"result": [_candidate(index, item, language) for item in found]}


def _candidate(index: Index, item: Candidate, language: str) -> Json:
    return {
        **_thing(index, item.entity, language),
        "score": item.score,
        "match": item.match,
        "type": [_typed(index.types[name], language) for name in item.entity.types],
        "features": [{"id": name, "value": value} for name, value in item.features.items()],
    }


def suggested_entities(
    index: Index, prefix: str, types: Sequence[str], cursor: int, language: str
) -> Json:
    """Return the things whose names begin like `prefix`, of one of `types` where there are any."""
    fitting = (
        entity
        for entity in index.begun(prefix)
        if not types or not set(types).isdisjoint(entity.types)
    )
    found = [
        {**_thing(index, entity, language), "notable": list(entity.types[:1])}
        for entity in islice(fitting, cursor, cursor + SUGGESTED)
    ]
    return {"result": found}


def suggested_types(index: Index, prefix: str, cursor: int, language: str) -> Json:
    """Return the classes that `prefix` may mean."""
    found = index.begun_types(prefix, language)[cursor : cursor + SUGGESTED]
    return {"result": [_typed(item, language) for item in found]}


def suggested_properties(index: Index, prefix: str, cursor: int, language: str) -> Json:
    """Return the properties that `prefix` may mean, those that queries understand first."""
    every = {item.id: item for item in (*CONDITIONS, *ADDED, *index.properties.values())}
    start = words(prefix)
    found = [item for item in every.values() if holds(f"{_label(item, language)} {item.id}", start)]
    return {"result": [_property(item, language) for item in found[cursor : cursor + SUGGESTED]]}


def proposed(found: Iterable[Property], type_: str, language: str) -> Json:
    """Return the properties that a table of things of `type_` can be given."""
    return {"type": type_, "properties": [_property(item, language) for item in found]}


def extension(index: Index, wanted: Iterable[str], rows: Mapping[str, Row], language: str) -> Json:
    """Return the columns and rows of an extension."""
    known = {**index.properties, **{item.id: item for item in ADDED}}
    meta = [
        _property(known[name], language) if name in known else {"id": name, "name": name}
        for name in wanted
    ]
    return {"meta": meta, "rows": rows}


def _thing(index: Index, entity: Entity, language: str) -> Json:
    return {
        "id": entity.id,
        "name": entity.label(language),
        "description": index.describe(entity, language),
    }


def _typed(item: Type, language: str) -> Json:
    return {"id": item.id, "name": item.labels.get(language, item.id)}


def _property(item: Property, language: str) -> Json:
    return {"id": item.id, "name": _label(item, language)}


def _label(item: Property, language: str) -> str:
    return item.labels.get(language, item.id)
