"""One synthetic article: the facts of a conference and of what was agreed there, with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import TypeAlias

import pyoxigraph as ox

from benchmarks import words
from benchmarks.world import Person, Unit, World
from kg.namespaces import GRAPH, ID, TEXT
from kg.reason.patterns import name

_Value: TypeAlias = ox.NamedNode | ox.Literal

_ZONES = ("headline", "lead", *["body"] * 8, "caption", "body", "body", "teaser")
_LAST_OF_63 = date(2025, 6, 30)
_FIRST_DAY = date(2012, 1, 1)
_DAYS = 5000
_SHARES = {"frequency": 0.2, "deadline": 0.2, "responsible body": 0.5}  # of the commitments
_FIGURES = (
    ("economic-growth", "percent", 15),
    ("public-investment-disbursement", "percent", 100),
    ("satellite-enterprises", "enterprise", 90),
    ("workers-employed-elsewhere", "person", 30000),
)


def _text(value: str, lang: str) -> ox.Literal:
    return ox.Literal(value, language=lang)


def _date(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=name("xsd:date"))


class ArticleWriter:
    """Writes the quads of article number `number`; the same random numbers give the same quads."""

    def __init__(self, number: int, world: World, rng: Random) -> None:
        """Choose the day, the units and the people of the conference."""
        self._id = f"s{number}"
        self._world = world
        self._rng = rng
        self._graph = ox.NamedNode(GRAPH[f"article/{self._id}"])
        self._quads: list[ox.Quad] = []
        self._others: list[ox.Quad] = []
        self._passages: set[tuple[int, int]] = set()
        self._facts: dict[str, int] = {}
        self._article = self._iri("article")
        self._text = ox.NamedNode(TEXT[self._id])
        self._event = self._iri("event", "event")
        self._agreement = self._iri("agreement", "agreement")
        self._day = _FIRST_DAY + timedelta(rng.randrange(_DAYS))
        units = world.before if self._day <= _LAST_OF_63 else world.after
        self._units: list[Unit] = rng.sample(units, rng.choices((2, 3, 4), (7, 2, 1))[0])
        self._people: list[tuple[Unit, Person]] = []
        for unit in self._units:
            leaders, quads = world.leaders(unit)
            self._others += quads
            for person in leaders[: rng.randint(2, 4)]:
                person.articles.append(self._article)
                self._people.append((unit, person))

    def quads(self) -> list[ox.Quad]:
        """Return all of the article, and what it makes known of persons."""
        self._write_text()
        self._write_article()
        self._write_event()
        self._write_agreement()
        for project in range(self._rng.randint(0, 2)):
            self._write_project(project)
        self._write_talk()
        self._write_figures()
        return self._others + self._quads

    # --- parts

    def _write_text(self) -> None:
        self._zones: list[tuple[ox.NamedNode, int, int]] = []
        start = 0
        for kind in _ZONES:
            end = start + self._rng.randint(60, 400)
            zone = ox.NamedNode(f"{self._text.value}#zone={start},{end}")
            self._zones.append((name(f"zone:{kind}"), start, end))
            self._say(self._text, "vnrc:hasZone", zone)
            self._say(zone, "a", name("vnrc:TextZone"))
            self._say(zone, "vnrc:zoneOf", self._text)
            self._say(zone, "vnrc:zoneKind", name(f"zone:{kind}"))
            self._say(zone, "vnrc:zoneStart", ox.Literal(start))
            self._say(zone, "vnrc:zoneEnd", ox.Literal(end))
            start = end + 1
        self._say(self._text, "a", name("vnrc:TextVersion"))
        self._say(self._text, "vnrc:textOf", self._article)
        self._say(self._text, "vnrc:charLength", ox.Literal(start))
        self._say(self._text, "vnrc:fileName", ox.Literal(f"{self._id}.txt"))
        self._say(self._text, "vnrc:sha256", ox.Literal(sha256(self._id.encode()).hexdigest()))

    def _write_article(self) -> None:
        title = " - ".join(unit.label for unit in self._units)
        self._label(self._article, f"Hợp tác {title}", f"Cooperation {title}")
        self._say(self._article, "a", name("vnrc:Article"))
        published = f"{self._day + timedelta(1)}T08:00:00+07:00"
        at = ox.Literal(published, datatype=name("xsd:dateTime"))
        self._state(self._article, "vnrc:publishedAt", at)
        self._state(self._article, "vnrc:publishedBy", self._rng.choice(self._world.publishers))
        self._state(self._article, "vnrc:reportsEvent", self._event)
        for unit in self._units:
            self._state(self._article, "vnrc:aboutUnit", unit.node)

    def _write_event(self) -> None:
        kind = self._rng.choice(("SigningEvent", "ReviewEvent", "CooperationEvent"))
        self._signing = kind == "SigningEvent"
        title = " - ".join(unit.label for unit in self._units)
        self._say(self._event, "a", name(f"vnrc:{kind}"))
        self._label(self._event, f"Hội nghị {title}", f"Conference {title}")
        self._state(self._event, "vnrc:atTime", self._time("event", self._day, self._day))
        self._state(self._event, "vnrc:takesPlaceIn", self._units[0].node)
        for unit in self._units:
            self._state(self._event, "vnrc:organisedBy", unit.bodies["tinh-uy"])
        for index, (_, person) in enumerate(self._people):
            for role in ("chair", "speaker")[: 2 - index // 2] or ("attendee",):
                self._fact(
                    "participation",
                    "vnrc:Participation",
                    (f"{person.label}: {role}", f"{person.label}: {role}"),
                    ("vnrc:inEvent", self._event),
                    ("vnrc:participant", person.node),
                    ("vnrc:participationRole", name(f"participation-role:{role}")),
                )
            for post in person.posts:
                self._fact(
                    "post-holding",
                    "vnrc:PostHolding",
                    (person.label, person.label),
                    ("vnrc:holder", person.node),
                    ("vnrc:ofPost", post),
                    ("vnrc:attestedAt", self._event),
                )

    def _write_agreement(self) -> None:
        year = self._day.year
        kind = self._rng.choice(("cooperation-programme", "memorandum-of-understanding"))
        title = f"{' - '.join(unit.label for unit in self._units)} {year}-{year + 3}"
        class_ = "SignedAgreement" if self._signing else "UnsignedUnderstanding"
        self._say(self._agreement, "a", name(f"vnrc:{class_}"))
        self._label(self._agreement, f"Chương trình {title}", f"Programme {title}")
        scheme = name(f"agreement-type:{kind if self._signing else 'unsigned-understanding'}")
        validity = self._time("validity", date(year, 1, 1), date(year + 3, 12, 31))
        self._state(self._agreement, "vnrc:agreementType", scheme)
        self._state(self._agreement, "vnrc:validity", validity)
        self._state(self._agreement, "vnrc:concludedAt", self._event)
        for unit in self._units:
            self._state(self._agreement, "vnrc:hasParty", unit.node)
        if self._signing:
            self._write_signatures()
        for _ in range(self._rng.randint(8, 20)):
            self._write_commitment()

    def _write_signatures(self) -> None:
        signed = set()
        for unit, person in self._people:
            if unit.node in signed:
                continue
            signed.add(unit.node)
            text = f"{person.label}, {unit.label}"
            signature = self._fact(
                "signature",
                "vnrc:Signature",
                (text, text),
                ("vnrc:signedBy", person.node),
                ("vnrc:onBehalfOf", unit.node),
                ("vnrc:madeDuring", self._event),
                ("vnrc:inCapacityOf", person.posts[0]),
            )
            self._say(self._agreement, "vnrc:hasSignature", signature)

    def _write_commitment(self) -> None:
        said: list[tuple[str, _Value]] = [*self._areas(), *self._summary()]
        if self._rng.random() < _SHARES["frequency"]:
            said.append(("vnrc:frequency", self._concept("frequency")))
        if self._rng.random() < _SHARES["deadline"]:
            due = self._day + timedelta(self._rng.randint(30, 900))
            slug = f"deadline-{len(self._quads)}"
            said.append(("vnrc:deadline", self._time(slug, self._day, due)))
        if self._rng.random() < _SHARES["responsible body"]:
            body = self._rng.choice(self._units).bodies["ubnd"]
            said.append(("vnrc:responsibleBody", body))
        commitment = self._fact("commitment", "vnrc:Commitment", self._title(), *said)
        self._state(self._agreement, "vnrc:hasCommitment", commitment)

    def _write_project(self, index: int) -> None:
        project = self._iri("project", str(index))
        self._say(project, "a", name("vnrc:Project"))
        self._label(project, *self._title())
        self._state(project, "vnrc:projectKind", self._concept("project-kind"))
        for unit in self._units[:2]:
            self._state(project, "vnrc:connects", unit.node)
        self._fact(
            "status-report",
            "vnrc:StatusReport",
            self._title(),
            ("vnrc:reportsStatusOf", project),
            ("vnrc:status", self._concept("status")),
            ("vnrc:statusAt", self._iri("time", "event")),
        )

    def _write_talk(self) -> None:
        """Write what people said there: proposals, limitations, activities, remarks."""
        for _ in range(self._rng.randint(2, 6)):
            said = [
                self._speaker("vnrc:proposedBy"),
                ("vnrc:addressedTo", self._rng.choice(self._units).node),
                ("vnrc:madeDuring", self._event),
                *self._areas(),
                *self._summary(),
            ]
            self._fact("proposal", "vnrc:Proposal", self._title(), *said)
        for _ in range(self._rng.randint(1, 4)):
            theme = ("vnrc:limitationTheme", self._concept("limitation-theme"))
            said = [theme, *self._about(), *self._summary()]
            self._fact("limitation", "vnrc:LimitationReport", self._title(), *said)
        for _ in range(self._rng.randint(1, 4)):
            said = [*self._areas(), *self._about(), *self._summary()]
            self._fact("activity", "vnrc:ActivityReport", self._title(), *said)
        for _ in range(self._rng.randint(3, 8)):
            said = [*self._about(), *self._summary()]
            self._fact("remark", "vnrc:Remark", self._title(), *said)

    def _write_figures(self) -> None:
        for _ in range(self._rng.randint(1, 5)):
            measure, unit_of_measure, most = self._rng.choice(_FIGURES)
            value = ox.Literal(f"{self._rng.uniform(1, most):.2f}", datatype=name("xsd:decimal"))
            self._fact(
                "observation",
                "vnrc:IndicatorObservation",
                self._title(),
                ("vnrc:observedArea", self._rng.choice(self._units).node),
                ("vnrc:measure", name(f"measure:{measure}")),
                ("vnrc:unitOfMeasure", name(f"unit-of-measure:{unit_of_measure}")),
                ("vnrc:obsValue", value),
                ("vnrc:comparator", self._concept("comparator")),
                ("vnrc:refPeriod", self._iri("time", "event")),
            )

    # --- pieces

    def _iri(self, kind: str, slug: str = "") -> ox.NamedNode:
        return ox.NamedNode(ID[f"{kind}/{self._id}" + (f"-{slug}" if slug else "")])

    def _say(self, subject: ox.NamedNode, predicate: str, value: _Value) -> None:
        self._quads.append(ox.Quad(subject, name(predicate), value, self._graph))

    def _label(self, node: ox.NamedNode, vi: str, en: str) -> None:
        self._say(node, "rdfs:label", _text(vi, "vi"))
        self._say(node, "rdfs:label", _text(en, "en"))

    def _state(self, subject: ox.NamedNode, predicate: str, value: _Value) -> None:
        """Say something of a thing, with the statement that gives its evidence."""
        self._say(subject, predicate, value)
        end = "Object" if isinstance(value, ox.NamedNode) else "Value"
        statement = self._next("statement")
        self._say(statement, "a", name("vnrc:Statement"))
        self._say(statement, "vnrc:statementSubject", subject)
        self._say(statement, "vnrc:statementPredicate", name(predicate))
        self._say(statement, f"vnrc:statement{end}", value)
        self._support(statement)

    def _fact(
        self, kind: str, class_: str, title: tuple[str, str], *said: tuple[str, _Value]
    ) -> ox.NamedNode:
        fact = self._next(kind)
        self._say(fact, "a", name(class_))
        self._label(fact, *title)
        for predicate, value in said:
            self._say(fact, predicate, value)
        self._support(fact)
        return fact

    def _next(self, kind: str) -> ox.NamedNode:
        self._facts[kind] = self._facts.get(kind, 0) + 1
        return self._iri(kind, str(self._facts[kind]))

    def _support(self, fact: ox.NamedNode) -> None:
        certainty = self._rng.choices(("explicit", "explicit-ambiguous", "inferred"), (8, 1, 1))[0]
        self._say(fact, "vnrc:certainty", name(f"certainty:{certainty}"))
        self._say(fact, "vnrc:saidIn", self._article)
        passages = {self._passage() for _ in range(self._rng.choices((1, 2, 3), (6, 3, 1))[0])}
        for passage in sorted(passages, key=str):
            self._say(fact, "vnrc:evidencedBy", passage)

    def _passage(self) -> ox.NamedNode:
        zone, zone_start, zone_end = self._rng.choice(self._zones)
        start = self._rng.randrange(zone_start, zone_end - 20)
        end = self._rng.randint(start + 10, zone_end)
        passage = ox.NamedNode(f"{self._text.value}#char={start},{end}")
        if (start, end) not in self._passages:
            self._passages.add((start, end))
            digest = sha256(passage.value.encode()).hexdigest()
            self._say(passage, "a", name("vnrc:Evidence"))
            self._say(passage, "vnrc:inText", self._text)
            self._say(passage, "vnrc:start", ox.Literal(start))
            self._say(passage, "vnrc:end", ox.Literal(end))
            self._say(passage, "vnrc:inZone", zone)
            self._say(passage, "vnrc:sliceSha256", ox.Literal(digest))
        return passage

    def _time(self, slug: str, earliest: date, latest: date) -> ox.NamedNode:
        time = self._iri("time", slug)
        edtf = f"{earliest}/{latest}" if earliest != latest else f"{earliest}"
        self._say(time, "a", name("vnrc:TimeSpan"))
        self._say(time, "vnrc:edtf", ox.Literal(edtf))
        self._say(time, "vnrc:statedAs", ox.Literal(edtf))
        self._say(time, "vnrc:earliest", _date(earliest))
        self._say(time, "vnrc:latest", _date(latest))
        self._say(time, "vnrc:dateBasis", name("date-basis:stated"))
        return time

    def _concept(self, scheme: str) -> ox.NamedNode:
        return self._rng.choice(self._world.concepts[scheme])

    def _areas(self) -> Sequence[tuple[str, _Value]]:
        areas = self._rng.sample(self._world.concepts["area"], self._rng.randint(1, 3))
        return [("vnrc:area", area) for area in areas]

    def _about(self) -> Sequence[tuple[str, _Value]]:
        said: list[tuple[str, _Value]] = [("vnrc:concerns", unit.node) for unit in self._units]
        return [*said, self._speaker("vnrc:assertedBy")]

    def _speaker(self, predicate: str) -> tuple[str, _Value]:
        return predicate, self._rng.choice(self._people)[1].node

    def _summary(self) -> Sequence[tuple[str, _Value]]:
        text = words.phrase(self._rng, self._rng.randint(12, 30)) + "."
        summary = (_text(text, "vi"), _text(words.plain(text), "en"))
        return [("vnrc:summary", value) for value in summary]

    def _title(self) -> tuple[str, str]:
        text = words.phrase(self._rng, self._rng.randint(4, 9))
        return text, words.plain(text)
