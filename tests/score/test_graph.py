"""What a graph of our model says of an article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.errors import RdfSyntaxError
from kg.rdf.document import read_document
from kg.rdf.triples import Triples
from kg.score.graph import read_graph
from kg.score.items import Facts, Measure
from kg.score.match import in_plain_words
from tests.score.drafts import DRAFT, write_draft


def keys(facts: Facts, measure: Measure) -> list[list[str]]:
    return [sorted(item.keys) for item in facts.of(measure)]


def test_a_province_that_is_only_inferred_is_not_named(draft: Facts) -> None:
    assert keys(draft, Measure.PROVINCES) == [["ha-nam"]]


def test_an_office_stands_without_its_unit_and_with_it(draft: Facts) -> None:
    (office,), (in_unit,) = draft.of(Measure.OFFICES), draft.of(Measure.OFFICES_IN_UNITS)
    (key,) = office.keys
    assert key.endswith(": chu tich uy ban nhan dan")
    assert in_unit.keys == {f"{key} in ha-nam"}
    assert in_unit.place == (40, 50)


def test_a_year_that_the_words_do_not_give_is_no_part_of_the_date(draft: Facts) -> None:
    (day,) = draft.of(Measure.DATES)
    assert day.keys == {"--03-09"}
    assert (day.day, day.earliest) == (date(2021, 3, 9), date(2020, 3, 9))


def test_periods_agreements_projects_and_figures(draft: Facts) -> None:
    assert keys(draft, Measure.PERIODS) == [["2021-2025"]]
    assert keys(draft, Measure.PARTIES_IN_PERIODS) == [["ha-nam+nam-dinh-1997 (2021-2025)"]]
    assert keys(draft, Measure.KINDS) == [["ha-nam+nam-dinh-1997 (memorandum-of-understanding)"]]
    assert keys(draft, Measure.PROJECTS) == [["cau thu nghiem"]]
    assert keys(draft, Measure.FIGURES) == [["12.5 xa"]]


def test_in_plain_words_units_kinds_and_areas_are_those_of_annotators(draft: Facts) -> None:
    plain = in_plain_words(draft)
    assert keys(plain, Measure.KINDS) == [["ha-nam+nam-dinh (biên bản ghi nhớ)"]]
    assert {(key, item.optional) for item in plain.of(Measure.AREAS) for key in item.keys} == {
        ("du lịch", False),
        ("comprehensive", True),
    }


def test_what_the_graph_does_not_say_of_a_thing_the_project_may(tmp_path: Path) -> None:
    file = write_draft(
        tmp_path / "78.trig",
        "<https://w3id.org/vnrc/graph/article/78> { participation:78-1 a vnrc:Participation ;"
        " vnrc:participant person:ly-van-thu ; vnrc:certainty certainty:explicit . }",
    )
    known = labels_of_the_project(tmp_path)
    (person,) = read_graph(file, known).of(Measure.PERSONS)
    assert person.shown == "Lý Văn Thử"


def labels_of_the_project(directory: Path) -> Triples:
    text = '<https://w3id.org/vnrc/graph/x> { person:ly-van-thu rdfs:label "Lý Văn Thử"@vi . }'
    document = read_document(write_draft(directory / "entities.trig", text))
    return Triples(quad.triple for quad in document.quads)


def test_a_draft_that_is_no_trig_is_told_by_name(tmp_path: Path) -> None:
    file = tmp_path / "77.trig"
    file.write_text("this is no graph", encoding="utf-8")
    with pytest.raises(RdfSyntaxError, match=r"77\.trig"):
        read_graph(file, Triples(()))


def test_a_person_whose_office_is_inferred_is_named_all_the_same(tmp_path: Path) -> None:
    text = DRAFT.replace("certainty:explicit", "certainty:inferred")
    facts = read_graph(write_draft(tmp_path / "77.trig", text), Triples(()))
    assert [item.shown for item in facts.of(Measure.PERSONS)] == ["Lý Văn Thử"]
    assert facts.of(Measure.PROVINCES) == ()


def test_values_that_are_none_are_passed_over(tmp_path: Path) -> None:
    text = DRAFT.replace("2021-03-09?", "2021-13-99").replace("12.50", '"many"')
    text = text.replace('"2020-03-09"', '"once"')
    facts = read_graph(write_draft(tmp_path / "77.trig", text), Triples(()))
    assert facts.of(Measure.FIGURES) == ()
    (day,) = facts.of(Measure.DATES)
    assert (day.day, day.earliest) == (None, None)
