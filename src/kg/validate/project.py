"""Validate a project: the text of its files, shapes, rules, dates, terms.

The shapes see the whole dataset even where only some files are asked about: what is wrong with a
file often shows only beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import ProjectError
from kg.rdf.document import MAX_FILE_BYTES
from kg.rdf.findings import Finding, Severity
from kg.rdf.load import Project, load_project
from kg.validate.edtf import check_dates
from kg.validate.findings import Report
from kg.validate.rules import check_rules, load_rules
from kg.validate.shacl import check_shacl
from kg.validate.shapes import Shapes, check_shapes, load_shapes
from kg.validate.terms import check_digests, check_terms, declared_terms

RULES = Path("shapes", "rules")
"""Where a project keeps its set-wise rules."""


def validate(
    directory: Path,
    files: Sequence[Path] | None = None,
    *,
    max_file_bytes: int = MAX_FILE_BYTES,
    passed: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Validate the project in `directory` and return all findings, or those about `files`.

    `files` are files or directories of the project. `passed` is where `check_shapes` notes the
    shapes that pass. `progress` is called with the name of each stage. Raises ProjectError where
    `directory` is no project or a file is not one of its own.
    """
    progress("reading files")
    project = load_project(directory, max_file_bytes=max_file_bytes)
    return validate_project(
        project, files, max_file_bytes=max_file_bytes, passed=passed, progress=progress
    )


def validate_project(
    project: Project,
    files: Sequence[Path] | None = None,
    *,
    max_file_bytes: int = MAX_FILE_BYTES,
    passed: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Validate a project that was loaded already; as `validate`."""
    shapes = load_shapes(project.directory, max_file_bytes=max_file_bytes)
    chosen = _choose(project, shapes, files)
    findings = list(_check(project, shapes, chosen or (), passed, progress))
    if chosen is None:
        return Report.of(findings, len(project.documents) + len(shapes.documents))
    subjects = {
        key[0]
        for document in project.documents
        if document.path in chosen
        for key in document.lines.places
        if len(key) == 1
    }
    kept = (f for f in findings if f.file in chosen or f.focus in subjects or _stops(f, project))
    return Report.of(kept, len(chosen))


def _check(
    project: Project,
    shapes: Shapes,
    prefer: Sequence[Path],
    passed: Path | None,
    progress: Callable[[str], None],
) -> Iterator[Finding]:
    yield from project.findings
    yield from shapes.findings
    if not project.readable:
        # Without some of the files, most of what the other checks find would be untrue.
        return
    yield from check_dates(project)
    yield from check_digests(project)
    documents = (*project.documents, *shapes.documents)
    yield from check_terms(documents, declared_terms(project))
    progress("running rules")
    rules, problems = load_rules(project.directory / RULES, project.directory)
    yield from problems
    yield from check_rules(project, rules, prefer)
    if all(document.readable for document in shapes.documents):
        progress("checking the shapes")
        wrong = check_shapes(shapes, passed)
        yield from wrong
        if not wrong:
            progress("validating against the shapes")
            yield from check_shacl(project, shapes, prefer)


def _choose(
    project: Project, shapes: Shapes, files: Sequence[Path] | None
) -> tuple[Path, ...] | None:
    """Return `files` as paths relative to the project, directories replaced by their files."""
    if not files:
        return None
    root = project.directory.resolve()
    known = [document.path for document in (*project.documents, *shapes.documents)]
    known += [
        file.relative_to(project.directory)
        for file in sorted((project.directory / RULES).glob("*.rq"))
    ]
    chosen: list[Path] = []
    for file in files:
        path = file.resolve()
        found = [name for name in known if path == root / name or path in (root / name).parents]
        if not found:
            raise ProjectError(f"{file} is not an RDF file of the project {project.directory}")
        chosen += found
    return tuple(dict.fromkeys(chosen))


def _stops(finding: Finding, project: Project) -> bool:
    """Tell whether `finding` kept the other checks from running."""
    unread = {document.path for document in project.documents if not document.readable}
    return finding.file in unread and finding.severity is Severity.VIOLATION
