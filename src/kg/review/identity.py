"""Whether a thing of a draft is one that other articles speak of: proposed, never silent.

Nothing is the same by name alone (ontology/README.md, Identity). A proposal holds the reasons for
and against; what a person decides becomes an `IdentityDecision`, or keeps two things apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyoxigraph as ox

from kg.namespaces import GRAPH, ID, PREFIXES, VNRC
from kg.rdf.load import Project
from kg.rdf.triples import OTHER_LABELS, Triples
from kg.review.draft import TYPE, Draft
from kg.review.journal import identity_key
from kg.score import names

KINDS = ("agreement", "person", "project", "dossier", "event", "plan")
"""Kinds of things that articles share: the word after `id/`."""

DEFINITION = {TYPE, PREFIXES["rdfs"] + "label", *OTHER_LABELS} | {
    str(VNRC[name]) for name in ("bodyKind", "bodyOf", "postFor", "postIn", "postRole")
}
"""What says what a thing is; of a thing that the graph has, the graph's own words stay."""

IDENTITIES = ox.NamedNode(str(GRAPH["entities/identity"]))
_LABEL = PREFIXES["rdfs"] + "label"
_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")

_JUDGED = (
    "Người duyệt bản nháp đã so sánh các lần nhắc đến và coi là một.",
    "Whoever reviewed the draft compared the mentions and found them to be one.",
)
"""Why things are one where nothing but a person's judgement speaks for it."""

Reason = tuple[str, str]
"""One reason, in Vietnamese and in English."""


@dataclass(frozen=True)
class Proposal:
    """The question whether `thing`, of the draft, is `other`, of the graph."""

    thing: str
    other: str
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]

    @property
    def card(self) -> str:
        """The key under which it is decided."""
        return identity_key(self.thing, self.other)


@dataclass
class _Side:
    """What one side says of its things."""

    said: Triples
    offices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    articles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(self, quads: Iterable[ox.Quad]) -> None:
        """Note who holds which posts, and which articles speak of what."""
        for fact in {
            quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)
        }:
            article = self.said.value(fact, "saidIn")
            if holder := self.said.value(fact, "holder"):
                self.offices[holder].add(self.said.value(fact, "ofPost"))
            if article:
                for values in self.said.subjects[fact].values():
                    for value in values:
                        if isinstance(value, ox.NamedNode):
                            self.articles[value.value].add(article)


def propose(draft: Draft, project: Project) -> Iterator[Proposal]:
    """Yield the questions that a reviewer of `draft` is to answer, for things that may be one.

    A thing is compared with those of its kind that another article speaks of and that have the same
    IRI, a name in common, or (agreements) the same parties.
    """
    known = _Side(Triples(quad.triple for quad in project.quads()))
    known.read(project.quads())
    held = [quad for quads in draft.quads.values() for quad in quads]
    ours = _Side(Triples((quad.triple for quad in held), known.said))
    ours.read(held)
    shared = [other for other, said in known.articles.items() if said - {draft.article}]
    for thing in sorted(draft.quads):
        kind = _kind(thing)
        for other in sorted(shared):
            if kind in KINDS and _kind(other) == kind:
                yield from _compare(kind, thing, other, ours, known)


def _compare(kind: str, thing: str, other: str, ours: _Side, known: _Side) -> Iterator[Proposal]:
    """Yield the question whether both are one, where anything speaks for it."""
    both = ((ours.said, thing), (known.said, other))
    one_name = bool(_names(*both[0], kind) & _names(*both[1], kind))
    parties, others = (set(said.values(iri, "hasParty")) for said, iri in both)
    if not (thing == other or one_name or (parties and parties == others)):
        return
    reasons: tuple[list[Reason], list[Reason]] = ([], [])
    _weigh(reasons, one_name, ("tên", "name"))
    if kind == "person":
        _compare_offices(thing, other, ours, known, reasons)
    if kind == "agreement":
        _weigh(reasons, parties == others, ("các bên", "parties"))
        kinds = [said.value(iri, "agreementType") for said, iri in both]
        periods = [said.value(said.value(iri, "validity"), "edtf") for said, iri in both]
        for values, words in ((kinds, ("loại", "kind")), (periods, ("thời hạn", "period"))):
            if all(values):
                _weigh(reasons, values[0] == values[1], words)
    yield Proposal(thing, other, tuple(reasons[0]), tuple(reasons[1]))


def _weigh(reasons: tuple[list[Reason], list[Reason]], same: object, words: Reason) -> None:
    """Add that both have the same of what `words` name, or not, to the reasons."""
    if same:
        reasons[0].append((f"Cùng {words[0]}.", f"The same {words[1]}."))
    else:
        reasons[1].append((f"Khác {words[0]}.", f"Not the same {words[1]}."))


def _compare_offices(
    thing: str, other: str, ours: _Side, known: _Side, reasons: tuple[list[Reason], list[Reason]]
) -> None:
    mine, theirs = ours.offices[thing], known.offices[other]
    for post in sorted(mine & theirs):
        names_of_post = [known.said.name(post, language=language) for language in ("vi", "en")]
        reasons[0].append(
            (f"Cùng chức vụ: {names_of_post[0]}.", f"The same office: {names_of_post[1]}.")
        )
    if mine and theirs and not mine & theirs:
        lists = [
            "; ".join(sorted(ours.said.name(post, language=language) for post in mine | theirs))
            for language in ("vi", "en")
        ]
        reasons[1].append((f"Khác chức vụ: {lists[0]}.", f"Other offices: {lists[1]}."))
    if not mine or not theirs:
        reasons[1].append(("Chỉ có tên là chung.", "Nothing but the name is in common."))


def merged(
    quads: Iterable[ox.Quad],
    same: Sequence[Proposal],
    different: Sequence[Proposal],
    article: str,
    known: Triples,
) -> list[ox.Quad]:
    """Return `quads` with things that are one under one IRI, and things that are two under two.

    Each thing that is the `same` as one of the graph gets, or joins, an `IdentityDecision`. What
    the graph already says of what its own things are is not said again.
    """
    number = article.rsplit("/", 1)[-1]
    names_of = {one.thing: f"{one.thing}-{number}" for one in different if one.thing == one.other}
    names_of |= {one.thing: one.other for one in same}
    found: dict[ox.Quad, None] = {}
    for quad in quads:
        renamed = _renamed(quad, names_of)
        subject = renamed.subject.value if isinstance(renamed.subject, ox.NamedNode) else ""
        if renamed.predicate.value in DEFINITION and known.types(subject):
            continue
        found.setdefault(renamed)
    for proposal in same:
        found |= dict.fromkeys(_decision(proposal, article, known))
    return [*found]


def _decision(proposal: Proposal, article: str, known: Triples) -> Iterator[ox.Quad]:
    """Yield what says that the mentions in `article` and in those before are of one thing."""
    thing = proposal.other
    kind, slug = thing.removeprefix(str(ID)).split("/", 1)
    decision = ox.NamedNode(f"{ID}identity/{kind}-{slug}")

    def says(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(decision, ox.NamedNode(predicate), value, IDENTITIES)

    articles = {
        said
        for fact, properties in known.subjects.items()
        for said in known.values(fact, "saidIn")
        if any(ox.NamedNode(thing) in values for values in properties.values())
    }
    for mention in sorted({*articles, article}):
        yield says(str(VNRC.mentionedIn), ox.NamedNode(mention))
    if decision.value in known:
        return
    name = known.name(thing)
    yield says(TYPE, ox.NamedNode(str(VNRC.IdentityDecision)))
    yield says(_LABEL, ox.Literal(f"Nhận diện: {name}", language="vi"))
    yield says(_LABEL, ox.Literal(f"Identity: {known.name(thing, language='en')}", language="en"))
    for side, language in enumerate(("vi", "en")):
        told = " ".join(reason[side] for reason in proposal.reasons_for) or _JUDGED[side]
        yield says(str(VNRC.basis), ox.Literal(told, language=language))
    today = datetime.now(UTC).date().isoformat()
    yield says(str(VNRC.decidedOn), ox.Literal(today, datatype=_DATE))
    yield says(str(VNRC.decidesOn), ox.NamedNode(thing))


def _names(said: Triples, thing: str, kind: str) -> set[str]:
    found = {*said.names(thing), *said.names(thing, OTHER_LABELS)}
    if kind in {"project", "dossier"}:
        return names.names_of_projects(found)
    return {names.person(name) for name in found}


def _renamed(quad: ox.Quad, names_of: Mapping[str, str]) -> ox.Quad:
    terms = [
        ox.NamedNode(names_of[term.value])
        if isinstance(term, ox.NamedNode) and term.value in names_of
        else term
        for term in (quad.subject, quad.object)
    ]
    if terms == [quad.subject, quad.object]:
        return quad
    return ox.Quad(terms[0], quad.predicate, terms[1], quad.graph_name)  # type: ignore[arg-type]


def _kind(iri: str) -> str:
    return iri.removeprefix(str(ID)).split("/", 1)[0] if iri.startswith(str(ID)) else ""
