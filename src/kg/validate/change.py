"""Validate a change of a valid dataset: what it may affect, and nothing else.

Says the same as validating the whole dataset again, about the things that the change may affect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ProjectError, RdfSyntaxError
from kg.namespaces import VNRC
from kg.rdf import problems
from kg.rdf.canonical import write_trig
from kg.rdf.document import Document, parse_document
from kg.rdf.findings import Finding
from kg.rdf.load import GraphFile, Project, assemble
from kg.rdf.scan import Source
from kg.reason.patterns import TYPE, name
from kg.validate.affected import Affected
from kg.validate.edtf import check_dates
from kg.validate.focused import NOWHERE, FocusedShacl, Written
from kg.validate.project import RULES
from kg.validate.reach import LooksAnywhere
from kg.validate.rules import SparqlRule, load_rules, run_rule
from kg.validate.shacl import check_shacl
from kg.validate.shapes import load_shapes
from kg.validate.terms import check_digests, check_terms

_FILE = Path("data", "update.trig")
_SUBCLASS = name("rdfs:subClassOf")


@dataclass(frozen=True)
class Checked:
    """What was found, and about which focus nodes each check was asked; None: about all."""

    findings: tuple[Finding, ...]
    asked: dict[str, frozenset[str] | None]

    def covers(self, code: str, focus: str | None) -> bool:
        """Tell whether a finding of an earlier validation is replaced by this one."""
        asked = self.asked.get("sh:" if code.startswith("sh:") else code, frozenset())
        return asked is None or focus in asked


class ChangeValidator:
    """Validates changes of the graphs in `store`, which merges them in its default graph."""

    def __init__(self, directory: Path, store: ox.Store, written: Written) -> None:
        """Read shapes and rules of the project in `directory`.

        `written` gives the quads with a subject as they were written. Raises ProjectError where
        shapes or rules are wrong.
        """
        self._directory = directory
        self._store = store
        self._written = written
        self._shapes = load_shapes(directory)
        rules, wrong = load_rules(directory / RULES, directory)
        # That the shapes are as SHACL wants them takes seconds to prove, and a build has done so.
        wrong = [*self._shapes.findings, *wrong]
        grave = [finding for finding in wrong if finding.code != "no-shapes"]
        if grave:
            raise ProjectError(f"{directory}: {grave[0].message_en}; run `kg validate`")
        self._rules: list[tuple[SparqlRule, Affected]] = [
            (rule, Affected(rule.query)) for rule in rules
        ]
        self._focused: FocusedShacl | None = None
        try:
            self._focused = FocusedShacl(self._shapes, store, written)
        except LooksAnywhere:
            self._focused = None
        self._declared = {
            quad.subject.value
            for quad in store.quads_for_pattern(None, TYPE, None, ox.DefaultGraph())
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(VNRC)
        }

    def check(self, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> Checked:
        """Return what is wrong after a change that the store holds already.

        The quads are as they were written; the findings have no places.
        """
        triples = list({quad.triple for quad in (*removed, *added)})
        if any(triple.predicate == _SUBCLASS for triple in triples) and self._focused:
            self._focused.read_classes()
            return self._check_all(added)
        asked: dict[str, frozenset[str] | None] = {}
        findings = list(_without_place(self._check_text(added)))
        with self._as_before_too(removed):
            restricted = [
                (rule, affected, affected.things(triples, self._store))
                for rule, affected in self._rules
            ]
        for rule, affected, things in restricted:
            code = f"rule:{rule.path.stem}"
            asked[code] = None if things is None else frozenset(map(_plain, things))
            if things is not None:
                rule = replace(rule, query=affected.restricted(things))  # noqa: PLW2901
            if things is None or things:
                findings += run_rule(rule, self._store, NOWHERE)
        if self._focused is None:
            asked["sh:"] = None
            findings += check_shacl(self._everything(), self._shapes)
        else:
            nodes = self._focused.affected(triples)
            asked["sh:"] = frozenset(node.value for node in nodes)
            findings += self._focused.check(nodes)
        return Checked(tuple(findings), asked)

    def _check_all(self, added: Sequence[ox.Quad]) -> Checked:
        findings = list(_without_place(self._check_text(added)))
        for rule, _ in self._rules:
            findings += run_rule(rule, self._store, NOWHERE)
        findings += check_shacl(self._everything(), self._shapes)
        codes = ["sh:", *(f"rule:{rule.path.stem}" for rule, _ in self._rules)]
        return Checked(tuple(findings), dict.fromkeys(codes))

    def _check_text(self, added: Sequence[ox.Quad]) -> Iterator[Finding]:
        """Yield what would be wrong with the text of a file that holds `added`."""
        if not added:
            return
        try:
            text = write_trig(added)
        except RdfSyntaxError as error:
            yield problems.SYNTAX.found(_FILE, reason=error)
            return
        document = parse_document(text.encode(), _FILE)
        project = assemble(self._directory, [document])
        yield from project.findings
        if project.readable:
            yield from check_dates(project)
            yield from check_digests(project)
            yield from check_terms([document], self._declared)

    @contextmanager
    def _as_before_too(self, removed: Iterable[ox.Quad]) -> Iterator[None]:
        """Hold in the default graph also what was there before the change."""
        store = self._store
        extra = [
            quad
            for quad in (ox.Quad(q.subject, q.predicate, q.object) for q in removed)
            if quad not in store
        ]
        store.extend(extra)
        try:
            yield
        finally:
            for quad in extra:
                store.remove(quad)

    def _everything(self) -> Project:
        """Return the dataset as a project without files."""
        quads: dict[str, list[ox.Quad]] = {}
        for subject in {quad.subject for quad in self._store}:
            if isinstance(subject, ox.Triple):
                continue
            for quad in self._written(subject):
                quads.setdefault(str(quad.graph_name), []).append(quad)
        empty = Document(_FILE, Source(""))
        graphs = {graph: GraphFile(graph, empty, tuple(held)) for graph, held in quads.items()}
        return Project(self._directory, (), graphs, ())


def _without_place(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (replace(finding, file=None, line=None, column=None) for finding in findings)


def _plain(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
