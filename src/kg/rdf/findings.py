"""What a check has to say: one finding, in Vietnamese and English, at its place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a finding weighs; SHACL's three severities, most severe first."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, where it is, and what to do about it.

    `file` is relative to the project where the file lies inside it; `line` and `column` count from
    1 (columns in Unicode code points), None where unknown. `focus`, `path` and `shape` are IRIs or
    prefixed text as SHACL reports them, `value` is the offending term as a person reads it.
    """

    severity: Severity
    code: str
    message_vi: str
    message_en: str
    file: Path | None = None
    line: int | None = None
    column: int | None = None
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    shape: str | None = None

    def message(self, lang: str) -> str:
        """Return the message in `lang`: "vi" or "en"."""
        return self.message_vi if lang == "vi" else self.message_en


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of the program itself: its code, weight, and message templates in both languages."""

    code: str
    vi: str
    en: str
    severity: Severity = Severity.VIOLATION

    def found(  # noqa: PLR0913 - a finding has that many parts, all named
        self,
        file: Path | None,
        line: int | None = None,
        column: int | None = None,
        *,
        focus: str | None = None,
        path: str | None = None,
        value: str | None = None,
        **parts: object,
    ) -> Finding:
        """Return the finding at a place; `parts` fill the fields of the templates."""
        return Finding(
            severity=self.severity,
            code=self.code,
            message_vi=self.vi.format(**parts),
            message_en=self.en.format(**parts),
            file=file,
            line=line,
            column=column,
            focus=focus,
            path=path,
            value=value,
        )
