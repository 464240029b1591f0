"""The shapes of a project: read from `shapes/`, and checked by the shapes for shapes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from pyshacl.entrypoints import meta_validate
from rdflib import RDF, SH

from kg.rdf import problems
from kg.rdf.document import MAX_FILE_BYTES, Document, read_document
from kg.rdf.files import write_atomically
from kg.rdf.findings import Finding, Rule, Severity
from kg.rdf.load import rdf_files
from kg.rdf.rdflib_graph import quiet, to_rdflib
from kg.rdf.scan import Place
from kg.text.normal import digest

PASSED = "shapes-passed"
"""In a directory of snapshots, the file that names the shapes that passed `check_shapes` last."""

NO_SHAPES = Rule(
    "no-shapes",
    "shapes/ không có shape nào: dữ liệu chưa được kiểm tra",
    "there are no shapes in shapes/: the data were not validated",
    Severity.WARNING,
)
BAD_SHAPE = Rule(
    "shape",
    "shape không đúng chuẩn SHACL, hãy sửa shape: {reason}",
    "the shape is not as SHACL wants it, mend the shape: {reason}",
)


@dataclass(frozen=True)
class Shapes:
    """The shapes graph and the files it came from; `findings` are about the files' text."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]

    def graph(self) -> rdflib.Graph:
        """Return the shapes as a new graph: pySHACL changes the one it is given."""
        return to_rdflib(quad for document in self.documents for quad in document.quads)

    def digest(self) -> str:
        """Return a SHA-256, in hexadecimal, of the texts and of the release of pySHACL."""
        texts = (digest(document.source.text) for document in self.documents)
        return digest("\n".join([pyshacl.__version__, *texts]))

    def place(self, iri: str | None) -> tuple[Path | None, Place | None]:
        """Return the file and place of the block of the shape `iri`."""
        for document in self.documents:
            if iri and (place := document.lines.find(iri)):
                return document.path, place
        return None, None


def load_shapes(directory: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> Shapes:
    """Read `shapes/**/*.ttl` of the project in `directory`."""
    documents: list[Document] = []
    findings: list[Finding] = []
    for file in rdf_files(directory, "shapes"):
        path = file.relative_to(directory)
        prefix = f"s{len(documents) + 1}b"
        document = read_document(file, name=path, max_bytes=max_file_bytes, blank_prefix=prefix)
        if document.readable and path.suffix == ".trig":
            findings.append(problems.MISPLACED.found(path, 1, where="data/<room>/"))
            continue
        documents.append(document)
        findings += document.findings
    if not any(document.quads for document in documents) and not findings:
        findings.append(NO_SHAPES.found(Path("shapes")))
    return Shapes(tuple(documents), tuple(findings))


def owner(graph: rdflib.Graph, node: rdflib.term.Node | None) -> str | None:
    """Return the IRI of `node`, or of the nearest thing around it that has one."""
    met: set[rdflib.term.Node] = set()
    while isinstance(node, rdflib.BNode) and node not in met:
        met.add(node)
        node = next(graph.subjects(None, node), None)
    return str(node) if isinstance(node, rdflib.URIRef) else None


def check_shapes(shapes: Shapes, passed: Path | None = None) -> list[Finding]:
    """Return a finding for each shape that breaks the shapes for shapes (SHACL, appendix C).

    That takes seconds, so shapes that pass are noted in the file `passed`, and those noted there
    are not checked again. Where it cannot be read or written, nothing is noted.
    """
    key = shapes.digest().encode()
    if passed is not None:
        with suppress(OSError):
            if passed.read_bytes() == key:
                return []
    findings = list(_check(shapes))
    if passed is not None and not findings:
        with suppress(OSError):
            passed.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(passed, key)
    return findings


def _check(shapes: Shapes) -> Iterator[Finding]:
    graph = shapes.graph()
    with quiet():
        _, report, _ = meta_validate(shapes.graph(), inference="none")
    if not isinstance(report, rdflib.Graph):
        yield BAD_SHAPE.found(Path("shapes"), reason=report)
        return
    for result in report.subjects(RDF.type, SH.ValidationResult):
        iri = owner(graph, report.value(result, SH.focusNode))
        file, place = shapes.place(iri)
        path = report.value(result, SH.resultPath)
        messages = " ".join(map(str, report.objects(result, SH.resultMessage)))
        reason = f"{graph.qname(path)}: {messages}" if isinstance(path, rdflib.URIRef) else messages
        yield BAD_SHAPE.found(file, *(place or ()), focus=iri, reason=reason)
