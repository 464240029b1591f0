"""The findings of one validation, in the order in which a reader walks through the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.rdf.findings import Finding, Severity

__all__ = ["Finding", "Report", "Severity"]


@dataclass(frozen=True)
class Report:
    """Findings without repetition, by file, line, column and code; and how many files were read.

    `tool` is the command whose findings they are: where several report, a reader tells them apart.
    """

    findings: tuple[Finding, ...] = ()
    files: int = 0
    tool: str = "kg validate"

    @classmethod
    def of(cls, findings: Iterable[Finding], files: int, *, tool: str = tool) -> Report:
        """Return the report of `findings` in any order."""
        return cls(tuple(sorted(dict.fromkeys(findings), key=_key)), files, tool)

    def count(self, severity: Severity) -> int:
        """Return how many findings have `severity`."""
        return sum(finding.severity is severity for finding in self.findings)

    def conforms(self, *, strict: bool = False) -> bool:
        """Tell whether nothing is violated; `strict` counts warnings too."""
        grave = {Severity.VIOLATION, Severity.WARNING} if strict else {Severity.VIOLATION}
        return not any(finding.severity in grave for finding in self.findings)


def _key(finding: Finding) -> tuple[Path, int, int, str, str]:
    return (
        finding.file or Path(),
        finding.line or 0,
        finding.column or 0,
        finding.code,
        finding.message_en,
    )
