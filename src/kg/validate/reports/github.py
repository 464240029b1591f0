"""The report as GitHub workflow commands: findings stand on the changed lines of a pull request.

Needs no permission and no action: https://docs.github.com/actions/reference/workflow-commands
"""

from __future__ import annotations

from kg.validate.findings import Finding, Report, Severity
from kg.validate.reports.text import write_summary

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write_github(report: Report, lang: str) -> str:
    """Return one command a finding, then one line that counts them."""
    lines = [_command(finding, lang) for finding in report.findings]
    return "\n".join([*lines, write_summary(report, lang)])


def _command(finding: Finding, lang: str) -> str:
    place = {"file": finding.file, "line": finding.line, "col": finding.column}
    known = {**{key: value for key, value in place.items() if value}, "title": finding.code}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in known.items())
    about = f" ({finding.focus})" if finding.focus else ""
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(finding.message(lang) + about)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
