"""The report for code review: SARIF 2.1.0, whose findings a forge shows on the changed lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from kg import __version__
from kg.validate.findings import Finding, Report, Severity

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write_sarif(report: Report, lang: str) -> str:
    """Return `report` as a SARIF log of one run, its messages in `lang`."""
    codes = sorted({finding.code for finding in report.findings})
    driver = {
        "name": report.tool,
        "version": __version__,
        "rules": [{"id": code} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The project directory."}}},
        "results": [
            _result(finding, codes.index(finding.code), lang) for finding in report.findings
        ],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Finding, rule: int, lang: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message(lang)},
    }
    details = {
        name: value
        for name in ("focus", "path", "value", "shape")
        if (value := getattr(finding, name)) is not None
    }
    if details:
        result["properties"] = details
    result["locations"] = [{"physicalLocation": _location(finding)}]
    return result


def _location(finding: Finding) -> dict[str, object]:
    """Return the place of `finding`; GitHub refuses results that have no file and line."""
    # URIs of artifacts use "/" and percent-encoding: SARIF 2.1.0, 3.4.
    artifact = {
        "uri": quote((finding.file or Path("data")).as_posix()),
        "uriBaseId": "%SRCROOT%",
    }
    region = {"startLine": finding.line or 1}
    if finding.column is not None:
        region["startColumn"] = finding.column
    return {"artifactLocation": artifact, "region": region}
