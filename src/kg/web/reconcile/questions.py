"""What a request asks, read from its JSON; anything malformed is a Problem that says where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from kg.namespaces import VNRC
from kg.reconcile.dates import Span, read_span
from kg.reconcile.matching import DATE, Lookup
from kg.web.problems import Problem

LONGEST_TEXT = 500
"""Code points of the longest text that may be a name; of a longer one, nothing is found."""
MOST_CANDIDATES = 50
_USUAL_CANDIDATES = 10
_MOST_CONDITIONS = 20
_MOST_VALUES = 5
_MOST_TYPES = 50


@dataclass(frozen=True)
class Extension:
    """What a table is to be given: a row for each id, a column for each property."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_queries(text: str, most: int) -> dict[str, Lookup]:
    """Return the queries of a batch by their keys, at most `most`; raises Problem."""
    batch = _object(_parse(text, "queries"), "`queries`")
    if len(batch) > most:
        raise _too_many(f"`queries` holds {len(batch)} queries", most)
    return {key: _lookup(query, f"query {key[:40]!r}") for key, query in batch.items()}


def read_extension(text: str, most: int) -> Extension:
    """Return what `extend` asks, for at most `most` things; raises Problem."""
    asked = _object(_parse(text, "extend"), "`extend`")
    ids = [_text(item, "an id") for item in _list(asked.get("ids"), "`ids`")]
    properties = [
        _text(_object(item, "a property").get("id"), "the id of a property")
        for item in _list(asked.get("properties"), "`properties`")
    ]
    for found in (ids, properties):
        if len(found) > most:
            raise _too_many(f"`extend` names {len(found)} things or properties", most)
    return Extension(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(properties)))


def _lookup(value: object, where: str) -> Lookup:
    query = _object(value, where)
    text = _text(query.get("query", ""), f"`query` of {where}")
    conditions = _conditions(query.get("properties"), where)
    dates = conditions.pop(DATE, ())
    return Lookup(
        text=text if len(text) <= LONGEST_TEXT else "",
        types=_types(query.get("type"), where),
        date=_date(dates),
        conditions=conditions,
        limit=_limit(query.get("limit"), where),
    )


def _types(value: object, where: str) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if len(found) > _MOST_TYPES:
        raise _too_many(f"`type` of {where} names {len(found)} classes", _MOST_TYPES)
    ids = (item.get("id") if isinstance(item, dict) else item for item in found)
    return tuple(_text(item, f"`type` of {where}").removeprefix(VNRC) for item in ids)


def _limit(value: object, where: str) -> int:
    if value is None:
        return _USUAL_CANDIDATES
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _bad(f"`limit` of {where} is no whole number above 0")
    return min(value, MOST_CANDIDATES)


def _conditions(value: object, where: str) -> dict[str, tuple[str, ...]]:
    found = [] if value is None else _list(value, f"`properties` of {where}")
    if len(found) > _MOST_CONDITIONS:
        raise _too_many(f"{where} has {len(found)} properties", _MOST_CONDITIONS)
    conditions: dict[str, tuple[str, ...]] = {}
    for item in found:
        condition = _object(item, f"a property of {where}")
        name = _text(condition.get("pid"), f"`pid` of {where}").removeprefix(VNRC)
        given = condition.get("v")
        values = given if isinstance(given, list) else [given]
        if texts := tuple(_value(item) for item in values[:_MOST_VALUES]):
            conditions[name] = tuple(text for text in texts if text)
    return {name: values for name, values in conditions.items() if values}


def _value(value: object) -> str:
    """Return a value of a condition as text: the id of a thing, else what it says."""
    if isinstance(value, Mapping):
        value = value.get("id") or value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else ""


def _date(values: Iterable[str]) -> Span | None:
    return next((span for span in map(read_span, values) if span), None)


def _parse(text: str, name: str) -> object:
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be answered
    except RecursionError:
        raise _bad(f"`{name}` is nested too deep") from None
    except UnicodeEncodeError:
        raise _bad(f"`{name}` holds half a surrogate pair") from None
    except ValueError as error:
        raise _bad(f"`{name}` is no JSON: {error}") from None
    return value


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _bad(f"{where} is no JSON object")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise _bad(f"{where} is no JSON array")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _bad(f"{where} is no text")
    return value


def _bad(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, detail)


def _too_many(what: str, most: int) -> Problem:
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{what}; at most {most} are answered")
