"""Search: a page of what is found, in groups by kind, and suggestions while one types."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from kg.namespaces import KINDS
from kg.questions import LANGUAGES
from kg.site.addresses import local
from kg.site.finding import count, find, suggest
from kg.site.labels import Label, Labels, look_up, plain
from kg.site.layout import LANGUAGE, render
from kg.site.texts import family, text
from kg.store.search import THINGS, Group, Hit
from kg.store.text import CONCEPT, LABEL, OTHER, QUESTION, TERM
from kg.text.fold import find_words, words
from kg.web.site import site

blueprint = Blueprint("search", __name__)

MOST_SUGGESTED = 8
_LONGEST = 200  # characters of a query
_OF_EACH = 4  # hits of each kind where all kinds are shown
_PAGE = 25  # hits of one kind
_AROUND = 70  # characters of a text on each side of what matched

_ORDER = (*THINGS, *(kind for kind in KINDS if kind not in THINGS), OTHER)


@dataclass(frozen=True)
class Found:
    """A thing as the page shows it; `excerpt` is what matched where that is not its label."""

    label: Label
    marked: Markup
    url: str | None
    excerpt: Markup | None
    language: str | None


@dataclass(frozen=True)
class Shown:
    """A group of the page: what the kind is called, how many there are, and the first of them."""

    kind: str
    title: str
    total: int
    found: Sequence[Found]


@blueprint.get(f"/{LANGUAGE}/search")
def search(language: str) -> Response:
    """Show what `q` finds: some of each kind, or of `kind` alone page by page."""
    query, kind = _query(), request.args.get("kind", "")
    page = max(request.args.get("page", 1, type=int), 1)
    groups: list[Group] = []
    totals: Mapping[str, int] = {}
    if query:
        totals = count(query)
        many = kind in totals
        page = min(page, -(-totals[kind] // _PAGE)) if many else 1
        offset = (page - 1) * _PAGE
        groups = find(
            query, kind=kind if many else "", limit=_PAGE if many else _OF_EACH, offset=offset
        )
    kinds = [(name, _title(name, language), totals[name]) for name in sorted(totals, key=_rank)]
    title = (
        text(language, "search.title_for", query=query) if query else text(language, "search.title")
    )
    return render(
        "search.html",
        language=language,
        title=title,
        query=query,
        kind=kind if kind in totals else "",
        kinds=kinds,
        total=sum(totals.values()),
        groups=list(_shown(groups, query, language)),
        page=page,
        size=_PAGE,
    )


@blueprint.get("/-/suggest")
def suggestions() -> Response:
    """Return what the names of things that fit `q` are, as JSON, in the language `lang`.

    Each has `text` (what it is called in `lang`), `match` (by what it was found, where that is
    another name), `kind` (in words) and `url`.
    """
    language = request.args.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    hits = suggest(_query(), limit=MOST_SUGGESTED)
    labels = look_up(language, {hit.iri for hit in hits})
    body = [_suggestion(hit, labels, language) for hit in hits]
    response = Response(json.dumps(body, ensure_ascii=False), content_type="application/json")
    response.headers["KG-Snapshot"] = site().pool.snapshot.id
    response.headers["Cache-Control"] = "no-cache"
    return response


def _suggestion(hit: Hit, labels: Labels, language: str) -> Mapping[str, str | None]:
    label, match = _label(hit, labels, language), plain(hit.text)
    return {
        "text": label.text,
        "lang": label.language,
        "match": match if match != label.text and hit.lang in ("", language) else None,
        "kind": _title(hit.kind, language),
        "url": local(hit.iri, language),
    }


def _label(hit: Hit, labels: Labels, language: str) -> Label:
    """Return what a thing is called; a saved question, by its title."""
    if hit.kind == QUESTION:
        number = hit.iri.rpartition("/")[2]
        titles = (item.title(language) for item in site().questions if item.number == number)
        return Label(next(titles, plain(hit.text)), language)
    return labels[hit.iri]


def _query() -> str:
    """Return what was asked for, composed (NFC) and without blanks around it."""
    return unicodedata.normalize("NFC", request.args.get("q", ""))[:_LONGEST].strip()


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _title(kind: str, language: str) -> str:
    """Return what a kind is called."""
    if f"kind_{kind}" in family("things"):
        return text(language, f"things.kind_{kind}")
    own = kind if kind in (CONCEPT, TERM, QUESTION) else OTHER
    return text(language, f"search.{own}")


def _shown(groups: Sequence[Group], query: str, language: str) -> Iterator[Shown]:
    labels = look_up(language, {hit.iri for group in groups for hit in group.hits})
    sought = words(query)
    for group in sorted(groups, key=lambda group: _rank(group.kind)):
        found = [_found(hit, labels, sought, language) for hit in group.hits]
        yield Shown(group.kind, _title(group.kind, language), group.total, found)


def _found(hit: Hit, labels: Labels, sought: Sequence[str], language: str) -> Found:
    matched = plain(hit.text)
    label = _label(hit, labels, language)
    same = label.text == matched or (hit.source == LABEL and bool(find_words(label.text, sought)))
    return Found(
        label=label,
        marked=_marked(label.text, sought),
        url=local(hit.iri, language),
        excerpt=None if same else _excerpt(matched, sought),
        language=hit.lang or None,
    )


def _marked(said: str, sought: Sequence[str]) -> Markup:
    """Return `said`, escaped, with what matched inside `mark` elements."""
    parts: list[str | Markup] = []
    after = 0
    for start, end in find_words(said, sought):
        parts += [escape(said[after:start]), Markup("<mark>{}</mark>").format(said[start:end])]
        after = end
    return Markup("").join([*parts, escape(said[after:])])


def _excerpt(said: str, sought: Sequence[str]) -> Markup:
    """Return the part of `said` around what matched first, with all that matched in it marked."""
    places = find_words(said, sought)
    first, last = places[0] if places else (0, 0)
    start, end = max(first - _AROUND, 0), min(last + _AROUND, len(said))
    start = said.rfind(" ", 0, start) + 1 if start else 0
    end = said.find(" ", end) if " " in said[end:] else len(said)
    head, tail = "… " if start else "", " …" if end < len(said) else ""
    return Markup("{}{}{}").format(head, _marked(said[start:end], sought), tail)
