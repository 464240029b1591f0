"""The SPARQL of a selection: for the index of all things, and the very query of one choice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.namespaces import PREFIXES
from kg.site.panels import declare
from kg.site.selection.choice import Selection
from kg.site.selection.subjects import EVERY, PROVINCE, SUBJECTS, Subject

UNITS = declare("""\
# A row is a unit and one that it has become and that has not changed since.
SELECT DISTINCT ?unit ?now WHERE {
  ?unit vnrc:succeededBy ?now .
  FILTER NOT EXISTS { ?now vnrc:succeededBy ?later }
}
""")

AREAS = declare(
    "SELECT ?area ?broader WHERE { ?area skos:inScheme vocab:area ; skos:broader ?broader . }"
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_OWN = re.compile(r"\?(?!thing\b)(\w+)")


def of_things(subject: Subject) -> str:
    """Return the query for all things of `subject`."""
    return declare(f"SELECT DISTINCT ?thing WHERE {{ ?thing a {subject.class_} . }}\n")


def of_facet(subject: Subject, facet: str) -> str:
    """Return the query for each thing of `subject` and each of its values of `facet`."""
    pattern = subject.facets[facet]
    return declare(
        f"SELECT DISTINCT ?thing ?value WHERE {{ ?thing a {subject.class_} . {pattern} }}\n"
    )


def of_times(subject: Subject) -> str:
    """Return the query for each thing of `subject` and each of its times."""
    return declare(
        f"SELECT DISTINCT ?thing ?value WHERE {{ ?thing a {subject.class_} . "
        f"{subject.time.replace('?time', '?value')} }}\n"
    )


def of_bounds(subject: Subject) -> str:
    """Return the query for the bounds of all times of `subject`, and whether they are periods."""
    return declare(
        "SELECT DISTINCT ?time ?earliest ?latest ?lasting WHERE {\n"
        f"  {{ SELECT DISTINCT ?time {{ ?thing a {subject.class_} . {subject.time} }} }}\n"
        "  OPTIONAL { ?time vnrc:earliest ?earliest }\n"
        "  OPTIONAL { ?time vnrc:latest ?latest }\n"
        "  BIND(EXISTS { ?agreement vnrc:validity ?time } AS ?lasting)\n"
        "}\n"
    )


def of_open(subject: Subject) -> str:
    """Return the query for the things of `subject` that go on after their time."""
    return declare(f"SELECT ?thing WHERE {{ ?thing a {subject.class_} ; vnrc:openEnded true . }}\n")


def of_evidence(subject: Subject, name: str, things: Iterable[str]) -> str | None:
    """Return the query for the facts behind each value of `name`, a facet or TIME, of `things`.

    None where no source states such values.
    """
    pattern = subject.evidence(name)
    if pattern is None:
        return None
    given = " ".join(str(NamedNode(thing)) for thing in things)
    return declare(
        f"SELECT DISTINCT ?thing ?value ?fact WHERE {{ VALUES ?thing {{ {given} }} {pattern} }}\n"
    )


def of_sizes() -> str:
    """Return the query for how many things there are of each subject, by its class."""
    classes = " ".join(subject.class_ for subject in SUBJECTS.values())
    return declare(
        f"SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ VALUES ?class {{ {classes} }} "
        "?thing a ?class . } GROUP BY ?class\n"
    )


def of_selection(selection: Selection, language: str) -> str:
    """Return the query whose rows are the things selected, with their labels and times.

    It is what a reader is shown, and stands by itself.
    """
    subject = selection.subject
    lines = [f"?thing a {subject.class_} ."]
    for facet, pattern in subject.facets.items():
        values = selection.values(facet)
        if values:
            lines += _chosen(facet, pattern, values, present=selection.present)
    if selection.dated:
        lines += _dated(selection)
    lines.append(f'OPTIONAL {{ ?thing rdfs:label ?label . FILTER(LANG(?label) = "{language}") }}')
    if not selection.dated:
        lines.append(
            f"OPTIONAL {{ {subject.time} OPTIONAL {{ ?time vnrc:earliest ?earliest }} "
            "OPTIONAL { ?time vnrc:latest ?latest } }"
        )
    body = "\n".join(f"  {line}" for line in lines)
    return declare(
        "# A row is a thing selected, with one of its times.\n"
        f"SELECT DISTINCT ?thing ?label ?earliest ?latest WHERE {{\n{body}\n}}\n"
        "ORDER BY ?earliest ?latest ?thing\n"
    )


def _chosen(facet: str, pattern: str, values: tuple[str, ...], *, present: bool) -> list[str]:
    groups = [(value,) for value in sorted(values)] if facet in EVERY else [tuple(sorted(values))]
    lines = []
    for place, group in enumerate(groups, 1):
        name = f"{facet}{place}" if len(groups) > 1 else facet
        then = f"{name}_then" if facet == PROVINCE and present else name
        lines.append(f"VALUES ?{name} {{ {' '.join(map(_written, group))} }}")
        lines.append(_renamed(pattern, then, name))
        if then != name:
            lines.append(f"?{then} vnrc:succeededBy* ?{name} .")
    return lines


def _renamed(pattern: str, value: str, prefix: str) -> str:
    """Return `pattern` with its `?value` called so, and its other variables its own."""

    def name(use: re.Match[str]) -> str:
        return f"?{value}" if use[1] == "value" else f"?{prefix}_{use[1]}"

    return _OWN.sub(name, pattern)


def _dated(selection: Selection) -> list[str]:
    lines = [
        selection.subject.time,
        "OPTIONAL { ?time vnrc:earliest ?earliest }",
        "OPTIONAL { ?time vnrc:latest ?latest }",
    ]
    if selection.last is not None:
        day = f'"{selection.last}-12-31"^^xsd:date'
        lines.append(f"FILTER(COALESCE(?earliest, ?latest) <= {day})")
    if selection.first is not None:
        day = f'"{selection.first}-01-01"^^xsd:date'
        lines.append(f"FILTER(COALESCE(?latest, ?earliest) >= {day})")
    return lines


def _written(iri: str) -> str:
    """Return an IRI as a query shows it: short where it has a prefix of ours."""
    start, name = iri[: iri.rfind("/") + 1], iri[iri.rfind("/") + 1 :]
    prefix = next((key for key, space in PREFIXES.items() if space == start), None)
    if prefix and _NAME.fullmatch(name):
        return f"{prefix}:{name}"
    return str(NamedNode(iri))
