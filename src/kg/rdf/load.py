"""Load a project's files as named graphs.

    ontology/<stem>.ttl                 https://w3id.org/vnrc/graph/ontology/<stem>
    ontology/vocabularies/<stem>.ttl    https://w3id.org/vnrc/graph/vocabularies/<stem>
    data/<room>/<stem>.ttl              https://w3id.org/vnrc/graph/<room>/<stem>
    data/**/<stem>.trig                 the graphs that the file names

Each graph stands in one file, so that a finding about a graph is a finding about a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import ProjectError
from kg.namespaces import GRAPH
from kg.rdf import problems
from kg.rdf.document import FORMATS, MAX_FILE_BYTES, Document, read_document
from kg.rdf.findings import Finding
from kg.rdf.scan import Place

OTHER_RDF = {".jsonld", ".n3", ".nq", ".nt", ".owl", ".rdf", ".rj", ".trix", ".xml"}
"""Endings of RDF formats that are not accepted; other files (GeoJSON, licences) are not read."""


@dataclass(frozen=True, slots=True)
class GraphFile:
    """One named graph and the document it came from; its quads carry the graph's name."""

    name: str
    document: Document
    quads: tuple[ox.Quad, ...]

    @property
    def path(self) -> Path:
        """The file, relative to the project."""
        return self.document.path


class Location(NamedTuple):
    """A place in a file of the project."""

    path: Path
    place: Place


@dataclass(frozen=True)
class Project:
    """A project as it was read.

    `graphs` maps each graph's IRI to its file, in the order of the files' paths. `findings` are
    about the text of the files and their places; a document that is not `readable` gave no graph.
    """

    directory: Path
    documents: tuple[Document, ...]
    graphs: Mapping[str, GraphFile]
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        """Whether every file could be read; where not, the graphs are incomplete."""
        return all(document.readable for document in self.documents)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield all quads, each in its named graph, with lexical forms as written.

        Blank nodes have labels that are unique in the project and depend on nothing but the files.
        """
        for graph in self.graphs.values():
            yield from graph.quads

    def locate(
        self,
        subject: str,
        predicate: str | None = None,
        value: str | None = None,
        *,
        prefer: Sequence[Path] = (),
    ) -> Location | None:
        """Return where the statement stands, else the property, else the subject; None if nowhere.

        Files in `prefer` come before the others. `value` is an IRI or a `lines.literal_key`.
        """
        documents = sorted(self.documents, key=lambda document: document.path not in prefer)
        for key in ((subject, predicate, value), (subject, predicate), (subject,)):
            for document in documents:
                if place := document.lines.places.get(key):
                    return Location(document.path, place)
        return None


def load_project(
    directory: Path,
    *,
    rooms: Sequence[str] = ("ontology", "data"),
    max_file_bytes: int = MAX_FILE_BYTES,
) -> Project:
    """Read the ontology and the data of the project in `directory`, or the `rooms` named.

    Raises ProjectError where `directory` lacks one of the rooms. What is wrong with a file is a
    finding of the result.
    """
    for room in rooms:
        if not (directory / room).is_dir():
            raise ProjectError(f"{directory} is not a project: it lacks {room}/")
    documents = (
        read_document(
            file,
            name=file.relative_to(directory),
            max_bytes=max_file_bytes,
            blank_prefix=f"f{number}b",
        )
        for number, file in enumerate(rdf_files(directory, *rooms), start=1)
    )
    return assemble(directory, documents)


def assemble(directory: Path, documents: Iterable[Document]) -> Project:
    """Return the project in `directory` that `documents` make, in the order of their paths."""
    held = tuple(documents)
    graphs: dict[str, GraphFile] = {}
    findings: list[Finding] = []
    for document in held:
        findings.extend(document.findings)
        if document.readable:
            findings.extend(_add(document, graphs))
    return Project(directory, held, graphs, tuple(findings))


def rdf_files(directory: Path, *rooms: str) -> list[Path]:
    """Return the RDF files of the named rooms of a project, in the order of their paths."""
    endings = {*FORMATS, *OTHER_RDF}
    return [
        file
        for room in rooms
        for file in sorted((directory / room).rglob("*"))
        if file.suffix.lower() in endings and file.is_file()
    ]


def graph_name(path: Path) -> str | None:
    """Return the IRI of the graph in the Turtle file `path` (relative to the project).

    None where the layout gives no name to a file in that place.
    """
    match path.parent.parts:
        case ("ontology",):
            return str(GRAPH[f"ontology/{path.stem}"])
        case ("ontology", "vocabularies"):
            return str(GRAPH[f"vocabularies/{path.stem}"])
        case ("data", room):
            return str(GRAPH[f"{room}/{path.stem}"])
    return None


def _add(document: Document, graphs: dict[str, GraphFile]) -> list[Finding]:
    """Add the graphs of `document` to `graphs`; return what is wrong with their names and nodes."""
    path = document.path
    findings: list[Finding] = []
    if path.suffix == ".trig":
        content = _named(document, findings)
    elif name := graph_name(path):
        graph = ox.NamedNode(name)
        quads = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in document.quads]
        content = {name: quads}
    else:
        where = "data/<room>/" if path.parts[0] == "data" else "ontology/"
        return [problems.MISPLACED.found(path, 1, where=where)]
    if path.parts[0] == "data":
        findings += [
            problems.BLANK_NODE.found(path, *place, text=text)
            for text, place in document.blank_nodes()
        ]
    for name, quads in content.items():
        if name in graphs:
            place = document.lines.find(name) or Place(1, 1)
            other = graphs[name].path
            findings.append(problems.GRAPH_TWICE.found(path, *place, graph=name, other=other))
        else:
            graphs[name] = GraphFile(name, document, tuple(quads))
    return findings


def _named(document: Document, findings: list[Finding]) -> dict[str, list[ox.Quad]]:
    """Return the quads of a TriG document by graph; report those in none, or in one not ours."""
    content: dict[str, list[ox.Quad]] = {}
    reported: set[str] = set()
    for quad in document.quads:
        graph, subject = quad.graph_name, str(quad.subject)
        name = graph.value if isinstance(graph, ox.NamedNode) else ""
        if name.startswith(str(GRAPH)):
            content.setdefault(name, []).append(quad)
            continue
        about = subject if isinstance(graph, ox.DefaultGraph) else str(graph)
        if about in reported:
            continue
        reported.add(about)
        place = document.lines.find(about.strip("<>")) or Place(1, 1)
        if isinstance(graph, ox.DefaultGraph):
            findings.append(problems.NO_GRAPH.found(document.path, *place, subject=subject))
        else:
            findings.append(
                problems.GRAPH_NAME.found(document.path, *place, graph=about, base=GRAPH)
            )
    return content
