"""Build a snapshot from a project: read, validate, reason, check, write, publish."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg import __version__
from kg.errors import InvalidData, SnapshotError
from kg.namespaces import ONTOLOGY
from kg.rdf.findings import Finding, Rule
from kg.rdf.load import Project, load_project
from kg.rdf.terms import write_iri
from kg.reason.clashes import Clash, find_clashes
from kg.reason.materialise import materialise
from kg.reason.patterns import Triple, name
from kg.reason.support import check_support
from kg.store.checks import describe_checks
from kg.store.dataset import canonical_lines, role, served, with_canonical_blanks
from kg.store.export import holds_unexported
from kg.store.guide import guide
from kg.store.publish import build_lock, is_current, publish, publish_again
from kg.store.snapshot import FORMAT_VERSION, Manifest, Snapshot, content_id, current_snapshot
from kg.validate.findings import Report, Severity
from kg.validate.project import validate_project
from kg.validate.shapes import PASSED

CONTRADICTION = Rule(
    "contradiction",
    "Những điều sau mâu thuẫn với nhau theo bản thể học ({rule}: {axioms}): {facts}. "
    "Hãy sửa một trong các điều đó, hoặc ghi thành nhận định (vnrc:Statement).",
    "These cannot hold together by the ontology ({rule}: {axioms}): {facts}. Mend one of them, or "
    "record them as statements (vnrc:Statement).",
)


class InvalidProject(InvalidData):
    """The project breaks its shapes or contradicts itself; `report` says where."""

    def __init__(self, message: str, report: Report) -> None:
        """Keep the report beside the message."""
        super().__init__(message)
        self.report = report


@dataclass
class Stages:
    """Measures the stages of a build and says which has begun.

    `seconds` maps the name of each finished stage to its wall-clock time.
    """

    begun: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, title: str) -> Iterator[None]:
        """Announce a stage and measure it."""
        self.begun(title)
        start = time.perf_counter()
        yield
        self.seconds[title] = time.perf_counter() - start


@dataclass(frozen=True)
class Built:
    """What a build did: the snapshot that is current now, and whether it was before."""

    snapshot: Snapshot
    unchanged: bool
    report: Report
    asserted: int
    inferred: int
    seconds: dict[str, float]


def build(
    project_dir: Path,
    data_dir: Path,
    *,
    max_file_bytes: int,
    discard_updates: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build the project in `project_dir` and make its snapshot the current one of `data_dir`.

    `progress` is called with the title of each stage as it begins. Updates of the current snapshot
    that were not exported are lost only with `discard_updates`. Raises ProjectError,
    OntologyError, SnapshotError, and InvalidProject where something is violated; the snapshot that
    was current then still is.
    """
    stages = Stages(progress)
    with build_lock(data_dir, lambda: progress("waiting for another build")):
        with stages.stage("reading"):
            project = load_project(project_dir, max_file_bytes=max_file_bytes)
        with stages.stage("validating"):
            passed = data_dir / PASSED
            report = validate_project(project, max_file_bytes=max_file_bytes, passed=passed)
            _require(report)
        with stages.stage("reasoning"):
            asserted = with_canonical_blanks([*project.quads(), *guide(project)])
            check_support(asserted)
            inferred = materialise(asserted)
        with stages.stage("looking for contradictions"):
            quads = served(asserted, inferred)
            report = _with_contradictions(report, project, quads)
            _require(report)
        with stages.stage("writing"):
            lines = canonical_lines(quads)
            identifier = content_id(lines)
            unchanged = is_current(data_dir, identifier)
            if not (unchanged or discard_updates):
                _keep_updates(data_dir)
            if unchanged:
                snapshot = current_snapshot(data_dir)
            else:
                snapshot = publish_again(data_dir, identifier) or publish(
                    data_dir,
                    quads,
                    lines,
                    describe_checks(project_dir, report, max_file_bytes=max_file_bytes),
                    lambda files: _manifest(identifier, project, quads, files),
                )
    return Built(snapshot, unchanged, report, len(asserted), len(inferred), stages.seconds)


def _keep_updates(data_dir: Path) -> None:
    """Raise SnapshotError where the current snapshot holds updates that are in no file."""
    try:
        current = current_snapshot(data_dir)
    except SnapshotError:
        return  # there is none, or what there is cannot be served
    if holds_unexported(data_dir, current):
        raise SnapshotError(
            f"nothing was built: snapshot {current.id} holds {current.manifest.updates} update(s) "
            "that are in no file; run `kg export` first, or `kg build --discard-updates`"
        )


def _require(report: Report) -> None:
    if not report.conforms():
        count = report.count(Severity.VIOLATION)
        raise InvalidProject(
            f"nothing was built: {count} violation{'s' if count > 1 else ''}; "
            "the current snapshot stays as it is",
            report,
        )


def _with_contradictions(report: Report, project: Project, quads: Sequence[ox.Quad]) -> Report:
    store = ox.Store()
    store.bulk_extend(quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph))
    found = [contradiction(clash, project) for clash in find_clashes(store)]
    return Report.of([*report.findings, *found], report.files)


def contradiction(clash: Clash, project: Project) -> Finding:
    """Return a contradiction as a finding, at the place of the first fact that a file states."""
    places = (project.locate(*(_plain(node) for node in fact)) for fact in clash.facts)
    where = next(filter(None, places), None)
    return CONTRADICTION.found(
        where.path if where else None,
        *(where.place if where else ()),
        focus=_plain(clash.facts[0][0]),
        rule=clash.rule,
        axioms=", ".join(map(_text, clash.axioms)),
        facts=", ".join(map(_text, clash.facts)),
    )


def _plain(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _text(triple: Triple) -> str:
    return " ".join(
        write_iri(node.value) if isinstance(node, ox.NamedNode) else str(node) for node in triple
    )


def _manifest(
    identifier: str, project: Project, quads: Sequence[ox.Quad], files: dict[str, str]
) -> Manifest:
    named = Counter(
        quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)
    )
    roles: Counter[str] = Counter()
    for graph, count in named.items():
        roles[role(graph)] += count
    return Manifest(
        id=identifier,
        format_version=FORMAT_VERSION,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        program_version=__version__,
        ontology_version=_ontology_version(quads),
        triples=len(quads) - named.total(),
        graphs=dict(sorted(named.items())),
        roles=dict(sorted(roles.items())),
        files=files,
        sources={
            document.path.as_posix(): sha256(document.source.text.encode()).hexdigest()
            for document in project.documents
        },
    )


def _ontology_version(quads: Sequence[ox.Quad]) -> str | None:
    """Return the version that the ontology states of itself."""
    ontology, version = ox.NamedNode(str(ONTOLOGY)), name("owl:versionInfo")
    found = (q.object for q in quads if q.subject == ontology and q.predicate == version)
    return next((node.value for node in found if isinstance(node, ox.Literal)), None)
