"""`kg explain`: show from which facts and rules a triple follows."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

import click
import pyoxigraph as ox

from kg.cli.options import data_dir_option, language_option
from kg.config import Settings
from kg.errors import KgError
from kg.namespaces import PREFIXES
from kg.rdf.scan import Source
from kg.rdf.terms import write_iri, write_literal
from kg.reason.evidence import Evidence, find_evidence
from kg.reason.explain import Explainer, Proof
from kg.reason.instances import read_list
from kg.reason.patterns import FIRST, TYPE, Term, Triple, name, solve
from kg.store.snapshot import current_snapshot

LABELS = (name("rdfs:label"), name("skos:prefLabel"))
DEFINING = tuple(
    map(
        name,
        (
            "owl:onProperty",
            "owl:someValuesFrom",
            "owl:allValuesFrom",
            "owl:hasValue",
            "owl:unionOf",
            "owl:intersectionOf",
            "owl:members",
        ),
    )
)
"""Properties that say what an anonymous class is."""
IRI_SCHEME = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+")
TERM_TOKENS = {"iri", "name", "string", "at", "number", "word"}
"""Tokens that a term may have: brackets, deeply nested, keep the parser from ending."""
WORDS = {
    "en": {
        "asserted": "stated in",
        "inferred": "follows by",
        "evidence": "evidence",
        "absent": "is not in the graph, neither stated nor inferred",
    },
    "vi": {
        "asserted": "được nêu trong",
        "inferred": "suy ra theo",
        "evidence": "căn cứ",
        "absent": "không có trong đồ thị, không được nêu mà cũng không suy ra được",
    },
}


@click.command()
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@language_option
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@data_dir_option
def explain(  # noqa: PLR0913 - one parameter an argument or option
    *, subject: str, predicate: str, object_: str, lang: str, format_: str, data_dir: Path | None
) -> None:
    """Show why SUBJECT PREDICATE OBJECT holds, down to the passages of the articles.

    Terms are prefixed names (unit:bac-giang-1997), IRIs, `a`, or literals as in Turtle
    ("2023-02-09"^^xsd:date). Exit code 0: explained; 1: the triple does not hold; 2: could not run.
    """
    triple = read_term(subject), read_term(predicate), read_term(object_)
    if isinstance(triple[0], ox.Literal) or not isinstance(triple[1], ox.NamedNode):
        raise KgError("no triple has a literal as its subject, or anything but an IRI as predicate")
    store = current_snapshot(Settings.load(data_dir=data_dir).data_dir).open_store()
    writer = _Writer(store, lang)
    proof = Explainer(store).explain(triple)
    if proof is None:
        click.echo(f"{writer.triple(triple)}: {WORDS[lang]['absent']}", err=True)
        sys.exit(1)
    if format_ == "json":
        click.echo(json.dumps(writer.as_json(proof), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(writer.lines(proof)))


def read_term(text: str) -> Term:
    """Return the term that `text` stands for: as in Turtle, or an IRI without brackets.

    Blank nodes are named as in the snapshot (`_:c14n0`). Raises KgError where it is none.
    """
    if text == "a":
        return TYPE
    term = f"<{text}>" if IRI_SCHEME.fullmatch(text) else text
    tokens = Source(term).tokens
    if [token.kind for token in tokens] == ["blank"]:
        return ox.BlankNode(text.strip()[2:])
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    quads: list[ox.Quad] = []
    if all(token.kind in TERM_TOKENS or token.text == "^^" for token in tokens):
        turtle = f"{prefixes}<urn:s> <urn:p> {term} ."
        # UnicodeEncodeError: a byte of the command line was not UTF-8.
        with suppress(SyntaxError, UnicodeEncodeError):
            quads = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    if len(quads) != 1:
        raise KgError(
            f"{text!r} is no term: write a prefixed name such as unit:bac-giang-1997, an IRI, or a "
            "literal with its quotation marks"
        )
    return cast(Term, quads[0].object)


class _Writer:
    """Writes proofs for people and programs, with labels in one language."""

    def __init__(self, store: ox.Store, lang: str) -> None:
        self._store = store
        self._lang = lang
        self._words: Mapping[str, str] = WORDS[lang]

    def lines(self, proof: Proof, depth: int = 0) -> Iterator[str]:
        pad = "  " * depth
        yield pad + self.triple(proof.triple)
        if labels := self._labels(proof.triple):
            yield f"{pad}  {labels}"
        if proof.rule:
            yield f"{pad}  {self._words['inferred']} {proof.rule}:"
            for premise in proof.premises:
                yield from self.lines(premise, depth + 2)
            return
        graphs = ", ".join(write_iri(graph.value) for graph in proof.graphs)
        yield f"{pad}  {self._words['asserted']} {graphs}"
        for evidence in find_evidence(self._store, proof.triple):
            yield f"{pad}  {self._words['evidence']}: {self._evidence(evidence)}"

    def as_json(self, proof: Proof) -> dict[str, object]:
        content: dict[str, object] = {
            "triple": [str(term) for term in proof.triple],
            "labels": [self._label(term) for term in proof.triple],
        }
        if proof.rule:
            content["rule"] = proof.rule
            content["premises"] = [self.as_json(premise) for premise in proof.premises]
            return content
        content["graphs"] = [graph.value for graph in proof.graphs]
        content["evidence"] = [
            {
                "fact": str(evidence.fact),
                "passages": [str(node) for node in evidence.passages],
                "articles": [str(node) for node in evidence.articles],
                "sources": [str(node) for node in evidence.sources],
            }
            for evidence in find_evidence(self._store, proof.triple)
        ]
        return content

    def triple(self, triple: Triple) -> str:
        return " ".join(self._term(term) for term in triple)

    def _term(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return write_iri(term.value)
        if isinstance(term, ox.Literal):
            return write_literal(term, {})
        if any(self._store.quads_for_pattern(term, FIRST, None, ox.DefaultGraph())):
            return f"( {' '.join(self._term(item) for item in read_list(self._store, term))} )"
        return self._anonymous(term)

    def _anonymous(self, node: ox.BlankNode) -> str:
        """Return an anonymous class by what defines it, any other blank node by its label."""
        parts = [
            f"{write_iri(predicate.value)} {self._term(binding['value'])}"
            for predicate in DEFINING
            for binding in solve(self._store, [(node, predicate, ox.Variable("value"))])
        ]
        return f"[ {' ; '.join(parts)} ]" if parts else str(node)

    def _labels(self, triple: Triple) -> str:
        """Return what the terms are called, with a dash between; empty where none has a name."""
        labels = [self._label(term) for term in triple]
        if not any(labels):
            return ""
        return " – ".join(
            label or self._term(term) for label, term in zip(labels, triple, strict=True)
        )

    def _label(self, term: Term) -> str | None:
        """Return the label in the language asked for, else in another, else None."""
        if isinstance(term, ox.Literal):
            return None
        found = [
            cast(ox.Literal, binding["label"])
            for predicate in LABELS
            for binding in solve(self._store, [(term, predicate, ox.Variable("label"))])
        ]
        best = min(
            found,
            key=lambda label: (label.language != self._lang, label.language or "", label.value),
            default=None,
        )
        return best.value if best else None

    def _evidence(self, evidence: Evidence) -> str:
        grounds = (*evidence.passages, *evidence.articles, *evidence.sources)
        named = [
            f"{self._term(node)} ({label})" if (label := self._label(node)) else self._term(node)
            for node in grounds
        ]
        return f"{self._term(evidence.fact)}: {', '.join(named)}"
