"""A draft as a graph in the model of ontology/README.md, in canonical TriG.

Persons, events, agreements and works have IRIs of the article's own: that one of them is a thing
that other articles speak of is for a reviewer to say. Bodies and posts are what they are by role
and unit, and have the IRIs that the graph gives them.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.rdf.canonical import write_trig
from kg.read.draft import Agreement, Draft, Event, Office, Person
from kg.read.places import existences, key_of
from kg.read.rules import rules
from kg.read.triples import (
    DraftGraph,
    boolean,
    concept,
    concept_labels,
    decimal,
    number,
    thing,
)

_EVENT_CLASSES = {"signing": "SigningEvent", "review": "ReviewEvent", "meeting": "CooperationEvent"}
_DISTRICT_CLASSES = {"huyện": "RuralDistrict", "thành phố": "ProvincialCity"}
_PARTY = re.compile(r"ủy|Đảng|đảng|Bộ Chính trị|Ban Bí thư")
_BODY_SLUGS = {"Trung ương Đảng": "ban-chap-hanh-trung-uong"}
_DEPUTY = re.compile(r"^(?:Phó|Thứ trưởng)")
_DOSSIER = "hồ sơ"
_LEVEL = re.compile(r" (?:tỉnh|thành phố)$")


def turtle(draft: Draft, text: str) -> str:
    """Return the graph of `draft` as canonical TriG; `text` is the text in normal form."""
    writer = _Writer(draft, text)
    writer.write()
    return write_trig(writer.graph.quads)


def _labels(template: str, kind: str | None = None, **values: str) -> tuple[str, str]:
    templates = rules("labels")[template]
    vietnamese, english = templates[kind] if kind else templates
    return vietnamese.format(**values), english.format(**values)


class _Writer:
    def __init__(self, draft: Draft, text: str) -> None:
        self.draft = draft
        self.graph = DraftGraph(draft.article.key, text)
        self.names = {item.key: name for name, items in existences().items() for item in items}
        self.persons = {
            person.key: thing("person", self._own(person.key)) for person in draft.persons
        }
        self.event = thing("event", self._own("event"))

    def _own(self, slug: str) -> str:
        return f"{self.draft.article.key}-{slug}"

    def write(self) -> None:
        self._article()
        self._event()
        for unit in self.draft.units:
            self.graph.state(
                self.graph.article,
                "aboutUnit",
                thing("unit", unit.key),
                [unit.span],
                unit.certainty,
            )
        self._districts()
        for person in self.draft.persons:
            self._person(person)
        for agreement in self.draft.agreements:
            self._agreement(agreement)
        self._deeds()
        self._works()
        self._figures()
        for time in self.draft.times:
            self.graph.time(time)

    def _article(self) -> None:
        article, graph = self.draft.article, self.graph
        title = article.title or article.key
        graph.define(graph.article, "Article", (title, title))
        if article.address:
            graph.link(graph.article, "schema", "url", article.address)
        graph.type(graph.source, "TextVersion")
        graph.add(graph.source, "textOf", graph.article)
        graph.add(graph.source, "fileName", ox.Literal(f"{article.sha256}.txt"))
        graph.add(graph.source, "sha256", ox.Literal(article.sha256))
        graph.add(graph.source, "charLength", number(article.length))
        for zone in article.zones:
            node = ox.NamedNode(f"{graph.source.value}#zone={zone.start},{zone.end}")
            graph.add(graph.source, "hasZone", node)
            graph.type(node, "TextZone")
            graph.add(node, "zoneOf", graph.source)
            graph.add(node, "zoneKind", concept("zone", zone.zone))
            graph.add(node, "zoneStart", number(zone.start))
            graph.add(node, "zoneEnd", number(zone.end))

    def _event(self) -> None:
        event = next(iter(self.draft.events), None)
        if event is None:
            return
        graph = self.graph
        units = event.units or tuple(unit.key for unit in self.draft.units[:2])
        shown = " - ".join(self.names[unit] for unit in units)
        graph.define(
            self.event, _EVENT_CLASSES[event.kind], _labels("event", event.kind, units=shown)
        )
        graph.state(graph.article, "reportsEvent", self.event, [event.span], event.certainty)
        time, span = (event.time, event.time.span) if event.time else (None, event.span)
        node = graph.time(time) if time else graph.unknown_time(self.draft.article.published)
        graph.state(self.event, "atTime", node, [span], "explicit" if time else "inferred")
        if event.place_unit and event.place:
            graph.state(self.event, "takesPlaceIn", thing("unit", event.place_unit), [event.place])
        self._participations(event)

    def _participations(self, event: Event) -> None:
        names = {person.key: person.name for person in self.draft.persons}
        for part in event.participations:
            node = thing("participation", self._own(f"{part.person}-{part.role}"))
            labels = _labels("participation", part.role, person=names[part.person])
            self.graph.define(node, "Participation", labels)
            self.graph.add(node, "participant", self.persons[part.person])
            self.graph.add(node, "inEvent", self.event)
            self.graph.add(node, "participationRole", concept("participation-role", part.role))
            self.graph.fact(node, [part.span], part.certainty)

    def _districts(self) -> None:
        for district in self.draft.districts:
            node = thing("unit", district.key)
            class_ = _DISTRICT_CLASSES.get(district.kind, "DistrictUnit")
            labels = _labels("district", district.kind, name=district.name)
            self.graph.define(node, class_, labels)
            if district.unit:
                unit = thing("unit", district.unit)
                self.graph.state(node, "partOf", unit, [district.span], "inferred")

    def _person(self, person: Person) -> None:
        node, graph = self.persons[person.key], self.graph
        graph.define(node, "Person", (person.name, person.name))
        if person.gender:
            graph.state(node, "gender", concept("gender", person.gender), person.mentions[:1])
        for office in person.offices:
            slug, labels = self._post(office)
            holding = thing("post-holding", self._own(f"{person.key}-{slug}"))
            shown = tuple(f"{person.name}: {label}" for label in labels)
            graph.define(holding, "PostHolding", (shown[0], shown[1]))
            graph.add(holding, "holder", node)
            graph.add(holding, "ofPost", thing("post", slug))
            graph.add(holding, "attestedAt", self.event)
            graph.fact(holding, [office.span], office.certainty)

    def _post(self, office: Office) -> tuple[str, tuple[str, str]]:
        """Define the post of an office and its body; return the post's slug and labels."""
        unit = self._unit_slug(office.unit)
        title = _LEVEL.sub("", office.title)
        former = "nguyên " if office.former else ""
        slug = "-".join(part for part in (key_of(former + title), unit) if part)
        name = self.names[office.unit] if office.unit else ""
        shown = f"{former}{office.title} {name}".strip()
        english = self._english(office, name) or shown
        post = thing("post", slug)
        self.graph.define(post, "Post", (shown, ("former " if office.former else "") + english))
        role = office.role or ("deputy" if _DEPUTY.match(office.rank) else "leader")
        if office.role is None and office.rank == "Ủy viên":
            role = "member"
        self.graph.add(post, "postRole", concept("post-role", role))
        if office.unit:
            self.graph.add(post, "postFor", thing("unit", office.unit))
        self.graph.add(post, "postIn", self._body(office, unit, name))
        return slug, (shown, english)

    def _unit_slug(self, unit: str | None) -> str:
        """Return a unit as slugs of posts and bodies name it: without the year of before 2025."""
        if unit is None:
            return ""
        return unit if re.search(r"-20[2-9]\d$", unit) else re.sub(r"-(?:18|19|20)\d\d$", "", unit)

    def _body(self, office: Office, unit: str, name: str) -> ox.NamedNode:
        body = office.body or office.title
        slug = _BODY_SLUGS.get(body) or "-".join(
            part for part in (key_of(_LEVEL.sub("", body)), unit) if part
        )
        node = thing("body", slug)
        shown = f"{body} {name}".strip()
        english = rules("labels")["bodies"].get(body, "").format(unit=name) or shown
        party = bool(_PARTY.search(body)) and office.body_kind is not None
        self.graph.define(node, "PartyBody" if party else "PublicBody", (shown, english))
        if office.body_kind:
            self.graph.add(node, "bodyKind", concept("body-kind", office.body_kind))
        if office.unit:
            self.graph.add(node, "bodyOf", thing("unit", office.unit))
        return node

    def _english(self, office: Office, unit: str) -> str:
        rank = rules("labels")["ranks"].get(office.rank)
        body = rules("labels")["bodies"].get(office.body or "")
        return f"{rank} of the {body.format(unit=unit)}" if rank and body else ""

    def _agreement(self, agreement: Agreement) -> None:
        graph = self.graph
        node = thing("agreement", self._own(agreement.key))
        parties = " - ".join(self.names[unit] for unit in agreement.parties)
        years = ""
        if agreement.period:
            years = " " + agreement.period.edtf.replace("/", "-").strip("-")
        signed = agreement.kind != "unsigned-understanding"
        graph.define(
            node,
            "SignedAgreement" if signed else "UnsignedUnderstanding",
            _labels("agreement", agreement.kind, parties=parties, years=years),
        )
        spans = [agreement.span]
        kind = concept("agreement-type", agreement.kind)
        graph.state(node, "agreementType", kind, [agreement.title or agreement.span])
        named = {unit.key for unit in self.draft.units}
        for unit in agreement.parties:
            certainty = agreement.certainty if unit in named else "inferred"
            graph.state(node, "hasParty", thing("unit", unit), spans, certainty)
        if agreement.period:
            time = graph.time(agreement.period)
            graph.state(node, "validity", time, [agreement.period.span])
        if agreement.open_ended and agreement.period:
            graph.state(node, "openEnded", boolean(value=True), [agreement.period.span])
        if agreement.status == "new":
            graph.state(node, "concludedAt", self.event, spans)
        self._signatures(agreement, node)

    def _signatures(self, agreement: Agreement, node: ox.NamedNode) -> None:
        persons = {person.key: person for person in self.draft.persons}
        for key in agreement.signatories:
            person = persons[key]
            unit = next((o.unit for o in person.offices if o.unit in agreement.parties), None)
            if unit is None:
                continue
            signature = thing("signature", self._own(f"{key}-{self.graph.next('signature')}"))
            self.graph.define(signature, "Signature", _labels("signature", person=person.name))
            self.graph.add(signature, "signedBy", self.persons[key])
            self.graph.add(signature, "onBehalfOf", thing("unit", unit))
            self.graph.add(signature, "madeDuring", self.event)
            self.graph.fact(signature, [agreement.span])
            self.graph.state(node, "hasSignature", signature, [agreement.span])

    def _deeds(self) -> None:
        graph, draft = self.graph, self.draft
        for commitment in draft.commitments:
            node = thing("commitment", self._own(commitment.key))
            self._with_areas(node, "Commitment", "commitment", commitment.areas)
            graph.fact(node, [commitment.span], commitment.certainty)
            if commitment.deadline:
                graph.add(node, "deadline", graph.time(commitment.deadline))
            if commitment.frequency:
                graph.add(node, "frequency", concept("frequency", commitment.frequency))
            if commitment.agreement:
                agreement = thing("agreement", self._own(commitment.agreement))
                graph.state(agreement, "hasCommitment", node, [commitment.span], "inferred")
        for proposal in draft.proposals:
            node = thing("proposal", self._own(proposal.key))
            self._with_areas(node, "Proposal", "proposal", proposal.areas)
            for key in proposal.proposers:
                graph.add(node, "proposedBy", self.persons[key])
            graph.add(node, "madeDuring", self.event)
            graph.fact(node, [proposal.span], proposal.certainty)
        for activity in draft.activities:
            node = thing("activity", self._own(activity.key))
            self._with_areas(node, "ActivityReport", "activity", activity.areas)
            graph.fact(node, [activity.span], activity.certainty)

    def _with_areas(
        self, node: ox.NamedNode, class_: str, name: str, areas: tuple[str, ...]
    ) -> None:
        """Define a fact by its areas: they are all that its label and summary can say."""
        known = concept_labels("area")
        shown = [", ".join(known.get(a, (a, a))[i] for a in areas) for i in (0, 1)]
        labels = rules("labels")[name]
        both = (labels[0].format(areas=shown[0]), labels[1].format(areas=shown[1]))
        self.graph.define(node, class_, both)
        self.graph.add(node, "area", *(concept("area", area) for area in areas))
        for language, text in zip(("vi", "en"), both, strict=True):
            self.graph.add(node, "summary", ox.Literal(f"{text}.", language=language))

    def _works(self) -> None:
        graph = self.graph
        kinds = rules("content")["projects"]
        for project in self.draft.projects:
            if project.kind == _DOSSIER:
                node = thing("dossier", self._own(project.key))
                graph.define(node, "HeritageDossier", (project.name, project.name))
                source = thing("organisation", "unesco")
                graph.state(node, "submittedTo", source, project.mentions[:3])
                continue
            node = thing("project", self._own(project.key))
            graph.define(node, "Project", (project.name, project.name))
            kind = kinds.get(project.kind) or "other-work"
            graph.state(node, "projectKind", concept("project-kind", kind), project.mentions[:3])
        for document in self.draft.documents:
            node = thing("policy", self._own(document.key))
            name = f"{document.kind} {document.number or ''}".strip()
            graph.define(node, "PolicyDocument", (name, name))
            if document.number:
                value = ox.Literal(document.number)
                graph.state(node, "documentNumber", value, [document.span])
        for limitation in self.draft.limitations:
            node = thing("limitation", self._own(limitation.key))
            vietnamese, english = concept_labels("limitation-theme")[limitation.theme]
            labels = rules("labels")["limitation"]
            both = (labels[0].format(theme=vietnamese), labels[1].format(theme=english))
            graph.define(node, "LimitationReport", both)
            theme = concept("limitation-theme", limitation.theme)
            graph.add(node, "limitationTheme", theme)
            for language, text in zip(("vi", "en"), both, strict=True):
                graph.add(node, "summary", ox.Literal(f"{text}.", language=language))
            graph.fact(node, [limitation.span], limitation.certainty)

    def _figures(self) -> None:
        for index, figure in enumerate(self.draft.figures, 1):
            if not figure.units:
                continue
            node = thing("observation", self._own(f"{index:02}"))
            name = " - ".join(self.names[unit] for unit in figure.units)
            value = f"{figure.value}".replace(".", ",")
            labels = _labels("figure", unit=name, value=value, measure=figure.measure)
            self.graph.define(node, "IndicatorObservation", labels)
            self.graph.add(node, "measure", concept("measure", "counted"))
            unit = concept("unit-of-measure", figure.unit_of_measure)
            self.graph.add(node, "unitOfMeasure", unit)
            self.graph.add(node, "obsValue", decimal(figure.value))
            self.graph.add(node, "comparator", concept("comparator", figure.comparator))
            self.graph.add(node, "observedArea", *(thing("unit", u) for u in figure.units))
            self.graph.fact(node, [figure.span], figure.certainty)
