from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.namespaces import VNRC
from kg.rdf.findings import Finding, Severity
from kg.validate.ontology.exceptions import FILE, except_findings

Write = Callable[..., Path]

FINDING = Finding(
    severity=Severity.WARNING,
    code="rule:missing-superclass",
    message_vi="…",
    message_en="…",
    focus=str(VNRC["Place"]),
)


@pytest.mark.parametrize("term", ["vnrc:Place", str(VNRC["Place"])])
def test_an_exception_takes_away_the_finding_about_its_term(term: str, write: Write) -> None:
    directory = write("", exceptions=f'[missing-superclass]\n"{term}" = "a top"\n')
    assert list(except_findings([FINDING], directory)) == []


def test_without_exceptions_all_findings_stay(write: Write) -> None:
    assert list(except_findings([FINDING], write(""))) == [FINDING]


def test_an_exception_for_another_rule_or_term_excepts_nothing_and_is_reported(
    write: Write,
) -> None:
    text = '[missing-label]\n"vnrc:Place" = "x"\n\n[missing-superclass]\n"vnrc:Region" = "x"\n'
    findings = list(except_findings([FINDING], write("", exceptions=text)))
    assert findings[0] == FINDING
    assert [(f.code, f.file, f.line) for f in findings[1:]] == [
        ("unused-exception", FILE, 2),
        ("unused-exception", FILE, 5),
    ]


def test_an_exception_needs_a_reason(write: Write) -> None:
    directory = write("", exceptions='[missing-superclass]\n"vnrc:Place" = " "\n')
    (finding,) = except_findings([FINDING], directory)
    assert (finding.code, finding.severity) == ("exception-without-reason", Severity.VIOLATION)


@pytest.mark.parametrize("text", ["[missing-superclass", 'missing-superclass = "vnrc:Place"'])
def test_a_file_that_is_no_table_of_exceptions_is_an_error(text: str, write: Write) -> None:
    with pytest.raises(KgError, match=r"ontology/exceptions\.toml"):
        list(except_findings([FINDING], write("", exceptions=text)))
