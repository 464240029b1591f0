"""Reading: the text of an article becomes a draft."""

from __future__ import annotations

import re
from collections import Counter
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
    Person,
    Span,
    Time,
    Unit,
)
from kg.read.form import matching_form
from kg.read.names import candidates
from kg.read.offices import posts
from kg.read.partners import Context
from kg.read.persons import mentions
from kg.read.places import Place, existence, existences, key_of, places
from kg.read.sentences import sentences
from kg.read.told import Told
from kg.text.fold import fold
from kg.text.normal import digest, normalise

_SIGNED = re.compile(r"(?<!\w)(?:ký kết|ký|trao đổi biên bản|trao biên bản)(?!\w)")
_NOT_SIGNED = re.compile(r"(?<!\w)(?:chủ trì|chứng kiến|hội nghị ký|lễ ký|dự lễ|được ký)(?!\w)")
_TIMESTAMP, _TEASER = "timestamp", "teaser"
_KEY_LENGTH = 12
_NAMED_IN_KEY = 3
_PAIR = 2
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
    zone_list = zones.split(form, title)
    published, page_date = _published(form, zone_list, published)
    told = _told(text, form, zone_list, published, title)
    home = home_unit(publisher, address) or _home_in_text(form, told.places)
    persons = _persons(told, home)
    agreed = _agreements(told, home, persons)
    cues = _outside_names(areas.cues(form, told.lower, told.sentences), persons)
    done = deeds(told, cues, persons, [item.key for item in agreed])
    happened = events.event(told, persons)
    return Draft(
        article=Article(
            key=digest(text)[:_KEY_LENGTH],
            title=title or next((z.of(text) for z in zone_list if z.zone == "headline"), None),
            publisher=publisher,
            published=published,
            address=address,
            sha256=digest(text),
            length=len(text),
            zones=zone_list,
            byline=next((zone for zone in zone_list if zone.zone == "byline"), None),
            page_date=page_date,
        ),
        events=(happened,) if happened else (),
        agreements=agreed,
        persons=persons,
        units=_units(told),
        districts=_districts(told),
        times=(*told.days, *told.periods),
        areas=tuple(
            Area(
                concept=cue.concept,
                span=Span(cue.start, cue.end, told.sentences[cue.sentence].zone),
            )
            for cue in cues
        ),
        projects=tuple(content.projects(form, told.sentences)),
        figures=tuple(content.figures(told)),
        documents=tuple(content.documents(form, told.sentences, told.days)),
        commitments=done.commitments,
        proposals=done.proposals,
        activities=done.activities,
        limitations=tuple(content.limitations(told.lower, told.sentences)),
    )


def _outside_names(cues: Sequence[areas.Cue], persons: Sequence[Person]) -> list[areas.Cue]:
    """Leave out what stands within a person's name, as Phạm Văn Hóa."""
    names = [mention for person in persons for mention in person.mentions]
    return [c for c in cues if not any(n.start < c.end and c.start < n.end for n in names)]


def _told(
    text: str, form: str, zone_list: tuple[Span, ...], published: date | None, title: str | None
) -> Told:
    """Return what everything else is read from."""
    named = [p for p in places(form) if zones.zone_at(zone_list, p.start) in zones.TEXT_ZONES]
    groups = parties.groups(form, named)
    days = times.days(form, zone_list, published)
    spans = times.periods(form, zone_list)
    return Told(
        text=text,
        form=form,
        lower=_lower(form),
        zones=zone_list,
        sentences=sentences(form, zone_list, zones.TEXT_ZONES),
        places=named,
        groups=groups,
        days=[day for day in days if day.zone != _TEASER],
        periods=[period for period in spans if period.zone != _TEASER],
        keys=_keys(published),
        main=_main(form, groups, title),
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


def _is_abroad(told: Told) -> bool:
    """Tell whether the headline or the lead names a place abroad."""
    opening = [zone for zone in told.zones if zone.zone in ("headline", "lead")]
    return any(
        place.kind == "foreign" and zone.start <= place.start < zone.end
        for place in told.places
        for zone in opening
    )


def _keys(day: date | None) -> dict[str, str]:
    """Return the key of the legal existence of every province on a day, by its plain name."""
    keys = {name: existence(name, day).key for name in existences()}
    if day is None or day < _HUE_IS_A_CITY:
        keys["Huế"] = keys["Thừa Thiên Huế"]
    return keys


def _main(form: str, groups: Sequence[parties.Group], title: str | None) -> tuple[str, ...]:
    main = parties.main_parties(form, groups, len(form))
    if not main and title:
        title_form = matching_form(title)
        main = parties.main_parties(
            title_form, parties.groups(title_form, places(title_form)), len(title_form)
        )
    if main:
        return main
    counted = Counter(name for group in groups if not group.alien for name in group.names)
    pair = any(reference.number == _PAIR for reference in parties.references(form))
    return tuple(name for name, _ in counted.most_common(_PAIR if pair else 1))


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
    """Return the province whose paper an article names as its own ("Báo Điện Biên -")."""
    for place in named:
        before = form[max(0, place.start - 24) : place.start]
        if _PAPER.search(before) and _DATELINE.match(form, place.end):
            return place.name
    return None


def _persons(told: Told, home: str | None) -> tuple[Person, ...]:
    names = candidates(told.form, told.places)
    sure = [(name.start, name.end) for name in names if name.sure]
    found = mentions(told.form, told.sentences, names, posts(told.form, told.places, sure))
    return people.persons(told, found, home)


def _agreements(told: Told, home: str | None, persons: Sequence[Person]) -> tuple[Agreement, ...]:
    context = Context(
        told.form,
        told.lower,
        told.sentences,
        told.groups,
        parties.references(told.form),
        _in_text(told.periods),
        told.main,
        home,
        _is_abroad(told),
    )
    return tuple(_agreement(told, item, persons) for item in agreements.agreements(context))


def _agreement(told: Told, found: agreements.Found, persons: Sequence[Person]) -> Agreement:
    new = found.status == "new"
    sentence = told.sentences[found.sentence]
    inside = [d for d in told.days if sentence.start <= d.span.start < sentence.end]
    names = "-".join(key_of(name) for name in found.parties[:_NAMED_IN_KEY])
    years = found.period.edtf.strip("/").replace("/", "-") if found.period else ""
    return Agreement(
        key="-".join(part for part in (names, found.kind, years) if part),
        kind=found.kind,
        parties=tuple(told.keys[name] for name in found.parties),
        period=found.period,
        status=found.status,
        signed=inside[0] if new and inside else None,
        open_ended=bool(found.period and found.period.open_ended),
        signatories=_signatories(told, found, persons) if new else (),
        title=found.span,
        span=Span(sentence.start, sentence.end, sentence.zone),
    )


def _signatories(told: Told, found: agreements.Found, persons: Sequence[Person]) -> tuple[str, ...]:
    """Return who is said to sign: persons named before the verb in the same sentence."""
    signers: dict[str, None] = {}
    for mention in found.mentions:
        sentence = next(s for s in told.sentences if s.start <= mention.start < s.end)
        before = told.lower[sentence.start : mention.start]
        verb = list(_SIGNED.finditer(before))
        if not verb or _NOT_SIGNED.search(before):
            continue
        for person in persons:
            for place in person.mentions:
                if sentence.start <= place.start < sentence.start + verb[-1].start():
                    signers[person.key] = None
    return tuple(signers)


def _units(told: Told) -> tuple[Unit, ...]:
    found: dict[str, list[Span]] = {}
    for place in told.places:
        if place.kind == "unit" and not place.weak and not _is_past(place):
            span = Span(place.start, place.end, zones.zone_at(told.zones, place.start))
            found.setdefault(place.name, []).append(span)
    return tuple(
        Unit(key=told.keys[name], name=name, span=spans[0], mentions=tuple(spans))
        for name, spans in found.items()
    )


def _is_past(place: Place) -> bool:
    """Tell whether the name is of a province of before 1997, and not called one where it stands."""
    last = existences()[place.name][-1].ends
    return last is not None and last.year < 1997 and place.head == place.start  # noqa: PLR2004


def _districts(told: Told) -> tuple[District, ...]:
    found: dict[str, District] = {}
    for place in told.places:
        if place.kind != "district":
            continue
        key = key_of(place.name)
        if any(key_of(name) == key for name in existences()):
            key = key_of(f"{place.level} {place.name}")
        span = Span(place.start, place.end, zones.zone_at(told.zones, place.start))
        unit = told.keys.get(place.province) if place.province else None
        if key not in found or (found[key].unit is None and unit):
            found[key] = District(key=key, name=place.name, kind=place.level, unit=unit, span=span)
    return tuple(found.values())
