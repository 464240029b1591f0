"""Reading: the text of an article becomes a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from kg.read import agreements, areas, content, events, parties, people, times, zones
from kg.read.deeds import deeds
from kg.read.draft import (
    Agreement,
    Area,
    Article,
    District,
    Draft,
    Event,
    Person,
    Span,
    Time,
    Unit,
)
from kg.read.form import matching_form
from kg.read.names import candidates
from kg.read.offices import posts
from kg.read.persons import mentions
from kg.read.places import Place, existence, existences, key_of, places
from kg.read.sentences import Sentence, sentences
from kg.text.fold import fold
from kg.text.normal import digest, normalise

_SIGNED = re.compile(r"(?<!\w)(?:ký kết|ký|trao đổi biên bản|trao biên bản)(?!\w)")
_NOT_SIGNED = re.compile(r"(?<!\w)(?:chủ trì|chứng kiến|hội nghị ký|lễ ký|dự lễ|được ký)(?!\w)")
_TIMESTAMP = "timestamp"
_STAMP_LINES = 3
_PAPER = re.compile(r"(?:^|\n|\(|Theo )(?:Báo(?: điện tử)?|Đài [\w -]{2,30}?)\s+$")
_DATELINE = re.compile(r"\s*(?:-|\)|\.?\s*(?:\n|$))")
_HUE_IS_A_CITY = date(2025, 1, 1)


def read(
    text: str,
    *,
    published: date | None = None,
    publisher: str | None = None,
    title: str | None = None,
    address: str | None = None,
) -> Draft:
    """Return what the rules find in the text of an article.

    What is known of the article from elsewhere (day of publication, publisher, title, address) may
    be given; a day of publication that stands in the text is found there.
    """
    text = normalise(text)
    form = matching_form(text)
    lower = _lower(form)
    zone_list = zones.split(form, title)
    published, page_date = _published(form, zone_list, published)
    told = sentences(form, zone_list, zones.TEXT_ZONES)
    named = [p for p in places(form) if zones.zone_at(zone_list, p.start) in zones.TEXT_ZONES]
    days = times.days(form, zone_list, published)
    spans = times.periods(form, zone_list)
    groups = parties.groups(form, named)
    keys = _keys(published)
    main = _main(form, groups, title, named)
    home = home_unit(publisher, address) or _home_in_text(form, named)
    persons = _persons(
        form,
        text,
        named,
        told,
        people.Setting(people.sides(form, named, zone_list, main), home, main, named),
        keys,
    )
    context = agreements.Context(
        form,
        lower,
        told,
        groups,
        parties.references(form),
        _in_text(spans),
        main,
        home,
        _is_abroad(named, zone_list),
    )
    agreed = _agreements(context, agreements.agreements(context), persons, days, keys)
    cues = areas.cues(lower, told)
    done = deeds(lower, told, cues, persons, [item.key for item in agreed], days)
    happened = events.event(
        events.Told(form, lower, told), _in_text(days), groups, named, persons, keys
    )
    return Draft(
        article=_article(text, zone_list, published, page_date, publisher, title, address),
        events=(happened,) if happened else (),
        agreements=agreed,
        persons=persons,
        units=_units(named, zone_list, keys),
        districts=_districts(named, zone_list, keys),
        times=tuple(time for time in (*days, *spans) if time.zone not in ("teaser",)),
        areas=tuple(
            Area(concept=cue.concept, span=Span(cue.start, cue.end, told[cue.sentence].zone))
            for cue in cues
        ),
        projects=tuple(content.projects(form, told)),
        figures=tuple(content.figures(form, told, named, keys, main)),
        documents=tuple(content.documents(form, told, days)),
        commitments=done.commitments,
        proposals=done.proposals,
        activities=done.activities,
        limitations=tuple(content.limitations(lower, told)),
    )


def _lower(form: str) -> str:
    lower = form.lower()
    if len(lower) != len(form):  # a letter whose small form is longer, as İ
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in form)
    return lower


def _in_text(found: Sequence[Time]) -> list[Time]:
    return [time for time in found if time.zone in zones.TEXT_ZONES]


def _published(
    form: str, zone_list: Sequence[Span], published: date | None
) -> tuple[date | None, Span | None]:
    """Return the day of publication, as given or as stated, and the clock of the page if any.

    A day in the headline's line or right after it is that of publication; one before it may be a
    clock.
    """
    headline = next((i for i, zone in enumerate(zone_list) if zone.zone == "headline"), None)
    stamps = [
        (index, time.earliest)
        for index, zone in enumerate(zone_list)
        if zone.zone in (_TIMESTAMP, "headline")
        for time in times.days(zone.of(form), (), None)
        if time.earliest is not None and time.earliest == time.latest
    ]
    if headline is None:
        return published, zone_list[stamps[0][0]] if stamps else None
    before = [index for index, _ in stamps if index < headline]
    after = [day for index, day in stamps if headline <= index <= headline + _STAMP_LINES]
    return published or (after[0] if after else None), zone_list[before[0]] if before else None


def _is_abroad(named: Sequence[Place], zone_list: Sequence[Span]) -> bool:
    """Tell whether the headline or the lead names a place abroad."""
    opening = [zone for zone in zone_list if zone.zone in ("headline", "lead")]
    return any(
        place.kind == "foreign" and zone.start <= place.start < zone.end
        for place in named
        for zone in opening
    )


def _keys(day: date | None) -> dict[str, str]:
    """Return the key of the legal existence of every province on a day, by its plain name."""
    keys = {name: existence(name, day).key for name in existences()}
    if day is None or day < _HUE_IS_A_CITY:
        keys["Huế"] = keys["Thừa Thiên Huế"]
    return keys


def _main(
    form: str, groups: Sequence[parties.Group], title: str | None, named: Sequence[Place]
) -> tuple[str, ...]:
    main = parties.main_parties(form, groups, len(form))
    if not main and title:
        title_form = matching_form(title)
        main = parties.main_parties(
            title_form, parties.groups(title_form, places(title_form)), len(title_form)
        )
    if not main:
        counted = [place.name for place in named if place.kind == "unit" and not place.weak]
        main = tuple(dict.fromkeys(counted))[:1]
    return main


def home_unit(publisher: str | None, address: str | None) -> str | None:
    """Return the plain name of the province whose paper has published the article, if it is one."""
    if publisher:
        for place in places(matching_form(publisher)):
            if place.kind == "unit":
                return place.name
    host = fold(urlsplit(address).hostname or "") if address else ""
    for name in existences():
        if key_of(name).replace("-", "") in host.replace("-", ""):
            return name
    return None


def _home_in_text(form: str, named: Sequence[Place]) -> str | None:
    """Return the province whose paper is named where an article names its own ("Báo Điện Biên -")."""
    for place in named:
        before = form[max(0, place.start - 24) : place.start]
        if _PAPER.search(before) and _DATELINE.match(form, place.end):
            return place.name
    return None


def _persons(
    form: str,
    text: str,
    named: Sequence[Place],
    told: Sequence[Sentence],
    setting: people.Setting,
    keys: dict[str, str],
) -> tuple[Person, ...]:
    names = candidates(form, named)
    sure = [(name.start, name.end) for name in names if name.sure]
    found = mentions(form, told, names, posts(form, named, sure))
    return people.persons(text, found, told, setting, keys)


def _agreements(
    context: agreements.Context,
    found: Sequence[agreements.Found],
    persons: Sequence[Person],
    days: Sequence[Time],
    keys: dict[str, str],
) -> tuple[Agreement, ...]:
    result = []
    for item in found:
        signatories = _signatories(context, item, persons) if item.status == "new" else ()
        sentence = context.sentences[item.sentence]
        signed = (
            next((d for d in days if sentence.start <= d.span.start < sentence.end), None)
            if item.status == "new"
            else None
        )
        names = "-".join(key_of(name) for name in item.parties[:3])
        years = item.period.edtf.strip("/").replace("/", "-") if item.period else ""
        result.append(
            Agreement(
                key="-".join(part for part in (names, item.kind, years) if part),
                kind=item.kind,
                parties=tuple(keys[name] for name in item.parties),
                period=item.period,
                status=item.status,
                signed=signed,
                open_ended=bool(item.period and item.period.open_ended),
                signatories=signatories,
                title=item.span,
                span=Span(sentence.start, sentence.end, sentence.zone),
            )
        )
    return tuple(result)


def _signatories(
    context: agreements.Context, item: agreements.Found, persons: Sequence[Person]
) -> tuple[str, ...]:
    """Return who is said to sign: persons named before the verb in the same sentence."""
    signers: dict[str, None] = {}
    for mention in item.mentions:
        sentence = next(s for s in context.sentences if s.start <= mention.start < s.end)
        before = context.lower[sentence.start : mention.start]
        verb = list(_SIGNED.finditer(before))
        if not verb or _NOT_SIGNED.search(before):
            continue
        for person in persons:
            for place in person.mentions:
                if sentence.start <= place.start < sentence.start + verb[-1].start():
                    signers[person.key] = None
    return tuple(signers)


def _units(
    named: Sequence[Place], zone_list: Sequence[Span], keys: dict[str, str]
) -> tuple[Unit, ...]:
    found: dict[str, list[Span]] = {}
    for place in named:
        if place.kind == "unit" and not place.weak and not _is_past(place):
            span = Span(place.start, place.end, zones.zone_at(tuple(zone_list), place.start))
            found.setdefault(place.name, []).append(span)
    return tuple(
        Unit(key=keys[name], name=name, span=spans[0], mentions=tuple(spans))
        for name, spans in found.items()
    )


def _is_past(place: Place) -> bool:
    """Tell whether the name is of a province of before 1997, and not called one where it stands."""
    last = existences()[place.name][-1].ends
    return last is not None and last.year < 1997 and place.head == place.start  # noqa: PLR2004


def _districts(
    named: Sequence[Place], zone_list: Sequence[Span], keys: dict[str, str]
) -> tuple[District, ...]:
    found: dict[str, District] = {}
    for place in named:
        if place.kind != "district":
            continue
        key = key_of(place.name)
        if any(key_of(name) == key for name in existences()):
            key = key_of(f"{place.level} {place.name}")
        span = Span(place.start, place.end, zones.zone_at(tuple(zone_list), place.start))
        unit = keys.get(place.province) if place.province else None
        if key not in found or (found[key].unit is None and unit):
            found[key] = District(key=key, name=place.name, kind=place.level, unit=unit, span=span)
    return tuple(found.values())


def _article(  # noqa: PLR0913 - what is known of an article
    text: str,
    zone_list: tuple[Span, ...],
    published: date | None,
    page_date: Span | None,
    publisher: str | None,
    title: str | None,
    address: str | None,
) -> Article:
    headline = next((zone for zone in zone_list if zone.zone == "headline"), None)
    sha256 = digest(text)
    return Article(
        key=sha256[:12],
        title=title or (headline.of(text) if headline else None),
        publisher=publisher,
        published=published,
        address=address,
        sha256=sha256,
        length=len(text),
        zones=zone_list,
        byline=next((zone for zone in zone_list if zone.zone == "byline"), None),
        page_date=page_date,
    )


__all__ = ["Event", "home_unit", "read"]
