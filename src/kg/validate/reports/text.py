"""The report for people: one line a finding, written as compilers do, so that editors follow."""

from __future__ import annotations

from itertools import groupby

from kg.validate.findings import Finding, Report, Severity

_WORDS = {
    "vi": {
        Severity.VIOLATION: "vi phạm",
        Severity.WARNING: "cảnh báo",
        Severity.INFO: "thông tin",
    },
    "en": {severity: severity.value for severity in Severity},
}
_NOUNS: dict[str, dict[str, tuple[str, ...]]] = {
    "vi": {
        "files": ("tệp",),
        "violation": ("vi phạm",),
        "warning": ("cảnh báo",),
        "info": ("thông tin",),
    },
    "en": {
        "files": ("file", "files"),
        "violation": ("violation", "violations"),
        "warning": ("warning", "warnings"),
        "info": ("note", "notes"),
    },
}
"""What is counted, for one and for more than one."""


def write_text(report: Report, lang: str) -> str:
    """Return the findings of `report` grouped by file, then one line that counts them."""
    groups = [
        "".join(f"{write_line(finding, lang)}\n" for finding in group)
        for _, group in groupby(report.findings, key=lambda finding: finding.file)
    ]
    return "\n".join([*groups, write_summary(report, lang)])


def write_summary(report: Report, lang: str) -> str:
    """Return the line that counts files and findings, with its line end."""
    counts = {"files": report.files}
    counts |= {severity.value: report.count(severity) for severity in Severity}
    files, *found = (
        f"{count} {_NOUNS[lang][name][0 if count == 1 else -1]}" for name, count in counts.items()
    )
    return f"{files}: {', '.join(found)}\n"


def write_line(finding: Finding, lang: str) -> str:
    """Return `file:line:column: severity: message [code]`, leaving out what is unknown."""
    place = [str(part) for part in (finding.file, finding.line, finding.column) if part is not None]
    about = f" ({finding.focus})" if finding.focus else ""
    head = "".join(f"{part}:" for part in place)
    text = f"{_WORDS[lang][finding.severity]}: {finding.message(lang)}{about} [{finding.code}]"
    return f"{head} {text}".strip()
