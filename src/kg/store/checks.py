"""What a snapshot says of how it was checked: its report, with the shapes, rules and ontology."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rdflib import RDF, SH, URIRef

from kg.validate.findings import Report
from kg.validate.ontology.check import check_ontology
from kg.validate.project import RULES
from kg.validate.reports.json import write_json
from kg.validate.rules import load_rules
from kg.validate.shapes import load_shapes


def describe_checks(project: Path, report: Report, *, max_file_bytes: int) -> str:
    """Return `report` about `project` as JSON, and beside it what was asked.

    `shapes` maps the IRI of each node shape to the classes it targets, `rules` are the names of the
    rules, `ontology` is the report of those checks of the ontology that need no Java. Raises
    ProjectError, KgError.
    """
    graph = load_shapes(project, max_file_bytes=max_file_bytes).graph()
    shapes = {
        str(shape): sorted(map(str, graph.objects(shape, SH.targetClass)))
        for shape in sorted(graph.subjects(RDF.type, SH.NodeShape), key=str)
        if isinstance(shape, URIRef)
    }
    rules, _ = load_rules(project / RULES, project)
    content: dict[str, Any] = {
        **json.loads(write_json(report, "en")),
        "shapes": shapes,
        "rules": [rule.path.stem for rule in rules],
        "ontology": json.loads(write_json(check_ontology(project, logic=False), "en")),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
