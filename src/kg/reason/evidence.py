"""Which passages, articles and outside sources stand behind a triple."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kg.reason.patterns import Pattern, Term, Triple, name, solve

FACT = ox.Variable("fact")
STATES = (name("vnrc:statementObject"), name("vnrc:statementValue"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that states a triple, and its grounds, each in the order of the IRIs.

    `passages` are vnrc:Evidence nodes (`…/text/000#char=575,583`), `articles` what vnrc:saidIn
    names, `sources` what vnrc:citesSource names.
    """

    fact: Term
    passages: tuple[Term, ...]
    articles: tuple[Term, ...]
    sources: tuple[Term, ...]


def find_evidence(store: ox.Store, triple: Triple) -> list[Evidence]:
    """Return the evidence in the default graph of `store` for `triple`, by the facts' IRIs.

    A vnrc:Statement of the triple counts, and so does its subject where that is itself a fact with
    evidence.
    """
    subject, predicate, object_ = triple
    facts = {subject}
    for states in STATES:
        statement: list[Pattern] = [
            (FACT, name("vnrc:statementSubject"), subject),
            (FACT, name("vnrc:statementPredicate"), predicate),
            (FACT, states, object_),
        ]
        facts.update(binding["fact"] for binding in solve(store, statement))
    found = [_evidence(store, fact) for fact in sorted(facts, key=str)]
    return [item for item in found if item.passages or item.articles or item.sources]


def _evidence(store: ox.Store, fact: Term) -> Evidence:
    passages, articles, sources = (
        tuple(sorted((binding["node"] for binding in solve(store, [pattern])), key=str))
        for pattern in (
            (fact, name(f"vnrc:{ground}"), ox.Variable("node"))
            for ground in ("evidencedBy", "saidIn", "citesSource")
        )
    )
    return Evidence(fact, passages, articles, sources)
