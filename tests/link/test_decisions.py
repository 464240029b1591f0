from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.link.decisions import LINKS, Decision, record
from kg.namespaces import ID, PREFIXES
from kg.rdf.canonical import format_document
from kg.rdf.document import MAX_FILE_BYTES, read_document
from kg.resources import bundled_project
from kg.validate.project import validate

WORLD = Path(__file__).parents[1] / "shapes" / "world.trig"
THING = str(ID["unit/tinh-b"])
LINKED = Decision(
    thing=THING,
    outcome="linked",
    targets=(PREFIXES["wd"] + "Q7",),
    relation="close",
    reason_vi="Tên khớp.",
    reason_en="The name agrees.",
    checked_on=date(2026, 1, 2),
    reviewer=str(ID["person/nguoi-duyet"]),
)
AMBIGUOUS = Decision(
    thing=THING,
    outcome="ambiguous",
    targets=(PREFIXES["wd"] + "Q7", PREFIXES["wd"] + "Q8"),
    reason_vi="Hai mục.",
    reason_en="Two items.",
    checked_on=date(2026, 1, 3),
    reviewer=LINKED.reviewer,
)


def save(project: Path, decision: Decision) -> str:
    record(project, decision, max_file_bytes=MAX_FILE_BYTES)
    return (project / LINKS).read_text(encoding="utf-8")


def test_a_decision_makes_a_file_in_canonical_form(tmp_path: Path) -> None:
    text = save(tmp_path, LINKED)
    assert format_document(read_document(tmp_path / LINKS))[0] == text
    assert "unit:tinh-b vnrc:wikidata wd:Q7 ." in text
    for line in ("vnrc:linkRelation link-relation:close", '"2026-01-02"^^xsd:date'):
        assert line in text


def test_a_later_decision_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    save(tmp_path, LINKED)
    text = save(tmp_path, AMBIGUOUS)
    assert "vnrc:wikidata wd:" not in text
    assert "vnrc:linkTarget wd:Q7, wd:Q8" in text
    assert text.count("a vnrc:LinkStatement") == 1


def test_other_decisions_stay_as_they_are(tmp_path: Path) -> None:
    """The real file changes by the lines of one statement."""
    shutil.copytree(bundled_project() / "data/links", tmp_path / "data/links")
    before = (tmp_path / LINKS).read_text(encoding="utf-8").splitlines()
    after = save(tmp_path, LINKED).splitlines()
    assert [line for line in before if line not in after] == []
    assert len(after) == len(before) + 11


def test_decisions_keep_the_shapes(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for room in ("ontology", "shapes"):
        shutil.copytree(bundled_project() / room, project / room)
    (project / "queries").mkdir()
    (project / "data/articles").mkdir(parents=True)
    text = WORLD.read_text(encoding="utf-8").rstrip().removesuffix("}")
    who = '<%s> a vnrc:Person ; rdfs:label "Người duyệt"@vi, "Reviewer"@en . }\n'
    (project / "data/articles/world.trig").write_text(text + who % LINKED.reviewer)
    save(project, LINKED)
    save(project, replace(AMBIGUOUS, thing=str(ID["unit/tinh-ab-2025"])))
    nothing = replace(AMBIGUOUS, thing=str(ID["river/song-a"]), outcome="not-found", targets=())
    save(project, nothing)
    messages = [finding.message_en for finding in validate(project, [project / LINKS]).findings]
    # The small world has no such river, which shows that the file was looked at.
    assert len(messages) == 1
    assert "declared nowhere" in messages[0]


@pytest.mark.parametrize(
    ("outcome", "targets", "relation"),
    [
        ("linked", (), "exact"),
        ("linked", ("a", "b"), "exact"),
        ("linked", ("a",), None),
        ("linked", ("a",), "same"),
        ("ambiguous", ("a",), None),
        ("ambiguous", ("a", "b"), "exact"),
        ("not-found", ("a",), None),
    ],
)
def test_no_decision_contradicts_itself(
    outcome: str, targets: tuple[str, ...], relation: str | None
) -> None:
    with pytest.raises(ValueError, match="does not go with"):
        Decision(
            thing=THING,
            outcome=outcome,
            targets=targets,
            relation=relation,
            reason_vi="",
            reason_en="",
            checked_on=date(2026, 1, 2),
            reviewer="",
        )


def test_a_file_that_is_no_rdf_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / LINKS).parent.mkdir(parents=True)
    (tmp_path / LINKS).write_text("not RDF", encoding="utf-8")
    with pytest.raises(ProjectError, match="cannot be read"):
        save(tmp_path, LINKED)
    assert (tmp_path / LINKS).read_text(encoding="utf-8") == "not RDF"


def test_comments_are_not_lost(tmp_path: Path) -> None:
    text = save(tmp_path, LINKED) + "# seen by hand\n"
    (tmp_path / LINKS).write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="comments"):
        save(tmp_path, AMBIGUOUS)
    assert (tmp_path / LINKS).read_text(encoding="utf-8") == text
