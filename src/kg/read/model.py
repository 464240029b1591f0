"""A second extractor, as an example: a language model behind an OpenAI-compatible address.

It is off unless `KG_MODEL_URL` names the address, and asks nothing of any other. The model tells
persons and agreements, each with the words that say so. An answer that is not of the form of
`rules/answer.schema.json` is refused; every quotation is looked up in the text, and what it cannot
point to is dropped: a person, an office, a province or a year that the text does not name. The rest
of the draft is that of the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from kg.config import Settings
from kg.errors import KgError
from kg.read.draft import Agreement, Draft, Office, Person, Span, Time
from kg.read.form import matching_form
from kg.read.offices import Post, posts
from kg.read.places import existences, key_of, places
from kg.read.reader import read as read_by_rules
from kg.read.zones import zone_at
from kg.text.normal import normalise

_OK = 200
_TASK = (
    "You read a Vietnamese news article about cooperation between provinces. "
    "Answer with JSON only, of the given schema. "
    "Every quote is copied from the article, letter by letter. "
    "Name offices and provinces in Vietnamese, offices without the province. "
    "State nothing that the article does not say; a year that it does not give is null. "
    "Mergers, visits and agreements with foreign partners or companies are no agreements between "
    "provinces."
)


@cache
def schema() -> dict[str, Any]:
    """Return the JSON schema of an answer."""
    text = files("kg.read.rules").joinpath("answer.schema.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def read(
    text: str,
    *,
    published: date | None = None,
    publisher: str | None = None,
    title: str | None = None,
    address: str | None = None,
) -> Draft:
    """Return the draft of `text` with persons and agreements as the model tells them.

    Raises KgError where no address is set, where it does not answer, or not in the form asked for.
    """
    settings = Settings.load()
    draft = read_by_rules(
        text, published=published, publisher=publisher, title=title, address=address
    )
    text = normalise(text)
    answer = _answer(text, settings)
    keys = {unit.name: unit.key for unit in draft.units}
    finder = _Finder(text, draft)
    persons = tuple(_persons(answer["persons"], finder, keys))
    agreements = tuple(_agreements(answer["agreements"], finder, keys))
    kept = {agreement.key for agreement in agreements}
    named = {person.key for person in persons}
    return replace(
        draft,
        persons=persons,
        agreements=agreements,
        events=tuple(
            replace(
                event,
                participations=tuple(p for p in event.participations if p.person in named),
            )
            for event in draft.events
        ),
        commitments=tuple(
            replace(c, agreement=c.agreement if c.agreement in kept else None)
            for c in draft.commitments
        ),
        proposals=tuple(p for p in draft.proposals if set(p.proposers) <= named),
    )


def _answer(text: str, settings: Settings) -> Mapping[str, Any]:
    """Return what the model answers, held to the schema."""
    if not settings.model_url:
        raise KgError("no language model is set: KG_MODEL_URL names the address of one")
    headers = {"Authorization": f"Bearer {settings.model_key}"} if settings.model_key else {}
    form = {"name": "facts", "strict": True, "schema": schema()}
    request = {
        "model": settings.model_name,
        "temperature": 0,
        "messages": [{"role": "system", "content": _TASK}, {"role": "user", "content": text}],
        "response_format": {"type": "json_schema", "json_schema": form},
    }
    address = settings.model_url.rstrip("/") + "/chat/completions"
    try:
        with httpx.Client(timeout=settings.model_timeout, trust_env=False) as client:
            response = client.post(address, json=request, headers=headers)
        if response.status_code != _OK:
            raise KgError(f"{address} answers {response.status_code}")
        content = json.loads(response.json()["choices"][0]["message"]["content"])
    except httpx.HTTPError as error:
        raise KgError(f"{address} does not answer: {error or type(error).__name__}") from None
    except (ValueError, KeyError, IndexError, TypeError):
        raise KgError(f"{address} answers with something else than asked for") from None
    problem = next(Draft202012Validator(schema()).iter_errors(content), None)
    if problem is not None:
        where = "/".join(map(str, problem.absolute_path)) or "the answer"
        raise KgError(f"{address} answers out of form, at {where}: {problem.message[:200]}")
    found: Mapping[str, Any] = content
    return found


class _Finder:
    """Looks quotations up in the text, whatever the kind of its blanks, dashes and tone marks."""

    def __init__(self, text: str, draft: Draft) -> None:
        self.form = matching_form(text)
        self.zones = draft.article.zones

    def find(self, quote: str) -> Span | None:
        """Return where the text says `quote`; None where it does not."""
        wanted = matching_form(normalise(quote)).strip()
        start = self.form.find(wanted) if wanted else -1
        if start < 0:
            return None
        return Span(start, start + len(wanted), zone_at(self.zones, start))


def _persons(
    told: list[Mapping[str, Any]], finder: _Finder, keys: Mapping[str, str]
) -> Iterator[Person]:
    seen: set[str] = set()
    for item in told:
        span = finder.find(item["name"])
        offices = tuple(_offices(item, finder, keys))
        key = key_of(item["name"])
        if span is not None and offices and key and key not in seen:
            seen.add(key)
            name = normalise(item["name"]).strip()
            yield Person(key=key, name=name, offices=offices, span=span, mentions=(span,))


def _offices(item: Mapping[str, Any], finder: _Finder, keys: Mapping[str, str]) -> Iterator[Office]:
    name = matching_form(normalise(item["name"])).strip()
    for told in item["offices"]:
        span = finder.find(told["quote"])
        province = _plain(told["province"])
        if span is None or name not in finder.form[span.start : span.end]:
            continue
        if told["province"] and province not in keys:
            continue  # the text does not name this province
        post = _post(told["title"])
        if post is not None:
            yield Office(
                title=post.title,
                rank=post.rank,
                role=post.role,
                body=post.body,
                body_kind=post.kind,
                unit=keys[province] if province else None,
                former=post.former,
                span=span,
            )


def _post(title: str) -> Post | None:
    form = matching_form(normalise(title))
    found = posts(form, places(form), ())
    return found[0] if found else None


def _plain(name: str | None) -> str | None:
    """Return the plain name of a province, however it is written; None where it is none."""
    if not name:
        return None
    form = matching_form(normalise(name))
    found = next((place.name for place in places(form) if place.kind == "unit"), form)
    return found if found in existences() else None


def _agreements(
    told: list[Mapping[str, Any]], finder: _Finder, keys: Mapping[str, str]
) -> Iterator[Agreement]:
    for number, item in enumerate(told, 1):
        span = finder.find(item["quote"])
        names = dict.fromkeys(map(_plain, item["parties"]))
        if span is None or len(names) < 2 or not all(name in keys for name in names):  # noqa: PLR2004
            continue
        yield Agreement(
            key=f"{number:02}-{item['kind']}",
            kind=item["kind"],
            parties=tuple(keys[name] for name in names if name),
            period=_period(item, finder, span),
            status=item["status"],
            signed=None,
            span=span,
        )


def _period(item: Mapping[str, Any], finder: _Finder, span: Span) -> Time | None:
    """Return the period whose years stand in the quotation; None where one does not."""
    years = [item["first_year"], item["last_year"]]
    words = finder.form[span.start : span.end]
    if not any(years) or any(year and str(year) not in words for year in years):
        return None
    first, last = years
    if first and last and last < first:
        return None
    return Time(
        span=span,
        stated=words,
        edtf=f"{first or ''}/{last or ''}",
        earliest=date(first, 1, 1) if first else None,
        latest=date(last, 12, 31) if last else None,
        period=True,
    )
