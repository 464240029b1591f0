"""Rules over the whole set, as SPARQL: what SHACL says slowly or not at all.

A rule is a file `*.rq`, in a project's `shapes/rules` or, for ontologies, in
`kg.validate.ontology`: a SELECT whose every row is a finding, under a header:

    # severity: violation
    # message-vi: …
    # message-en: {?this} is cited by {?value}, which …
    # shape: https://w3id.org/vnrc/shapes#…       (optional)

It selects ?this, and may select ?path, ?value and ?graph. `{?name}` in a message is replaced by
what the row has for the variable. Named graphs are the files' graphs; the default graph is their
union, each triple once. Our prefixes are declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from kg.rdf.findings import Finding, Rule, Severity
from kg.rdf.lines import literal_key
from kg.rdf.load import Project
from kg.rdf.terms import Term, write_iri, write_literal

BAD_RULE = Rule(
    "rule",
    "không chạy được quy tắc này, hãy sửa quy tắc: {reason}",
    "this rule cannot be run, mend the rule: {reason}",
)

_HEADER = re.compile(r"#\s*(severity|message-vi|message-en|shape):\s*(.*?)\s*")
_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_PLACE = re.compile(r"error at (\d+):(\d+): ")


@dataclass(frozen=True, slots=True)
class SparqlRule:
    """One rule file: what it says of a row, and the query that yields the rows."""

    path: Path
    query: str
    severity: Severity
    message_vi: str
    message_en: str
    shape: str | None


def load_rules(directory: Path, root: Path) -> tuple[list[SparqlRule], list[Finding]]:
    """Return the rules in `directory`, named from `root`, and what is wrong with their headers."""
    rules: list[SparqlRule] = []
    findings: list[Finding] = []
    for file in sorted(directory.glob("*.rq")):
        path = file.relative_to(root)
        try:
            rules.append(_read_rule(path, file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            findings.append(BAD_RULE.found(path, 1, 1, reason=error))
    return rules, findings


def _read_rule(path: Path, text: str) -> SparqlRule:
    """Return the rule that `text` is; ValueError where its header lacks something."""
    header: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        if match := _HEADER.fullmatch(line):
            header[match[1]] = match[2]
    for key in ("severity", "message-vi", "message-en"):
        if not header.get(key):
            raise ValueError(f"its header has no line “# {key}: …”")
    if header["severity"] not in set(Severity):
        raise ValueError(f"its severity is none of {', '.join(Severity)}")
    return SparqlRule(
        path,
        text,
        Severity(header["severity"]),
        header["message-vi"],
        header["message-en"],
        header.get("shape"),
    )


def check_rules(
    project: Project, rules: Iterable[SparqlRule], prefer: Sequence[Path] = ()
) -> Iterator[Finding]:
    """Yield a finding for each row of each rule; a rule that cannot be run is one itself."""
    store = ox.Store()
    quads = list(project.quads())
    store.bulk_extend(quads)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for rule in rules:
        yield from run_rule(rule, store, project, prefer)


def run_rule(
    rule: SparqlRule, store: ox.Store, project: Project, prefer: Sequence[Path] = ()
) -> Iterator[Finding]:
    """Yield a finding for each row of `rule` over `store`, at its place in `project`.

    The store holds the graphs and, as its default graph, their union.
    """
    try:
        solutions = store.query(rule.query, prefixes=PREFIXES)
        if not isinstance(solutions, ox.QuerySolutions) or "this" not in {
            variable.value for variable in solutions.variables
        }:
            yield BAD_RULE.found(rule.path, 1, 1, reason="it is not a SELECT of ?this")
            return
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            bound = {name: term for name, term in zip(names, row, strict=True) if term}
            yield _finding(project, rule, bound, prefer)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        yield BAD_RULE.found(rule.path, line, column, reason=_PLACE.sub("", str(error)))


def _finding(
    project: Project, rule: SparqlRule, row: dict[str, Term], prefer: Sequence[Path]
) -> Finding:
    this, path, value = _plain(row.get("this")), _plain(row.get("path")), row.get("value")
    graph = project.graphs.get(_plain(row.get("graph")) or "")
    location = project.locate(
        this or "", path, _key(value), prefer=[*prefer, graph.path] if graph else prefer
    )

    def fill(template: str) -> str:
        return _VARIABLE.sub(lambda match: _show(row.get(match[1])), template)

    return Finding(
        severity=rule.severity,
        code=f"rule:{rule.path.stem}",
        message_vi=fill(rule.message_vi),
        message_en=fill(rule.message_en),
        file=location.path if location else None,
        line=location.place.line if location else None,
        column=location.place.column if location else None,
        focus=this,
        path=path,
        value=_show(value, quoted=True) or None,
        shape=rule.shape,
    )


def _plain(term: Term | None) -> str | None:
    return term.value if isinstance(term, ox.NamedNode) else None


def _key(term: Term | None) -> str | None:
    if isinstance(term, ox.Literal):
        return literal_key(term.value, term.language)
    return _plain(term)


def _show(term: Term | None, *, quoted: bool = False) -> str:
    """Return `term` for a message: a literal as its text or, `quoted`, as Turtle."""
    if isinstance(term, ox.NamedNode):
        return write_iri(term.value)
    if isinstance(term, ox.Literal):
        return write_literal(term, {}) if quoted else term.value
    return ""
