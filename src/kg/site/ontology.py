"""The vocabulary: every term of the ontology at its anchor, and the code lists."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort
from pyoxigraph import NamedNode

from kg.figures.diagram import Arrow, Box, diagram
from kg.figures.svg import Figure
from kg.namespaces import VNRC, VOCAB
from kg.site.citation import of_page
from kg.site.kept import PerSnapshot
from kg.site.labels import Labels, look_up
from kg.site.layout import LANGUAGE, render
from kg.site.linked_data import NAMES, SUFFIXES
from kg.site.names import short
from kg.site.terms import Terms
from kg.site.texts import text
from kg.site.vocabulary import (
    ANNOTATION,
    CLASS,
    DATATYPE,
    OBJECT,
    Ontology,
    expand,
    in_language,
    load_concepts,
    load_ontology,
    load_schemes,
)

blueprint = Blueprint("ontology", __name__)

BOXES = {
    "Person": (0, 0),
    "PostHolding": (0, 1),
    "Post": (0, 2),
    "Fact": (0, 3),
    "Signature": (1, 0),
    "Participation": (1, 1),
    "Organisation": (1, 2),
    "Evidence": (1, 3),
    "Agreement": (2, 0),
    "CooperationEvent": (2, 1),
    "AdministrativeUnit": (2, 2),
    "TextVersion": (2, 3),
    "Commitment": (3, 0),
    "Proposal": (3, 1),
    "Place": (3, 2),
    "Article": (3, 3),
    "PolicyDocument": (4, 0),
    "StatusReport": (4, 1),
    "Project": (4, 2),
}
"""The classes that the diagram shows, with column and row."""

ARROWS = (
    ("Signature", "signedBy", "Person"),
    ("Agreement", "hasSignature", "Signature"),
    ("Agreement", "hasCommitment", "Commitment"),
    ("Commitment", "implementsPolicy", "PolicyDocument"),
    ("Agreement", "concludedAt", "CooperationEvent"),
    ("Agreement", "hasParty", "AdministrativeUnit"),
    ("Participation", "participant", "Person"),
    ("Participation", "inEvent", "CooperationEvent"),
    ("PostHolding", "holder", "Person"),
    ("PostHolding", "ofPost", "Post"),
    ("Post", "postIn", "Organisation"),
    ("Organisation", "bodyOf", "AdministrativeUnit"),
    ("Proposal", "madeDuring", "CooperationEvent"),
    ("AdministrativeUnit", "partOf", "Place"),
    ("Project", "connects", "Place"),
    ("StatusReport", "reportsStatusOf", "Project"),
    ("Fact", "evidencedBy", "Evidence"),
    ("Evidence", "inText", "TextVersion"),
    ("TextVersion", "textOf", "Article"),
    ("Fact", "saidIn", "Article"),
)
"""The properties that it shows. A test holds that each exists and joins the two."""

_BENT = {"hasParty", "saidIn"}
_ONTOLOGY = PerSnapshot(load_ontology)
_SCHEMES = PerSnapshot(load_schemes)


@blueprint.get(f"/{LANGUAGE}/ontology")
def ontology(language: str) -> Response:
    """Show all terms, with a diagram of the most important ones."""
    found = _ONTOLOGY.get()
    title = in_language(found.about.get(expand("dcterms:title"), ()), language)
    about = in_language(found.about.get(expand("dcterms:description"), ()), language)
    version = in_language(found.about.get(expand("owl:versionInfo"), ()), language)
    return render(
        "ontology.html",
        language=language,
        title=text(language, "ontology.title"),
        citation=of_page(language, title.value if title else None, address=str(VNRC)[:-1]),
        about=about.value if about else "",
        version=version.value if version else "",
        figure=draw(found, language) if found.entries else None,
        classes=found.of_kind(language, CLASS),
        properties=found.of_kind(language, OBJECT, DATATYPE),
        annotations=found.of_kind(language, ANNOTATION),
        roots=_roots(found, language),
        entries=found.entries,
        labels=_labels(found, language),
        terms=_examples(found, language),
        namespace=str(VNRC),
        downloads=SUFFIXES,
        names=NAMES,
        short=short,
        schemes=_SCHEMES.get(),
    )


@blueprint.get(f"/{LANGUAGE}/vocab")
def schemes(language: str) -> Response:
    """List the code lists."""
    title = text(language, "ontology.lists")
    return render("schemes.html", language=language, title=title, schemes=_SCHEMES.get())


@blueprint.get(f"/{LANGUAGE}/vocab/<scheme>")
def code_list(language: str, scheme: str) -> Response:
    """Show the concepts of a code list; 404 where the graph has no such list."""
    found = next((item for item in _SCHEMES.get() if item.iri == f"{VOCAB}{scheme}"), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    label = found.text("skos:prefLabel", language)
    title = label.value if label else scheme
    users = [
        entry for entry in _ONTOLOGY.get().of_kind(language, OBJECT) if entry.code_list == found.iri
    ]
    return render(
        "code_list.html",
        language=language,
        title=title[:1].upper() + title[1:],
        citation=of_page(language, title, address=found.iri),
        scheme=found,
        concepts=load_concepts(NamedNode(found.iri), language),
        users=users,
        downloads=SUFFIXES,
        names=NAMES,
    )


def draw(found: Ontology, language: str) -> Figure:
    """Return the diagram of the classes in BOXES."""
    boxes = [
        Box(
            name,
            found.entries[iri].label(language),
            f"#{name}",
            *place,
            look="box fact" if _is_fact(found, iri) else "box",
        )
        for name, place in BOXES.items()
        if (iri := f"{VNRC}{name}") in found.entries
    ]
    drawn = {box.key for box in boxes}
    arrows = [
        Arrow((start, end), found.entries[iri].label(language), f"#{name}", name in _BENT)
        for start, name, end in ARROWS
        if (iri := f"{VNRC}{name}") in found.entries and {start, end} <= drawn
    ]
    title = text(language, "ontology.diagram_title")
    about = text(language, "ontology.diagram_about")
    return diagram("classes", title, about, boxes, arrows)


def _is_fact(found: Ontology, iri: str) -> bool:
    """Tell whether a class is, directly or not, a kind of fact."""
    waiting, met = [iri], set()
    while waiting:
        name = waiting.pop()
        if name == f"{VNRC}Fact":
            return True
        if name not in met and name in found.entries:
            met.add(name)
            waiting += found.entries[name].nodes("rdfs:subClassOf")
    return False


def _roots(found: Ontology, language: str) -> list[str]:
    """Return the classes that are below none of ours."""
    return [
        entry.iri
        for entry in found.of_kind(language, CLASS)
        if not any(above in found.entries for above in entry.nodes("rdfs:subClassOf"))
    ]


def _labels(found: Ontology, language: str) -> Labels:
    """Return the labels of all terms and of the code lists that they lead to."""
    lists = {entry.code_list for entry in found.entries.values() if entry.code_list}
    return look_up(language, {*found.entries, *lists})


def _examples(found: Ontology, language: str) -> Terms:
    """Return what shows the examples in `language`."""
    table = [
        {"thing": entry.example[0], "value": entry.example[1]}
        for entry in found.entries.values()
        if entry.example is not None
    ]
    return Terms.of(language, table)
