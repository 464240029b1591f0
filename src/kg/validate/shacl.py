"""SHACL over the asserted data: pySHACL's results as findings at their places.

Inference stays off: with it, `rdfs:range` would make every `sh:class` true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyshacl
import rdflib
from rdflib import RDF, SH
from rdflib.collection import Collection
from rdflib.term import Node

from kg.rdf.findings import Finding, Severity
from kg.rdf.lines import literal_key
from kg.rdf.load import Location, Project
from kg.rdf.rdflib_graph import quiet, to_rdflib
from kg.rdf.terms import write_iri
from kg.validate.shapes import BAD_SHAPE, Shapes, owner

_SEVERITIES = {
    str(SH.Violation): Severity.VIOLATION,
    str(SH.Warning): Severity.WARNING,
    str(SH.Info): Severity.INFO,
}
# For shapes that bring no Vietnamese message of their own.
_VIETNAMESE = {
    "ClassConstraintComponent": "giá trị không thuộc lớp cần có",
    "ClosedConstraintComponent": "thuộc tính này không được dùng ở đây",
    "DatatypeConstraintComponent": "giá trị không có kiểu dữ liệu cần có",
    "DisjointConstraintComponent": "hai thuộc tính không được có chung giá trị",
    "EqualsConstraintComponent": "hai thuộc tính phải có cùng giá trị",
    "HasValueConstraintComponent": "thiếu giá trị bắt buộc",
    "InConstraintComponent": "giá trị không nằm trong danh sách cho phép",
    "LessThanConstraintComponent": "giá trị phải nhỏ hơn giá trị của thuộc tính kia",
    "LessThanOrEqualsConstraintComponent": "giá trị không được lớn hơn giá trị của thuộc tính kia",
    "MaxCountConstraintComponent": "có quá nhiều giá trị",
    "MinCountConstraintComponent": "thiếu giá trị",
    "MinLengthConstraintComponent": "giá trị quá ngắn",
    "NodeKindConstraintComponent": "giá trị không đúng loại nút",
    "PatternConstraintComponent": "giá trị không đúng mẫu",
    "UniqueLangConstraintComponent": "mỗi ngôn ngữ chỉ được có một giá trị",
}
_PATH_ENDS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def check_shacl(project: Project, shapes: Shapes, prefer: Sequence[Path] = ()) -> Iterator[Finding]:
    """Yield what the data and the ontology of `project` break in `shapes`.

    The shapes must have passed `check_shapes`. A place in a file of `prefer` goes before others.
    """
    context = shapes.graph()
    try:
        with quiet():
            _, report, text = pyshacl.validate(
                to_rdflib(project.quads()),
                shacl_graph=shapes.graph(),
                inference="none",
                inplace=True,
            )
    except Exception as error:
        # pySHACL lets the errors of its parts through, those of the SPARQL parser among them.
        yield BAD_SHAPE.found(Path("shapes"), reason=str(error).strip() or type(error).__name__)
        return
    if not isinstance(report, rdflib.Graph):
        yield BAD_SHAPE.found(Path("shapes"), reason=text)
        return
    yield from read_results(report, context, project, prefer)


def read_results(
    report: rdflib.Graph, shapes: rdflib.Graph, project: Project, prefer: Sequence[Path] = ()
) -> Iterator[Finding]:
    """Yield the results in `report` of a validation against `shapes`, at their places."""
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield _finding(project, report, result, shapes, prefer)


def _finding(
    project: Project,
    report: rdflib.Graph,
    result: Node,
    shapes: rdflib.Graph,
    prefer: Sequence[Path],
) -> Finding:
    focus = report.value(result, SH.focusNode)
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
    vi, en = _messages(report, result, shapes)
    if component == "ClosedConstraintComponent":
        vi, en = _name_property(vi or _VIETNAMESE[component], en, _path(report, path))
    location = _locate(project, focus, path, value, prefer)
    return Finding(
        severity=_SEVERITIES.get(str(report.value(result, SH.resultSeverity)), Severity.VIOLATION),
        code=f"sh:{component}",
        message_vi=vi or _VIETNAMESE.get(component, en),
        message_en=en,
        file=location.path if location else None,
        line=location.place.line if location else None,
        column=location.place.column if location else None,
        focus=str(focus) if isinstance(focus, rdflib.URIRef) else _text(focus),
        path=str(path) if isinstance(path, rdflib.URIRef) else _path(report, path),
        value=_text(value),
        shape=owner(shapes, report.value(result, SH.sourceShape)),
    )


def _name_property(vi: str, en: str, path: str | None) -> tuple[str, str]:
    """Return the messages with the property that a closed shape does not know."""
    return (vi, en) if path is None else (f"{path}: {vi}", f"{path}: {en}")


def _messages(report: rdflib.Graph, result: Node, shapes: rdflib.Graph) -> tuple[str, str]:
    """Return the messages of `result` in Vietnamese ("" where there is none) and English.

    pySHACL drops the language tags of the messages of sh:sparql; the templates still have them.
    """
    texts: dict[str, str] = {}
    constraint = report.value(result, SH.sourceConstraint)
    templates = list(shapes.objects(constraint, SH.message)) if constraint else []
    for message in report.objects(result, SH.resultMessage):
        language = message.language if isinstance(message, rdflib.Literal) else None
        for template in templates:
            if isinstance(template, rdflib.Literal) and _made_from(template, str(message)):
                language = template.language
        texts[language or ""] = str(message)
    english = texts.get("en") or texts.get("") or next(iter(texts.values()), "")
    return texts.get("vi", ""), english


def _made_from(template: str, message: str) -> bool:
    parts = re.split(r"\{[?$]\w+\}", template)
    return re.fullmatch(".*".join(map(re.escape, parts)), message, re.DOTALL) is not None


def _locate(
    project: Project,
    focus: Node | None,
    path: Node | None,
    value: Node | None,
    prefer: Sequence[Path],
) -> Location | None:
    if not isinstance(focus, rdflib.URIRef):
        return None
    if isinstance(value, rdflib.Literal):
        key: str | None = literal_key(str(value), value.language)
    else:
        key = str(value) if isinstance(value, rdflib.URIRef) else None
    predicate = str(path) if isinstance(path, rdflib.URIRef) else None
    return project.locate(str(focus), predicate, key, prefer=prefer)


def _text(term: Node | None) -> str | None:
    """Return `term` as Turtle; None for a blank node, whose label says nothing."""
    if isinstance(term, rdflib.URIRef):
        return write_iri(str(term))
    return term.n3() if isinstance(term, rdflib.Literal) else None


def _path(graph: rdflib.Graph, path: Node | None) -> str | None:
    """Return a path that is more than one property, in the syntax of SPARQL, in brackets."""
    if path is None:
        return None
    if isinstance(path, rdflib.URIRef):
        return write_iri(str(path))
    if (inner := graph.value(path, SH.inversePath)) is not None:
        return f"(^{_path(graph, inner)})"
    for end, mark in _PATH_ENDS.items():
        if (inner := graph.value(path, end)) is not None:
            return f"({_path(graph, inner)}{mark})"
    choices = graph.value(path, SH.alternativePath)
    items = Collection(graph, choices if choices is not None else path)
    joint = "/" if choices is None else "|"
    return f"({joint.join(str(_path(graph, item)) for item in items)})"
