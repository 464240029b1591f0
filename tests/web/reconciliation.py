"""What Reconciliation Service API 0.2 says of its answers, as JSON Schema.

Written from the text of the specification (sections 3 to 7), and stricter than it where we are:
nothing that it does not name may be in an answer.
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
ADDRESS: Schema = {"type": "string", "pattern": r"^https?://"}


def closed(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that has these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


NAMED = closed({"id": TEXT, "name": TEXT})
ENTITY: dict[str, Schema] = {"id": TEXT, "name": TEXT, "description": {"type": "string"}}
SUGGESTER = closed({"service_url": ADDRESS, "service_path": {"type": "string", "pattern": "^/"}})
TEMPLATE: Schema = {"type": "string", "pattern": r"^https?://[^{]*\{\{id\}\}[^{]*$"}

MANIFEST = closed(
    {
        "versions": {**listed(TEXT), "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": ADDRESS,
        "schemaSpace": ADDRESS,
        "documentation": ADDRESS,
        "defaultTypes": {**listed(NAMED), "uniqueItems": True},
        "view": closed({"url": TEMPLATE}),
        "preview": closed(
            {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}
        ),
        "suggest": closed({"entity": SUGGESTER, "type": SUGGESTER, "property": SUGGESTER}),
        "extend": closed({"propose_properties": SUGGESTER, "property_settings": {"const": []}}),
    }
)

CANDIDATE = closed(
    {
        **ENTITY,
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": listed(NAMED),
        "features": listed(closed({"id": TEXT, "value": {"type": ["number", "boolean"]}})),
    }
)
RESULTS: Schema = {
    "type": "object",
    "additionalProperties": closed({"result": listed(CANDIDATE)}),
}

SUGGESTED_ENTITIES = closed({"result": listed(closed({**ENTITY, "notable": listed(TEXT)}))})
SUGGESTED = closed({"result": listed(NAMED)})
PROPOSED = closed(
    {"type": {"type": "string"}, "limit": {"type": "integer"}, "properties": listed(NAMED)}
)

VALUE: Schema = {
    "oneOf": [
        NAMED,
        closed({"str": {"type": "string"}}),
        closed({"int": {"type": "integer"}}),
        closed({"float": {"type": "number"}}),
        closed({"date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}}),
    ]
}
EXTENSION = closed(
    {
        "meta": listed(NAMED),
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": listed(VALUE)},
        },
    }
)


def check(answer: object, schema: Schema) -> None:
    """Raise where `answer` is not what the specification says."""
    Draft202012Validator(schema).validate(answer)
