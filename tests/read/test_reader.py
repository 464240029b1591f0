"""Articles of our own, one a difficulty: what stands in them is what is drafted."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.read.draft import Draft
from kg.read.places import existences
from kg.read.reader import read
from kg.text.normal import normalise

ARTICLES = sorted(Path(__file__).with_name("articles").glob("*.txt"))
NAMES = {item.key: name for name, items in existences().items() for item in items}


def drafted(path: Path) -> tuple[str, Draft, dict[str, Any]]:
    text = normalise(path.read_text(encoding="utf-8"))
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    published = expected.pop("published", None)
    return text, read(text, published=published and date.fromisoformat(published)), expected


def persons(draft: Draft) -> dict[str, list[list[str | None]]]:
    return {
        person.name: [[o.title, NAMES[o.unit] if o.unit else None] for o in person.offices]
        for person in draft.persons
    }


def agreements(draft: Draft) -> list[list[Any]]:
    return [
        [a.kind, [NAMES[unit] for unit in a.parties], a.period and a.period.edtf, a.status]
        for a in draft.agreements
    ]


SHOWN: dict[str, Callable[[Draft], Any]] = {
    "persons": persons,
    "agreements": agreements,
    "provinces": lambda draft: sorted(unit.name for unit in draft.units),
    "units": lambda draft: [unit.key for unit in draft.units],
    "dates": lambda draft: [time.edtf for time in draft.times if not time.period],
    "periods": lambda draft: list(dict.fromkeys(time.edtf for time in draft.times if time.period)),
    "works": lambda draft: [project.name for project in draft.projects],
    "signatories": lambda draft: [key for a in draft.agreements for key in a.signatories],
}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_what_an_article_says_is_drafted(path: Path) -> None:
    _, draft, expected = drafted(path)
    areas = set(expected.pop("areas", ()))
    expected["provinces"] = sorted(expected.get("provinces", SHOWN["provinces"](draft)))
    assert {key: SHOWN[key](draft) for key in expected} == expected
    assert areas <= {area.concept for area in draft.areas}
