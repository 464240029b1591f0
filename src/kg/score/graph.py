"""Facts of an article in a graph of our model: a curated one, or a draft."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

from kg.errors import RdfSyntaxError
from kg.namespaces import ID, VNRC, VOCAB
from kg.rdf.document import MAX_FILE_BYTES, read_document
from kg.rdf.triples import OTHER_LABELS, Triples
from kg.score import names
from kg.score.annotation import figure
from kg.score.items import Facts, Item, Measure, item

_PLACE = re.compile(r"#char=(\d+),(\d+)$")
_DAY = re.compile(r"(?P<year>\d{4}|X{4}|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?")
_YEARS = re.compile(r"(?P<first>\d{4})?(?:\.\.)?[?~%]?/(?:\.\.)?(?P<last>\d{4})?[?~%]?")
_BELOW_PROVINCE = {"DistrictUnit", "RuralDistrict", "ProvincialCity", "Town", "UrbanDistrict"}
_UNITS = f"{ID}unit/"
_NO_FACT = {"Absence", "TextVersion", "TextZone"}


def read_graph(path: Path, entities: Triples) -> Facts:
    """Return what the graphs in the file `path` say of one article.

    `entities` are the project's things: labels, posts, bodies. Raises RdfSyntaxError where the
    file cannot be read.
    """
    document = read_document(path, max_bytes=MAX_FILE_BYTES)
    if not document.readable:
        raise RdfSyntaxError(f"{path}: {document.findings[0].message('en')}")
    said = Triples((quad.triple for quad in document.quads), entities)
    reading = _Reading(said)
    return Facts(path.stem, plain=False, items=reading.items())


class _Reading:
    def __init__(self, said: Triples) -> None:
        self._said = said
        self._facts = [
            subject
            for subject, properties in said.subjects.items()
            if str(VNRC.certainty) in properties and not said.types(subject) & _NO_FACT
        ]
        self._mentions = self._find_mentions()

    def items(self) -> dict[Measure, tuple[Item, ...]]:
        readers = {
            Measure.PROVINCES: self._provinces(),
            Measure.PERSONS: self._persons(),
            Measure.OFFICES: self._offices(in_units=False),
            Measure.OFFICES_IN_UNITS: self._offices(in_units=True),
            Measure.DATES: self._dates(),
            Measure.PERIODS: self._periods(),
            Measure.PARTIES: self._agreements(lambda _: ""),
            Measure.PARTIES_IN_PERIODS: self._agreements(self._period_detail),
            Measure.KINDS: self._agreements(self._kind_detail),
            Measure.AREAS: self._areas(),
            Measure.PROJECTS: self._projects(),
            Measure.FIGURES: self._figures(),
        }
        return {measure: _once(items, measure) for measure, items in readers.items()}

    def _find_mentions(self) -> dict[str, tuple[int, int] | None]:
        """Return the things that some fact names in words, with the first passage.

        A province may also be inferred from a group or from the place of publication: then it is
        not named. Other things are found in the text, whatever is inferred of them.
        """
        found: dict[str, tuple[int, int] | None] = {}
        for fact in self._facts:
            certainty = _slug(self._said.value(fact, "certainty"))
            if certainty == "absent":
                continue
            place = self._place(fact)
            for values in self._said.subjects[fact].values():
                for value in values:
                    if isinstance(value, ox.NamedNode):
                        for thing in self._reach(value.value):
                            if certainty == "inferred" and thing.startswith(_UNITS):
                                continue
                            if thing not in found or (
                                place and (found[thing] is None or place < (found[thing] or place))
                            ):
                                found[thing] = place
        return found

    def _reach(self, thing: str) -> Iterator[str]:
        """Yield `thing` and the units that its name names: of a post, of a body."""
        yield thing
        for post in ("postFor", "bodyOf"):
            yield from self._said.values(thing, post)

    def _place(self, fact: str) -> tuple[int, int] | None:
        places = [
            (int(match[1]), int(match[2]))
            for evidence in self._said.values(fact, "evidencedBy")
            if (match := _PLACE.search(evidence))
        ]
        return min(places, default=None)

    def _mentioned(self, kind: str) -> Iterator[tuple[str, tuple[int, int] | None]]:
        prefix = f"{ID}{kind}/"
        yield from ((iri, at) for iri, at in self._mentions.items() if iri.startswith(prefix))

    def _provinces(self) -> Iterator[Item]:
        for unit, place in self._mentioned("unit"):
            if not self._said.types(unit) & _BELOW_PROVINCE:
                yield item(_slug(unit), shown=self._said.name(unit), place=place)

    def _persons(self) -> Iterator[Item]:
        holders = [(self._said.value(fact, "holder"), self._place(fact)) for fact in self._facts]
        for person, place in [*self._mentioned("person"), *(one for one in holders if one[0])]:
            name = self._said.name(person)
            yield item(names.person(name), shown=name, place=place)

    def _offices(self, *, in_units: bool) -> Iterator[Item]:
        for fact in self._facts:
            post = self._said.value(fact, "ofPost")
            if not post:
                continue
            person = self._said.name(self._said.value(fact, "holder"))
            unit = self._said.value(post, "postFor")
            body_unit = self._said.value(self._said.value(post, "postIn"), "bodyOf")
            unit_name = (
                _without_year(self._said.name(unit or body_unit)) if unit or body_unit else ""
            )
            title = self._said.name(post)
            key = f"{names.person(person)}: {names.office(title, unit_name)}"
            if in_units:
                key += f" in {_slug(unit or body_unit)}"
            yield item(
                key,
                shown=f"{person}: {title}",
                subject=names.person(person),
                place=self._place(fact),
            )

    def _times(self) -> Iterator[str]:
        """Yield the times that the article states, those of the plans that it names among them."""
        for subject in self._said.subjects:
            if "TimeSpan" in self._said.types(subject) and self._said.value(subject, "statedAs"):
                yield subject
        for plan, _ in self._mentioned("plan"):
            yield from self._said.values(plan, "planPeriod")

    def _dates(self) -> Iterator[Item]:
        for time in self._times():
            edtf, stated = self._said.value(time, "edtf"), self._said.value(time, "statedAs")
            for match in _days_of(edtf):
                yield self._date(time, match, stated)
        for fact in self._facts:
            if _local(self._said.value(fact, "statementPredicate")) in {"publishedAt", "pageDate"}:
                day = self._said.value(fact, "statementValue")[:10]
                if self._place(fact) and day:
                    yield item(day, subject=day[-5:], place=self._place(fact))

    def _date(self, time: str, match: re.Match[str], stated: str) -> Item:
        rest = match[0][match.end("year") - match.start() :]
        year = match["year"]
        key = f"{year}{rest}" if year in stated else f"-{rest}"
        first, last = (_day(self._said.value(time, end)) for end in ("earliest", "latest"))
        return item(
            key,
            shown=f"{stated} ({self._said.value(time, 'edtf')})",
            subject=key[-5:],
            earliest=first,
            latest=last,
            day=_day(f"{year}{rest}"),
        )

    def _periods(self) -> Iterator[Item]:
        for time in self._times():
            if period := _period(self._said.value(time, "edtf")):
                yield item(period)

    def _agreements(self, detail: Callable[[str], str]) -> Iterator[Item]:
        for agreement in list(self._said.subjects):
            kinds = self._said.types(agreement)
            if not kinds & {"Agreement", "SignedAgreement", "UnsignedUnderstanding"}:
                continue
            units = sorted(_slug(unit) for unit in self._said.values(agreement, "hasParty"))
            if units:
                parties = "+".join(units)
                end = detail(agreement)
                yield item(
                    parties + end,
                    shown=f"{' + '.join(units)}{end}",
                    subject=parties,
                    informal="UnsignedUnderstanding" in kinds,
                    place=self._place_of_parties(agreement),
                )

    def _place_of_parties(self, agreement: str) -> tuple[int, int] | None:
        places = [
            place
            for fact in self._facts
            if self._said.value(fact, "statementSubject") == agreement
            and (place := self._place(fact))
        ]
        return min(places, default=None)

    def _period_detail(self, agreement: str) -> str:
        time = self._said.value(agreement, "validity")
        return f" ({_period(self._said.value(time, 'edtf')) or 'no period'})"

    def _kind_detail(self, agreement: str) -> str:
        return f" ({_slug(self._said.value(agreement, 'agreementType'))})"

    def _areas(self) -> Iterator[Item]:
        prefix = f"{VOCAB}area/"
        for iri, place in self._mentions.items():
            if iri.startswith(prefix):
                yield item(_slug(iri), shown=self._said.name(iri), place=place)

    def _projects(self) -> Iterator[Item]:
        written: dict[str, list[str]] = defaultdict(list)
        for fact in self._facts:
            for thing in self._said.values(fact, "variantOf"):
                written[thing] += self._said.values(fact, "nameText")
        for kind in ("project", "dossier"):
            for thing, place in self._mentioned(kind):
                known = [*self._said.names(thing), *self._said.names(thing, OTHER_LABELS)]
                forms = names.names_of_projects([*known, *written[thing]])
                yield item(*sorted(forms), shown=self._said.name(thing), place=place)

    def _figures(self) -> Iterator[Item]:
        for fact in self._facts:
            if (value := _number(self._said.value(fact, "obsValue"))) is not None:
                unit = self._said.name(self._said.value(fact, "unitOfMeasure"))
                key = figure(value, unit)
                yield item(
                    key,
                    shown=f"{key} ({self._said.name(fact)})",
                    subject=key.split(" ")[0],
                    place=self._place(fact),
                )


def _once(items: Iterable[Item], measure: Measure) -> tuple[Item, ...]:
    """Return the items in the order of the text, each once; agreements as often as they stand."""
    found = [*items]
    if measure not in {Measure.PARTIES, Measure.PARTIES_IN_PERIODS, Measure.KINDS}:
        found = [*{one.keys: one for one in reversed(found)}.values()]
    return tuple(sorted(found, key=lambda one: (one.place or (0, 0), one.shown)))


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _without_year(label: str) -> str:
    return re.sub(r" \(từ \d{4}\)$", "", label)


def _days_of(edtf: str) -> list[re.Match[str]]:
    """Return the days and months that `edtf` names: of several years (a set) the day once."""
    found = [*_DAY.finditer(edtf)]
    if edtf.startswith(("[", "{")):
        return found[:1]
    return found if "/" not in edtf or all(match["day"] for match in found) else []


def _day(text: str) -> date | None:
    """Return the day that `text` is; None for a month, and for what is no day at all."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _period(edtf: str) -> str:
    match = _YEARS.fullmatch(edtf)
    return f"{match['first'] or ''}-{match['last'] or ''}" if match else ""
