"""The report for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from kg.validate.findings import Report, Severity


def write_json(report: Report, lang: str) -> str:
    """Return `report` as one JSON object; `message` is in `lang`, both languages are beside it."""
    findings = [
        {
            "message": finding.message(lang),
            **asdict(finding),
            "file": finding.file.as_posix() if finding.file else None,
        }
        for finding in report.findings
    ]
    content = {
        "conforms": report.conforms(),
        "files": report.files,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "findings": findings,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
