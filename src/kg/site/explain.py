"""Why an inferred fact holds: from which stated ones it follows, and by which rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request, url_for

from kg.errors import KgError
from kg.namespaces import GRAPH
from kg.reason.evidence import find_evidence
from kg.reason.explain import Explainer, Proof
from kg.site.layout import LANGUAGE, render
from kg.site.neighbourhood import around
from kg.site.panels import Row, Term
from kg.site.terms import Terms
from kg.site.texts import text

blueprint = Blueprint("explain", __name__)

_RULES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"
_ONTOLOGY = f"{GRAPH}ontology/"
_HOPS = 3
"""How far around a triple its proof is looked for."""


@dataclass(frozen=True)
class Question:
    """The triple to explain."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.NamedNode

    @property
    def triple(self) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]:
        """Its terms."""
        return self.subject, self.predicate, self.object


@dataclass(frozen=True)
class Step:
    """A step of a proof; where its triple is stated, the IRIs of the `facts` that state it."""

    proof: Proof
    facts: Sequence[str]
    premises: Sequence[Step]

    @property
    def is_axiom(self) -> bool:
        """Whether the ontology says so."""
        return any(graph.value.startswith(_ONTOLOGY) for graph in self.proof.graphs)


@blueprint.get(f"/{LANGUAGE}/explain")
def explain(language: str) -> Response:
    """Show why a triple of three IRIs holds, down to the graphs that state its premises."""
    question = _question()
    step = _step(question)
    if step is None:
        abort(HTTPStatus.NOT_FOUND)
    terms = Terms.of(language, [_row(item.proof) for item in _all(step)])
    return render(
        "explain.html",
        language=language,
        title=text(language, "explain.title"),
        step=step,
        terms=terms,
        rules=_RULES,
    )


def address(language: str, subject: str, predicate: str, object_: Term) -> str | None:
    """Return the address of the explanation of a triple; None where it ends in a literal."""
    if not isinstance(object_, ox.NamedNode):
        return None
    return url_for(
        "explain.explain",
        language=language,
        subject=subject,
        predicate=predicate,
        object=object_.value,
    )


def _question() -> Question:
    try:
        names = ("subject", "predicate", "object")
        return Question(*(ox.NamedNode(request.args[name]) for name in names))
    except (KeyError, ValueError):
        abort(HTTPStatus.BAD_REQUEST)


def _step(question: Question) -> Step | None:
    """Return the proof of the triple from what is around it; None where it does not hold.

    Raises KgError where it holds and none was found.
    """
    for hops in range(1, _HOPS + 1):
        store = around((question.subject, question.object), hops)
        try:
            proof = Explainer(store).explain(question.triple)
        except KgError:
            if hops == _HOPS:
                raise
        else:
            return _grounded(proof, store) if proof else None
    return None


def _grounded(proof: Proof, store: ox.Store) -> Step:
    """Return a proof with the facts behind its stated triples."""
    facts = [] if proof.rule else find_evidence(store, proof.triple)
    return Step(
        proof=proof,
        facts=[item.fact.value for item in facts if isinstance(item.fact, ox.NamedNode)],
        premises=[_grounded(premise, store) for premise in proof.premises],
    )


def _all(step: Step) -> list[Step]:
    return [step, *(item for premise in step.premises for item in _all(premise))]


def _row(proof: Proof) -> Row:
    terms = (*proof.triple, *proof.graphs)
    return {
        str(place): term
        for place, term in enumerate(terms)
        if isinstance(term, ox.NamedNode | ox.Literal)
    }
