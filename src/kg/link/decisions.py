"""Decisions about links, as link statements in `data/links/wikidata.trig`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ProjectError
from kg.namespaces import GRAPH, ID, PREFIXES, VNRC
from kg.rdf.canonical import format_document
from kg.rdf.document import Document, read_document
from kg.rdf.files import write_atomically
from kg.rdf.scan import Source

LINKS = Path("data", "links", "wikidata.trig")
RELATIONS = ("exact", "close", "broader", "related")
"""What the item is to the thing: concepts of the code list link-relation."""

_GRAPH = ox.NamedNode(str(GRAPH["links/wikidata"]))
_LEAST_TARGETS = {"linked": 1, "ambiguous": 2, "not-found": 0}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a reviewer decided about a thing; `targets` are IRIs of items, `reviewer` of an agent.

    `outcome` is linked (one target and a relation), ambiguous (two targets or more) or not-found.
    """

    thing: str
    outcome: str
    targets: tuple[str, ...] = ()
    relation: str | None = None
    reason_vi: str
    reason_en: str
    checked_on: date
    reviewer: str

    def __post_init__(self) -> None:
        """Refuse what the shapes would refuse."""
        least = _LEAST_TARGETS[self.outcome]
        most = least if self.outcome != "ambiguous" else len(self.targets)
        if not least <= len(self.targets) <= most:
            raise ValueError(f"{self.outcome} does not go with {len(self.targets)} items")
        if (self.outcome == "linked") != (self.relation in RELATIONS):
            raise ValueError(f"{self.outcome} does not go with the relation {self.relation}")


def record(project: Path, decision: Decision, *, max_file_bytes: int) -> None:
    """Write `decision` into the project's file of links, in place of an earlier one.

    The file is replaced as a whole, in canonical form: a crash leaves the old one. Raises
    ProjectError where it cannot be read or written.
    """
    file = project / LINKS
    document = (
        read_document(file, name=LINKS, max_bytes=max_file_bytes)
        if file.exists()
        else Document(LINKS, Source(""))
    )
    if not document.readable:
        raise ProjectError(f"{LINKS} cannot be read: run `kg validate`")
    thing = ox.NamedNode(decision.thing)
    statement = _statement_of(decision.thing)
    about = {(thing, _term("wikidata"))}
    kept = [
        quad
        for quad in document.quads
        if quad.subject != statement and (quad.subject, quad.predicate) not in about
    ]
    quads = (*kept, *_quads(decision, thing, statement))
    text, problems = format_document(
        Document(LINKS, document.source, quads, document.lines, document.tags)
    )
    if problems:
        raise ProjectError(f"{LINKS} holds comments that would be lost: run `kg fmt`")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    except OSError as error:
        raise ProjectError(f"{LINKS} cannot be written: {error.strerror}") from None


def _statement_of(thing: str) -> ox.NamedNode:
    slug = thing.removeprefix(str(ID)).replace("/", "-")
    return ox.NamedNode(f"{PREFIXES['link']}wikidata-{slug}")


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(str(VNRC[name]))


def _quads(decision: Decision, thing: ox.NamedNode, statement: ox.NamedNode) -> list[ox.Quad]:
    day = ox.Literal(
        decision.checked_on.isoformat(), datatype=ox.NamedNode(PREFIXES["xsd"] + "date")
    )
    values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("checkedOn", day),
        ("linkOutcome", ox.NamedNode(PREFIXES["link-outcome"] + decision.outcome)),
        ("linkReason", ox.Literal(decision.reason_vi, language="vi")),
        ("linkReason", ox.Literal(decision.reason_en, language="en")),
        ("linkSubject", thing),
        ("reviewedBy", ox.NamedNode(decision.reviewer)),
        *(("linkTarget", ox.NamedNode(target)) for target in decision.targets),
    ]
    if decision.relation:
        values.append(("linkRelation", ox.NamedNode(PREFIXES["link-relation"] + decision.relation)))
    quads = [ox.Quad(statement, _term(name), value, _GRAPH) for name, value in values]
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    quads.append(ox.Quad(statement, kind, _term("LinkStatement"), _GRAPH))
    if decision.outcome == "linked":
        target = ox.NamedNode(decision.targets[0])
        quads.append(ox.Quad(thing, _term("wikidata"), target, _GRAPH))
    return quads
