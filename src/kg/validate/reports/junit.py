"""The report for continuous integration: JUnit XML, one test suite a file."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from kg.validate.findings import Finding, Report, Severity
from kg.validate.reports.text import write_line

# What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(report: Report, lang: str) -> str:
    """Return `report` as JUnit XML: violations fail, warnings and notes are output of a pass."""
    failures = str(report.count(Severity.VIOLATION))
    tests = str(len(report.findings))
    root = ET.Element("testsuites", name=report.tool, tests=tests, failures=failures)
    for file, group in groupby(report.findings, key=lambda finding: finding.file):
        findings = list(group)
        violated = sum(finding.severity is Severity.VIOLATION for finding in findings)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_clean(file.as_posix() if file else "project"),
            tests=str(len(findings)),
            failures=str(violated),
        )
        for finding in findings:
            _case(suite, finding, lang)
    if not report.findings:
        suite = ET.SubElement(root, "testsuite", name="project", tests="1", failures="0")
        ET.SubElement(suite, "testcase", name="conforms", classname="project")
        root.set("tests", "1")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, finding: Finding, lang: str) -> None:
    name = f"{finding.code} {finding.focus or ''}".strip()
    case = ET.SubElement(suite, "testcase", name=_clean(name), classname=suite.get("name", ""))
    if finding.file is not None:
        case.set("file", _clean(finding.file.as_posix()))
    if finding.line is not None:
        case.set("line", str(finding.line))
    if finding.severity is Severity.VIOLATION:
        failure = ET.SubElement(
            case, "failure", type=_clean(finding.code), message=_clean(finding.message(lang))
        )
        failure.text = _clean(write_line(finding, lang))
    else:
        ET.SubElement(case, "system-out").text = _clean(write_line(finding, lang))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
