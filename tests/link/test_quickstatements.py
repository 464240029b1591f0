from __future__ import annotations

from pathlib import Path

import pytest

from kg.link.facts import Facts
from kg.link.quickstatements import Batch, agreements, common_day, date_value
from kg.rdf.document import MAX_FILE_BYTES
from kg.resources import bundled_project

ARTICLE_000 = (
    'S1476\tvi:"Bắc Giang và Bắc Ninh ký kết chương trình hợp tác để tạo đột phá phát triển '
    'kinh tế - xã hội"'
)
ARTICLE_001 = (
    'S1476\tvi:"Tăng cường và mở rộng hợp tác toàn diện Hải Dương - Bắc Giang"\t'
    "S577\t+2019-10-05T00:00:00Z/11\tS813\t+2024-04-24T00:00:00Z/11"
)
VIETNAM_PLUS = (
    '!S854\t"https://fr.vietnamplus.vn/renforcement-de-la-cooperation-entre-hai-duong-et-bac-giang/'
    '128251.vnp"\tS1476\tfr:"Renforcement de la coopération entre Hai Duong et Bac Giang"\t'
    "S813\t+2026-11-20T00:00:00Z/11"
)
PROGRAMME = [
    "CREATE",
    'LAST\tLvi\t"Chương trình hợp tác phát triển Bắc Giang - Bắc Ninh 2023-2025"',
    'LAST\tLen\t"Bắc Giang - Bắc Ninh development cooperation programme 2023-2025"',
    'LAST\tDvi\t"chương trình hợp tác giữa các tỉnh của Việt Nam"',
    'LAST\tDen\t"cooperation programme between provinces of Viet Nam"',
    f"LAST\tP710\tQ36367\t{ARTICLE_000}",
    f"LAST\tP710\tQ33408\t{ARTICLE_000}",
    f"LAST\tP580\t+2023-00-00T00:00:00Z/9\t{ARTICLE_000}",
]
MEMORANDUM = [
    "CREATE",
    'LAST\tLvi\t"Biên bản ghi nhớ Hải Dương - Bắc Giang 2020-2025"',
    'LAST\tLen\t"Hải Dương - Bắc Giang memorandum of understanding 2020-2025"',
    'LAST\tDvi\t"biên bản ghi nhớ giữa các tỉnh của Việt Nam"',
    'LAST\tDen\t"memorandum of understanding between provinces of Viet Nam"',
    f"LAST\tP710\tQ36367\t{ARTICLE_001}",
    f"LAST\tP1891\tQ36367\t{ARTICLE_001} /* signed by Bùi Văn Hải */",
    f"LAST\tP710\tQ36729\t{ARTICLE_001}",
    f"LAST\tP1891\tQ36729\t{ARTICLE_001} /* signed by Nguyễn Mạnh Hiển */",
    f"LAST\tP580\t+2020-00-00T00:00:00Z/9\t{ARTICLE_001}",
    f"LAST\tP582\t+2025-00-00T00:00:00Z/9\t{ARTICLE_001}",
    f"LAST\tP585\t+2019-10-05T00:00:00Z/11\t{ARTICLE_001}\t{VIETNAM_PLUS}",
]


@pytest.fixture(scope="module")
def batch() -> Batch:
    return agreements(Facts(bundled_project(), max_file_bytes=MAX_FILE_BYTES))


def item(batch: Batch, label: str) -> list[str]:
    """Return the lines of the item that is created with `label`."""
    groups: list[list[str]] = []
    for line in batch.lines:
        if line == "CREATE":
            groups.append([])
        groups[-1].append(line)
    (found,) = [group for group in groups if any(f'"{label}"' in line for line in group)]
    return found


def test_every_agreement_is_an_item_of_its_own(batch: Batch) -> None:
    assert batch.lines.count("CREATE") == 4


def test_a_memorandum_that_two_people_signed(batch: Batch) -> None:
    """Who signed, from when to when, and the day, which a second source corroborates."""
    assert item(batch, "Biên bản ghi nhớ Hải Dương - Bắc Giang 2020-2025") == MEMORANDUM


def test_an_agreement_without_a_signature_that_goes_on(batch: Batch) -> None:
    """A chair is no signatory, "and following years" no end, 9 February without a year no day."""
    name = "Chương trình hợp tác phát triển Bắc Giang - Bắc Ninh 2023-2025"
    assert item(batch, name) == PROGRAMME


def test_an_understanding_that_nobody_signed_has_no_signatory(batch: Batch) -> None:
    lines = item(batch, "Thống nhất Quảng Ninh - Bắc Giang - Hải Dương 2022-2025")
    assert not [line for line in lines if "\tP1891\t" in line]
    assert len([line for line in lines if "\tP710\t" in line]) == 3


def test_every_statement_has_a_reference(batch: Batch) -> None:
    statements = [line for line in batch.lines if line.startswith("LAST\tP")]
    assert all("\tS1476\t" in line for line in statements)


def test_what_a_reviewer_has_to_know_stands_first_and_cannot_be_uploaded(batch: Batch) -> None:
    head, _, rest = batch.text().partition("before uploading ----\n")
    assert all(line.startswith("# ") for line in head.splitlines())
    assert "No address of article/000 is known" in head
    assert rest.splitlines() == list(batch.lines)


def changed(tmp_path: Path, extra: str) -> Batch:
    """Return the batch of a small project: one agreement, with `extra` triples."""
    for room in ("ontology", "data/articles"):
        (tmp_path / room).mkdir(parents=True)
    prefixes = "".join(
        line + "\n"
        for line in (bundled_project() / "data/entities/units.ttl").read_text("utf-8").splitlines()
        if line.startswith("@prefix")
    )
    ontology = (bundled_project() / "ontology/cooperation.ttl").read_text("utf-8")
    (tmp_path / "ontology/cooperation.ttl").write_text(ontology, encoding="utf-8")
    data = f"""{prefixes}
        graph:article-a {{
          agreement:a a vnrc:SignedAgreement ; rdfs:label "Thoả thuận \\"A\\"	B"@vi, "A"@en ;
            vnrc:agreementType agreement-type:t ; vnrc:hasParty unit:u ;
            vnrc:concludedAt event:e .
          agreement-type:t skos:prefLabel "loại"@vi, "type"@en .
          unit:u rdfs:label "U"@vi .
          article:a a vnrc:Article ; rdfs:label "Bài"@vi .
          {extra}
        }}"""
    (tmp_path / "data/articles/a.trig").write_text(data, encoding="utf-8")
    return agreements(Facts(tmp_path, max_file_bytes=MAX_FILE_BYTES))


def test_the_address_of_an_article_is_its_reference(tmp_path: Path) -> None:
    extra = 'article:a schema:url <https://example.org/a> ; vnrc:pageDate "2024-01-02"^^xsd:date .'
    batch = changed(tmp_path, f"{extra} unit:u vnrc:wikidata wd:Q6 .")
    reference = 'S854\t"https://example.org/a"\tS1476\tvi:"Bài"\tS813\t+2024-01-02T00:00:00Z/11'
    assert f"LAST\tP710\tQ6\t{reference}" in batch.lines
    assert "address" not in batch.text()


def test_a_party_without_an_item_is_told_to_the_reviewer(tmp_path: Path) -> None:
    batch = changed(tmp_path, "")
    assert not [line for line in batch.lines if "P710" in line]
    assert "U, a party of agreement/a, has no item." in batch.notes


def test_an_item_of_something_wider_is_no_party(tmp_path: Path) -> None:
    link = "link:u vnrc:linkSubject unit:u ; vnrc:linkTarget wd:Q6 ; vnrc:linkRelation"
    extra = f"unit:u vnrc:wikidata wd:Q6 . {link} link-relation:"
    (tmp_path / "wider").mkdir()
    batch = changed(tmp_path / "wider", f"{extra}broader .")
    assert not [line for line in batch.lines if "Q6" in line]
    assert "U, a party of agreement/a, has no item." in batch.notes
    (tmp_path / "close").mkdir()
    assert [line for line in changed(tmp_path / "close", f"{extra}close .").lines if "Q6" in line]


def test_an_agreement_that_has_an_item_is_not_created_again(tmp_path: Path) -> None:
    extra = """link:a a vnrc:LinkStatement ; vnrc:linkSubject agreement:a ; vnrc:linkTarget wd:Q5 ;
        vnrc:linkRelation link-relation:exact . unit:u vnrc:wikidata wd:Q6 ."""
    lines = changed(tmp_path, extra).lines
    assert lines == ('Q5\tP710\tQ6\tS1476\tvi:"Bài"',)


def test_quotation_marks_and_tabs_do_not_break_a_line(tmp_path: Path) -> None:
    assert 'LAST\tLvi\t"Thoả thuận “A” B"' in changed(tmp_path, "").lines


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2019-10-05", "2019-10-05", "+2019-10-05T00:00:00Z/11"),
        ("2019-10-01", "2019-10-31", "+2019-10-00T00:00:00Z/10"),
        ("2019-01-05", "2019-12-05", "+2019-00-00T00:00:00Z/9"),
        ("2019-10-05", "2020-10-05", None),
    ],
)
def test_a_date_is_as_precise_as_its_bounds_agree(
    earliest: str, latest: str, expected: str | None
) -> None:
    assert common_day(earliest, latest) == expected


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="no date"):
        date_value("2023?")
