"""The report for RDF tools: a sh:ValidationReport (SHACL, section 3.6) in canonical Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from kg.namespaces import BASE, PREFIXES
from kg.rdf.canonical import write_turtle
from kg.rdf.terms import Term
from kg.validate.findings import Finding, Report, Severity

_SEVERITIES = {
    Severity.VIOLATION: "Violation",
    Severity.WARNING: "Warning",
    Severity.INFO: "Info",
}
_DECLARATIONS = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def write_report_turtle(report: Report, lang: str) -> str:  # noqa: ARG001 - it holds both languages
    """Return `report` as Turtle, with the messages in both languages.

    The place in the file stands in `schema:url` ("file#L12"): SHACL has no term for it. A check
    that is not SHACL's is named by an IRI of ours. Paths that are not a single property are left
    out.
    """
    node = ox.BlankNode("report")
    conforms = ox.Literal(report.conforms())
    rows: list[tuple[ox.BlankNode, ox.NamedNode, Term]] = [
        (node, _A, _sh("ValidationReport")),
        (node, _sh("conforms"), conforms),
    ]
    for number, finding in enumerate(report.findings):
        result = ox.BlankNode(f"result{number}")
        rows.append((node, _sh("result"), result))
        rows += [(result, verb, value) for verb, value in _properties(finding)]
    return write_turtle(ox.Quad(*row) for row in rows)


def _properties(finding: Finding) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield _A, _sh("ValidationResult")
    yield _sh("resultSeverity"), _sh(_SEVERITIES[finding.severity])
    yield _sh("resultMessage"), ox.Literal(finding.message_vi, language="vi")
    yield _sh("resultMessage"), ox.Literal(finding.message_en, language="en")
    prefix, _, component = finding.code.partition(":")
    check = ox.NamedNode(BASE + "check/" + quote(finding.code, safe=""))
    yield _sh("sourceConstraintComponent"), _sh(component) if prefix == "sh" else check
    for verb, iri in (
        ("focusNode", finding.focus),
        ("resultPath", finding.path),
        ("sourceShape", finding.shape),
    ):
        if node := _read_term(f"<{iri}>" if iri else ""):
            yield _sh(verb), node
    if value := _read_term(finding.value or ""):
        yield _sh("value"), value
    if finding.file is not None:
        line = f"#L{finding.line}" if finding.line else ""
        url = quote(finding.file.as_posix()) + line
        yield ox.NamedNode(PREFIXES["schema"] + "url"), ox.Literal(url)


def _read_term(text: str) -> Term | None:
    """Return the term that `text` is in Turtle with our prefixes; None where it is none."""
    turtle = f"{_DECLARATIONS}<urn:s> <urn:p> {text} ."
    try:
        (quad,) = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return None
    value = quad.object
    return None if isinstance(value, ox.BlankNode | ox.Triple) else value


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["sh"] + name)


_A = ox.NamedNode(PREFIXES["rdf"] + "type")
