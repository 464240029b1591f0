"""Facts that people wrote down as JSON, one file an article (the form is in README.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.read.places import existences
from kg.score import names
from kg.score.items import Facts, Item, Measure, item

_Annotation = Mapping[str, Any]


def read_annotation(path: Path) -> Facts:
    """Return the facts of the annotation in `path`; its article is named by the file.

    What stands under a name that ends in `_optional` is neither missed nor spurious; a list that is
    not there was not annotated, and its measures are not counted. Raises KgError where the file is
    not of the form.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KgError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise KgError(f"{path}: is not JSON in UTF-8: {error}") from None
    try:
        items = {
            measure: tuple(read(content))
            for measure, (annotated, read) in _READERS.items()
            if annotated in content or f"{annotated}_optional" in content
        }
        agreements = [*content.get("agreements", ()), *content.get("agreements_optional", ())]
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        problem = f"{type(error).__name__}: {error}"
        raise KgError(f"{path}: is not an annotation of an article ({problem})") from None
    has_agreement = "agreements" not in content or any(
        agreement.get("in_scope", True) for agreement in agreements
    )
    return Facts(path.stem, plain=True, items=items, traps=() if has_agreement else ("agreement",))


def _both(content: _Annotation, name: str) -> Iterator[tuple[Any, bool]]:
    """Yield what stands under `name`, and under its optional twin, with whether it is optional."""
    yield from ((value, False) for value in content.get(name, ()))
    yield from ((value, True) for value in content.get(f"{name}_optional", ()))


def _place(value: _Annotation) -> tuple[int, int] | None:
    span = value.get("span")
    return (int(span[0]), int(span[1])) if span else None


def _unit(name: str) -> str:
    return names.plain_unit(names.slug(name))


def _provinces(content: _Annotation) -> Iterator[Item]:
    for name, optional in _both(content, "provinces"):
        yield item(_unit(name), shown=name, optional=optional)


def _persons(content: _Annotation) -> Iterator[Item]:
    seen: set[str] = set()
    for value, optional in _both(content, "persons"):
        key = names.person(value["name"])
        if key not in seen:
            seen.add(key)
            yield item(key, shown=value["name"], optional=optional, place=_place(value))


def _offices(content: _Annotation, *, in_units: bool) -> Iterator[Item]:
    national = {names.words(body) for body in names.rules()["national"]}
    for value, optional in _both(content, "persons"):
        title, body = value["office"], value["org"]
        person = names.person(value["name"])
        unit = "" if names.words(body) in national else _unit(body)
        # An office whose body has no unit may have the body's name in its title.
        titles = {names.office(f"{title} {end}") for end in ("", body, _without_level(body))}
        ends = {f" in {unit}"}
        if unit not in _provinces_known() or _is_district(body):
            # A ministry, a company, a province abroad, a district: graphs give the office no unit.
            ends.add(" in ")
        keys = (
            [f"{person}: {office}{end}" for office in titles for end in ends]
            if in_units
            else [f"{person}: {office}" for office in titles]
        )
        shown = f"{value['name']}: {title}" + (f", {body}" if in_units else "")
        yield item(*keys, shown=shown, subject=person, optional=optional, place=_place(value))


@cache
def _provinces_known() -> set[str]:
    return {_unit(name) for name in existences()}


def _is_district(body: str) -> bool:
    """Tell whether `body` is a district, or a city or town of a province (`thành phố Lào Cai`)."""
    level = next((word for word in _LEVELS if body.startswith(f"{word} ")), "")
    kinds = {item.kind for item in existences().get(body.removeprefix(f"{level} "), ())}
    return bool(level) and not (level == "thành phố" and level in kinds)


def _without_level(body: str) -> str:
    return next((body[len(word) + 1 :] for word in _LEVELS if body.startswith(f"{word} ")), body)


_LEVELS = ("huyện", "quận", "thị xã", "thành phố")


def _dates(content: _Annotation) -> Iterator[Item]:
    days = [event["date"] for event in content.get("events", ()) if event.get("date")]
    for stated, optional in _both(content, "dates"):
        known = next((day for day in days if day.endswith(stated.removeprefix("-"))), stated)
        day = date.fromisoformat(known) if re.fullmatch(r"\d{4}-\d\d-\d\d", known) else None
        yield item(stated, optional=optional, subject=stated[-5:], day=day)


def _periods(content: _Annotation) -> Iterator[Item]:
    said: dict[str, bool] = {}
    for period, optional in _both(content, "periods"):
        said.setdefault(period, optional)
    for agreement, _ in _both(content, "agreements"):
        for period in (agreement.get("period"), *_listed(agreement.get("period_alt"))):
            if period:
                said.setdefault(period, True)
    for period, optional in said.items():
        yield item(period, optional=optional)


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _agreements(
    content: _Annotation, detail: Callable[[_Annotation], Iterable[str]]
) -> Iterator[Item]:
    for value, optional in _both(content, "agreements"):
        if not value.get("in_scope", True):
            continue
        ways = [value["parties"], *value.get("parties_alt", ())]
        parties = ["+".join(sorted(map(_unit, way))) for way in ways]
        ends = [*detail(value)]
        shown = f"{' + '.join(value['parties'])} {ends[0]}".rstrip()
        keys = [way + end for way in parties for end in ends]
        yield item(*keys, shown=shown, subject=parties[0], optional=optional, place=_place(value))


def _no_detail(_: _Annotation) -> list[str]:
    return [""]


def _period_detail(value: _Annotation) -> list[str]:
    periods = [value.get("period") or "no period", *_listed(value.get("period_alt"))]
    return [f" ({period})" for period in periods]


def _kind_detail(value: _Annotation) -> list[str]:
    return [f" ({kind})" for kind in (value["type"], *_listed(value.get("type_alt")))]


def _areas(content: _Annotation) -> Iterator[Item]:
    for area, optional in _both(content, "cooperation_areas"):
        # What annotators had no name for can be any area: it is neither missed nor spurious.
        yield item(area, optional=optional or area == "other")


def _projects(content: _Annotation) -> Iterator[Item]:
    for value, optional in _both(content, "projects"):
        forms = names.names_of_projects([value["name"]])
        yield item(*sorted(forms), shown=value["name"], optional=optional)


def _figures(content: _Annotation) -> Iterator[Item]:
    for value, optional in _both(content, "indicators"):
        number = figure(Decimal(str(value["value"])), value["unit"])
        shown = f"{value['value']} {value['unit']} ({value['what']})"
        yield item(number, shown=shown, subject=number.split(" ")[0], optional=optional)


def figure(value: Decimal, unit: str) -> str:
    """Return a number with its unit of measure in comparable form; a rate counts as its unit."""
    return f"{value.normalize():f} {names.words(unit.partition('/')[0])}"


_READERS: dict[Measure, tuple[str, Callable[[_Annotation], Iterable[Item]]]] = {
    Measure.PROVINCES: ("provinces", _provinces),
    Measure.PERSONS: ("persons", _persons),
    Measure.OFFICES: ("persons", lambda content: _offices(content, in_units=False)),
    Measure.OFFICES_IN_UNITS: ("persons", lambda content: _offices(content, in_units=True)),
    Measure.DATES: ("dates", _dates),
    Measure.PERIODS: ("periods", _periods),
    Measure.PARTIES: ("agreements", lambda content: _agreements(content, _no_detail)),
    Measure.PARTIES_IN_PERIODS: (
        "agreements",
        lambda content: _agreements(content, _period_detail),
    ),
    Measure.KINDS: ("agreements", lambda content: _agreements(content, _kind_detail)),
    Measure.AREAS: ("cooperation_areas", _areas),
    Measure.PROJECTS: ("projects", _projects),
    Measure.FIGURES: ("indicators", _figures),
}
"""How each measure is read, and from which list."""
