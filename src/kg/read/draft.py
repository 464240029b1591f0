"""What reading an article gives: typed facts, each with the passage that it was read from.

Everything is named as in the graph: units, persons, agreements by the slug of their IRI, concepts
by the slug in their code list. Offsets are Unicode code points of the text in normal form
(`kg.text.normal`), from 0, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage of the text; `zone` is a concept of the code list `zone`, as `body`."""

    start: int
    end: int
    zone: str

    def of(self, text: str) -> str:
        """Return the words of the passage in `text`, which is in normal form."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the passage `span` says; `certainty` is a concept of that code list."""

    span: Span
    certainty: str = "explicit"

    @property
    def zone(self) -> str:
        """The zone of the text in which the passage stands."""
        return self.span.zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article itself: `key` names it and its text; None where the page does not say.

    `published` is the day of publication, stated by the page or by the reader who gave the text;
    `page_date` a date that the page shows and that is not the article's, as a clock.
    """

    key: str
    title: str | None
    publisher: str | None
    published: date | None
    address: str | None
    sha256: str
    length: int
    zones: tuple[Span, ...]
    byline: Span | None = None
    page_date: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(Fact):
    """A day, or a period where `period` is set.

    `edtf` is the best reading (ISO 8601-2), empty where nothing is known; `earliest` and `latest`
    are the safe outer bounds; `basis` holds concepts of `date-basis`; `part_of_day` is one.
    """

    stated: str
    edtf: str = ""
    earliest: date | None = None
    latest: date | None = None
    basis: tuple[str, ...] = ("stated",)
    part_of_day: str | None = None
    period: bool = False
    open_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Fact):
    """A province or municipality, in one legal existence: `key` as `bac-giang-1997`.

    `name` is the plain name; `mentions` are all places that name it, `span` the first in the text
    of the article.
    """

    key: str
    name: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class District(Fact):
    """A unit below the province; `unit` is the key of its province where it is known."""

    key: str
    name: str
    kind: str
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Fact):
    """An office as it is given to a person.

    `title` is the usual full wording of rank and body, without the unit ("Chủ tịch Ủy ban nhân dân
    tỉnh"); `role` and `body_kind` are concepts where the code lists have them; `body` is the usual
    wording of the body; `unit` the key of its province, None for offices of the whole country.
    """

    title: str
    rank: str
    role: str | None
    body: str | None
    body_kind: str | None
    unit: str | None
    former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """A person with every office that the article gives; `gender` where the words show it."""

    key: str
    name: str
    offices: tuple[Office, ...]
    mentions: tuple[Span, ...]
    gender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation(Fact):
    """What a person, by its key, did at an event: a concept of `participation-role`."""

    person: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Fact):
    """A meeting; `kind` is `signing`, `review` or `meeting`.

    `places` are the words for where it took place, `units` the keys of provinces that held it.
    """

    key: str
    kind: str
    time: Time | None
    place: Span | None
    place_unit: str | None
    units: tuple[str, ...]
    participations: tuple[Participation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Fact):
    """An agreement between provinces, by the keys of `parties`, in the order of the text.

    `kind` is a concept of `agreement-type`; `status` is `new` (concluded at what the article
    reports), `earlier` (in force or ended before) or `planned`; `signatories` are the keys of the
    persons who are said to sign.
    """

    key: str
    kind: str
    parties: tuple[str, ...]
    period: Time | None
    status: str
    signed: Time | None
    open_ended: bool = False
    signatories: tuple[str, ...] = ()
    title: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Fact):
    """A field of cooperation: a concept of `area`."""

    concept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Fact):
    """A bridge, road, zone, … with a name; `kind` is the usual word for its kind."""

    key: str
    name: str
    kind: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Fact):
    """A number: what it measures in the article's words, and for which provinces, by key."""

    measure: str
    value: Decimal
    unit_of_measure: str
    comparator: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Fact):
    """A document of the Party or the State that the article refers to."""

    key: str
    kind: str
    number: str | None
    issued: Time | None
    issuer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Fact):
    """Something that the parties agree to do: its areas, and the agreement where it is known."""

    key: str
    areas: tuple[str, ...]
    agreement: str | None
    deadline: Time | None = None
    frequency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Fact):
    """Something that a person (by key) proposes: its areas."""

    key: str
    proposers: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Fact):
    """Something that the parties are said to have done together, or to do: its areas."""

    key: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation(Fact):
    """A shortcoming that the article reports: a concept of `limitation-theme`."""

    key: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that was read from one article, each group in the order of the text."""

    article: Article
    events: tuple[Event, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    persons: tuple[Person, ...] = ()
    units: tuple[Unit, ...] = ()
    districts: tuple[District, ...] = ()
    times: tuple[Time, ...] = ()
    areas: tuple[Area, ...] = ()
    projects: tuple[Project, ...] = ()
    figures: tuple[Figure, ...] = ()
    documents: tuple[Document, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    activities: tuple[Activity, ...] = ()
    limitations: tuple[Limitation, ...] = ()
