"""How good the served snapshot is: its validation report, and how much of it has evidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from pyoxigraph import NamedNode

from kg.namespaces import BASE
from kg.site.citation import of_page
from kg.site.layout import LANGUAGE, render
from kg.site.panels import Row, rows
from kg.site.terms import Terms
from kg.site.texts import text
from kg.store.snapshot import Snapshot
from kg.web.site import site
from kg.web.versions import version

blueprint = Blueprint("quality", __name__)

_RULE = "rule:"


@dataclass(frozen=True)
class Shape:
    """A node shape: the classes it is about, how many things they have, how many findings."""

    iri: str
    targets: Sequence[NamedNode]
    things: int
    findings: int


@dataclass(frozen=True)
class Share:
    """A class with how many instances it has, and of how many something is known."""

    node: NamedNode
    total: int
    parts: Sequence[int]


@blueprint.get(f"/{LANGUAGE}/quality")
def quality(language: str) -> Response:
    """Show what validation found, shape by shape, and the coverage of evidence and links."""
    report = _report()
    evidence, links = rows("evidence_coverage"), rows("link_coverage")
    shapes = _shapes(report) if report else []
    findings: list[dict[str, Any]] = report["findings"] if report else []
    found = {item["focus"] for item in findings if str(item["focus"]).startswith(BASE)}
    targets = {node.value for shape in shapes for node in shape.targets}
    title = text(language, "quality.title")
    return render(
        "quality.html",
        language=language,
        title=title,
        citation=of_page(language, title),
        report=report,
        shapes=shapes,
        rules=_rules(report) if report else {},
        coverage=_shares(evidence, "facts", "passages", "sources"),
        links=_shares(links, "things", "linked", "missing", "ambiguous"),
        terms=Terms.of(language, evidence, links, also=found | targets),
    )


def _report() -> dict[str, Any] | None:
    """Return the report of the snapshot; None where the store has none."""
    snapshot = site().pool.snapshot
    if not isinstance(snapshot, Snapshot):
        return None
    content: dict[str, Any] = json.loads(snapshot.report.read_text(encoding="utf-8"))
    return content if "findings" in content else None


def _shapes(report: Mapping[str, Any]) -> list[Shape]:
    instances = site().statistics.of(version(None)).classes
    findings = Counter(item["shape"] for item in report["findings"])
    return [
        Shape(
            iri,
            [NamedNode(target) for target in targets],
            sum(instances.get(target, 0) for target in targets),
            findings[iri],
        )
        for iri, targets in report.get("shapes", {}).items()
    ]


def _rules(report: Mapping[str, Any]) -> dict[str, int]:
    """Return the name of each rule with its number of findings."""
    findings = Counter(item["code"] for item in report["findings"])
    return {name: findings[_RULE + name] for name in report.get("rules", [])}


def _shares(found: Sequence[Row], total: str, *parts: str) -> list[Share]:
    return [
        Share(node, _count(row, total), [_count(row, part) for part in parts])
        for row in found
        if isinstance(node := row["class"], NamedNode)
    ]


def _count(row: Row, name: str) -> int:
    term = row[name]
    return int(term.value) if term is not None else 0
