"""Check an ontology: all that its text, its logic and its words can get wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.config import Settings
from kg.errors import OntologyError
from kg.rdf.findings import Finding, Rule, Severity
from kg.rdf.load import Project, load_project
from kg.reason.patterns import Triple
from kg.reason.support import unsupported
from kg.validate.findings import Report
from kg.validate.ontology.axioms import ONTOLOGY, Axioms
from kg.validate.ontology.canaries import canaries, kinds_without_canary, show, silent
from kg.validate.ontology.exceptions import except_findings
from kg.validate.ontology.logic import NO_JAVA, check_logic
from kg.validate.ontology.places import Place, Places
from kg.validate.ontology.vocabularies import check_vocabularies
from kg.validate.rules import check_rules, load_rules

RULES = Path(__file__).parent / "rules"

NO_ONTOLOGY = Rule(
    "no-ontology",
    "không tệp nào trong ontology/ khai báo owl:Ontology: hãy thêm phần đầu",
    "no file in ontology/ declares an owl:Ontology: add the header",
)
UNSUPPORTED = Rule(
    "unsupported-axiom",
    "bộ suy luận không theo được {what}: hãy viết cách khác, hoặc thêm quy tắc vào kg.reason.rules",
    "the reasoner does not follow {what}: say it otherwise, or add the rule to kg.reason.rules",
)
BROKEN = Rule(
    UNSUPPORTED.code,
    "bộ suy luận không theo được bản thể học: {reason}",
    "the reasoner cannot follow the ontology: {reason}",
)
SILENT = Rule(
    "canary",
    "bộ suy luận không rút ra điều phải có từ tiên đề {kind}: {canary}",
    "the reasoner does not infer what must follow from {kind}: {canary}",
)
NO_CANARY = Rule(
    "no-canary",
    "chưa có phép thử cho tiên đề {kind}: hãy thêm vào kg.validate.ontology.canaries",
    "there is no canary for {kind}: add one to kg.validate.ontology.canaries",
    Severity.WARNING,
)


def check_ontology(
    directory: Path,
    *,
    settings: Settings | None = None,
    require_java: bool = False,
    logic: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Check the ontology of the project in `directory`.

    Without Java, its checks are skipped with a note, or a violation if `require_java`; without
    `logic` they are left out, and no Java is started. `progress` is called with the name of each
    stage. Raises ProjectError where there is no `ontology/`,
    KgError where its exceptions cannot be read.
    """
    progress("reading files")
    settings = settings or Settings()
    project = load_project(directory, rooms=("ontology",), max_file_bytes=settings.max_file_bytes)
    findings = list(_check(project, progress))
    if logic and project.readable:
        progress("asking OWLAPI and HermiT")
        findings += check_logic(
            Axioms(project.quads()),
            Places(project),
            seconds=settings.check_timeout,
            require_java=require_java,
        )
    skipped = not logic or {finding.code for finding in findings} & NO_JAVA
    partial = not project.readable or skipped
    kept = except_findings(findings, directory, report_unused=not partial)
    return Report.of(kept, len(project.documents), tool="kg check")


def _check(project: Project, progress: Callable[[str], None]) -> Iterator[Finding]:
    yield from project.findings
    if not project.readable:
        # Without one of the files, most of what the other checks find would be untrue.
        return
    axioms, places = Axioms(project.quads()), Places(project)
    if not axioms.named(ONTOLOGY):
        yield NO_ONTOLOGY.found(None)
    progress("running rules")
    rules, problems = load_rules(RULES, RULES)
    yield from problems
    yield from check_rules(project, rules, places.prefer)
    yield from check_vocabularies(project, places)
    progress("listening to canaries")
    yield from _check_reasoner(project, axioms, places)


def _check_reasoner(project: Project, axioms: Axioms, places: Places) -> Iterator[Finding]:
    """Yield the axioms that the reasoner of the build does not follow."""
    problems = list(unsupported(project.quads()))
    for (subject, predicate, value), what in problems:
        about = axioms.owner(subject).value
        yield UNSUPPORTED.found(*places.find(about, predicate.value, value.value), what=what)
    if problems:
        return
    try:
        still = list(silent(axioms, list(canaries(axioms))))
    except OntologyError as error:
        yield BROKEN.found(None, reason=error)
        return
    for canary in still:
        place = _place(canary.axiom, canary.facts, places)
        yield SILENT.found(*place, kind=canary.kind, canary=canary)
    for axiom in kinds_without_canary(axioms):
        yield NO_CANARY.found(*_place(axiom, (), places), kind=show(axiom[1]))


def _place(axiom: Triple, facts: Sequence[Triple], places: Places) -> Place:
    """Return the place of `axiom`, or where it has no name, of the first term of its facts."""
    place = places.find(*(part.value for part in axiom))
    terms = (part.value for fact in facts for part in fact)
    others = (found for term in terms if (found := places.find(term))[0])
    return place if place[0] else next(others, place)
