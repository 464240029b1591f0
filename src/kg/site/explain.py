"""Why an inferred fact holds: from which stated ones it follows, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request, url_for

from kg.errors import KgError
from kg.reason.explain import Explainer, Proof
from kg.site.layout import LANGUAGE, render
from kg.site.neighbourhood import around
from kg.site.panels import Row, Term
from kg.site.terms import Terms
from kg.site.texts import text

blueprint = Blueprint("explain", __name__)

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


@blueprint.get(f"/{LANGUAGE}/explain")
def explain(language: str) -> Response:
    """Show why a triple of three IRIs holds, down to the graphs that state its premises."""
    question = _question()
    proof = _proof(question)
    if proof is None:
        abort(HTTPStatus.NOT_FOUND)
    terms = Terms.of(language, [_row(item) for item in _all(proof)])
    return render(
        "explain.html",
        language=language,
        title=text(language, "explain.title"),
        proof=proof,
        terms=terms,
    )


def address(language: str, subject: str, predicate: str, object_: Term) -> str:
    """Return the address of the explanation of a triple."""
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


def _proof(question: Question) -> Proof | None:
    """Return the proof of the triple from what is around it; None where it does not hold.

    Raises KgError where it holds and none was found.
    """
    for hops in range(1, _HOPS + 1):
        store = around((question.subject, question.object), hops)
        try:
            return Explainer(store).explain(question.triple)
        except KgError:
            if hops == _HOPS:
                raise
    return None


def _all(proof: Proof) -> list[Proof]:
    return [proof, *(item for premise in proof.premises for item in _all(premise))]


def _row(proof: Proof) -> Row:
    terms = (*proof.triple, *proof.graphs)
    return {
        str(place): term
        for place, term in enumerate(terms)
        if isinstance(term, ox.NamedNode | ox.Literal)
    }
