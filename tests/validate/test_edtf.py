from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.rdf.load import load_project
from kg.validate.edtf import Reading, check_dates, read_edtf

OPEN_START, OPEN_END = date.min, date.max


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-02-09", date(2023, 2, 9), date(2023, 2, 9)),
        ("2023-02-09?", date(2023, 2, 9), date(2023, 2, 9)),
        ("2023-02~", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-XX", date(2024, 2, 1), date(2024, 2, 29)),
        ("202X", date(2020, 1, 1), date(2029, 12, 31)),
        ("2023/2025", date(2023, 1, 1), date(2025, 12, 31)),
        ("[2023,2025]", date(2023, 1, 1), date(2025, 12, 31)),
        ("2025/", date(2025, 1, 1), None),
        ("/2025", None, date(2025, 12, 31)),
        ("2025/..", date(2025, 1, 1), OPEN_END),
        ("../2025", OPEN_START, date(2025, 12, 31)),
        ("2023-21", None, None),
        ("Y170000002", None, None),
    ],
)
def test_the_bounds_of_a_reading(text: str, first: date | None, last: date | None) -> None:
    assert read_edtf(text) == Reading(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "2023-13", "2023-02-30", "2023-02-29", "2023-02-09 ", "9/2/2023"),
        *("2023/2025-XX", f"[{'2023,' * 3000}2024]"),
    ],
)
def test_what_is_no_date_is_refused_without_a_word_on_stdout(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="is not an EDTF date"):
        read_edtf(text)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("edtf", "bounds", "codes"),
    [
        ("2023-02-09?", "", []),
        ("2023-02-09?", 'vnrc:earliest "2022-02-09" ; vnrc:latest "2025-02-09" ;', []),
        ("2023", 'vnrc:earliest "2023-01-01" ; vnrc:latest "2023-12-31" ;', []),
        ("2023", 'vnrc:earliest "2023-01-02" ;', ["edtf-bounds"]),
        ("2023", 'vnrc:latest "2023-12-30" ;', ["edtf-bounds"]),
        ("2025/", 'vnrc:latest "2026-01-01" ;', []),
        ("2025/..", 'vnrc:latest "2026-01-01" ;', ["edtf-bounds"]),
        ("2025/2023", "", ["edtf-reversed"]),
        ("2023-02-29", "", ["edtf"]),
        ("2023", 'vnrc:earliest "soon" ;', []),
    ],
)
def test_the_bounds_beside_a_date_contain_its_reading(
    tmp_path: Path, edtf: str, bounds: str, codes: list[str]
) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "a" / "x.ttl").write_text(
        "@prefix vnrc: <https://w3id.org/vnrc/ontology#> .\n"
        f'<urn:t> {bounds}\n  vnrc:edtf "{edtf}" .'
    )
    findings = list(check_dates(load_project(tmp_path)))
    assert [finding.code for finding in findings] == codes
    assert all((finding.line, finding.column) == (3, 13) for finding in findings)
