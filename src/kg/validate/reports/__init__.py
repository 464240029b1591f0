"""A report in each format that somebody reads: people, programs, code review, CI, RDF tools."""

from __future__ import annotations

from collections.abc import Callable

from kg.validate.findings import Report
from kg.validate.reports.github import write_github
from kg.validate.reports.json import write_json
from kg.validate.reports.junit import write_junit
from kg.validate.reports.sarif import write_sarif
from kg.validate.reports.text import write_text
from kg.validate.reports.turtle import write_report_turtle

FORMATS: dict[str, Callable[[Report, str], str]] = {
    "text": write_text,
    "json": write_json,
    "sarif": write_sarif,
    "junit": write_junit,
    "github": write_github,
    "turtle": write_report_turtle,
}
"""Format name to its writer: report and language ("vi" or "en") in, text out."""
