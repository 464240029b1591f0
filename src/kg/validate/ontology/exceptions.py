"""Exceptions from the rules: `ontology/exceptions.toml` of a project.

    [hijacked-term]
    "skos:broaderTransitive" = "restated, since …: vnrc:areaClosure rests on it"

A table is a rule's code, a key the term (prefixed or in full) that the finding is about, the value
the reason. An exception that excepts nothing is a finding itself, so that the list cannot rot.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import KgError
from kg.rdf.findings import Finding, Rule, Severity
from kg.rdf.terms import write_iri

FILE = Path("ontology", "exceptions.toml")

UNUSED = Rule(
    "unused-exception",
    "ngoại lệ [{code}] {term} không còn ngoại lệ nào: hãy xóa",
    "the exception [{code}] {term} excepts nothing: remove it",
    Severity.WARNING,
)
NO_REASON = Rule(
    "exception-without-reason",
    "ngoại lệ [{code}] {term} không nêu lý do: hãy viết lý do",
    "the exception [{code}] {term} gives no reason: write one",
)


def except_findings(
    findings: Iterable[Finding], directory: Path, *, report_unused: bool = True
) -> Iterator[Finding]:
    """Yield `findings` without those that the project in `directory` excepts with a reason.

    With `report_unused`, say which exceptions except nothing; not so where some checks did not run.
    Raises KgError where the file of exceptions cannot be read.
    """
    path = directory / FILE
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    used: set[tuple[str, str]] = set()
    table = _read("\n".join(lines))
    for finding in findings:
        code = finding.code.removeprefix("rule:")
        term = write_iri(finding.focus) if finding.focus else ""
        key = next((k for k in (term, finding.focus) if k in table.get(code, {})), None)
        if key is None:
            yield finding
        else:
            used.add((code, key))
    for code, terms in table.items():
        for term, reason in terms.items():
            line = next((n for n, text in enumerate(lines, 1) if f'"{term}"' in text), None)
            if report_unused and (code, term) not in used:
                yield UNUSED.found(FILE, line, code=code, term=term)
            if not (isinstance(reason, str) and reason.strip()):
                yield NO_REASON.found(FILE, line, code=code, term=term)


def _read(text: str) -> dict[str, dict[str, object]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KgError(f"{FILE} is not TOML: {error}") from None
    for code, terms in table.items():
        if not isinstance(terms, dict):
            raise KgError(f"{FILE}: {code} must be a table [{code}] of terms and reasons")
    return table
