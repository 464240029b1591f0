"""A draft with the decisions on it, beside the project's data, validated as soon as it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InvalidData, KgError
from kg.rdf.findings import Finding, Severity
from kg.rdf.load import Project, load_project
from kg.rdf.triples import Triples
from kg.review.draft import Change, parse_term, read_draft
from kg.review.identity import Proposal, merged, propose
from kg.review.journal import Action, Decision, Journal, now
from kg.store.merged import put_in, take_out
from kg.validate.change import ChangeValidator

_IN = {Action.ACCEPT, Action.MEND}


class Desk:
    """Where one draft is reviewed against one project.

    The journal is read again before each step: another desk may review the same draft.

    Undecided facts count as accepted when the draft is validated, so that findings tell what a
    decision breaks; `accepted` holds the decided ones alone, which is what lands.
    """

    def __init__(self, draft: Path, project: Path, reviewer: str) -> None:
        """Read the draft, its journal and the project. Raises KgError where one cannot be used.

        `reviewer` is the IRI of whoever decides.
        """
        self.draft = read_draft(draft)
        self.journal = Journal.open(self.draft)
        self.reviewer = _iri(reviewer)
        self.project = _without(load_project(project), self.draft.graph_name().value)
        if not self.project.readable:
            raise InvalidData(f"{project} holds files that cannot be read; run `kg validate`")
        self.known = Triples(quad.triple for quad in self.project.quads())
        self.words = Triples(
            (quad.triple for held in self.draft.quads.values() for quad in held), self.known
        )
        self.proposals = tuple(propose(self.draft, self.project))
        self._candidate = _Candidate(self.project)
        self._candidate.become(self.whole())
        self.findings = self._candidate.findings()

    def cards(self) -> list[str]:
        """Return what is to be decided: identities first, since names follow from them."""
        return [*(proposal.card for proposal in self.proposals), *self.draft.facts]

    def open_cards(self) -> list[str]:
        """Return the cards without a decision, then those that were put off."""
        standing = self.journal.standing()
        later = [card for card in self.cards() if _action(standing, card) is Action.SKIP]
        return [card for card in self.cards() if card not in standing] + later

    def proposal(self, card: str) -> Proposal | None:
        """Return the question whether two things are one that `card` is; None for a fact."""
        return next((one for one in self.proposals if one.card == card), None)

    def decide(
        self, card: str, action: Action, *, reason: str = "", changes: Sequence[Change] = ()
    ) -> tuple[Finding, ...]:
        """Save a decision and return the findings that the draft has because of it.

        Raises KgError where the decision does not fit the card, a rejection has no reason, or a
        change does not apply; nothing is saved then.
        """
        proposal = self.proposal(card)
        if (proposal is not None) != (action in {Action.SAME, Action.DIFFERENT}) and (
            action is not Action.SKIP
        ):
            raise KgError(f"{action} does not answer this card")
        if proposal is None and card not in self.draft.facts:
            raise KgError(f"{card} is no fact of the draft")
        if action is Action.REJECT and not reason.strip():
            raise KgError("a rejection needs its reason")
        if action is Action.MEND:
            self._check_changes(card, changes)
        if proposal is not None and action is Action.SAME:
            self._check_same(proposal)
        decision = Decision(
            card=proposal.thing if proposal else card,
            action=action,
            by=self.reviewer,
            at=now(),
            reason=reason.strip(),
            thing=proposal.other if proposal else "",
            changes=tuple(changes),
        )
        self.journal = Journal.open(self.draft).add(decision)
        return self._changed()

    def undo(self) -> tuple[Finding, ...]:
        """Take the last decision back; return the findings that the draft has now and had not."""
        self.journal = Journal.open(self.draft).undo()
        return self._changed()

    def whole(self) -> list[ox.Quad]:
        """Return the draft as it is decided so far, undecided facts among it."""
        standing = self.journal.standing()
        kept = [fact for fact in self.draft.facts if _action(standing, fact) is not Action.REJECT]
        return self._graph(kept)

    def accepted(self) -> list[ox.Quad]:
        """Return what has been accepted or mended, and what it is about."""
        standing = self.journal.standing()
        return self._graph(f for f in self.draft.facts if _action(standing, f) in _IN)

    def answered(self, action: Action) -> list[Proposal]:
        """Return the questions whether two things are one that were answered with `action`."""
        standing = self.journal.standing()
        return [one for one in self.proposals if _action(standing, one.card) is action]

    def violations(self, quads: Iterable[ox.Quad]) -> list[Finding]:
        """Return what would be wrong with the project if it held `quads` of the draft."""
        self._candidate.become(list(quads))
        found = [f for f in self._candidate.findings() if f.severity is Severity.VIOLATION]
        self._candidate.become(self.whole())
        self._candidate.findings()
        return found

    def _graph(self, facts: Iterable[str]) -> list[ox.Quad]:
        changes = {
            decision.card: decision.changes
            for decision in self.journal.standing().values()
            if decision.action is Action.MEND
        }
        quads = self.draft.graph(facts, changes)
        same, different = self.answered(Action.SAME), self.answered(Action.DIFFERENT)
        return merged(quads, same, different, self.draft.article, self.known)

    def _changed(self) -> tuple[Finding, ...]:
        before = {*map(_without_place, self.findings)}
        self._candidate.become(self.whole())
        self.findings = self._candidate.findings()
        return tuple(f for f in self.findings if _without_place(f) not in before)

    def _check_same(self, proposal: Proposal) -> None:
        for other in self.answered(Action.SAME):
            if other.thing == proposal.thing and other.other != proposal.other:
                raise KgError(f"it was found to be {other.other}; undo that, or say they are two")

    def _check_changes(self, card: str, changes: Sequence[Change]) -> None:
        if not changes:
            raise KgError("nothing was changed: accept the fact, or say what is wrong with it")
        held = {(quad.predicate.value, str(quad.object)) for quad in self.draft.quads[card]}
        for change in changes:
            if (change.predicate, change.old) not in held:
                raise KgError(f"the fact has no value {change.old} of this property")


class _Candidate:
    """The project with one graph that changes, and what is wrong with it."""

    def __init__(self, project: Project) -> None:
        self._store = ox.Store()
        self._written: dict[object, list[ox.Quad]] = defaultdict(list)
        self._quads: set[ox.Quad] = set()
        self._findings: list[Finding] = []
        quads = [*project.quads()]
        put_in(self._store, quads)
        for quad in quads:
            self._written[quad.subject].append(quad)
        self._validator = ChangeValidator(
            project.directory, self._store, lambda subject: self._written.get(subject, ())
        )

    def become(self, quads: Iterable[ox.Quad]) -> None:
        """Let `quads` be all that stands beside the project, and see what is wrong then."""
        wanted = set(quads)
        gone, new = [*(self._quads - wanted)], [*(wanted - self._quads)]
        if not gone and not new:
            return
        take_out(self._store, gone)
        put_in(self._store, new)
        for quad in gone:
            self._written[quad.subject].remove(quad)
        for quad in new:
            self._written[quad.subject].append(quad)
        self._quads = wanted
        checked = self._validator.check(gone, new)
        kept = [f for f in self._findings if not checked.covers(f.code, f.focus)]
        self._findings = [*kept, *checked.findings]

    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong, each once."""
        return tuple(dict.fromkeys(self._findings))


def _iri(reviewer: str) -> str:
    try:
        return parse_term(f"<{reviewer}>").value
    except KgError:
        raise KgError(
            f"{reviewer!r} names no reviewer: give an IRI, as an ORCID or a mailto: address"
        ) from None


def _action(standing: dict[str, Decision], card: str) -> Action | None:
    decision = standing.get(card)
    return decision.action if decision else None


def _without(project: Project, graph: str) -> Project:
    """Return the project without the graph that the draft is to become."""
    return replace(
        project, graphs={name: held for name, held in project.graphs.items() if name != graph}
    )


def _without_place(finding: Finding) -> Finding:
    return replace(finding, file=None, line=None, column=None)
