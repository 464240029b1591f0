"""What was accepted, in the files of data/: canonical, valid, with who reviewed it and when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InvalidData, KgError
from kg.namespaces import GRAPH, ID, PREFIXES, VNRC
from kg.rdf.canonical import format_document, write_trig
from kg.rdf.document import Document
from kg.rdf.files import write_atomically
from kg.review.desk import Desk
from kg.review.identity import DEFINITION, IDENTITIES
from kg.review.journal import Action
from kg.score.names import slug

ENTITIES = Path("data", "entities")
ARTICLES = Path("data", "articles")
_SEVERAL = 2
_MENTIONED_IN = ox.NamedNode(str(VNRC.mentionedIn))
_DECIDES_ON = ox.NamedNode(str(VNRC.decidesOn))

_FILES = {
    "body": "bodies",
    "change": "changes",
    "dossier": "dossiers",
    "identity": "identity",
    "organisation": "organisations",
    "person": "persons",
    "place": "places",
    "plan": "plans",
    "policy": "policies",
    "post": "posts",
    "project": "projects",
    "region": "places",
    "river": "places",
    "site": "places",
    "source": "sources",
    "unit": "units",
}
"""The kinds of things that live in data/entities/, and their files there."""


def land(desk: Desk) -> list[Path]:
    """Write what was accepted at `desk` into the project; return the files that changed.

    Landing again replaces what landed before. Entities are written first, so that a crash between
    two files leaves things that nothing speaks of yet, and no broken reference; landing again
    completes it. Raises InvalidData where the project would not be valid, KgError where nothing was
    accepted, the text is that of another article, or a file cannot be written; then nothing, or
    only entities, was written.
    """
    quads = [*_routed(desk)]
    if not any(
        decision.action in {Action.ACCEPT, Action.MEND} for decision in desk.journal.decisions
    ):
        raise KgError("nothing has been accepted yet")
    _refuse_twin(desk)
    wrong = desk.violations(quads)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise InvalidData(f"{wrong[0].focus}: {wrong[0].message_en}{more}; nothing was written")
    files = [*_files(desk, quads)]
    changed = [(path, text) for path, text in files if _differs(path, text)]
    for path, text in changed:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text.encode())
        except OSError as error:
            raise KgError(f"{path} cannot be written: {error.strerror}") from None
    return [path for path, _ in changed]


def _refuse_twin(desk: Desk) -> None:
    """Refuse a draft of a text that the graph has as another article: its facts would be twice."""
    digests = {
        digest for subject in desk.draft.quads for digest in desk.words.values(subject, "sha256")
    }
    for subject in desk.known.subjects:
        article = desk.known.value(subject, "textOf")
        if article and digests & set(desk.known.values(subject, "sha256")):
            raise KgError(f"the graph has this text already, as {article}; nothing was written")


def _routed(desk: Desk) -> Iterator[ox.Quad]:
    """Yield what was accepted, each triple in the graph in which its kind stands."""
    article = desk.draft.graph_name()
    for quad in desk.accepted():
        yield ox.Quad(quad.subject, quad.predicate, quad.object, _graph_of(quad, article))
    yield from _provenance(desk, article)


def _graph_of(quad: ox.Quad, article: ox.NamedNode) -> ox.NamedNode:
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    kind = subject.removeprefix(str(ID)).split("/", 1)[0]
    file = _FILES.get(kind)
    if file is None or (kind != "identity" and quad.predicate.value not in DEFINITION):
        return article
    return ox.NamedNode(str(GRAPH[f"entities/{file}"]))


def _provenance(desk: Desk, article: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield who reviewed the article's graph, and when it was last decided on (PROV-O)."""
    decisions = desk.journal.decisions
    for reviewer in sorted({decision.by for decision in decisions}):
        attributed = ox.NamedNode(PREFIXES["prov"] + "wasAttributedTo")
        yield ox.Quad(article, attributed, ox.NamedNode(reviewer), article)
    if decisions:
        when = ox.Literal(
            max(decision.at for decision in decisions),
            datatype=ox.NamedNode(PREFIXES["xsd"] + "dateTime"),
        )
        yield ox.Quad(article, ox.NamedNode(PREFIXES["prov"] + "generatedAtTime"), when, article)


def _files(desk: Desk, quads: Iterable[ox.Quad]) -> Iterator[tuple[Path, str]]:
    """Yield the files that hold `quads` from now on and their text, the article's file last."""
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name)[1:-1]].append(quad)
    article = desk.draft.graph_name().value
    own = graphs.pop(article)
    graphs.setdefault(IDENTITIES.value, [])
    documents = {held.name: held.document for held in desk.project.graphs.values()}
    for name, added in sorted(graphs.items()):
        document = documents.get(name)
        if document is None:
            raise KgError(f"the project has no file for {name}")
        plain = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in added]
        kept: Iterable[ox.Quad] = document.quads
        if name == IDENTITIES.value:
            kept = _still_decided(desk, kept, own)
        yield (
            desk.project.directory / document.path,
            _canonical(document, dict.fromkeys((*kept, *plain))),
        )
    yield desk.project.directory / _article_file(desk), write_trig(own)


def _still_decided(desk: Desk, quads: Iterable[ox.Quad], own: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the decisions on identity, without the article where it shares the thing no longer.

    A decision that is left with a single article goes.
    """
    article = ox.NamedNode(desk.draft.article)
    held = [*quads]
    shared = {quad.object for quad in own} - {
        ox.NamedNode(one.other) for one in desk.answered(Action.DIFFERENT)
    }
    things = {quad.subject: quad.object for quad in held if quad.predicate == _DECIDES_ON}
    kept = [
        quad
        for quad in held
        if (quad.predicate, quad.object) != (_MENTIONED_IN, article)
        or things.get(quad.subject) in shared
    ]
    mentions = Counter(quad.subject for quad in kept if quad.predicate == _MENTIONED_IN)
    alone = {quad.subject for quad in {*held} - {*kept} if mentions[quad.subject] < _SEVERAL}
    return [quad for quad in kept if quad.subject not in alone]


def _canonical(document: Document, quads: Iterable[ox.Quad]) -> str:
    text, findings = format_document(replace(document, quads=tuple(quads)))
    if findings:
        raise KgError(f"{document.path}: {findings[0].message_en}")
    return text


def _article_file(desk: Desk) -> Path:
    """Return the file of the article's graph: the one that has it, else one named by its title."""
    name = desk.draft.graph_name().value
    for document in desk.project.documents:
        if any(str(quad.graph_name)[1:-1] == name for quad in document.quads[:1]):
            return document.path
    number = desk.draft.article.rsplit("/", 1)[-1]
    title = "-".join(slug(desk.words.name(desk.draft.article)).split("-")[:8])
    return ARTICLES / f"{number}-{title}.trig"


def _differs(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() != text.encode()
    except OSError:
        return True
